"""Messages: recorded once, answered once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from memory.customers import lock_customer
from memory.database import row_count
from memory.details import Details
from memory.identifiers import Identifier
from memory.media import MediaReference, record_media
from memory.models import AnswerState, Channel, ConversationSession, Customer, Message
from memory.recognising import recognise
from memory.sessions import PART_LENGTH, ask_for_remembering, session_for_message
from memory.text import storable, storable_value
from memory.transcript import Author

FLOOD = timedelta(minutes=1)
"""Who writes as many messages as one remembering takes within so little time is no person."""
FLOOD_IS_LEFT = (
    "So many messages within a minute are no conversation; press retry to have them remembered all the same."
)
LONGEST_BURST = 10
"""A burst that does not end is answered after so many times the pause that would end it."""


@dataclass(frozen=True)
class IncomingMessage:
    """A customer's message as it came over a channel. `provider_id` is its id there, the same each time it comes.

    One with `wants_answer` false (a reaction) is recorded and makes no answer due.
    """

    identifiers: tuple[Identifier, ...]
    channel: Channel
    provider_id: str
    text: str
    kind: str = "text"
    customer_name: str | None = None
    customer_address: str | None = None
    shop_address: str | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    details: Details = field(default_factory=Details)
    media: tuple[MediaReference, ...] = ()
    wants_answer: bool = True


@dataclass(frozen=True)
class Recorded:
    """What became of an incoming message.

    `is_new` is False when it had come before. `asks_for_remembering` says that a session, or a part of one, may have
    become due to be remembered with it.
    """

    customer_id: int
    message_id: int
    session_id: int
    is_new: bool
    session_is_new: bool
    asks_for_remembering: bool


def find_by_provider_id(session: Session, provider_id: str) -> Message | None:
    """The message with this id at the provider, or None."""
    return session.scalar(select(Message).where(Message.provider_id == provider_id))


def record_incoming(
    session: Session, incoming: IncomingMessage, *, now: datetime, timeout: timedelta, debounce: timedelta
) -> Recorded:
    """Record a customer's message once, in the session it belongs to, and make its answer due after `debounce`."""
    customer = recognise(session, incoming.identifiers, incoming.customer_address, now)
    customer = lock_customer(session, customer.id) or customer
    if seen := find_by_provider_id(session, incoming.provider_id):
        return _recorded(seen, is_new=False)
    current = session_for_message(session, customer, incoming.channel, now, timeout)
    message = Message(
        channel=incoming.channel,
        author=Author.CUSTOMER,
        kind=incoming.kind[:40],
        text=storable(incoming.text),
        said_at=now,
        recorded_at=now,
        provider_id=incoming.provider_id,
        customer_address=incoming.customer_address,
        shop_address=incoming.shop_address,
        raw=_storable_parameters(incoming.raw),
        details=incoming.details.model_dump(mode="json", exclude_defaults=True) or None,
        answer_state=AnswerState.WAITING if incoming.wants_answer else None,
    )
    _append(session, current, message)
    record_media(session, message, incoming.media)
    customer.display_name = _name(incoming.customer_name) or customer.display_name
    customer.last_seen_at = now
    if incoming.wants_answer:
        customer.reply_waiting_since = customer.reply_waiting_since or now
        latest = max(now, customer.reply_waiting_since + LONGEST_BURST * debounce)
        customer.reply_due_at = min(now + debounce, latest)
    return _recorded(message, is_new=True)


def _recorded(message: Message, *, is_new: bool) -> Recorded:
    opens_session = message.position == 1
    return Recorded(
        customer_id=message.customer_id,
        message_id=message.id,
        session_id=message.session_id,
        is_new=is_new,
        session_is_new=is_new and opens_session,
        asks_for_remembering=opens_session or message.position % PART_LENGTH == 0,
    )


def record_outgoing(
    session: Session, customer: Customer, message: Message, *, now: datetime, timeout: timedelta
) -> ConversationSession:
    """Record what the bot or an agent says, in the session it belongs to. The customer must be locked."""
    current = session_for_message(session, customer, Channel(message.channel), now, timeout)
    message.said_at = message.recorded_at = now
    message.text = storable(message.text)
    _append(session, current, message)
    return current


