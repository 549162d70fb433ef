"""When an answer comes too late for the 24-hour window: an approved template asks the customer to write again."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.selling.language import guess_language
from bot.selling.message_templates import WINDOW_REOPEN, Template
from bot.services import Services
from memory.deliveries import draft_delivery
from memory.messages import last_words_at, record_outgoing
from memory.models import Customer, Delivery, DeliveryStatus, Message
from memory.transcript import Author

WRITE_AGAIN = (
    f"The 24-hour window is closed: the customer was sent the template {WINDOW_REOPEN} instead, and is answered when "
    "they write again."
)


def ask_to_write_again(
    session: Session, services: Services, customer: Customer, unsent: Message, now: datetime
) -> bool:
    """Draft the template that asks a customer to write again, once for their last words. False where there is none.

    `unsent` is the message that came too late; the customer must be locked.
    """
    template = services.templates.get(WINDOW_REOPEN)
    if template is None or unsent.template is not None:
        return False
    said_at = last_words_at(session, customer.id, unsent.channel, unsent.shop_address or "")
    if said_at is None:
        return False
    if not _is_asked(session, customer, said_at):
        line = _template_message(services, template, customer, unsent, _last_words(session, customer, unsent))
        timeout = timedelta(seconds=services.settings.session_timeout_seconds)
        record_outgoing(session, customer, line, now=now, timeout=timeout)
        draft_delivery(session, line, now)
    return True


def _is_asked(session: Session, customer: Customer, since: datetime) -> bool:
    asked = exists().where(
        Message.customer_id == customer.id,
        Message.template == WINDOW_REOPEN,
        Message.recorded_at >= since,
        Delivery.message_id == Message.id,
        Delivery.status != DeliveryStatus.FAILED,
    )
    return session.scalar(select(asked)) is True


def _last_words(session: Session, customer: Customer, unsent: Message) -> str:
    query = select(Message.text).where(
        Message.customer_id == customer.id, Message.author == Author.CUSTOMER, Message.id < unsent.id
    )
    return session.scalar(query.order_by(Message.id.desc()).limit(1)) or ""


def _template_message(
    services: Services, template: Template, customer: Customer, unsent: Message, last_words: str
) -> Message:
    language = template.language_for(guess_language([last_words]))
    known = {"customer_name": customer.display_name or "", "shop_name": services.settings.shop_name}
    values = {name: known.get(name, "") for name in template.variables}
    return Message(
        channel=unsent.channel,
        author=unsent.author,  # a person's leaves also while a person has the chat
        written_by=unsent.written_by,
        kind="template",
        text=template.shown(language, values),
        customer_address=unsent.customer_address,
        shop_address=unsent.shop_address,
        purpose=WINDOW_REOPEN,
        template=template.name,
        template_language=language,
        template_variables=values,
    )
