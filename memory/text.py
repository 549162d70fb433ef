"""Texts made storable, comparable and single-lined. Pure."""

import math
import re
import unicodedata
from functools import lru_cache
from typing import Any

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʹ`´＇"))
"""Dropped, not spaced, so that "don't" and "dont" are one word. ´ must go before NFKC turns it into a space."""

_SELECTOR = re.compile("[\u034f\u180b-\u180f\u20dd-\u20e4\ufe00-\ufe0f\U000e0000-\U000e0fff]")
"""Marks that only choose how a character is drawn (and can hide text), which `unicodedata` does not call format."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

DEEPEST_KEPT = 32
"""So many levels of a JSON document are kept."""

LONGEST_KEPT = 4096
"""Texts longer than so many characters are compared without being kept: thousands of them would fill the memory."""

_UNSPACED_BLOCKS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u109f"  # Tibetan, Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u1100-\u11ff\uac00-\ud7ff"  # Korean writes spaces, but joins particles to words
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Hiragana, Katakana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_UNSPACED = re.compile(f"[{_UNSPACED_BLOCKS}]+")


def storable(text: str) -> str:
    """The text as PostgreSQL and JSONB take it: without NUL and lone surrogates, otherwise unchanged."""
    return _UNSTORABLE.sub("", text)


def storable_value(value: Any, depth: int = 0) -> Any:
    """A value of a JSON document as JSONB takes it: texts made storable, numbers that are none as text.

    What is nested deeper than anything a provider sends is left out.
    """
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if not isinstance(value, dict | list):
        return value
    if depth == DEEPEST_KEPT:
        return None
    if isinstance(value, list):
        return [storable_value(each, depth + 1) for each in value]
    return {storable(key): storable_value(each, depth + 1) for key, each in value.items()}


def normalised(text: str) -> str:
    """The text as texts are compared: its words and numbers in one case and one form, one space between them.

    Apostrophes and invisible characters are dropped; other punctuation and symbols part words, so "2.5" is not "25".
    """
    return _normalised_once(text) if len(text) <= LONGEST_KEPT else _normalised(text)


@lru_cache(maxsize=4096)
def _normalised_once(text: str) -> str:
    return _normalised(text)


def _normalised(text: str) -> str:
    visible = "".join(character for character in text.translate(_APOSTROPHES) if not is_invisible(character))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join("".join(character if _is_of_a_word(character) else " " for character in folded).split())


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same, but for case, space and punctuation. Currencies and signs are no punctuation."""
    return _identity(one) == _identity(other)


@lru_cache(maxsize=4096)
def _identity(text: str) -> tuple[str, str]:
    signs = "".join(character for character in text if unicodedata.category(character) in {"Sc", "Sm"})
    return normalised(text), signs


def is_invisible(character: str) -> bool:
    """True for a character that draws nothing itself: zero-width, bidirectional, tag, variation selector …"""
    return unicodedata.category(character) in {"Cf", "Cs"} or _SELECTOR.match(character) is not None


def has_invisible(text: str) -> bool:
    """Whether a text may hold invisible or control characters; cheap, for texts that mostly hold none."""
    return not text.isprintable() or _SELECTOR.search(text) is not None


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def is_unspaced(character: str) -> bool:
    """True for a character of a script that does not part words by spaces."""
    return _UNSPACED.match(character) is not None


def unspaced_runs(text: str) -> list[str]:
    """The stretches of a text that are written without spaces between words."""
    return _UNSPACED.findall(text)


def single_line(text: str, limit: int) -> str:
    """The text on one line, without control characters and doubled spaces, of at most `limit` (>= 1) characters."""
    spaced = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    line = " ".join(spaced.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
