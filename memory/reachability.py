"""Which of a customer's addresses cannot be delivered to, by what the provider said last."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.identifiers import SenselessIdentifier, parse_identifier
from memory.models import CustomerIdentifier


def mark_unreachable(session: Session, address: str, now: datetime) -> bool:
    """Record that nothing can be delivered to an address. False when nobody is known by it."""
    found = _identifier_of(session, address)
    if found is None:
        return False
    found.unreachable_at = now
    return True


def unreachable_since(session: Session, address: str) -> datetime | None:
    """When an address was last found undeliverable, or None. Words that came from it later prove the contrary."""
    found = _identifier_of(session, address)
    return found.unreachable_at if found is not None else None


def _identifier_of(session: Session, address: str) -> CustomerIdentifier | None:
    try:
        identifier = parse_identifier(address)
    except SenselessIdentifier:
        return None
    return session.scalar(
        select(CustomerIdentifier).where(
            CustomerIdentifier.kind == identifier.kind, CustomerIdentifier.value == identifier.value
        )
    )
