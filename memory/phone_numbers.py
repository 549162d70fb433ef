"""Phone numbers in all the forms people write them, as one E.164 number each. Pure.

Source of the rules: Google's libphonenumber (`phonenumberslite`). In three countries one phone has two numbers in
E.164 form, because a mobile prefix came or went and WhatsApp knows accounts by either: these are made one here.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SEPARATORS = re.compile(r"[\s().\-/]")
_COMPACT = re.compile(r"\+?[0-9]{4,17}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

_VARIANTS = {
    52: (re.compile(r"(?:1|044|045)(\d{10})"), r"\1"),  # Mexico: mobiles lost their 1 in 2019
    54: (re.compile(r"(\d{10})"), r"9\1"),  # Argentina: mobiles are called with a 9 from abroad
    55: (re.compile(r"(\d\d)([6-9]\d{7})"), r"\g<1>9\2"),  # Brazil: mobiles, not fixed lines, got a ninth digit
}
"""By country code: how a number without today's mobile prefix looks after the country code, and what it is today."""


def phone_number(text: str, region: str | None = None) -> str | None:
    """The E.164 form (`+351910000001`) of a written phone number, or None for a text that is none.

    Letters and extensions make it none. A number with `+` counts even where libphonenumber does not know it (yet);
    one with `00`, or one of `region` without a country code, only if it is valid.
    """
    compact = _compact(text)
    if compact is None:
        return None
    if compact.startswith("+"):
        return _lenient(compact)
    if compact.startswith("00"):
        return _strict("+" + compact.removeprefix("00"), None)
    return _strict(compact, region) if region else None


def is_region(region: str) -> bool:
    """Whether two letters name a region whose phone numbers are known."""
    return region in phonenumbers.SUPPORTED_REGIONS


def _compact(text: str) -> str | None:
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    written = unicodedata.normalize("NFKC", visible).translate(_DASHES).removeprefix("tel:")
    decimals = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character for character in written
    )
    compact = _SEPARATORS.sub("", decimals)
    return compact if _COMPACT.fullmatch(compact) else None


def _lenient(international: str) -> str | None:
    # What libphonenumber finds not valid is kept as written: it would drop zeros that may be part of a new plan.
    e164 = _strict(international, None) or international
    return e164 if _E164.fullmatch(e164) else None


def _strict(written: str, region: str | None) -> str | None:
    try:
        e164 = _canonical(phonenumbers.parse(written, region))
        return e164 if phonenumbers.is_valid_number(phonenumbers.parse(e164)) else None
    except NumberParseException:
        return None


def _canonical(number: PhoneNumber) -> str:
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if number.country_code not in _VARIANTS:
        return written
    pattern, today = _VARIANTS[number.country_code]
    national = written.removeprefix(f"+{number.country_code}")
    if not pattern.fullmatch(national):
        return written
    variant = f"+{number.country_code}{pattern.sub(today, national)}"
    return variant if phonenumbers.is_valid_number(phonenumbers.parse(variant)) else written
