"""A customer erased: from every table, with everything that was said, remembered and planned.

Rows go by the foreign keys' own cascades; what is tied to a customer by other means (leases, early statuses) is
deleted here. While a worker answers or remembers a customer, erasing is refused: what that worker holds in its hands
would otherwise be sent, or written to whoever is given the customer's key next.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from memory.customer_merging import absorbed_customers
from memory.customers import identifiers_of, lock_customer
from memory.identifiers import Identifier
from memory.leases import Work
from memory.merge_erasing import erase_from_kept
from memory.models import Customer, Delivery, EarlyStatus, Lease, Message


@dataclass(frozen=True)
class Erased:
    """What must be forgotten elsewhere: the names that the customer was known by."""

    identifiers: tuple[Identifier, ...]


class CustomerBusy(Exception):
    """A worker is at work on the customer. A lease lasts `LEASE_LENGTH`, and is renewed while the work goes on."""


def erase_customer(session: Session, customer_id: int, now: datetime) -> Erased | None:
    """Delete everything we hold of a customer. None when there is no such customer. Raises CustomerBusy.

    Who was merged into another is a part of that one, and is erased with it. After the commit call
    `Database.overwrite_deleted`, so that no file keeps the words.
    """
    customer = lock_customer(session, customer_id)
    if customer is None:
        return None
    customer_id = customer.id
    everyone = [*absorbed_customers(session, customer_id), customer_id]
    for one in everyone:
        erase_from_kept(session, one)
    leases = Lease.work.in_(list(Work)) & (Lease.subject_id == customer_id)
    if session.scalar(select(Lease.work).where(leases, Lease.owner != "", Lease.expires_at > now).limit(1)):
        raise CustomerBusy
    erased = Erased(tuple(identifiers_of(session, customer_id)))
    forget_statuses(session, Message.customer_id == customer_id)
    session.execute(delete(Lease).where(leases))
    session.execute(update(Customer).where(Customer.id.in_(everyone)).values(merged_into_id=None))
    session.execute(delete(Customer).where(Customer.id.in_(everyone)))
    return erased


def forget_statuses(session: Session, messages: ColumnElement[bool]) -> None:
    """Delete early statuses of these messages: nothing but the provider's id ties them to anybody."""
    sent = select(Delivery.provider_id).join(Message, Message.id == Delivery.message_id).where(messages)
    for named in (select(Message.provider_id).where(messages), sent):
        session.execute(delete(EarlyStatus).where(EarlyStatus.provider_id.in_(named)))
