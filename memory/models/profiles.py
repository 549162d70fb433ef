"""Tables of what is remembered, and of what is to be."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base, Key
from memory.models.columns import CustomerKey, Name, PrimaryKey, Word


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
        Index(
            "ix_rememberings_in_trouble",
            "id",
            postgresql_where=text("state <> 'done' AND error IS NOT NULL"),
            sqlite_where=text("state <> 'done' AND error IS NOT NULL"),
        ),
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
    __table_args__ = (Index(None, "stage"),)

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
