"""What must never be stored as a fact: numbers that open doors, and what is nobody's business. Pure.

Card and account numbers, security codes, passwords, keys, the numbers of identity papers, and health data. A number
is known by its own check digits (python-stdnum) or by the words that announce it; prices, sizes, dates, phone and
order numbers are neither. The words stand in `memory.sensitive_words`, with the rule for health.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import takewhile

from stdnum import iban, luhn

from memory import sensitive_words as words
from memory.identity_papers import is_identity_number
from memory.text import is_invisible, normalised

WITHHELD = "▮▮▮"
"""Stands where words were that are not stored."""


class Sensitive(StrEnum):
    """A kind of data that is never stored as a fact."""

    CARD = "a card number"
    ACCOUNT = "an account number"
    CODE = "a secret code"
    PASSWORD = "a password or key"  # noqa: S105 -- names a kind, is none
    IDENTITY = "an identity number"
    HEALTH = "health data"


def sensitive(text: str) -> Sensitive | None:
    """The first kind of data found in a text that must not be stored, or None. In any script, spelt or in words."""
    raw = _readable(text)
    tokens = _tokens(raw)
    spoken = " ".join(tokens)
    if _has_card(raw, tokens, spoken):
        return Sensitive.CARD
    if any(_begins_with_iban(found.group()) for found in _IBAN.finditer(raw)) or _announces(spoken, _ACCOUNT, 6, 24):
        return Sensitive.ACCOUNT
    if _has_code(spoken):
        return Sensitive.CODE
    if _KEY.search(raw) or _has_password(spoken):
        return Sensitive.PASSWORD
    if is_identity_number(raw) or _announces(spoken, _IDENTITY, 5, 20):
        return Sensitive.IDENTITY
    return Sensitive.HEALTH if _HEALTH.search(spoken) else None


def withheld(text: str) -> str:
    """The text, or a mark in its place when it must not be stored."""
    return WITHHELD if sensitive(text) else text


def plain(text: str) -> str:
    """The normalised text without accents, as the tables are compared: "contraseña" is "contrasena"."""
    parts = unicodedata.normalize("NFD", normalised(text))
    bare = "".join(character for character in parts if not "\u0300" <= character <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def phrases(table: Iterable[str], *, stems: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern that finds any phrase of a table, or a word beginning with any of the stems, in a `plain` text."""
    whole, begun = (
        "|".join(sorted({re.escape(plain(entry)) for entry in entries}, key=len, reverse=True))
        for entries in (table, stems)
    )
    found = rf"(?:{whole})(?!\w)" + (rf"|(?:{begun})" if begun else "")
    return re.compile(rf"(?<!\w)(?:{found})")


_CARD_WORDS = phrases(words.CARD)
_SECURITY_CODE = phrases(words.SECURITY_CODE)
_ONE_TIME_CODE = phrases(words.ONE_TIME_CODE)
_PIN = phrases(words.PIN)
_PASSWORD = phrases(words.PASSWORD)
_ACCOUNT = phrases(words.ACCOUNT)
_IDENTITY = phrases(words.IDENTITY)
_HEALTH = phrases(words.HEALTH, stems=words.HEALTH_STEMS)
_COPULAS = frozenset(plain(word) for word in words.COPULAS)
_CONNECTING = frozenset(plain(word) for word in words.CONNECTING)
_DIGIT_WORDS = {plain(word): digit for word, digit in words.DIGIT_WORDS.items()}

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \-]?[A-Za-z0-9]){11,30}")
_SHORTEST_IBAN = 15
_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_\-]{16,}|AKIA[0-9A-Z]{16}|"
    r"gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AIza[0-9A-Za-z_\-]{30,}|"
    r"eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+)|-----BEGIN [A-Z ]*PRIVATE KEY|"
    r"\b[Bb]earer [A-Za-z0-9._\-]{20,}"
)
_DIGIT_GROUPS = re.compile(r"\d+(?:[ \t\n.\-–—/_·•]{1,3}\d+)*")
_CARD_BRANDS = re.compile(r"(?:4|5[0-8]|2[2-7]|35|6[02-57]|8[12]|9792)\d{12,17}|3[47]\d{13}|3[0689]\d{12}")
_CARD_LENGTHS = frozenset({14, 15, 16, 18, 19})
_SPELT_AT_LEAST = 3
_MOST_BETWEEN = 5
_SHORTEST_PASSWORD = 4


