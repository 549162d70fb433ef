"""Whether two statements speak of the same thing, and whether the later one settles it anew. Pure."""

import re
from collections.abc import Sequence

from bot.clients.offline_model import clause_cues as cues
from bot.clients.offline_model.clauses import content_words, words

ALIKE = 0.6
"""Similarity from which two statements of a field count as being about one thing, given a cue of correction."""

SHORT_WISH = 6
"""Content words up to which two wishes that differ in one word are taken for one wish, changed."""

_I = re.IGNORECASE
_BESIDE = re.compile(
    r"\b(?:also|too|another|as well|and|or|plus|both|lov\w+|(?<!['’]d )(?<!would )likes?|enjoy\w*|adore\w*|wears?|"
    r"también|também|auch|aussi|"
    r"juga|bhi)\b",
    _I,
)
_SINGLE = (
    "favou?rite|preferred|size|name|birthday|anniversary|address|job|age|e-?mail|number|employer|profession|phone|"
    "deadline|surname|nickname"
)
_OWNER = "(?:my|her|his|our|their)"
_ATTRIBUTES = (
    re.compile(
        rf"\b{_OWNER}\s+((?:[\w'’]+\s+){{0,3}}?(?:{_SINGLE})\b(?:\s+[\w'’]+){{0,2}}?)\s+"
        r"(?:is|are|was|could be|would be|has changed to|changed to|became|will be)\b",
        _I,
    ),
    re.compile(rf"\b(?:is|are)\s+{_OWNER}\s+((?:[\w'’]+\s+){{0,2}}?(?:{_SINGLE})\b(?:\s+[\w'’]+){{0,2}})$", _I),
)
_HABITS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("home", re.compile(r"\b(?:i|we)(?:'ve|’ve| have)?(?: just| now)?\s+(?:live in|moved to|am living in)\b", _I)),
    ("work", re.compile(r"\bi(?: now)? work (?:as|at|for)\b", _I)),
    ("size", re.compile(r"\bi(?:'m| am| wear| take)?(?: now)?(?: a)? size\b", _I)),
)
_NEGATION = frozenset(
    words(
        "no not never don't doesn't isn't can't won't nothing without hate hates dislike dislikes "
        "nunca não nicht kein keine tidak bukan nahi"
    )
)


def adds_nothing(text: str, known: str) -> bool:
    """True when everything `text` says is in `known` already, said the same way round."""
    mine, theirs = content_words(text), content_words(known)
    if not mine or not theirs:
        return words(text) == words(known)
    return mine <= theirs and is_negated(text) == is_negated(known)


def settles_anew(field: str, text: str, earlier: str, similarity: float) -> bool:
    """True when a later statement takes the place of an earlier one in the same field."""
    attribute = attribute_of(text)
    if attribute is not None:
        return attribute == attribute_of(earlier)
    mine, theirs = content_words(text), content_words(earlier)
    if mine == theirs or (len(theirs) > 1 and theirs < mine):
        return True
    if cues.CORRECTION.search(text):
        return similarity >= ALIKE or _is_named_as_wrong(text, theirs)
    return field == "preferences" and not _BESIDE.search(text) and _is_changed_wish(mine, theirs)


def most_refused(alternative: str, refused: frozenset[str], wishes: Sequence[str]) -> int | None:
    """The place of the wish that the seller refused and the customer's alternative takes the place of, or None.

    The one of which the refusal names most, without what the alternative holds on to.
    """
    if not refused or _BESIDE.search(alternative):
        return None
    named = refused - content_words(alternative)
    shared = [len(named & content_words(wish)) for wish in wishes]
    best = max(shared, default=0)
    return len(shared) - 1 - shared[::-1].index(best) if best else None


def attribute_of(text: str) -> frozenset[str] | None:
    """The attribute of which one can have only one value: `my favourite colour is Blue` -> {favourite, colour}."""
    for pattern in _ATTRIBUTES:
        if match := pattern.search(text):
            return frozenset(words(match.group(1)))
    return next((frozenset({name}) for name, pattern in _HABITS if pattern.search(text)), None)


def is_negated(text: str) -> bool:
    """True when a statement says what is not wanted or not so."""
    return not _NEGATION.isdisjoint(words(text))


def _is_changed_wish(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """A short wish said again with one word changed: `a table at 7` and `a table at 8`."""
    short = max(len(mine), len(theirs)) <= SHORT_WISH
    return short and bool(mine & theirs) and len(mine - theirs) == 1 and len(theirs - mine) == 1


def _is_named_as_wrong(text: str, earlier: frozenset[str]) -> bool:
    """`a sofa, not an armchair` names what it takes the place of."""
    match = re.search(r"\b(?:not|instead of|rather than|no longer|statt|en vez de|em vez de)\s+(.+)$", text, _I)
    return match is not None and not earlier.isdisjoint(content_words(match.group(1)))
