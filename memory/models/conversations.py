"""Tables of what was said, and of how it was delivered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base, Document, Key
from memory.models.columns import CustomerKey, Name, PrimaryKey, Word

NEVER_REUSED = {"sqlite_autoincrement": True}
"""Facts and versions go on naming sessions and messages that retention has deleted: no new row may get their number."""


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
        Index("ix_sessions_closed_at", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        NEVER_REUSED,
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
    `template` names the approved template it is sent as, with its variables by name; `text` is what the customer reads.
    `details` is what an incoming message brings beside words (`memory.details`).
    `written_by` is who of the team wrote an agent's message.
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
        Index(
            "ix_messages_from_channel",
            "customer_id",
            "recorded_at",
            postgresql_where=text("provider_id IS NOT NULL"),
            sqlite_where=text("provider_id IS NOT NULL"),
        ),
        NEVER_REUSED,
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
    details: Mapped[dict[str, Any] | None] = mapped_column(Document)
    answer_state: Mapped[Word | None]
    answered_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("messages.id", ondelete="SET NULL"))
    answers_through_id: Mapped[int | None] = mapped_column(Key, ForeignKey("messages.id", ondelete="SET NULL"))
    purpose: Mapped[Word | None]
    template: Mapped[Name | None]
    template_language: Mapped[Word | None]
    template_variables: Mapped[dict[str, Any] | None] = mapped_column(Document)
    written_by: Mapped[Name | None]


class Delivery(Base):
    """How far an outgoing message has come. `due_at` is when the next step is to be taken, None when none is.

    A message that the provider has accepted (`provider_id`) is due once more: by then it counts as sent, whether the
    provider has said so or not, and the next one may go.
    """

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
    error_text: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime]
