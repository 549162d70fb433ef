"""Leases: work on one subject is done by one worker at a time, across processes and hosts.

A lease names its owner and when it ends. A living owner renews it; a killed one's lease runs out, and the next worker
goes on. A lease saves work from being done twice; that its *effect* happens once is promised by conditional UPDATEs
and unique constraints.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from memory.database import row_count
from memory.models import Lease

LEASE_LENGTH = timedelta(seconds=15)
"""How long a killed worker's work lies still at most. Owners renew at a third of it."""


class Work(StrEnum):
    """What is leased; the subject is a customer each time, so that one customer's work of a kind keeps its order."""

    FETCH = "fetch"
    REPLY = "reply"
    SEND = "send"
    REMEMBER = "remember"


def acquire(session: Session, work: Work, subject_id: int, owner: str, now: datetime) -> bool:
    """Take the lease if nobody holds it. False when somebody does."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"work": work, "subject_id": subject_id, "owner": owner, "expires_at": now + LEASE_LENGTH}
    statement = insert(Lease).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=[Lease.work, Lease.subject_id],
        set_={"owner": owner, "expires_at": now + LEASE_LENGTH},
        where=Lease.expires_at <= now,
    )
    return session.scalar(statement.returning(Lease.owner)) is not None


def holds(session: Session, work: Work, subject_id: int, owner: str, now: datetime) -> bool:
    """Whether this owner still holds the lease."""
    lease = session.get(Lease, (work, subject_id))
    return lease is not None and lease.owner == owner and lease.expires_at > now


def renew(session: Session, owner: str, now: datetime) -> int:
    """Prolong all leases of this owner that have not run out. Returns how many there are."""
    renewed = update(Lease).where(Lease.owner == owner, Lease.expires_at > now)
    return row_count(session.execute(renewed.values(expires_at=now + LEASE_LENGTH)))


def release(session: Session, work: Work, subject_id: int, owner: str) -> None:
    """Give the lease back, if this owner still has it."""
    session.execute(delete(Lease).where(Lease.work == work, Lease.subject_id == subject_id, Lease.owner == owner))


def postpone(session: Session, work: Work, subject_id: int, owner: str, until: datetime) -> None:
    """Let nobody work on the subject until a moment: work that failed for an unknown reason is not repeated at once."""
    session.execute(
        update(Lease)
        .where(Lease.work == work, Lease.subject_id == subject_id, Lease.owner == owner)
        .values(owner="", expires_at=until)
    )


def is_leased(work: Work, subject: InstrumentedAttribute[int], now: datetime) -> ColumnElement[bool]:
    """SQL: somebody works on the row's subject at this moment."""
    return exists().where(and_(Lease.work == work, Lease.subject_id == subject, Lease.expires_at > now))