def _readable(text: str) -> str:
    """Without what cannot be seen, in one form, and with the digits of all scripts as 0-9."""
    visible = unicodedata.normalize("NFKC", "".join(each for each in text if not is_invisible(each)))
    return "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in visible)


def _tokens(raw: str) -> list[str]:
    """The plain words of a readable text; colons as "is", and digits that are spelt in words as digits."""
    found = plain(re.sub(r"[:=]", " is ", raw)).split()
    tokens: list[str] = []
    place = 0
    while place < len(found):
        spelt = list(takewhile(_DIGIT_WORDS.__contains__, found[place:]))
        if len(spelt) >= _SPELT_AT_LEAST:
            tokens += ["".join(_DIGIT_WORDS[word] for word in spelt)]
        tokens += [] if len(spelt) >= _SPELT_AT_LEAST else [*spelt, *found[place + len(spelt) : place + len(spelt) + 1]]
        place += len(spelt) + (len(spelt) < _SPELT_AT_LEAST)
    return tokens


def _has_card(raw: str, tokens: Sequence[str], spoken: str) -> bool:
    announced = _CARD_WORDS.search(spoken) is not None
    written = [re.findall(r"\d+", found.group()) for found in _DIGIT_GROUPS.finditer(raw)]
    if any(_is_card(number) for groups in written for number in _numbers(groups, any_grouping=announced)):
        return True
    return any(_is_card(token) for token in tokens) or _announces(spoken, _CARD_WORDS, 12, 19)


def _numbers(groups: Sequence[str], *, any_grouping: bool) -> Iterator[str]:
    """What neighbouring groups of digits make together, where a number could be parted like that."""
    for start in range(len(groups)):
        number = ""
        for end, group in enumerate(groups[start:], start=start + 1):
            number += group
            if len(number) > max(_CARD_LENGTHS):
                break
            if len(number) in _CARD_LENGTHS and (any_grouping or _is_parted_like_a_card(groups[start:end])):
                yield number


def _begins_with_iban(text: str) -> bool:
    """The words behind a number may look like more of it."""
    return any(iban.is_valid(text[:end]) for end in range(len(text), _SHORTEST_IBAN - 1, -1))


def _is_parted_like_a_card(groups: Sequence[str]) -> bool:
    return all(len(group) == 1 for group in groups) or all(len(group) >= 3 for group in groups)


def _is_card(number: str) -> bool:
    return (
        len(number) in _CARD_LENGTHS
        and _CARD_BRANDS.fullmatch(number) is not None
        and luhn.is_valid(number)
        and len(set(number)) > 1
    )


def _has_code(spoken: str) -> bool:
    return (
        _announces(spoken, _SECURITY_CODE, 3, 4)
        or _announces(spoken, _ONE_TIME_CODE, 4, 8)
        or _announces(spoken, _PIN, 4, 4)
    )


def _has_password(spoken: str) -> bool:
    for after in _after(spoken, _PASSWORD):
        between = list(takewhile(_CONNECTING.__contains__, after[:_MOST_BETWEEN]))
        following = after[len(between) : len(between) + 1]
        if any(word in _COPULAS for word in between[: len(after) - 1]):
            return True
        if following and _has_digit(following[0]) and len(following[0]) >= _SHORTEST_PASSWORD:
            return True
    return False


def _announces(spoken: str, announcing: re.Pattern[str], least: int, most: int) -> bool:
    """Whether an announcing phrase and a number of so many characters stand beside each other, in either order."""
    if any(least <= len(_number_at_start(after)) <= most for after in _after(spoken, announcing)):
        return True
    for before in _before(spoken, announcing):
        between = list(takewhile(_CONNECTING.__contains__, before[:_MOST_BETWEEN]))
        number = "".join(reversed(list(takewhile(_has_digit, before[len(between) :]))))
        if not _COPULAS.isdisjoint(between) and least <= len(number) <= most:
            return True
    return False


def _after(spoken: str, announcing: re.Pattern[str]) -> Iterator[list[str]]:
    for found in announcing.finditer(spoken):
        yield spoken[found.end() :].split()[:40]


def _before(spoken: str, announcing: re.Pattern[str]) -> Iterator[list[str]]:
    for found in announcing.finditer(spoken):
        yield spoken[: found.start()].split()[-40:][::-1]


def _number_at_start(tokens: Sequence[str]) -> str:
    between = len(list(takewhile(_CONNECTING.__contains__, tokens[:_MOST_BETWEEN])))
    return "".join(takewhile(_has_digit, tokens[between:]))


def _has_digit(token: str) -> bool:
    return any(character.isdigit() for character in token)
