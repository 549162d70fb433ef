"""The table of who works on what."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from memory.database import Base, Key
from memory.models.columns import Name


class Lease(Base):
    """Who works on what, and until when. An expired lease is as good as none."""

    __tablename__ = "leases"
    __table_args__ = (Index(None, "owner"),)

    work: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    owner: Mapped[Name]
    expires_at: Mapped[datetime]
