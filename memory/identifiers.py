"""How a customer is named: phone numbers, WhatsApp's business-scoped ids, e-mail addresses, CRM ids. Pure."""

import re
from dataclasses import dataclass

from memory.models import IdentifierKind
from memory.text import storable

LONGEST_IDENTIFIER = 255
_PHONE = re.compile(r"(?:\+|00)\d[\d\s().\-]{5,24}")
_BUSINESS_SCOPED_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SenselessIdentifier(ValueError):
    """A text that cannot name a customer. Its text is a sentence for the caller."""


@dataclass(frozen=True)
class Identifier:
    """One name of a customer. `value` is in its one normal form: E.164 for phones, lower case for e-mail."""

    kind: IdentifierKind
    value: str


def parse_identifier(text: str) -> Identifier:
    """Tell what kind of name this is. Raises SenselessIdentifier when it is empty, too long or not storable."""
    name = text.strip().removeprefix("whatsapp:").strip()
    if not name or len(name) > LONGEST_IDENTIFIER or storable(name) != name or not name.isprintable():
        raise SenselessIdentifier(
            "customer_id must be a phone number, an e-mail address or an id of 1 to 255 characters."
        )
    if _PHONE.fullmatch(name):
        return Identifier(IdentifierKind.PHONE, _e164(name))
    if _BUSINESS_SCOPED_ID.fullmatch(name):
        return Identifier(IdentifierKind.WHATSAPP_ID, name)
    if _EMAIL.fullmatch(name) and len(name.casefold()) <= LONGEST_IDENTIFIER:
        return Identifier(IdentifierKind.EMAIL, name.casefold())
    return Identifier(IdentifierKind.CRM, name)


def _e164(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return "+" + (digits.removeprefix("00") if phone.startswith("00") else digits)
