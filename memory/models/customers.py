"""Tables of customers, of what they are known by, and of customers found to be one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base, Key
from memory.models.columns import CustomerKey, Name, PrimaryKey, Word


class Customer(Base):
    """A person who buys.

    `reply_due_at` is when the next answer is to be made, None when nothing waits; `reply_waiting_since` is when the
    oldest unanswered message came, `reply_held_at` when a holding line was sent for it, `reply_attempts` how often the
    model failed since, `reply_voided` how many drafts new words have voided, `reply_unfinished` how many tries in a row
    began and ended without a word, as when their worker dies of them. `takeover_ends_at` is when the bot comes back
    unless a person writes again; None while nobody has the chat. `merged_into_id` is who this customer turned out to
    be: nothing is recorded for an absorbed customer any more, its versions stay readable.
    """

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_reply_due_at", "reply_due_at", postgresql_where=text("reply_due_at IS NOT NULL")),
        Index(
            "ix_customers_reply_overdue",
            "reply_waiting_since",
            postgresql_where=text("reply_waiting_since IS NOT NULL AND reply_held_at IS NULL"),
            sqlite_where=text("reply_waiting_since IS NOT NULL AND reply_held_at IS NULL"),
        ),
        Index("ix_customers_last_seen_at", "last_seen_at"),
        Index(
            "ix_customers_takeover_ends_at",
            "takeover_ends_at",
            postgresql_where=text("takeover_ends_at IS NOT NULL"),
            sqlite_where=text("takeover_ends_at IS NOT NULL"),
        ),
        Index(None, "merged_into_id"),
    )

    id: Mapped[PrimaryKey]
    display_name: Mapped[Name | None]
    timezone: Mapped[Name | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    taken_over_at: Mapped[datetime | None]
    taken_over_by: Mapped[Name | None]
    takeover_ends_at: Mapped[datetime | None]
    flagged_at: Mapped[datetime | None]
    flag_reason: Mapped[str | None] = mapped_column(Text)
    reply_due_at: Mapped[datetime | None]
    reply_waiting_since: Mapped[datetime | None]
    reply_held_at: Mapped[datetime | None]
    reply_attempts: Mapped[int] = mapped_column(default=0)
    reply_voided: Mapped[int] = mapped_column(default=0)
    reply_unfinished: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    merged_into_id: Mapped[int | None] = mapped_column(Key, ForeignKey("customers.id"))


class CustomerIdentifier(Base):
    """One name a customer is known by; no two customers share one.

    `unreachable_at` is when the provider last said that nothing can be delivered there.
    """

    __tablename__ = "customer_identifiers"
    __table_args__ = (UniqueConstraint("kind", "value"), Index(None, "customer_id"))

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    kind: Mapped[Word]
    value: Mapped[Name]
    created_at: Mapped[datetime]
    unreachable_at: Mapped[datetime | None]


class ConsentEvent(Base):
    """A customer has opted out or in, and what proves it. Rows are only ever added.

    The proof is the customer's `words` in a message, a provider's code for the message that it did not deliver, or the
    `author` who noted it. One message proves a kind once; the words stay when the message itself is deleted.
    """

    __tablename__ = "consent_events"
    __table_args__ = (UniqueConstraint("message_id", "kind"), Index(None, "customer_id", "at"))

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    kind: Mapped[Word]
    message_id: Mapped[int | None] = mapped_column(Key, ForeignKey("messages.id", ondelete="SET NULL"))
    words: Mapped[str | None] = mapped_column(Text)
    provider_code: Mapped[Word | None]
    author: Mapped[Name | None]
    at: Mapped[datetime]


class CustomerMerge(Base):
    """One customer absorbed into another, and all that undoing it takes.

    `kept_version` and `absorbed_version` are the versions that it appended to either's profile; those before them are
    what undoing restores. `moved` says which rows went over and how both customers' rows were before
    (`memory.customer_merging` writes and reads it). `undone_at` is None while the merge stands.
    """

    __tablename__ = "customer_merges"
    __table_args__ = (Index(None, "kept_id"), Index(None, "absorbed_id"))

    id: Mapped[PrimaryKey]
    kept_id: Mapped[CustomerKey]
    absorbed_id: Mapped[CustomerKey]
    author: Mapped[Name]
    merged_at: Mapped[datetime]
    kept_version: Mapped[int]
    absorbed_version: Mapped[int]
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Name | None]
