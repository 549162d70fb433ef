"""What the bot says is recorded, and drafted to be sent, in one step."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from memory.deliveries import draft_delivery
from memory.messages import record_outgoing
from memory.models import Customer, Message
from memory.transcript import Author


def record_line(
    session: Session,
    customer: Customer,
    answers: Message,
    text: str,
    purpose: str,
    *,
    now: datetime,
    timeout: timedelta,
) -> Message:
    """Record a line of the bot's to where `answers` came from. The customer must be locked.

    Raises IntegrityError when a line of this purpose answers that message already. `timeout` ends a session.
    """
    line = Message(
        channel=answers.channel,
        author=Author.BOT,
        text=text,
        customer_address=answers.customer_address,
        shop_address=answers.shop_address,
        answers_through_id=answers.id,
        purpose=purpose,
    )
    record_outgoing(session, customer, line, now=now, timeout=timeout)
    draft_delivery(session, line, now)
    return line
