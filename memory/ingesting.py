"""Use case: a conversation that took place elsewhere is stored, closed and remembered like any other session."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.customers import find_or_create_customer, lock_customer
from memory.identifiers import Identifier
from memory.messages import append_ingested
from memory.models import Channel, ConversationSession, Remembering, RememberingState
from memory.sessions import ClosedBecause, close_session, start_session
from memory.transcript import Author


@dataclass(frozen=True)
class IngestedMessage:
    """One message of an ingested conversation. `said_at` is None where the caller gave no time."""

    author: Author
    text: str
    said_at: datetime | None = None


class IngestStatus(StrEnum):
    """How far an ingested session has come."""

    QUEUED = "queued"
    REMEMBERED = "remembered"
    FAILED = "failed"


@dataclass(frozen=True)
class Ingested:
    """What became of an ingested conversation. `is_new` is False when this session had come before."""

    session_id: str
    status: IngestStatus
    is_new: bool


def ingest(
    session: Session,
    identifier: Identifier,
    messages: Sequence[IngestedMessage],
    now: datetime,
    public_id: str | None = None,
) -> Ingested:
    """Record a whole conversation as one closed session, once per customer and `public_id`.

    A time in the future is taken as now: it could otherwise outrank all that the customer will ever say.
    """
    customer = find_or_create_customer(session, [identifier], now)
    customer = lock_customer(session, customer.id) or customer
    if public_id and (seen := _find_session(session, customer.id, public_id)):
        return Ingested(public_id, ingest_status(session, seen), is_new=False)
    times = [min(message.said_at or now, now) for message in messages]
    started = start_session(session, customer.id, Channel.API, min(times), public_id or uuid.uuid4().hex)
    for message, said_at in zip(messages, times, strict=True):
        append_ingested(session, started, message.author, message.text, said_at, now)
    close_session(session, started, now, ClosedBecause.INGESTED)
    customer.last_seen_at = max(filter(None, [customer.last_seen_at, *times]))
    return Ingested(started.public_id, IngestStatus.QUEUED, is_new=True)


def _find_session(session: Session, customer_id: int, public_id: str) -> ConversationSession | None:
    return session.scalar(
        select(ConversationSession).where(
            ConversationSession.customer_id == customer_id, ConversationSession.public_id == public_id
        )
    )


def ingest_status(session: Session, ingested: ConversationSession) -> IngestStatus:
    """Whether all of a session is remembered, or something of it failed for good."""
    states = set(session.scalars(select(Remembering.state).where(Remembering.session_id == ingested.id)))
    if RememberingState.FAILED in states:
        return IngestStatus.FAILED
    return IngestStatus.QUEUED if RememberingState.DUE in states else IngestStatus.REMEMBERED
