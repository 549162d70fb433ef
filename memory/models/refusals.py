"""The table of refused webhooks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from memory.database import Base
from memory.models.columns import PrimaryKey, Word


class RefusedWebhook(Base):
    """How many webhooks one endpoint refused on one day (UTC) for one cause.

    `example` is the last one's: host, scheme, path and names of headers; nothing of a customer.
    """

    __tablename__ = "refused_webhooks"
    __table_args__ = (UniqueConstraint("day", "cause", "endpoint"),)

    id: Mapped[PrimaryKey]
    day: Mapped[date]
    cause: Mapped[Word]
    endpoint: Mapped[Word]
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    example: Mapped[dict[str, Any]]
