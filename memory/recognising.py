"""Who writes: the customer that a channel names by a phone number, a business-scoped id, or both at once.

Both at once prove that they are one person's, and then two customers known by one each are merged. It is no proof
when either is known by another one of the same kind: WhatsApp gives a person who changes the number a new
business-scoped id, so a number seen with two of them has changed hands (or the shop its WhatsApp account), and one of
them must not read the other's past. Then the business-scoped id says who writes, and a person is asked.

A business-scoped id counts within one business portfolio. Numbers of a shop that lie in several portfolios see one
person under several ids, which a parent id (`US.ENT.…`), where there is one, proves to be the same person's.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.customer_merging import CannotMerge, merge_customers
from memory.customer_rows import question_of
from memory.customers import find_customer, find_or_create_customer, flag, identifiers_of
from memory.identifiers import Identifier, SenselessIdentifier, parse_identifier
from memory.models import Customer, IdentifierKind, Message

BY_CHANNEL = "channel"
"""Who merges customers when the channel proves that they are one."""
MOST_TRIES = 3
PARENT = ".ENT."
"""What tells a parent id, which counts in several business portfolios, from an id of one."""


def recognise(session: Session, identifiers: Sequence[Identifier], address: str | None, now: datetime) -> Customer:
    """The customer whom a channel names by these identifiers, made or merged where need be.

    `address` is what the message came from.
    """
    phone = _first(identifiers, IdentifierKind.PHONE)
    scoped = [identifier for identifier in identifiers if identifier.kind is IdentifierKind.WHATSAPP_ID]
    if phone is None or not scoped:
        return find_or_create_customer(session, identifiers, now)
    for _ in range(MOST_TRIES):
        holder = find_customer(session, phone)
        writer = next(filter(None, (find_customer(session, identifier) for identifier in scoped)), None)
        if holder is None or (writer is not None and writer.id == holder.id):
            break
        if _knows_another(session, holder, scoped) or (writer and _knows_another(session, writer, [phone])):
            return _stranger(session, scoped, phone, address, now)
        if writer is None:
            break
        try:
            merge_customers(session, holder.id, writer.id, author=BY_CHANNEL, now=now)
        except CannotMerge:  # somebody else was faster: look again
            session.expire_all()
        else:
            return find_or_create_customer(session, identifiers, now)
    return find_or_create_customer(session, identifiers, now)


def _first(identifiers: Sequence[Identifier], kind: IdentifierKind) -> Identifier | None:
    return next((identifier for identifier in identifiers if identifier.kind is kind), None)


def _knows_another(session: Session, customer: Customer, named: Sequence[Identifier]) -> bool:
    """Whether the customer is known by other ones of a sort than those named here, and by none of these."""
    known = identifiers_of(session, customer.id)
    sorts = {_sort(identifier) for identifier in known} & {_sort(identifier) for identifier in named}
    return bool(sorts) and not set(known) & set(named)


def _sort(identifier: Identifier) -> tuple[IdentifierKind, bool]:
    return identifier.kind, identifier.kind is IdentifierKind.WHATSAPP_ID and PARENT in identifier.value


def _stranger(
    session: Session, scoped: Sequence[Identifier], phone: Identifier, address: str | None, now: datetime
) -> Customer:
    writer = find_or_create_customer(session, scoped, now)
    wrote_before = select(Message.id).where(Message.customer_id == writer.id, Message.customer_address == address)
    if session.scalar(wrote_before.limit(1)) is None:
        flag(writer, question_of(phone.value), now)
    return writer


def holders_of_numbers(session: Session, customer_id: int) -> list[Customer]:
    """Other customers who are known by an address that this one has written from: perhaps the same person."""
    written = select(Message.customer_address).where(
        Message.customer_id == customer_id, Message.customer_address.is_not(None)
    )
    holders: dict[int, Customer] = {}
    for address in session.scalars(written.distinct()).all():
        holder = _holder(session, address or "")
        if holder is not None and holder.id != customer_id:
            holders[holder.id] = holder
    return list(holders.values())


def _holder(session: Session, address: str) -> Customer | None:
    try:
        return find_customer(session, parse_identifier(address))
    except SenselessIdentifier:
        return None
