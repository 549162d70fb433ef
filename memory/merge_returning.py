"""Which sessions go back to an absorbed customer when the merge is undone, also those that are deleted by then.

Undoing looks at sessions and messages, retention deletes old ones. So what a merge would give back is noted in it
before it is deleted: facts that were learned from those sessions then still go to the right one of the two.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.identifiers import Identifier, SenselessIdentifier, parse_identifier
from memory.models import ConsentEvent, ConversationSession, CustomerIdentifier, CustomerMerge, IdentifierKind, Message


def returning_sessions(session: Session, merge: CustomerMerge, customer_id: int) -> list[int]:
    """Sessions that were the absorbed customer's, and those begun since from an address that goes back.

    `customer_id` is whose they are at present. Deleted ones are among them once they are noted.
    """
    moved = set(merge.moved["session_ids"])
    theirs = moved_identifiers(session, merge)
    since = session.execute(
        select(ConversationSession.id, Message.customer_address)
        .join(Message, Message.session_id == ConversationSession.id)
        .where(
            ConversationSession.customer_id == customer_id,
            ConversationSession.opened_at >= merge.merged_at,
            Message.position == 1,
            Message.customer_address.is_not(None),
        )
    )
    begun = {key for key, address in since if key not in moved and _is_one_of(address, theirs)}
    return sorted(moved | begun)


def returning_messages(session: Session, merge: CustomerMerge, session_ids: Collection[int]) -> frozenset[int]:
    """Keys of the messages of these returning sessions, the deleted ones included."""
    stored = session.scalars(select(Message.id).where(Message.session_id.in_(session_ids)))
    return frozenset(stored) | frozenset(_noted(merge.moved))


def moved_identifiers(session: Session, merge: CustomerMerge) -> list[Identifier]:
    """What the absorbed customer was known by when it was merged, whosever they are now."""
    keys = merge.moved["identifier_ids"]
    rows = select(CustomerIdentifier).where(CustomerIdentifier.id.in_(keys)).order_by(CustomerIdentifier.id)
    return [Identifier(IdentifierKind(row.kind), row.value) for row in session.scalars(rows)]


def note_before_deleting(
    session: Session, customer_id: int, absorbed_ids: Collection[int], session_ids: Collection[int]
) -> None:
    """Note in the customer's standing merges what undoing each would give back of these sessions.

    `absorbed_ids` are all who are a part of the customer. Call it before the sessions are deleted.
    """
    standing = select(CustomerMerge).where(
        CustomerMerge.absorbed_id.in_(absorbed_ids), CustomerMerge.undone_at.is_(None)
    )
    for merge in session.scalars(standing).all():
        returning = returning_sessions(session, merge, customer_id)
        gone = set(session_ids).intersection(returning)
        if gone:
            messages = session.scalars(select(Message.id).where(Message.session_id.in_(gone))).all()
            proofs = session.scalars(select(ConsentEvent.id).where(ConsentEvent.message_id.in_(messages)))
            merge.moved = {
                **merge.moved,
                "session_ids": sorted({*merge.moved["session_ids"], *gone}),
                "deleted_message_ids": sorted({*_noted(merge.moved), *messages}),
                "consent_event_ids": sorted({*merge.moved.get("consent_event_ids", ()), *proofs}),
            }
    session.flush()


def _noted(moved: dict[str, Any]) -> Sequence[int]:
    noted: Sequence[int] = moved.get("deleted_message_ids", ())
    return noted


def _is_one_of(address: str | None, identifiers: Sequence[Identifier]) -> bool:
    try:
        return parse_identifier(address or "") in identifiers
    except SenselessIdentifier:
        return False
