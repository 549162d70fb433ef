"""Tables of the files that customers attach, and of where they are kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base, Key
from memory.models.columns import CustomerKey, Name, PrimaryKey, Word


class Media(Base):
    """One file attached to a message, `number` counting from 0 within it.

    `due_at` is when it is to be fetched or read next, None when nothing is to be done any more. `content_type`, `size`
    (bytes) and `sha256` are of what was fetched. `words` is what was made of it, once: `reading` says how and
    `read_by` by which model.
    """

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("message_id", "number"),
        Index(None, "customer_id"),
        Index("ix_media_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[PrimaryKey]
    customer_id: Mapped[CustomerKey]
    message_id: Mapped[int] = mapped_column(Key, ForeignKey("messages.id", ondelete="CASCADE"))
    number: Mapped[int]
    url: Mapped[str] = mapped_column(Text)
    declared_type: Mapped[Name]
    state: Mapped[Word]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    content_type: Mapped[Name | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    reading: Mapped[Word | None]
    words: Mapped[str | None] = mapped_column(Text)
    read_by: Mapped[Name | None]


class StoredFile(Base):
    """A key under which a file is, or may be, kept. Written before the file is, so that none is ever left behind.

    Whatever deletes the media's row (a customer erased, an old message) leaves `media_id` None: then the file is to be
    deleted, and this row after it. The key is random and tells nothing.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        UniqueConstraint("media_id"),
        Index(
            "ix_stored_files_orphaned",
            "key",
            postgresql_where=text("media_id IS NULL"),
            sqlite_where=text("media_id IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_id: Mapped[int | None] = mapped_column(Key, ForeignKey("media.id", ondelete="SET NULL"))
