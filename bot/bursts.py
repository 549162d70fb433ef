"""A burst: the unanswered messages of one customer, and everything that their answer may be made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.clients.protocols import ReplyRequest, Utterance
from bot.selling.acknowledging import acknowledgement
from bot.selling.sandbox import is_sandbox_join
from bot.services import Services
from memory.briefing import brief
from memory.conveying import Conveyed, conveyed_by, line_of
from memory.deliveries import undelivered
from memory.forgetting import read_wishes, without_forgotten
from memory.messages import messages_of_session
from memory.models import Channel, Customer, Message, MessageKind
from memory.remembering import unremembered_messages
from memory.transcript import Author
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
    `acknowledgement` is what code itself says about messages that the model cannot be told of; without `needs_model`
    it is the whole answer.
    """

    customer_id: int
    message_ids: tuple[int, ...]
    request: ReplyRequest
    newest_provider_id: str | None = None
    is_first_try: bool = True
    acknowledgement: str = ""
    needs_model: bool = True


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
    conveyed = conveyed_by(session, [*earlier, *said, *waiting])
    request = ReplyRequest(
        shop=services.settings.shop,
        catalogue=services.catalogue,
        customer_name=customer.display_name,
        profile=None if profile.is_empty else profile,
        briefing=None,
        earlier=_not_forgotten(conveyed, earlier, [*said, *waiting]),
        session=_utterances(conveyed, [*said, *waiting]),
        unanswered=len(_utterances(conveyed, waiting)),
        now=now,
    )
    said_by_code, needs_model = _acknowledged(
        services, [(message, conveyed[message.id]) for message in waiting], request
    )
    newest = waiting[-1]
    return Burst(
        customer_id=customer.id,
        message_ids=ids,
        request=request,
        newest_provider_id=newest.provider_id if newest.channel == Channel.WHATSAPP else None,
        is_first_try=not customer.reply_attempts and not customer.reply_voided,
        acknowledgement=said_by_code,
        needs_model=needs_model,
    )


def _acknowledged(
    services: Services, waiting: Sequence[tuple[Message, Conveyed]], request: ReplyRequest
) -> tuple[str, bool]:
    """What code says about what nobody can read, and whether a model has anything to answer beside it.

    A language model is told of it in a note; the offline one reads words alone, so code speaks for it.
    """
    is_offline = services.language_model.is_offline
    unread = [conveyed.unread for _, conveyed in waiting if conveyed.unread is not None]
    if is_offline:
        unread += [MessageKind.LOCATION for message, _ in waiting if message.kind == MessageKind.LOCATION]
    has_words = any(conveyed.words.strip() for _, conveyed in waiting)
    has_notes = any(conveyed.unread is None for _, conveyed in waiting)
    needs_model = not unread or has_words or (has_notes and not is_offline)
    if not unread or (needs_model and not is_offline):
        return "", True
    said = [line.text for line in (*request.earlier, *request.session) if line.author is Author.CUSTOMER]
    return acknowledgement(unread, reversed(said)), needs_model


def with_briefing(burst: Burst, budget: int) -> Burst:
    """The burst with its briefing: counting its tokens takes a while, so nothing is locked meanwhile."""
    return replace(burst, request=replace(burst.request, briefing=brief(burst.request.profile, budget)))


def _not_forgotten(
    conveyed: Mapping[int, Conveyed], earlier: Sequence[Message], since: Sequence[Message]
) -> tuple[Utterance, ...]:
    """What was said in earlier sessions, without what the customer has asked to forget by now."""
    lines = [
        line_of(0, message, conveyed[message.id])
        for message in sorted((*earlier, *since), key=lambda message: message.id)
        if message.purpose != HOLDING
    ]
    shown = {message.id for message in earlier}
    readable = without_forgotten([line for line in lines if line.message_id in shown], read_wishes(lines))
    texts = {line.message_id: line.text for line in lines}
    return tuple(
        Utterance(line.author, line.text, line.said_at, line.note)
        for line in readable
        if line.text == texts[line.message_id]
    )


def _utterances(conveyed: Mapping[int, Conveyed], messages: Iterable[Message]) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(Author(message.author), conveyed[message.id].words, message.said_at, conveyed[message.id].note)
        for message in messages
        if message.purpose != HOLDING and not is_sandbox_join(message.shop_address, message.text)
    )
