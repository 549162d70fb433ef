"""The table of what is wrong with a channel as a whole."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base
from memory.models.columns import Name, PrimaryKey, Word


class ChannelAlert(Base):
    """Something that keeps one of the shop's addresses from sending, for the team to put right.

    `code` is the provider's error code. Nothing is sent from the address before `paused_until`.
    """

    __tablename__ = "channel_alerts"
    __table_args__ = (UniqueConstraint("shop_address", "code"),)

    id: Mapped[PrimaryKey]
    shop_address: Mapped[Name]
    code: Mapped[Word]
    sentence: Mapped[str] = mapped_column(Text)
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
