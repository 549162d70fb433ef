"""A customer's wish to be forgotten, read from their words, and what it covers. Pure.

"Forget that", "don't save this" cover the rest of the same message, or the customer's message before it when the wish
stands alone; "forget my budget" what is known of a topic; "forget everything about me" all. Such a sentence counts
whole or not at all (`memory.forgetting_words`): "don't forget that" and "forget it" are no wishes.

Forgotten words are hidden from the transcript before anybody reads it, with what the shop said in between, so nothing
can be learned from them. What had been learned before is removed by `memory.merging`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from memory import forgetting_words as words
from memory.evidence import shares_content
from memory.fields import EVERY_SHOPS, GIVEN_WHOLE
from memory.forgetting_that_words import LAST
from memory.operations import Action, Operation
from memory.privacy import phrases, plain, withheld
from memory.profile import Evidence, Fact, Profile, Suggestion, is_current
from memory.transcript import Author, Line

LONGEST_REACH = timedelta(days=1)
"""After so long, "that" is no longer the message before."""

_LONGEST_TOPIC = 5
_OWN_WORDS = 3
"""From so many words on, the beginning of a message is what its end wants forgotten."""


class Scope(StrEnum):
    """How much is to be forgotten."""

    LAST = "last"
    TOPIC = "topic"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Request:
    """A wish as it stands in a text, from `start` to `end`. `topic` is empty unless one is named."""

    scope: Scope
    start: int
    end: int
    topic: str = ""


@dataclass(frozen=True)
class Wish:
    """A wish in its conversation: who says it where, and the ids of the messages it covers (scope LAST)."""

    line: Line
    request: Request
    forgotten: frozenset[int] = frozenset()

    @property
    def quote(self) -> str:
        """The words of the wish."""
        return self.line.text[self.request.start : self.request.end].strip()

    def covers(self, field: str, fact: Fact) -> bool:
        """Whether a fact is among what is to be forgotten."""
        return self._covers(field, fact.text, fact.evidence)

    def takes_back(self, suggestion: Suggestion) -> bool:
        """Whether a suggestion came of earlier words that are to be forgotten."""
        is_earlier = suggestion.said_at < self.line.said_at
        return is_earlier and self._covers(suggestion.field, suggestion.text or "", suggestion.evidence)

    def _covers(self, field: str, text: str, evidence: Evidence | None) -> bool:
        if self.request.scope is Scope.EVERYTHING:
            return True
        if self.request.scope is Scope.LAST:
            return evidence is not None and evidence.message_id in self.forgotten
        return self.names(field, f"{text} {evidence.quote if evidence else ''}")

    def names(self, field: str, text: str) -> bool:
        """Whether what stands in a field is of the topic that is to be forgotten."""
        if self.request.scope is not Scope.TOPIC:
            return False
        return self._names_field(field) or shares_content(self.request.topic, plain(text))

    def _names_field(self, field: str) -> bool:
        """Whether the topic is the field itself; one that a shop added is called by its own name."""
        if field in EVERY_SHOPS.by_name:
            return field in _FIELDS and _FIELDS[field].search(self.request.topic) is not None
        return shares_content(self.request.topic, field.replace("_", " "))


def forget_request(text: str) -> Request | None:
    """The customer's wish in a text, the widest if there are several, or None."""
    clauses = list(_clauses(text))
    joined = [(one[0], other[1]) for one, other in pairwise(clauses)]  # "vergiss, was ich gesagt habe"
    found = [request for start, end in (*clauses, *joined) if (request := _read(text, start, end))]
    widest = {scope: place for place, scope in enumerate([Scope.EVERYTHING, Scope.TOPIC, Scope.LAST])}
    return min(found, key=lambda request: widest[request.scope], default=None)


def read_wishes(lines: Sequence[Line]) -> tuple[Wish, ...]:
    """The wishes of a conversation, in order. `lines` reach back far enough to know what "that" is."""
    requests = {
        place: request
        for place, line in enumerate(lines)
        if line.author is Author.CUSTOMER and (request := forget_request(line.text))
    }
    return tuple(
        Wish(lines[place], request, frozenset(line.message_id for line in _meant(lines, place, requests)))
        for place, request in requests.items()
    )


def without_forgotten(lines: Iterable[Line], wishes: Iterable[Wish]) -> tuple[Line, ...]:
    """The lines, in which what is to be forgotten cannot be read; each keeps its number.

    Where there is a wish all notes go: one may quote what another line says.
    """
    wishes = tuple(wishes)
    readable = tuple(replace(line, note="") for line in lines) if wishes else tuple(lines)
    for wish in wishes:
        readable = tuple(_hidden(line, wish) for line in readable)
    return readable


