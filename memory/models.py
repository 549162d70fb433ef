"""The tables. Typed columns and constraints, no queries."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base, Document, Key

PrimaryKey = Annotated[int, mapped_column(Key, primary_key=True)]
CustomerKey = Annotated[int, mapped_column(Key, ForeignKey("customers.id", ondelete="CASCADE"))]
Name = Annotated[str, mapped_column(String(255))]
Word = Annotated[str, mapped_column(String(40))]
"""A value of one of our own enumerations, stored as its word."""


class Channel(StrEnum):
    """How a message travels."""

    WHATSAPP = "whatsapp"
    CHAT = "chat"
    API = "api"


class IdentifierKind(StrEnum):
    """What kind of name a customer is known by."""

    PHONE = "phone"
    WHATSAPP_ID = "whatsapp_id"
    EMAIL = "email"
    CRM = "crm"


class AnswerState(StrEnum):
    """Whether an incoming message still waits for its answer. Messages that want none carry no state."""

    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"


class DeliveryStatus(StrEnum):
    """How far an outgoing message has come; the order of `DELIVERY_ORDER` is never walked backwards."""

    DRAFTED = "drafted"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class RememberingState(StrEnum):
    """Whether a closed session, or a part of a long one, has been turned into a version."""

    DUE = "due"
    DONE = "done"
    FAILED = "failed"


class Customer(Base):
    """A person who buys.

    `reply_due_at` is when the next answer is to be made, None when nothing waits; `reply_waiting_since` is when the
    oldest unanswered message came, `reply_held_at` when a holding line was sent for it, `reply_attempts` how often the
    model failed since, `reply_voided` how many drafts new words have voided.
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
    )

    id: Mapped[PrimaryKey]
    display_name: Mapped[Name | None]
    timezone: Mapped[Name | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    taken_over_at: Mapped[datetime | None]
    taken_over_by: Mapped[Name | None]
    flagged_at: Mapped[datetime | None]
    flag_reason: Mapped[str | None] = mapped_column(Text)
    reply_due_at: Mapped[datetime | None]
    reply_waiting_since: Mapped[datetime | None]
    reply_held_at: Mapped[datetime | None]
    reply_attempts: Mapped[int] = mapped_column(default=0)
    reply_voided: Mapped[int] = mapped_column(default=0)


class CustomerIdentifier(Base):
    """One name a customer is known by; no two customers share one."""

    __tablename__ = "customer_identifiers"
    __table_args__ = (UniqueConstraint("kind", "value"), Index(None, "customer_id"))

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    kind: Mapped[Word]
    value: Mapped[Name]
    created_at: Mapped[datetime]


class ConversationSession(Base):
    """A stretch of conversation. `public_id` names it outside; one is open per customer and channel."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("customer_id", "public_id"),
        UniqueConstraint("id", "customer_id"),
        Index(
            "uq_sessions_open",
            "customer_id",
            "channel",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_sessions_open_last_message_at",
            "last_message_at",
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    public_id: Mapped[Name]
    channel: Mapped[Word]
    opened_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[Word | None]
    message_count: Mapped[int] = mapped_column(default=0)
    remembering_through: Mapped[int] = mapped_column(default=0)
    """Up to which position remembering has been asked for."""


class Message(Base):
    """One thing said. Recorded once; its words are never edited.

    `position` counts from 1 within the session. `answers_through_id` is, on an outgoing message of the bot, the last
    message it answers: together with `purpose` it is unique, so that a burst has one answer whoever writes it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "customer_id"], ["sessions.id", "sessions.customer_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("session_id", "position"),
        UniqueConstraint("provider_id"),
        UniqueConstraint("answers_through_id", "purpose"),
        Index(None, "customer_id", "id"),
        Index(None, "answered_by_id"),
        Index(
            "ix_messages_waiting",
            "customer_id",
            postgresql_where=text("answer_state = 'waiting'"),
            sqlite_where=text("answer_state = 'waiting'"),
        ),
    )

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    session_id: Mapped[int] = mapped_column(Key)
    position: Mapped[int]
    channel: Mapped[Word]
    author: Mapped[Word]
    kind: Mapped[Word] = mapped_column(default="text")
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    provider_id: Mapped[Name | None]
    customer_address: Mapped[Name | None]
    shop_address: Mapped[Name | None]
    raw: Mapped[dict[str, Any] | None] = mapped_column(Document)
    answer_state: Mapped[Word | None]
    answered_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("messages.id", ondelete="SET NULL"))
    answers_through_id: Mapped[int | None] = mapped_column(Key, ForeignKey("messages.id", ondelete="SET NULL"))
    purpose: Mapped[Word | None]


class Delivery(Base):
    """How far an outgoing message has come. `due_at` is when the next step is to be taken, None when none is."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("provider_id"),
        Index(None, "customer_id", "message_id"),
        Index("ix_deliveries_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    message_id: Mapped[int] = mapped_column(Key, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    customer_id: Mapped[CustomerKey]
    status: Mapped[Word]
    provider_id: Mapped[Name | None]
    due_at: Mapped[datetime | None]
    sending_since: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[Word | None]
    error: Mapped[str | None] = mapped_column(Text)
    updated_at: Mapped[datetime]


class EarlyStatus(Base):
    """A status callback for a message whose id was not known when it came; applied when the id becomes known."""

    __tablename__ = "early_statuses"
    __table_args__ = (UniqueConstraint("provider_id", "status"),)

    id: Mapped[PrimaryKey]
    provider_id: Mapped[Name]
    status: Mapped[Word]
    error_code: Mapped[Word | None]
    received_at: Mapped[datetime]


class Remembering(Base):
    """One piece of remembering: the messages of a session from `first_position` to `last_position`.

    `output` keeps the model's answer, so that it is merged again, and not asked for again, when merging is repeated.
    """

    __tablename__ = "rememberings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "customer_id"], ["sessions.id", "sessions.customer_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("session_id", "last_position"),
        Index(None, "customer_id", "session_id"),
        Index("ix_rememberings_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    session_id: Mapped[int] = mapped_column(Key)
    first_position: Mapped[int]
    last_position: Mapped[int]
    state: Mapped[Word]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    output: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ProfileHead(Base):
    """The newest version of a customer's profile, for reads by primary key."""

    __tablename__ = "profiles"

    customer_id: Mapped[int] = mapped_column(Key, ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    stage: Mapped[Word | None]
    updated_at: Mapped[datetime]


class ProfileVersion(Base):
    """One immutable state of a profile, and what brought it about. Rows are only ever added."""

    __tablename__ = "profile_versions"
    __table_args__ = (UniqueConstraint("customer_id", "number"), UniqueConstraint("customer_id", "cause", "cause_id"))

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    number: Mapped[int]
    cause: Mapped[Word]
    cause_id: Mapped[Name]
    author: Mapped[Name]
    document: Mapped[dict[str, Any]]
    operations: Mapped[list[Any]]
    rejections: Mapped[list[Any]]
    created_at: Mapped[datetime]


class Lease(Base):
    """Who works on what, and until when. An expired lease is as good as none."""

    __tablename__ = "leases"
    __table_args__ = (Index(None, "owner"),)

    work: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    owner: Mapped[Name]
    expires_at: Mapped[datetime]
