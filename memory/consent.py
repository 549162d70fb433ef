"""Consent: whether a customer may be written to, and what proves it.

`customers.opted_out_at` is the state, `consent_events` its evidence; both change in one transaction under the
customer's lock. From then on nothing leaves: what waits is not answered, what is drafted is given up, and what a worker
has in its hands is checked again before it is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.customer_rows import wait_for
from memory.deliveries import give_up_drafted
from memory.messages import settle_waiting, waiting_messages
from memory.models import AnswerState, ConsentEvent, ConsentKind, Customer
from memory.transcript import Line

OPTED_OUT = "The customer does not want to be written to."
CAME_BACK = "The customer came back before it was sent."
CODES_OF_OPT_OUT = frozenset({"63014", "21610"})
"""By which Twilio says that the customer has blocked the shop, or has opted out with Twilio itself."""
OPT_OUT_CONFIRMATION = "opted out"
"""The purpose of the one message that may leave after an opt-out."""
RETURN_CONFIRMATION = "opted in"
CONFIRMATIONS = frozenset({OPT_OUT_CONFIRMATION, RETURN_CONFIRMATION})
"""What the bot says of consent leaves also while a person has the chat."""


@dataclass(frozen=True)
class Proof:
    """What proves an opt-out or opt-in: words in a message, a provider's code for a message, or a person's note."""

    message_id: int | None = None
    words: str | None = None
    provider_code: str | None = None
    author: str | None = None


def opt_out(session: Session, customer: Customer, proof: Proof, now: datetime) -> bool:
    """Let nothing be sent to the customer any more. The customer must be locked.

    The customer's words are kept each time, once a message. False when the customer was opted out already.
    """
    leave_unanswered(session, customer)
    if customer.opted_out_at is not None and proof.words is None:
        return False  # what proved it stays the proof
    if not _append(session, customer, ConsentKind.OPTED_OUT, proof, now) or customer.opted_out_at is not None:
        return False
    give_up_drafted(session, customer.id, OPTED_OUT, now)
    customer.opted_out_at = now
    return True


def leave_unanswered(session: Session, customer: Customer) -> None:
    """Nothing that the customer has written so far is answered."""
    settle_waiting(session, [one.id for one in waiting_messages(session, customer.id)], AnswerState.DECLINED, None)
    wait_for(customer, None, None)


def opt_in(session: Session, customer: Customer, proof: Proof, now: datetime) -> bool:
    """Let the customer be written to again. The customer must be locked. False when nothing had to change.

    What the customer had written meanwhile stays unanswered.
    """
    if customer.opted_out_at is None or not _append(session, customer, ConsentKind.OPTED_IN, proof, now):
        return False
    give_up_drafted(session, customer.id, CAME_BACK, now)
    customer.opted_out_at = None
    return True


def opt_out_by_provider(session: Session, customer: Customer, message_id: int, code: str | None, now: datetime) -> bool:
    """Opt the customer out when the provider's code for a message says so. The customer must be locked.

    False when the code says something else.
    """
    if code not in CODES_OF_OPT_OUT:
        return False
    opt_out(session, customer, Proof(message_id, provider_code=code), now)
    return True


def consent_history(session: Session, customer_id: int) -> list[ConsentEvent]:
    """All that was ever noted of the customer's consent, newest first."""
    events = select(ConsentEvent).where(ConsentEvent.customer_id == customer_id)
    return list(session.scalars(events.order_by(ConsentEvent.id.desc())))


def has_changed_since(session: Session, customer_id: int, kind: ConsentKind, moment: datetime) -> bool:
    """Whether the customer has opted out (or in) later than this, though maybe changed it again."""
    later = select(ConsentEvent.id).where(
        ConsentEvent.customer_id == customer_id, ConsentEvent.kind == kind, ConsentEvent.at > moment
    )
    return session.scalar(later.limit(1)) is not None


def without_consent_words(session: Session, customer_id: int, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines without the words that opted out or in: they are a state of the customer and no fact to remember."""
    proving = select(ConsentEvent.message_id, ConsentEvent.words).where(
        ConsentEvent.customer_id == customer_id, ConsentEvent.words.is_not(None), ConsentEvent.message_id.is_not(None)
    )
    words = dict(session.execute(proving).all())
    return tuple(
        replace(line, text=line.text.replace(said, "").strip()) if (said := words.get(line.message_id)) else line
        for line in lines
    )


def _append(session: Session, customer: Customer, kind: ConsentKind, proof: Proof, now: datetime) -> bool:
    """Keep a proof. False when this message has proved the same before."""
    if proof.message_id is not None:
        known = select(ConsentEvent.id).where(ConsentEvent.message_id == proof.message_id, ConsentEvent.kind == kind)
        if session.scalar(known) is not None:
            return False
    session.add(ConsentEvent(customer_id=customer.id, kind=kind, at=now, **vars(proof)))
    session.flush()
    return True
