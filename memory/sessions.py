"""Sessions: where one ends and the next begins.

The boundary is decided when a message is recorded, by the time since the last one, whatever the queue does. Closing
happens once, by a conditional UPDATE, and asks for remembering in the same transaction.
"""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from memory.customers import lock_customer
from memory.database import row_count
from memory.models import Channel, ConversationSession, Customer, Remembering, RememberingState

PART_LENGTH = 60
"""A session that goes on is remembered every so many messages."""


class ClosedBecause(StrEnum):
    """What closed a session."""

    SILENCE = "silence"
    ENDED = "ended"
    INGESTED = "ingested"
    MERGED = "merged"


def open_session(session: Session, customer_id: int, channel: Channel) -> ConversationSession | None:
    """The customer's open session on this channel, held against closing until the transaction ends, or None."""
    return session.scalar(
        select(ConversationSession)
        .where(
            ConversationSession.customer_id == customer_id,
            ConversationSession.channel == channel,
            ConversationSession.closed_at.is_(None),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def session_for_message(
    session: Session, customer: Customer, channel: Channel, now: datetime, timeout: timedelta
) -> ConversationSession:
    """The session a message said at `now` belongs to. The customer must be locked.

    An open session that has been silent for longer than `timeout` is closed, as of its last message plus timeout.
    """
    current = open_session(session, customer.id, channel)
    if current is not None and now - current.last_message_at > timeout:
        close_session(session, current, current.last_message_at + timeout, ClosedBecause.SILENCE)
        current = None
    return current or start_session(session, customer.id, channel, now)


def start_session(
    session: Session, customer_id: int, channel: Channel, now: datetime, public_id: str | None = None
) -> ConversationSession:
    """Open a session. `public_id` is its name outside; one is made up where none is given."""
    started = ConversationSession(
        customer_id=customer_id,
        public_id=public_id or uuid.uuid4().hex,
        channel=channel,
        opened_at=now,
        last_message_at=now,
    )
    session.add(started)
    session.flush()
    return started


def close_session(session: Session, current: ConversationSession, at: datetime, because: ClosedBecause) -> bool:
    """Close a session once and ask for its remembering. False when somebody else has closed it."""
    closed = session.execute(
        update(ConversationSession)
        .where(ConversationSession.id == current.id, ConversationSession.closed_at.is_(None))
        .values(closed_at=at, closed_because=because)
    )
    if row_count(closed) != 1:
        return False
    session.refresh(current)
    ask_for_remembering(session, current, at)
    return True


def ask_for_remembering(
    session: Session, current: ConversationSession, now: datetime, *, problem: str | None = None
) -> Remembering | None:
    """Record that the messages not yet asked for are to be remembered; None when there are none.

    With a `problem` they are left to the team, who sees it and may have them remembered all the same.
    """
    if current.message_count <= current.remembering_through:
        return None
    asked = Remembering(
        customer_id=current.customer_id,
        session_id=current.id,
        first_position=current.remembering_through + 1,
        last_position=current.message_count,
        state=RememberingState.FAILED if problem else RememberingState.DUE,
        due_at=None if problem else now,
        error=problem,
        created_at=now,
    )
    current.remembering_through = current.message_count
    session.add(asked)
    session.flush()
    return asked


def end_session_now(session: Session, customer_id: int, channel: Channel, now: datetime) -> bool:
    """Close the customer's open session at once, as if the silence were over. False when none is open."""
    customer = lock_customer(session, customer_id)
    current = open_session(session, customer.id, channel) if customer else None
    return current is not None and close_session(session, current, now, ClosedBecause.ENDED)


def idle_sessions(session: Session, now: datetime, timeout: timedelta, limit: int = 200) -> list[int]:
    """Keys of open sessions that have been silent for longer than `timeout`, longest first."""
    return list(
        session.scalars(
            select(ConversationSession.id)
            .where(ConversationSession.closed_at.is_(None), ConversationSession.last_message_at < now - timeout)
            .order_by(ConversationSession.last_message_at)
            .limit(limit)
        )
    )


def close_if_idle(session: Session, session_id: int, now: datetime, timeout: timedelta) -> datetime | None:
    """Close this session if it has been silent for longer than `timeout`. Returns when to look again, else None."""
    current = session.get(ConversationSession, session_id)
    if current is None:
        return None
    lock_customer(session, current.customer_id)
    session.refresh(current)
    if current.closed_at is not None:
        return None
    closes_at = current.last_message_at + timeout
    if now <= closes_at:
        return closes_at
    close_session(session, current, closes_at, ClosedBecause.SILENCE)
    return None
