"""Retention: what has become old is deleted by itself, in small steps of a transaction each.

`before` is the moment that everything older lies before. A customer of whom nothing was heard since is erased whole; of
everybody else the old sessions go, and what is remembered of them stays. Nothing goes that is not remembered yet, still
waits for an answer or is still to be sent. Any step may be repeated, or be taken by two at once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from memory.customer_merging import absorbed_customers
from memory.customers import lock_customer
from memory.erasing import Erased, erase_customer, forget_statuses
from memory.merge_returning import note_before_deleting
from memory.messages import FLOOD_IS_LEFT, messages_around, messages_of_session
from memory.models import (
    AnswerState,
    ConversationSession,
    Customer,
    Delivery,
    Message,
    ProfileHead,
    Remembering,
    RememberingState,
)
from memory.remembering import REACH_OF_WISHES


@dataclass(frozen=True)
class Deleted:
    """How many sessions went in one step, and how many messages with them."""

    sessions: int
    messages: int


def silent_customers(session: Session, before: datetime, *, after: int, limit: int) -> list[int]:
    """Keys above `after`, lowest first, of customers of whom nothing was heard or written since `before`."""
    query = select(Customer.id).where(Customer.id > after, _is_silent(before))
    return list(session.scalars(query.order_by(Customer.id).limit(limit)))


def erase_if_silent(session: Session, customer_id: int, before: datetime, now: datetime) -> Erased | None:
    """Erase the customer whole. None when there is no such customer, or something was heard meanwhile.

    Raises CustomerBusy. After the commit the same is to be done as after any erasing.
    """
    if lock_customer(session, customer_id) is None:
        return None
    if session.scalar(select(Customer.id).where(Customer.id == customer_id, _is_silent(before))) is None:
        return None
    return erase_customer(session, customer_id, now)


def _is_silent(before: datetime) -> ColumnElement[bool]:
    """SQL: nothing was heard of the customer since, nothing was written to them, and nothing is unfinished.

    Hearing counts when it reached us: a conversation of long ago that was ingested today was heard today.
    """
    of_customer = ConversationSession.customer_id == Customer.id
    has_spoken = of_customer & (ConversationSession.closed_at.is_(None) | (ConversationSession.closed_at >= before))
    return and_(
        Customer.merged_into_id.is_(None),
        Customer.created_at < before,
        or_(Customer.last_seen_at.is_(None), Customer.last_seen_at < before),
        Customer.reply_due_at.is_(None),
        ~exists().where(has_spoken),
        ~exists().where(ProfileHead.customer_id == Customer.id, ProfileHead.updated_at >= before),
        ~exists().where(Remembering.customer_id == Customer.id, _is_unfinished()),
        ~exists().where(Message.customer_id == Customer.id, Message.answer_state == AnswerState.WAITING),
        ~exists().where(Delivery.customer_id == Customer.id, Delivery.due_at.is_not(None)),
    )


def customers_with_old_sessions(session: Session, before: datetime, *, after: int, limit: int) -> list[int]:
    """Keys above `after`, lowest first, of customers who may have sessions to delete."""
    query = (
        select(ConversationSession.customer_id)
        .where(ConversationSession.customer_id > after, _is_old(before))
        .distinct()
        .order_by(ConversationSession.customer_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def delete_old_sessions(session: Session, customer_id: int, before: datetime, *, limit: int) -> Deleted:
    """Delete the customer's oldest sessions that closed before, `limit` at most, with all that was said in them.

    Deliveries and rememberings go by the foreign keys' own cascades. Facts that cite a deleted message keep its quote.
    """
    customer = lock_customer(session, customer_id)
    if customer is None or customer.id != customer_id:
        return Deleted(0, 0)
    query = select(ConversationSession.id).where(
        ConversationSession.customer_id == customer_id,
        ConversationSession.id.not_in(_heard_by_unfinished(session, customer_id)),
        _is_old(before),
    )
    old = session.scalars(query.order_by(ConversationSession.id).limit(limit)).all()
    if not old:
        return Deleted(0, 0)
    note_before_deleting(session, customer_id, absorbed_customers(session, customer_id), old)
    said = Message.session_id.in_(old)
    forget_statuses(session, said)
    messages = session.scalar(select(func.count()).select_from(Message).where(said)) or 0
    deleting = delete(ConversationSession).where(ConversationSession.id.in_(old))
    session.execute(deleting.execution_options(synchronize_session=False))
    session.expire_all()
    return Deleted(len(old), messages)


def _is_old(before: datetime) -> ColumnElement[bool]:
    """SQL: the session closed before, and all of it is remembered, answered and sent."""
    return and_(
        ConversationSession.closed_at < before,
        ~exists().where(Remembering.session_id == ConversationSession.id, _is_unfinished()),
        ~exists().where(Message.session_id == ConversationSession.id, Message.answer_state == AnswerState.WAITING),
        ~exists().where(
            Message.session_id == ConversationSession.id,
            Delivery.message_id == Message.id,
            Delivery.due_at.is_not(None),
        ),
    )


def _is_unfinished() -> ColumnElement[bool]:
    """SQL: the piece is still to be remembered. A flood that nobody has wanted remembered by now is not."""
    is_flood = (Remembering.state == RememberingState.FAILED) & (func.coalesce(Remembering.error, "") == FLOOD_IS_LEFT)
    return (Remembering.state != RememberingState.DONE) & ~is_flood


def _heard_by_unfinished(session: Session, customer_id: int) -> set[int]:
    """Sessions that a piece not yet remembered looks at for wishes: "forget that" may stand in a later one."""
    unfinished = select(Remembering).where(Remembering.customer_id == customer_id, _is_unfinished())
    heard: set[int] = set()
    for piece in session.scalars(unfinished).all():
        said = messages_of_session(session, piece.session_id, first=piece.first_position, last=piece.last_position)
        around = messages_around(session, said, reach=REACH_OF_WISHES)
        heard |= {message.session_id for side in around for message in side}
    return heard
