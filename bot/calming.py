"""A chat that costs too much is calmed down: one line, a flag for the team, and no model call until it is over."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.selling.floods import ALIKE, WATCHED, Heard, reason_to_be_quiet
from memory.models import Customer, Message
from memory.transcript import Author

CALMING = "calming"
"""The purpose of the one line that says that a person will look."""
MOST_HEARD = 4 * ALIKE


def reason_for_calm(
    session: Session, customer: Customer, waiting: list[Message], now: datetime, answers_an_hour: int
) -> str | None:
    """Why the bot should not answer what waits, as a sentence for the team; None when it should."""
    answered_at = session.scalars(
        _newest(customer, Author.BOT, answers_an_hour)
        .where(Message.purpose == "answer")
        .with_only_columns(Message.recorded_at)
    ).all()
    known = session.scalars(_newest(customer, Author.CUSTOMER, MOST_HEARD).where(Message.id < waiting[0].id)).all()
    heard = [Heard(one.text, one.recorded_at, one.answered_by_id) for one in (*reversed(known), *waiting)]
    return reason_to_be_quiet(answered_at, heard, now, answers_an_hour)


def has_been_calmed(session: Session, customer: Customer, now: datetime) -> bool:
    """Whether the customer has been told of late that a person will look."""
    told = _newest(customer, Author.BOT, 1).where(Message.purpose == CALMING, Message.recorded_at > now - WATCHED)
    return session.scalar(told) is not None


def _newest(customer: Customer, author: Author, limit: int) -> Select[Message]:
    written = select(Message).where(Message.customer_id == customer.id, Message.author == author)
    return written.order_by(Message.id.desc()).limit(limit)
