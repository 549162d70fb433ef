"""What is due and not done: the questions that workers and the sweeper ask the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from memory.leases import Work, is_leased
from memory.models import Customer, Delivery, Lease, Remembering

_DUE: dict[Work, tuple[InstrumentedAttribute[datetime | None], InstrumentedAttribute[int]]] = {
    Work.REPLY: (Customer.reply_due_at, Customer.id),
    Work.SEND: (Delivery.due_at, Delivery.customer_id),
    Work.REMEMBER: (Remembering.due_at, Remembering.customer_id),
}


def due_customers(session: Session, work: Work, now: datetime, limit: int) -> list[int]:
    """Keys of customers who have work of this kind due and leased by nobody, longest due first."""
    due_at, customer_id = _DUE[work]
    query = (
        select(customer_id)
        .where(due_at <= now, ~is_leased(work, customer_id, now))
        .group_by(customer_id)
        .order_by(func.min(due_at))
        .limit(limit)
    )
    return list(session.scalars(query))


def next_due_at(session: Session, work: Work) -> datetime | None:
    """When the next work of this kind is due, leased or not; None when there is none."""
    due_at, _ = _DUE[work]
    return session.scalar(select(func.min(due_at)))


@dataclass(frozen=True)
class Backlog:
    """How much work of one kind is due and leased by nobody, and since when the oldest."""

    work: Work
    customers: int
    oldest: datetime | None


def backlog(session: Session, work: Work, now: datetime) -> Backlog:
    """What is due of one kind of work and not being done."""
    due_at, customer_id = _DUE[work]
    count, oldest = session.execute(
        select(func.count(customer_id.distinct()), func.min(due_at)).where(
            due_at <= now, ~is_leased(work, customer_id, now)
        )
    ).one()
    return Backlog(work, count, oldest)


def next_lease_end(session: Session, now: datetime) -> datetime | None:
    """When the next lease runs out; None when there is none."""
    return session.scalar(select(func.min(Lease.expires_at)).where(Lease.expires_at > now))
