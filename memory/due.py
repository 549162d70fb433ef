"""What is due and not done: the questions that workers and the sweeper ask the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from memory.leases import Work, is_leased
from memory.models import Customer, Delivery, Lease, Media, Remembering

_earlier = aliased(Delivery)
_IS_FIRST_OF_OUTBOX = ~exists().where(
    _earlier.customer_id == Delivery.customer_id,
    _earlier.message_id < Delivery.message_id,
    _earlier.due_at.is_not(None),
)


@dataclass(frozen=True)
class _Due:
    """Where it stands when work is due, whose it is, and which rows count."""

    at: InstrumentedAttribute[datetime | None]
    customer_id: InstrumentedAttribute[int]
    counts: ColumnElement[bool]


_DUE = {
    Work.FETCH: _Due(Media.due_at, Media.customer_id, true()),
    Work.REPLY: _Due(Customer.reply_due_at, Customer.id, true()),
    Work.SEND: _Due(Delivery.due_at, Delivery.customer_id, _IS_FIRST_OF_OUTBOX),
    Work.REMEMBER: _Due(Remembering.due_at, Remembering.customer_id, true()),
}


def due_customers(session: Session, work: Work, now: datetime, limit: int) -> list[int]:
    """Keys of customers who have work of this kind due and leased by nobody, longest due first."""
    due = _DUE[work]
    query = (
        select(due.customer_id)
        .where(due.at <= now, due.counts, ~is_leased(work, due.customer_id, now))
        .group_by(due.customer_id)
        .order_by(func.min(due.at))
        .limit(limit)
    )
    return list(session.scalars(query))


def next_due_at(session: Session, work: Work, now: datetime) -> datetime | None:
    """When the next work of this kind is due that nobody has leased, maybe in the past; None when there is none."""
    due = _DUE[work]
    return session.scalar(
        select(due.at)
        .where(due.at.is_not(None), due.counts, ~is_leased(work, due.customer_id, now))
        .order_by(due.at)
        .limit(1)
    )


@dataclass(frozen=True)
class Backlog:
    """How much work of one kind is due and leased by nobody, and since when the oldest."""

    work: Work
    customers: int
    oldest: datetime | None


def backlog(session: Session, work: Work, now: datetime) -> Backlog:
    """What is due of one kind of work and not being done."""
    due = _DUE[work]
    count, oldest = session.execute(
        select(func.count(due.customer_id.distinct()), func.min(due.at)).where(
            due.at <= now, due.counts, ~is_leased(work, due.customer_id, now)
        )
    ).one()
    return Backlog(work, count, oldest)


def next_lease_end(session: Session, work: Work, now: datetime) -> datetime | None:
    """When the next lease of this kind runs out whose work is due; None when there is none."""
    due = _DUE[work]
    is_due = exists().where(due.customer_id == Lease.subject_id, due.at <= now)
    return session.scalar(select(func.min(Lease.expires_at)).where(Lease.work == work, Lease.expires_at > now, is_due))