def append_ingested(
    session: Session, current: ConversationSession, author: Author, text: str, said_at: datetime, now: datetime
) -> None:
    """Record one message of a conversation that took place elsewhere; it wants no answer."""
    message = Message(channel=Channel.API, author=author, text=storable(text), said_at=said_at, recorded_at=now)
    _append(session, current, message)


def _append(session: Session, current: ConversationSession, message: Message) -> None:
    current.message_count += 1
    current.last_message_at = max(current.last_message_at, message.said_at)
    message.customer_id = current.customer_id
    message.session_id = current.id
    message.position = current.message_count
    session.add(message)
    session.flush()
    if current.message_count - current.remembering_through >= PART_LENGTH:
        problem = FLOOD_IS_LEFT if _is_flood(session, current, message) else None
        ask_for_remembering(session, current, message.recorded_at, problem=problem)


def _is_flood(session: Session, current: ConversationSession, newest: Message) -> bool:
    """Whether the messages not yet asked for came faster than anybody writes. What is ingested comes at once."""
    if current.channel == Channel.API:
        return False
    first = select(Message.recorded_at).where(
        Message.session_id == current.id, Message.position == current.remembering_through + 1
    )
    began = session.scalar(first)
    return began is not None and newest.recorded_at - began < FLOOD


def _name(name: str | None) -> str | None:
    return storable(name).strip()[:255] or None if name else None


def _storable_parameters(raw: dict[str, Any]) -> dict[str, Any]:
    return {storable(key): storable_value(value) for key, value in raw.items()}


def waiting_messages(session: Session, customer_id: int) -> list[Message]:
    """The customer's messages that still wait for an answer, oldest first."""
    return list(
        session.scalars(
            select(Message)
            .where(Message.customer_id == customer_id, Message.answer_state == AnswerState.WAITING)
            .order_by(Message.id)
        )
    )


def settle_waiting(session: Session, message_ids: Sequence[int], state: AnswerState, answer_id: int | None) -> int:
    """Mark messages that still wait as settled. Returns how many did: fewer than given means somebody was faster."""
    result = session.execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.answer_state == AnswerState.WAITING)
        .values(answer_state=state, answered_by_id=answer_id)
    )
    return row_count(result)


def last_words_at(session: Session, customer_id: int, channel: str, shop_address: str) -> datetime | None:
    """When the customer last wrote over a channel to one of the shop's addresses; None when never."""
    over_channel = Message.author == Author.CUSTOMER, Message.provider_id.is_not(None), Message.channel == channel
    query = select(Message.recorded_at).where(
        Message.customer_id == customer_id, *over_channel, Message.shop_address == shop_address
    )
    return session.scalar(query.order_by(Message.recorded_at.desc()).limit(1))


def newest_addressed(session: Session, customer_id: int) -> Message | None:
    """The customer's newest message over a channel that answers: where they can be written to. None without one."""
    return session.scalar(
        select(Message)
        .where(
            Message.customer_id == customer_id,
            Message.author == Author.CUSTOMER,
            Message.customer_address.is_not(None),
            Message.shop_address.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )


def messages_of_session(session: Session, session_id: int, *, first: int = 1, last: int | None = None) -> list[Message]:
    """A session's messages by position, oldest first; `last` included."""
    query = select(Message).where(Message.session_id == session_id, Message.position >= first)
    if last is not None:
        query = query.where(Message.position <= last)
    return list(session.scalars(query.order_by(Message.position)))


def newest_messages(session: Session, customer_id: int, *, limit: int, before_id: int | None = None) -> list[Message]:
    """The customer's newest messages over all sessions, oldest of them first; `before_id` pages backwards."""
    query = select(Message).where(Message.customer_id == customer_id)
    if before_id is not None:
        query = query.where(Message.id < before_id)
    return list(reversed(session.scalars(query.order_by(Message.id.desc()).limit(limit)).all()))


def messages_around(
    session: Session, messages: Sequence[Message], *, reach: int
) -> tuple[list[Message], list[Message]]:
    """At most `reach` of the same customer's messages before the first and after the last of these, oldest first."""
    if not messages:
        return [], []
    customer_id = messages[0].customer_id
    before = newest_messages(session, customer_id, limit=reach, before_id=messages[0].id)
    query = select(Message).where(Message.customer_id == customer_id, Message.id > messages[-1].id)
    return before, list(session.scalars(query.order_by(Message.id).limit(reach)))
