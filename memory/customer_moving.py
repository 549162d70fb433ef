"""Rows of one customer that become another's: sessions with all that hangs on them, identifiers, leases."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from memory.models import (
    AnswerState,
    ConsentEvent,
    ConversationSession,
    CustomerIdentifier,
    Delivery,
    Lease,
    Media,
    Message,
    Remembering,
    RememberingState,
)


def move_sessions(session: Session, session_ids: Collection[int], customer_id: int) -> None:
    """Make these sessions this customer's, with all that hangs on them. Customers must be locked.

    A model's output that is not merged yet is dropped: it names facts by the numbers of the other profile.
    """
    session.flush()
    moved_sessions = update(ConversationSession).where(ConversationSession.id.in_(session_ids))
    moved_messages = update(Message).where(Message.session_id.in_(session_ids))
    moved_rememberings = update(Remembering).where(Remembering.session_id.in_(session_ids))
    statements = [
        statement.values(customer_id=customer_id).execution_options(synchronize_session=False)
        for statement in (moved_sessions, moved_messages, moved_rememberings)
    ]
    if session.get_bind().dialect.name == "postgresql":
        # The tables point to each other by session *and* customer, which PostgreSQL checks at the end of a statement.
        sessions, messages, rememberings = statements
        session.execute(rememberings.add_cte(sessions.cte("moved_sessions"), messages.cte("moved_messages")))
    else:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))  # until this transaction ends
        for statement in statements:
            session.execute(statement)
    _move_what_hangs_on_messages(session, session_ids, customer_id)
    _drop_outputs(session, session_ids)
    session.expire_all()


def _move_what_hangs_on_messages(session: Session, session_ids: Collection[int], customer_id: int) -> None:
    messages = select(Message.id).where(Message.session_id.in_(session_ids))
    for table in (Delivery, Media):
        moved = update(table).where(table.message_id.in_(messages)).values(customer_id=customer_id)
        session.execute(moved.execution_options(synchronize_session=False))


def _drop_outputs(session: Session, session_ids: Collection[int]) -> None:
    unmerged = update(Remembering).where(
        Remembering.session_id.in_(session_ids), Remembering.state != RememberingState.DONE
    )
    session.execute(unmerged.values(output=None).execution_options(synchronize_session=False))


def session_ids_of(session: Session, customer_id: int) -> list[int]:
    """Keys of all the customer's sessions."""
    query = select(ConversationSession.id).where(ConversationSession.customer_id == customer_id)
    return list(session.scalars(query.order_by(ConversationSession.id)))


def rename_alike(session: Session, customer_id: int, other_id: int) -> dict[str, str]:
    """Rename the customer's sessions whose `public_id` the other customer has used too. Returns old names by key."""
    taken = select(ConversationSession.public_id).where(ConversationSession.customer_id == other_id)
    alike = session.scalars(
        select(ConversationSession).where(
            ConversationSession.customer_id == customer_id, ConversationSession.public_id.in_(taken)
        )
    ).all()
    names = {str(one.id): one.public_id for one in alike}
    for one in alike:
        one.public_id = f"{one.public_id[:200]}~{one.id}"
    session.flush()
    return names


def name_again(session: Session, names: dict[str, str]) -> None:
    """Give sessions the names back that `rename_alike` took."""
    for key, name in names.items():
        renamed = session.get(ConversationSession, int(key))
        if renamed is not None:
            renamed.public_id = name
    session.flush()


def identifier_ids_of(session: Session, customer_id: int) -> list[int]:
    """Keys of all names the customer is known by."""
    query = select(CustomerIdentifier.id).where(CustomerIdentifier.customer_id == customer_id)
    return list(session.scalars(query.order_by(CustomerIdentifier.id)))


def move_identifiers(session: Session, identifier_ids: Collection[int], customer_id: int) -> None:
    """Make these names this customer's."""
    moved = update(CustomerIdentifier).where(CustomerIdentifier.id.in_(identifier_ids))
    session.execute(moved.values(customer_id=customer_id))


def move_consent(session: Session, customer_id: int, other_id: int) -> list[int]:
    """Make all that proves the customer's consent the other customer's. Returns the keys of what moved."""
    query = select(ConsentEvent.id).where(ConsentEvent.customer_id == customer_id).order_by(ConsentEvent.id)
    event_ids = list(session.scalars(query))
    moved = update(ConsentEvent).where(ConsentEvent.id.in_(event_ids))
    session.execute(moved.values(customer_id=other_id))
    return event_ids


def return_consent(
    session: Session, event_ids: Collection[int], session_ids: Collection[int], customer_id: int
) -> None:
    """Make these proofs this customer's, and those that are messages of these sessions."""
    messages = select(Message.id).where(Message.session_id.in_(session_ids))
    theirs = ConsentEvent.id.in_(event_ids) | ConsentEvent.message_id.in_(messages)
    moved = update(ConsentEvent).where(theirs).values(customer_id=customer_id)
    session.execute(moved.execution_options(synchronize_session=False))


def drop_leases(session: Session, customer_id: int) -> None:
    """End whatever is being done for this customer: who holds a lease finds it gone and records nothing more."""
    session.execute(delete(Lease).where(Lease.subject_id == customer_id))


def waiting_since(session: Session, customer_id: int) -> datetime | None:
    """When the oldest message came that still waits for an answer; None when none does."""
    return session.scalar(
        select(func.min(Message.recorded_at)).where(
            Message.customer_id == customer_id, Message.answer_state == AnswerState.WAITING
        )
    )
