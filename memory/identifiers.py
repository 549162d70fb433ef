"""How a customer is named: phone numbers, WhatsApp's business-scoped ids, e-mail addresses, CRM ids. Pure.

A name has one normal form, by which the customer is found however it is written. The normal form is for finding:
messages go to the address that the customer wrote from. What only looks alike is never made one: nothing is guessed,
and a text that is not surely a phone number is a CRM id.
"""

import re
import unicodedata
from dataclasses import dataclass

import idna

from memory.models import IdentifierKind
from memory.phone_numbers import phone_number
from memory.text import storable

LONGEST_IDENTIFIER = 255
_WHATSAPP = "whatsapp:"
_BUSINESS_SCOPED_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SenselessIdentifier(ValueError):
    """A text that cannot name a customer. Its text is a sentence for the caller."""


@dataclass(frozen=True)
class Identifier:
    """One name of a customer. `value` is its normal form: E.164 for phones, lower case for e-mail, else as given."""

    kind: IdentifierKind
    value: str


def parse_identifier(text: str, region: str | None = None) -> Identifier:
    """Tell what kind of name this is. Raises SenselessIdentifier when it is empty, too long or not storable.

    `region` (two letters, such as "PT") is where numbers without a country code are at home. Without it a number is
    a phone number only with its country code (`+351…`, `00351…`); bare digits are a CRM id.
    """
    written = unicodedata.normalize("NFC", text).strip()
    name = written.removeprefix(_WHATSAPP).strip()
    if not name or len(name) > LONGEST_IDENTIFIER or storable(name) != name:
        raise _senseless()
    international = f"+{name}" if name != written and name.isdecimal() else name  # WhatsApp's own form has no plus
    if phone := phone_number(international, region):
        return Identifier(IdentifierKind.PHONE, phone)
    if not name.isprintable():
        raise _senseless()
    if _BUSINESS_SCOPED_ID.fullmatch(name):
        return Identifier(IdentifierKind.WHATSAPP_ID, name)
    if _EMAIL.fullmatch(name) and len(address := _email(name)) <= LONGEST_IDENTIFIER:
        return Identifier(IdentifierKind.EMAIL, address)
    return Identifier(IdentifierKind.CRM, name)


def _senseless() -> SenselessIdentifier:
    return SenselessIdentifier("customer_id must be a phone number, an e-mail address or an id of 1 to 255 characters.")


def _email(address: str) -> str:
    """In lower case, the domain as the network reads it. Dots and tags stay: whose they are differs by provider."""
    local, _, domain = address.rpartition("@")
    try:
        domain = idna.decode(idna.encode(domain, uts46=True))
    except idna.IDNAError:
        domain = domain.lower()  # no host of the network, but the same text is still the same name
    return unicodedata.normalize("NFC", local.lower()) + "@" + domain
