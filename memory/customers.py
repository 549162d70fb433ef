"""Customers: found or made by any of their identifiers, locked, flagged."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, case, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from memory.identifiers import Identifier
from memory.models import Customer, CustomerIdentifier, IdentifierKind

_ORDER_OF_NAMING = (IdentifierKind.PHONE, IdentifierKind.WHATSAPP_ID, IdentifierKind.EMAIL, IdentifierKind.CRM)
_Name = aliased(CustomerIdentifier)
_PLACE_IN_NAMING = case({kind.value: place for place, kind in enumerate(_ORDER_OF_NAMING)}, value=_Name.kind)


def find_customer(session: Session, identifier: Identifier) -> Customer | None:
    """The customer known by this identifier, or None."""
    return session.scalar(
        select(Customer)
        .join(CustomerIdentifier)
        .where(CustomerIdentifier.kind == identifier.kind, CustomerIdentifier.value == identifier.value)
    )


def find_or_create_customer(session: Session, identifiers: Sequence[Identifier], now: datetime) -> Customer:
    """The customer known by the first of these identifiers that is known, or a new one; unknown ones are added to it.

    Two at once are told apart by the unique constraint: the loser reads what the winner wrote.
    """
    customer = next(filter(None, (find_customer(session, identifier) for identifier in identifiers)), None)
    if customer is None:
        customer = _create_customer(session, identifiers[0], now)
    for identifier in identifiers:
        if find_customer(session, identifier) is None:
            _add_identifier(session, customer, identifier, now)
    return customer


def _create_customer(session: Session, identifier: Identifier, now: datetime) -> Customer:
    try:
        with session.begin_nested():
            customer = Customer(created_at=now)
            session.add(customer)
            session.flush()
            session.add(_identifier_row(customer, identifier, now))
    except IntegrityError:
        winner = find_customer(session, identifier)
        if winner is None:
            raise
        return winner
    return customer


def _add_identifier(session: Session, customer: Customer, identifier: Identifier, now: datetime) -> None:
    try:
        with session.begin_nested():
            session.add(_identifier_row(customer, identifier, now))
    except IntegrityError:
        if find_customer(session, identifier) is None:
            raise


def _identifier_row(customer: Customer, identifier: Identifier, now: datetime) -> CustomerIdentifier:
    return CustomerIdentifier(customer_id=customer.id, kind=identifier.kind, value=identifier.value, created_at=now)


def lock_customer(session: Session, customer_id: int) -> Customer | None:
    """The customer, held against changes by others until the transaction ends, or None when there is no such.

    For one who was merged into another it is that other: what comes in for either is the kept one's. Whoever locks
    more than one row locks the customer first.
    """
    customer = lock_row(session, customer_id)
    while customer is not None and customer.merged_into_id is not None:
        customer = lock_row(session, customer.merged_into_id)
    return customer


def lock_row(session: Session, customer_id: int) -> Customer | None:
    """This very customer, held likewise, also one who was merged into another.

    The lock leaves the key free, so that rows which point to the customer can be added meanwhile.
    """
    return session.scalar(
        select(Customer)
        .where(Customer.id == customer_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def get_customer(session: Session, customer_id: int) -> Customer | None:
    """The customer with this key, or None; also one who was merged into another."""
    return session.get(Customer, customer_id)


def kept_customer(session: Session, customer: Customer) -> Customer:
    """Who this customer is by now: the one it was merged into, or itself. Nothing is locked."""
    while customer.merged_into_id is not None:
        customer = session.get_one(Customer, customer.merged_into_id)
    return customer


def identifiers_of(session: Session, customer_id: int) -> list[Identifier]:
    """All names of a customer: phones first, then WhatsApp ids, e-mails, CRM ids."""
    rows = session.scalars(
        select(CustomerIdentifier).where(CustomerIdentifier.customer_id == customer_id).order_by(CustomerIdentifier.id)
    )
    return best_first([Identifier(IdentifierKind(row.kind), row.value) for row in rows])


def best_first(identifiers: Iterable[Identifier]) -> list[Identifier]:
    """Names in the order in which a customer is called by them."""
    return sorted(identifiers, key=lambda identifier: _ORDER_OF_NAMING.index(identifier.kind))


def outside_name(session: Session, customer_id: int) -> str:
    """The `customer_id` of a profile: the phone number where there is one, else the next best name."""
    return session.scalar(select(best_name(customer_id))) or str(customer_id)


def best_name(customer_id: int | InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """SQL: the customer's best name, NULL where there is none. `customer_id` may be a column of the outer query."""
    names = select(_Name.value).where(_Name.customer_id == customer_id)
    return names.order_by(_PLACE_IN_NAMING, _Name.id).limit(1).scalar_subquery()


def flag(customer: Customer, reason: str, now: datetime) -> None:
    """Show the team that this customer needs a person, with one sentence why. An earlier flag keeps its time."""
    customer.flagged_at = customer.flagged_at or now
    customer.flag_reason = reason


def unflag(customer: Customer) -> None:
    """Take the flag away."""
    customer.flagged_at = None
    customer.flag_reason = None
