"""Takeover: a human answers, and the bot is silent until the human is done.

What the customer writes meanwhile waits, and so does what the bot had an answer to that has not left. A human's message
answers it; what no human has answered when the bot comes back is answered by the bot, with the human's words before it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from memory.consent import CONFIRMATIONS
from memory.customer_rows import wait_for
from memory.customers import lock_customer, unflag
from memory.deliveries import ANSWER, draft_delivery, give_up_drafted
from memory.messages import find_by_provider_id, newest_addressed, record_outgoing, settle_waiting, waiting_messages
from memory.models import AnswerState, Customer, Delivery, DeliveryStatus, Message
from memory.transcript import Author

TAKEN_OVER = "A person has taken the chat over."
NO_CHANNEL = "This customer has never written on a channel that can be answered."
OPTED_OUT = "This customer does not want to be written to."


class CannotWrite(Exception):
    """A person's message that cannot be sent. Its text is a sentence for that person."""


@dataclass(frozen=True)
class AgentMessage:
    """What a person of the team writes to a customer. `form_id` is the same each time the same form is sent."""

    text: str
    author: str
    form_id: str

    @property
    def provider_id(self) -> str:
        """Under which the message is recorded once."""
        return f"form:{self.form_id}"


def take_over(session: Session, customer_id: int, *, author: str, now: datetime, ends_at: datetime) -> Customer | None:
    """Silence the bot until `ends_at`, or a later moment if people go on writing. None for an unknown customer.

    What the bot has drafted and not sent is given up, but for what it says of consent. Somebody who had the chat
    before has it no longer.
    """
    customer = lock_customer(session, customer_id)
    if customer is None:
        return None
    if customer.taken_over_by != author:
        customer.taken_over_at, customer.taken_over_by = now, author
    customer.takeover_ends_at = ends_at
    give_up_drafted(session, customer.id, TAKEN_OVER, now, author=Author.BOT, but=CONFIRMATIONS)
    let_wait_again(session, customer.id)
    wait_for(customer, None, None)
    unflag(customer)
    return customer


def let_wait_again(session: Session, customer_id: int) -> None:
    """Words whose answer was given up for a person before any of it left wait again. The customer must be locked.

    The given-up answer lets go of them, so that another one can be recorded.
    """
    given_up = select(Message).join(Delivery, Delivery.message_id == Message.id)
    given_up = given_up.where(
        Message.customer_id == customer_id,
        Message.purpose == ANSWER,
        Message.answers_through_id.is_not(None),
        Delivery.status == DeliveryStatus.FAILED,
        Delivery.error == TAKEN_OVER,
    )
    for first in session.scalars(given_up).all():
        heard = update(Message).where(Message.answered_by_id == first.id, Message.answer_state == AnswerState.ANSWERED)
        session.execute(heard.values(answer_state=AnswerState.WAITING, answered_by_id=None))
        parts = update(Message).where(
            Message.answers_through_id == first.answers_through_id, Message.purpose.startswith(ANSWER)
        )
        session.execute(parts.values(answers_through_id=None))


def hand_back(session: Session, customer_id: int, now: datetime) -> bool:
    """Let the bot answer again, at once where the customer waits. False when nobody had the chat.

    Wake replying after the commit.
    """
    customer = lock_customer(session, customer_id)
    if customer is None or customer.taken_over_at is None:
        return False
    customer.taken_over_at = customer.taken_over_by = customer.takeover_ends_at = None
    if waiting_messages(session, customer.id):
        wait_for(customer, now, now)
    return True


def hand_back_if_ended(session: Session, customer_id: int, now: datetime) -> bool:
    """As `hand_back`, when no person has written for as long as was agreed."""
    customer = lock_customer(session, customer_id)
    if customer is None or customer.takeover_ends_at is None or customer.takeover_ends_at > now:
        return False
    return hand_back(session, customer.id, now)


def ended_takeovers(session: Session, now: datetime, limit: int = 200) -> list[int]:
    """Keys of customers whom the bot may answer again, longest first."""
    ended = select(Customer.id).where(Customer.takeover_ends_at <= now).order_by(Customer.takeover_ends_at)
    return list(session.scalars(ended.limit(limit)))


def write_as_agent(
    session: Session, customer_id: int, said: AgentMessage, *, now: datetime, ends_at: datetime, timeout: timedelta
) -> Message:
    """Record a person's message, to be sent where the customer last wrote; the chat is taken over with it.

    What waited for an answer has it. The same form again gives the message recorded before. Wake sending after the
    commit. Raises CannotWrite.
    """
    customer = lock_customer(session, customer_id)
    if customer is None:
        raise CannotWrite("There is no such customer.")
    if recorded := find_by_provider_id(session, said.provider_id):
        return recorded
    if customer.opted_out_at is not None:
        raise CannotWrite(OPTED_OUT)
    heard = newest_addressed(session, customer.id)
    if heard is None:
        raise CannotWrite(NO_CHANNEL)
    take_over(session, customer.id, author=said.author, now=now, ends_at=ends_at)
    waiting = waiting_messages(session, customer.id)
    message = _message(said, heard)
    record_outgoing(session, customer, message, now=now, timeout=timeout)
    draft_delivery(session, message, now)
    settle_waiting(session, [one.id for one in waiting], AnswerState.ANSWERED, message.id)
    return message


def _message(said: AgentMessage, heard: Message) -> Message:
    return Message(
        channel=heard.channel,
        author=Author.AGENT,
        written_by=said.author,
        text=said.text,
        provider_id=said.provider_id,
        customer_address=heard.customer_address,
        shop_address=heard.shop_address,
    )
