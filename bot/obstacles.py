"""What keeps a message from being sent at this moment: asked when it is claimed, not when it was written."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.selling.message_templates import Templates
from memory.channel_alerts import paused_until
from memory.consent import CONFIRMATIONS, OPT_OUT_CONFIRMATION, OPTED_OUT, has_changed_since
from memory.deliveries import Outgoing
from memory.messages import last_words_at
from memory.models import ConsentKind, Customer
from memory.reachability import unreachable_since
from memory.takeovers import TAKEN_OVER
from memory.transcript import Author

WINDOW = timedelta(hours=24)
"""How long after a customer's last words free text is taken: the window is closed when it is over, to the second."""
WINDOW_IS_CLOSED = (
    "The 24-hour window is closed: the customer's last message is older than that, and WhatsApp takes only an approved "
    "template until they write again."
)
NO_ADDRESS = "The customer has no address on this channel."
UNREACHABLE = "Nothing can be delivered to this address, as WhatsApp said before; it is tried again when they write."
NO_TEMPLATE = "The template {name} is not in the file that TEMPLATES names."
PAUSED = "Sending from this number pauses, because Twilio's limit is reached."


@dataclass(frozen=True)
class Obstacle:
    """Why a message cannot be sent, as a sentence. With `wait_until` it can be later; without, it is given up.

    `needs_template` says that an approved template could still be sent.
    """

    sentence: str
    wait_until: datetime | None = None
    needs_template: bool = False


def obstacle_to(
    session: Session, outgoing: Outgoing, customer: Customer, templates: Templates, now: datetime
) -> Obstacle | None:
    """What keeps this message from being sent now, or None."""
    if (reason := _reason_for_silence(session, customer, outgoing)) is not None:
        return Obstacle(reason)
    if not outgoing.customer_address or not outgoing.shop_address:
        return Obstacle(NO_ADDRESS)
    said_at = last_words_at(session, customer.id, outgoing.channel, outgoing.shop_address)
    unreachable_at = unreachable_since(session, outgoing.customer_address)
    if unreachable_at is not None and (said_at is None or said_at <= unreachable_at):
        return Obstacle(UNREACHABLE)
    if outgoing.template is None:
        if said_at is None or now - said_at >= WINDOW:
            return Obstacle(WINDOW_IS_CLOSED, needs_template=True)
    elif templates.get(outgoing.template.name) is None:
        return Obstacle(NO_TEMPLATE.format(name=outgoing.template.name))
    until = paused_until(session, outgoing.shop_address, now)
    return Obstacle(PAUSED, until) if until is not None else None


def _reason_for_silence(session: Session, customer: Customer, outgoing: Outgoing) -> str | None:
    if _is_unwanted(session, customer, outgoing):
        return OPTED_OUT
    is_bots = outgoing.author is Author.BOT and outgoing.purpose not in CONFIRMATIONS
    return TAKEN_OVER if is_bots and customer.taken_over_at is not None else None


def _is_unwanted(session: Session, customer: Customer, outgoing: Outgoing) -> bool:
    """Whether consent has changed, maybe for a moment only, since the message was recorded."""
    confirms = outgoing.purpose == OPT_OUT_CONFIRMATION
    if (customer.opted_out_at is not None) != confirms:
        return True
    contrary = ConsentKind.OPTED_IN if confirms else ConsentKind.OPTED_OUT
    return has_changed_since(session, customer.id, contrary, outgoing.recorded_at)
