"""The table of API keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base
from memory.models.columns import Name, PrimaryKey, Word


class ApiKey(Base):
    """A key of `/v1`. The key itself is not stored: `hash` is its SHA-256 in hex, `prefix` its first characters.

    `scopes` are words such as `read`; a key with `revoked_at` opens nothing any more.
    """

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("hash"), Index(None, "prefix"))

    id: Mapped[PrimaryKey]
    name: Mapped[Name]
    prefix: Mapped[Word]
    hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
