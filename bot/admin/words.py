"""What things are called on the pages. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from memory.fields import EVERY_SHOPS, Fields
from memory.models import ConsentKind, DeliveryStatus, IdentifierKind
from memory.profile import Stage
from memory.recognising import BY_CHANNEL
from memory.refusals import Reason
from memory.sessions import ClosedBecause


@dataclass(frozen=True)
class FieldWords:
    """A field of the profile as the sales team reads it: its heading, one entry of it, and what it holds."""

    heading: str
    entry: str
    hint: str


_FIELDS: Mapping[str, FieldWords] = MappingProxyType(
    {
        "buying_triggers": FieldWords(
            "Buying triggers", "buying trigger", "The event, need or deadline behind the purchase"
        ),
        "budget": FieldWords("Budget", "budget", "What they can spend, and on what conditions"),
        "objections": FieldWords("Objections", "objection", "What held them back, and how it was answered"),
        "preferences": FieldWords("Preferences", "preference", "Products, styles and features wanted or rejected"),
        "personal_details": FieldWords(
            "Personal details", "personal detail", "Family, dates, hobbies: what builds trust"
        ),
        "channel_preference": FieldWords("Channel preference", "channel preference", "How they want to be contacted"),
        "journey_stage": FieldWords("Journey stage", "journey stage", "Where they stand on the way to a purchase"),
        "last_interaction": FieldWords("Last interaction", "last interaction", "What the last session was about"),
    }
)

STAGES: Mapping[str, str] = MappingProxyType(
    {
        Stage.FIRST_TOUCH: "First touch",
        Stage.WARM_LEAD: "Warm lead",
        Stage.NEAR_DECISION: "Near decision",
        Stage.POST_PURCHASE: "Post-purchase",
    }
)

CONSENT: Mapping[str, str] = MappingProxyType(
    {ConsentKind.OPTED_OUT: "Wants no messages", ConsentKind.OPTED_IN: "Wants messages again"}
)

IDENTIFIERS: Mapping[str, str] = MappingProxyType(
    {
        IdentifierKind.PHONE: "Phone",
        IdentifierKind.WHATSAPP_ID: "WhatsApp id",
        IdentifierKind.EMAIL: "E-mail",
        IdentifierKind.CRM: "CRM id",
    }
)

CHANNELS: Mapping[str, str] = MappingProxyType({"whatsapp": "WhatsApp", "chat": "Chat", "api": "API"})

AUTHORS: Mapping[str, str] = MappingProxyType({"customer": "Customer", "bot": "Bot", "agent": "Agent"})

CLOSED_BECAUSE: Mapping[str, str] = MappingProxyType(
    {
        ClosedBecause.SILENCE: "after the customer fell silent",
        ClosedBecause.ENDED: "because somebody ended it",
        ClosedBecause.INGESTED: "as it was ingested whole",
        ClosedBecause.MERGED: "as the customer was merged with another one",
    }
)

MERGED_BY: Mapping[str, str] = MappingProxyType({BY_CHANNEL: "WhatsApp, which proved both to be one"})

DELIVERIES: Mapping[str, str] = MappingProxyType(
    {
        DeliveryStatus.DRAFTED: "Waiting to be sent",
        DeliveryStatus.SENDING: "Being sent",
        DeliveryStatus.SENT: "Sent",
        DeliveryStatus.DELIVERED: "Delivered",
        DeliveryStatus.READ: "Read",
        DeliveryStatus.FAILED: "Not delivered",
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        Reason.UNKNOWN_FIELD: "No such field",
        Reason.UNKNOWN_FACT: "No such fact",
        Reason.WRONG_FIELD: "Wrong field",
        Reason.UNUSABLE_TEXT: "Unusable text",
        Reason.NOT_SAID: "Nobody said so",
        Reason.NOT_BY_CUSTOMER: "Not said by the customer",
        Reason.NOT_AN_OBJECTION: "Not an objection",
        Reason.UNPROVEN_REMOVAL: "Removal not proven",
        Reason.SWEEPING_REMOVAL: "Too much removed at once",
        Reason.ALREADY_KNOWN: "Already known",
        Reason.ALREADY_CHANGED: "Already changed",
        Reason.OUTDATED: "Outdated",
        Reason.LOCKED: "Written by a person",
        Reason.SENSITIVE: "Never stored",
        Reason.ORDER: "An order, not a fact",
        Reason.SHOP_MATTER: "About the shop",
        Reason.FORGOTTEN: "The customer wants it forgotten",
    }
)


def field_words(name: str, fields: Fields = EVERY_SHOPS) -> FieldWords:
    """What a field is called; one that the shop added, or has added once, is called by its own name."""
    plain = name.replace("_", " ")
    added = fields.by_name.get(name)
    return _FIELDS.get(name) or FieldWords(plain.capitalize(), plain, added.meaning if added else "")


def in_words(names: Mapping[str, str], value: str | None) -> str:
    """The word for a stored value. One that this release does not know is shown as it is, readably."""
    if not value:
        return ""
    return names.get(value) or value.replace("_", " ").capitalize()


def fact_in_words(field: str, text: str) -> str:
    """The text of a fact; a journey stage is stored by its name and shown in words."""
    return in_words(STAGES, text) if field == "journey_stage" else text
