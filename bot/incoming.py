"""What Twilio's parameters of an incoming WhatsApp message say. Pure.

Twilio adds parameters without notice and leaves others out, so nothing here refuses a message: what is not known is
kept as it came, and a message of no known kind is recorded as one.
"""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import ValidationError

from memory.details import Details, Location, Referral
from memory.identifiers import Identifier, SenselessIdentifier, parse_identifier
from memory.media import MediaReference
from memory.messages import IncomingMessage
from memory.models import Channel, MessageKind
from memory.text import storable

NAMES_OF_THE_SENDER = ("From", "ExternalUserId", "ParentExternalUserId")
"""Usernames are not among them: their owner can change one, and then somebody else can take it."""
MOST_MEDIA = 10
LONGEST_PART = 500
"""Characters of a label, headline or the like that are kept apart; the whole stands in the raw parameters."""

Words = Mapping[str, str]

_KINDS = {
    "text": MessageKind.TEXT,
    "image": MessageKind.IMAGE,
    "audio": MessageKind.VOICE,
    "voice": MessageKind.VOICE,
    "video": MessageKind.VIDEO,
    "document": MessageKind.DOCUMENT,
    "file": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
    "contact": MessageKind.CONTACT,
    "contacts": MessageKind.CONTACT,
    "location": MessageKind.LOCATION,
    "reaction": MessageKind.REACTION,
    "button": MessageKind.BUTTON,
    "system": MessageKind.SYSTEM,
}
_UNANSWERED = frozenset({MessageKind.REACTION, MessageKind.SYSTEM})
_KINDS_OF_FILES = {
    "image": MessageKind.IMAGE,
    "audio": MessageKind.VOICE,
    "video": MessageKind.VIDEO,
    "text/vcard": MessageKind.CONTACT,
    "text/x-vcard": MessageKind.CONTACT,
    "text/directory": MessageKind.CONTACT,
}


def read_incoming(parameters: dict[str, Any]) -> IncomingMessage | None:
    """An incoming message from Twilio's parameters, known and unknown; None when nobody can be answered."""
    words = _words(parameters)
    identifiers = _identifiers(*(words.get(name, "") for name in NAMES_OF_THE_SENDER))
    provider_id = words.get("MessageSid") or words.get("SmsMessageSid") or ""
    if not identifiers or not 0 < len(provider_id) <= 255:
        return None
    media = _media(words)
    details = _details(words)
    kind = _kind(words, media, details)
    return IncomingMessage(
        identifiers=identifiers,
        channel=Channel.WHATSAPP,
        provider_id=provider_id,
        text=_text(words, kind),
        kind=kind,
        customer_name=words.get("ProfileName") or words.get("ProfileUsername") or words.get("Username"),
        customer_address=words.get("From", "")[:255],
        shop_address=words.get("To", "")[:255],
        raw=parameters,
        details=details,
        media=media,
        wants_answer=kind not in _UNANSWERED,
    )


def _words(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The parameters that are text; those of ChannelMetadata stand in where the plain ones are absent or empty."""
    plain = {key: storable(value) for key, value in parameters.items() if isinstance(value, str)}
    inner = {key: storable(value) for key, value in _metadata(plain).items() if isinstance(value, str)}
    return plain | {key: value for key, value in inner.items() if not plain.get(key)}


def _metadata(words: Words) -> Mapping[str, Any]:
    try:
        context = json.loads(words.get("ChannelMetadata") or "{}")["data"]["context"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    if not isinstance(context, dict):
        return {}
    return {key: str(value).lower() if isinstance(value, bool) else value for key, value in context.items()}


def _identifiers(*names: str) -> tuple[Identifier, ...]:
    identifiers: list[Identifier] = []
    for name in filter(None, names):
        try:
            identifiers.append(parse_identifier(name))
        except SenselessIdentifier:
            structlog.get_logger().warning("senseless_identifier", length=len(name))
    return tuple(identifiers)


def _media(words: Words) -> tuple[MediaReference, ...]:
    return tuple(
        MediaReference(url, words.get(f"MediaContentType{number}", ""))
        for number in range(MOST_MEDIA)
        if (url := words.get(f"MediaUrl{number}"))
    )


def _details(words: Words) -> Details:
    return Details(
        location=_location(words),
        referral=_referral(words),
        replies_to=words.get("OriginalRepliedMessageSid", "")[:255],
        payload=(words.get("ButtonPayload") or words.get("ListId") or "")[:LONGEST_PART],
        is_forwarded="true" in {words.get(name, "").lower() for name in ("Forwarded", "FrequentlyForwarded")},
    )


def _location(words: Words) -> Location | None:
    try:
        return Location.model_validate(
            {
                "latitude": words.get("Latitude"),
                "longitude": words.get("Longitude"),
                "label": words.get("Label", "")[:LONGEST_PART],
                "address": words.get("Address", "")[:LONGEST_PART],
            }
        )
    except ValidationError:
        return None


def _referral(words: Words) -> Referral | None:
    referral = Referral(
        headline=words.get("ReferralHeadline", "")[:LONGEST_PART],
        body=words.get("ReferralBody", "")[:LONGEST_PART],
        source_type=words.get("ReferralSourceType", "")[:LONGEST_PART],
        source_id=words.get("ReferralSourceId", "")[:LONGEST_PART],
        source_url=words.get("ReferralSourceUrl", "")[:LONGEST_PART],
        click_id=words.get("ReferralCtwaClid", "")[:LONGEST_PART],
    )
    return None if referral == Referral() else referral


def _kind(words: Words, media: tuple[MediaReference, ...], details: Details) -> MessageKind:
    """What was done counts more than what the message is called: `interactive` may be a button or a list."""
    named = _KINDS.get(words.get("MessageType", "").strip().lower())
    if words.get("ListId") or words.get("ListTitle"):
        return MessageKind.LIST_PICK
    if words.get("ButtonText") or words.get("ButtonPayload"):
        return MessageKind.BUTTON
    if details.location is not None:
        return MessageKind.LOCATION
    if named not in {None, MessageKind.TEXT}:
        return named or MessageKind.UNSUPPORTED
    if media:
        return _kind_of_file(media[0].content_type)
    return MessageKind.TEXT if words.get("Body", "").strip() else MessageKind.UNSUPPORTED


def _kind_of_file(content_type: str) -> MessageKind:
    plain = content_type.partition(";")[0].strip().lower()
    return _KINDS_OF_FILES.get(plain) or _KINDS_OF_FILES.get(plain.partition("/")[0]) or MessageKind.DOCUMENT


def _text(words: Words, kind: MessageKind) -> str:
    body = words.get("Body", "")
    if body.strip() or kind not in {MessageKind.BUTTON, MessageKind.LIST_PICK}:
        return body
    return words.get("ButtonText") or words.get("ListTitle") or body
