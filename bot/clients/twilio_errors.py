"""What Twilio's error codes mean for a message: a consequence and a sentence for the team. Data.

Sources: Twilio's error dictionary (twilio.com/docs/api/errors) and its map of WhatsApp's codes. Twilio does not promise
the list to be stable: a code that is not here is shown raw, with Twilio's own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Consequence(StrEnum):
    """What follows from an error, beside the sentence that the team reads."""

    GIVE_UP = "give up"  # the message is not sent
    BACK_OFF = "back off"  # it is sent again after growing pauses
    WINDOW_CLOSED = "window closed"  # it needs an approved template
    DO_NOT_CONTACT = "do not contact"  # the customer has opted out
    UNREACHABLE = "unreachable"  # nothing is sent to the address before the customer writes again
    MISCONFIGURED = "misconfigured"  # the team is alerted, the message is not sent
    CORRECTABLE = "correctable"  # the team is alerted, and the message is sent again until it is put right
    STOP = "stop"  # the team is alerted, and nothing at all is sent for a while


@dataclass(frozen=True)
class KnownError:
    """The consequence of a code, and one sentence that says what happened and what to do."""

    consequence: Consequence
    sentence: str


_IN_SENTENCES: Mapping[Consequence, Mapping[str, str]] = {
    Consequence.BACK_OFF: {
        "429": "Twilio asks for fewer requests; the message is sent again after a pause.",
        "20429": "Twilio asks for fewer requests; the message is sent again after a pause.",
        "21611": "Twilio's queue for this number is full; the message is sent again after a pause.",
        "30001": "Twilio's queue for this number is full; the message is sent again after a pause.",
        "63017": "The account sends more than Twilio takes in a second; the message is sent again after a pause.",
        "63018": "WhatsApp takes no more messages from this number or to this customer for now; the message is sent "
        "again after a pause.",
    },
    Consequence.WINDOW_CLOSED: {
        "63016": "The 24-hour window is closed: WhatsApp takes only an approved template until the customer writes "
        "again.",
    },
    Consequence.DO_NOT_CONTACT: {
        "63014": "The customer has blocked the shop's number or opted out: nothing is sent any more.",
        "21610": "The customer has opted out at Twilio: nothing is sent any more.",
    },
    Consequence.UNREACHABLE: {
        "63003": "This is no address that WhatsApp can deliver to; check the number. Nothing is sent to it until the "
        "customer writes again.",
        "63024": "WhatsApp cannot deliver to this customer: no WhatsApp account, or its terms not accepted. Nothing "
        "is sent until the customer writes again.",
        "21211": "Twilio says that this is no valid number; check it. Nothing is sent to it until the customer writes "
        "again.",
    },
    Consequence.CORRECTABLE: {
        "401": "Twilio refuses the account SID or auth token; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
        "20003": "Twilio refuses the account SID or auth token; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
        "63007": "The shop's number is no WhatsApp sender of this Twilio account; check TWILIO_WHATSAPP_FROM.",
        "63008": "The WhatsApp sender is set up wrongly at Twilio; look at it in Twilio's console under Senders.",
        "63020": "The invitation of Meta is not accepted yet: accept it in the Meta Business Manager.",
    },
    Consequence.MISCONFIGURED: {
        "63021": "WhatsApp refuses the content, for example a template longer than 1024 characters; mend the template.",
        "63062": "The terms for marketing messages are not accepted in the Meta Business Manager.",
        "21608": "A trial account of Twilio sends to verified numbers only; verify the number or upgrade the account.",
        "21656": "The template's variables do not fit; compare the file of templates with Twilio's Content Editor.",
        "35115": "A message can be scheduled from five minutes to 35 days ahead only.",
    },
    Consequence.STOP: {
        "63038": "Twilio's daily limit of messages is reached (50 for a trial account); sending pauses. Upgrade the "
        "account or wait.",
    },
    Consequence.GIVE_UP: {
        "63015": "The customer is not in Twilio's sandbox, or the membership of three days is over: have them send "
        "“join” and the code to +1 415 523 8886. The code stands in Twilio's console under Messaging, Try it out, "
        "Send a WhatsApp message.",
        "63032": "WhatsApp holds messages back from this customer as an experiment; trying again does not help.",
        "63049": "Meta has chosen not to deliver this marketing message; do not send it again soon.",
        "30036": "The message waited too long at Twilio and has expired.",
        "21617": "The message is longer than the 1600 characters that Twilio takes.",
        "21658": "The message, or a variable of its template, is longer than the 1600 characters that Twilio takes.",
        "14103": "The message is longer than Twilio takes.",
        "11200": "Twilio could not reach one of our addresses; check PUBLIC_URL and the webhooks in Twilio's console.",
        "12100": "Twilio could not read the answer of a webhook; check the webhooks in Twilio's console.",
        "12200": "Twilio could not read the answer of a webhook; check the webhooks in Twilio's console.",
    },
}

KNOWN_ERRORS: Mapping[str, KnownError] = MappingProxyType(
    {
        code: KnownError(consequence, sentence)
        for consequence, sentences in _IN_SENTENCES.items()
        for code, sentence in sentences.items()
    }
)
ENDED_BY_SENDING = frozenset(
    code for code, known in KNOWN_ERRORS.items() if known.consequence is Consequence.CORRECTABLE
)
"""Codes whose alert has been seen to once Twilio takes a message from the same number."""


def consequence_of(code: str | None) -> Consequence | None:
    """What follows from a code; None for one that is not known."""
    known = KNOWN_ERRORS.get(code or "")
    return known.consequence if known else None


def sentence_of(code: str | None, raw: str | None) -> str:
    """The sentence for the team; for an unknown code Twilio's own words."""
    known = KNOWN_ERRORS.get(code or "")
    if known is not None:
        return known.sentence
    words = (raw or "").strip()
    if not code:
        return words or "Twilio could not deliver the message and gave no reason."
    return (
        f"Twilio's error {code}: {words}" if words else f"Twilio's error {code}, see twilio.com/docs/api/errors/{code}."
    )
