"""A burst: the unanswered messages of one customer, and everything that their answer may be made from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.clients.protocols import ReplyRequest, Utterance
from bot.selling.sandbox import is_sandbox_join
from bot.services import Services
from memory.briefing import brief
from memory.deliveries import undelivered
from memory.forgetting import read_wishes, without_forgotten
from memory.messages import messages_of_session
from memory.models import Channel, Customer, Message
from memory.remembering import unremembered_messages
from memory.transcript import Author, Line
from memory.versions import head_of

EARLIER_MESSAGES = 20
SESSION_MESSAGES = 100
"""How far back a session is read; the prompt shows fewer."""
HOLDING = "holding"
"""The purpose of a holding line. The model does not see it: nothing was answered with it."""


@dataclass(frozen=True)
class Burst:
    """The messages that get one answer, by key, and what the answer is made from.

    `newest_provider_id` is the newest message's id at Twilio, None on other channels. `is_first_try` says that the
    model has not been asked for an answer to any of them.
    """

    customer_id: int
    message_ids: tuple[int, ...]
    request: ReplyRequest
    newest_provider_id: str | None = None
    is_first_try: bool = True


def burst_of(session: Session, services: Services, customer: Customer, waiting: list[Message], now: datetime) -> Burst:
    """The burst of these waiting messages, oldest first. The unanswered ones come last, whatever came in between."""
    present = waiting[-1].session_id
    ids = tuple(message.id for message in waiting)
    first = max(1, waiting[-1].position - SESSION_MESSAGES)
    said = [message for message in messages_of_session(session, present, first=first) if message.id not in ids]
    unremembered = unremembered_messages(session, customer.id, except_session=present, limit=EARLIER_MESSAGES)
    earlier = [message for message in unremembered if message.id not in ids]
    unread = undelivered(session, [message.id for message in (*said, *earlier)])
    said, earlier = ([one for one in messages if one.id not in unread] for messages in (said, earlier))
    profile = head_of(session, customer.id).profile
    request = ReplyRequest(
        shop=services.settings.shop,
        catalogue=services.catalogue,
        customer_name=customer.display_name,
        profile=None if profile.is_empty else profile,
        briefing=None,
        earlier=_not_forgotten([message for message in earlier if message.id not in ids], [*said, *waiting]),
        session=_utterances([*said, *waiting]),
        unanswered=len(_utterances(waiting)),
        now=now,
    )
    newest = waiting[-1]
    return Burst(
        customer_id=customer.id,
        message_ids=ids,
        request=request,
        newest_provider_id=newest.provider_id if newest.channel == Channel.WHATSAPP else None,
        is_first_try=not customer.reply_attempts and not customer.reply_voided,
    )


def with_briefing(burst: Burst, budget: int) -> Burst:
    """The burst with its briefing: counting its tokens takes a while, so nothing is locked meanwhile."""
    return replace(burst, request=replace(burst.request, briefing=brief(burst.request.profile, budget)))


def _not_forgotten(earlier: Sequence[Message], since: Sequence[Message]) -> tuple[Utterance, ...]:
    """What was said in earlier sessions, without what the customer has asked to forget by now."""
    lines = [
        Line(0, message.id, Author(message.author), message.said_at, message.text)
        for message in sorted((*earlier, *since), key=lambda message: message.id)
        if message.purpose != HOLDING
    ]
    shown = {message.id for message in earlier}
    readable = without_forgotten([line for line in lines if line.message_id in shown], read_wishes(lines))
    texts = {line.message_id: line.text for line in lines}
    return tuple(
        Utterance(line.author, line.text, line.said_at) for line in readable if line.text == texts[line.message_id]
    )


def _utterances(messages: Iterable[Message]) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(Author(message.author), message.text, message.said_at)
        for message in messages
        if message.purpose != HOLDING and not is_sandbox_join(message.shop_address, message.text)
    )