def wished_facts(profile: Profile, wish: Wish) -> list[tuple[str, Fact]]:
    """The current facts, with their fields, that a wish covers and that were not said again after it.

    With all the facts, or with an earlier message, the summary of the last conversation goes, too.
    """
    reaches_back = any(message_id != wish.line.message_id for message_id in wish.forgotten)
    fields = [field for field in profile.facts if field not in GIVEN_WHOLE]
    found = [(field, fact) for field in fields for fact in profile.of(field) if wish.covers(field, fact)]
    if wish.request.scope is Scope.EVERYTHING or reaches_back:
        found += [("last_interaction", fact) for fact in profile.of("last_interaction")]
    return [(field, fact) for field, fact in found if is_current(fact) and _is_earlier(fact, wish)]


def removal(wish: Wish, field: str, fact: Fact) -> Operation:
    """What a wish does to a fact, as an operation for the history."""
    return Operation(
        action=Action.REMOVE, field=field, fact=fact.id, message=wish.line.number or None, quote=wish.quote
    )


def wished_evidence(wish: Wish) -> Evidence:
    """The proof that the customer wished it."""
    quote = withheld(wish.quote)
    return Evidence(message_id=wish.line.message_id, quote=quote, is_transcribed=wish.line.is_transcribed)


def is_forgotten(operation: Operation, line: Line, wishes: Iterable[Wish]) -> bool:
    """Whether an operation states something that the customer, later than its proof, wished to be forgotten."""
    said = f"{operation.text or ''} {operation.quote or ''}"
    return any(
        wish.names(operation.field, said)
        for wish in wishes
        if line.message_id <= wish.line.message_id and line.said_at <= wish.line.said_at
    )


def _is_earlier(fact: Fact, wish: Wish) -> bool:
    return (fact.last_said_at or fact.said_at) < wish.line.said_at


def _hidden(line: Line, wish: Wish) -> Line:
    own = line.message_id == wish.line.message_id
    if wish.request.scope is Scope.EVERYTHING and line.message_id < wish.line.message_id:
        return replace(line, text="")
    if line.message_id not in wish.forgotten and not (own and wish.request.scope is Scope.EVERYTHING):
        return line
    return replace(line, text=wish.line.text[wish.request.start :]) if own else replace(line, text="")


def _meant(lines: Sequence[Line], place: int, requests: dict[int, Request]) -> Iterator[Line]:
    """The lines that "that" means: the beginning of the very message, or the one before and what it was answered."""
    if requests[place].scope is not Scope.LAST:
        return
    line = lines[place]
    yield line
    own = plain(line.text[: requests[place].start])
    if len(own.split()) >= _OWN_WORDS and not _POINTING_BACK.search(own):
        return
    for earlier in range(place - 1, -1, -1):
        if line.said_at - lines[earlier].said_at > LONGEST_REACH:
            return
        if earlier in requests:
            continue
        yield lines[earlier]
        if lines[earlier].author is Author.CUSTOMER:
            return


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where the clauses of a text begin and end."""
    for sentence in _SENTENCE.finditer(text):
        start = sentence.start()
        for connective in _CONNECTIVE.finditer(text, sentence.start(), sentence.end()):
            yield start, connective.start()
            start = connective.end()
        yield start, sentence.end()


def _read(text: str, start: int, end: int) -> Request | None:
    said = _PLEASE.sub(" ", plain(text[start:end]))
    said = " ".join(said.split())
    while (shorter := _COURTESY.sub("", said).strip()) != said:
        said = shorter
    if said in _EVERYTHING:
        return Request(Scope.EVERYTHING, start, end)
    if said in _LAST:
        return Request(Scope.LAST, start, end)
    for before, after in _TOPIC:
        if said.startswith(before) and said.endswith(after):
            topic = said[len(before) : len(said) - len(after)].strip()
            if 0 < len(topic.split()) <= _LONGEST_TOPIC and topic not in _NO_TOPICS:
                return Request(Scope.TOPIC, start, end, topic)
    return None


def _combined(rows: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(
        plain(f"{first} {second}") for row in rows for first in row[0].split(", ") for second in row[1].split(", ")
    )


_LAST = _combined(LAST)
_EVERYTHING = _combined(words.EVERYTHING)
_TOPIC = tuple(
    (f"{plain(before)} ", f" {plain(after)}" if after else "")
    for row in words.TOPIC
    for before in row[0].split(", ")
    for after in row[1].split(", ")
)
_NO_TOPICS = frozenset(plain(topic) for topic in words.NO_TOPICS.split(", "))
_FIELDS = {field: phrases((), stems=topics.split(", ")) for field, topics in words.FIELDS.items()}
_POINTING_BACK = phrases(words.POINTING_BACK.split(", "))
_COURTESY = re.compile(
    "^(?:{0})(?= |$)|(?:^| )(?:{0})$".format("|".join(sorted(map(plain, words.COURTESIES.split(", ")), key=len)[::-1]))
)
_PLEASE = phrases(words.PLEASE.split(", "))
_SENTENCE = re.compile(r"[^.!?;,\n:()…。！？؟।،—–]+")
_CONNECTIVE = re.compile(rf"(?<!\w)(?:{'|'.join(words.CONNECTIVES.split(', '))})(?!\w)", re.IGNORECASE)
