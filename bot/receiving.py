"""Use case: a customer's message is recorded, and what it demands of consent takes effect with it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.consent import heed
from bot.services import Services
from memory.messages import IncomingMessage, Recorded, record_incoming
from memory.models import Message


def receive(session: Session, services: Services, incoming: IncomingMessage) -> Recorded:
    """Record a message once and heed a STOP, START or HELP in it, all in the caller's transaction.

    Wake whoever answers after the commit: the same wake-up sends what the customer is told.
    """
    now, settings = services.clock.now(), services.settings
    recorded = record_incoming(
        session,
        incoming,
        now=now,
        timeout=timedelta(seconds=settings.session_timeout_seconds),
        debounce=timedelta(seconds=settings.reply_debounce_seconds),
    )
    if recorded.is_new:
        heed(session, services, session.get_one(Message, recorded.message_id), now)
    return recorded
