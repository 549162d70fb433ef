"""Long answers as several messages. Pure.

A part ends where a paragraph, a line, a sentence, a clause or a word does, whichever comes first in this order and
leaves the part at least half full. Addresses and what a reader sees as one character are never cut, unless one alone
is longer than a message. A mark of WhatsApp's that a cut falls into is closed before it and opened again behind it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

import regex

from bot.selling.sentences import ends_sentence
from bot.selling.text_marks import Span, find_marks
from bot.selling.urls import find_urls

LONGEST_MESSAGE = 1600
"""What WhatsApp through Twilio takes at once (Twilio's errors 21617 and 21658).

Twilio says that characters beyond the basic ones count as several; we count UTF-16 units, as the strictest reading.
"""
_ONE_CHARACTER = regex.compile(r"\X")
_CLAUSE_ENDS = tuple(";,:–—،、，；：")


def length_of(text: str) -> int:
    """How long a text is in UTF-16 units: an emoji counts twice or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def parts_of(text: str, limit: int = LONGEST_MESSAGE) -> tuple[str, ...]:
    """The text in pieces of at most `limit` UTF-16 units; `limit` must leave room for marks, 16 at least."""
    text = text.strip()
    if length_of(text) <= limit:
        return (text,) if text else ()
    return tuple(_Cutting(text, limit).parts())


@dataclass
class _Cutting:
    text: str
    limit: int

    def __post_init__(self) -> None:
        self._marks = find_marks(self.text)
        self._ends = _ends_of_atoms(self.text, self.limit // 2)
        self._units = [0, *accumulate(1 + (character > "\uffff") for character in self.text)]

    def parts(self) -> list[str]:
        parts: list[str] = []
        start = 0
        while start < len(self.text):
            end = self._end_of_part(start)
            words = self.text[start:end].strip()
            if words:
                parts.append(self._balanced(words, start, end))
            start = end
        return parts

    def _end_of_part(self, start: int) -> int:
        opening = sum(len(span.opening) for span in self._open_at(start))
        if self._units[-1] - self._units[start] + opening <= self.limit:
            return len(self.text)
        closing = max((len(span.closing) for span in self._marks), default=0) * 3
        room = max(self.limit - opening - (closing if self._marks else 0), self.limit // 2)
        furthest = self._furthest(start, room)
        return self._best(start, furthest)

    def _furthest(self, start: int, room: int) -> int:
        """The last end of an atom that keeps the part within its room."""
        last = bisect_right(self._units, self._units[start] + room) - 1
        place = bisect_right(self._ends, last) - 1
        return self._ends[place] if place >= 0 and self._ends[place] > start else max(last, start + 1)

    def _best(self, start: int, furthest: int) -> int:
        half = start + (furthest - start) // 2
        first, last = bisect_right(self._ends, half), bisect_right(self._ends, furthest)
        candidates = self._ends[first:last][::-1]
        for is_good in (self._ends_paragraph, self._ends_line, self._ends_sentence, self._ends_clause, self._ends_word):
            found = next((end for end in candidates if is_good(end)), None)
            if found is not None:
                return found
        return furthest

    def _ends_paragraph(self, end: int) -> bool:
        return self.text[end : end + 2] == "\n\n"

    def _ends_line(self, end: int) -> bool:
        return self.text[end] == "\n"

    def _ends_sentence(self, end: int) -> bool:
        return ends_sentence(self.text, end)

    def _ends_clause(self, end: int) -> bool:
        return self.text[end].isspace() and self.text[end - 1] in _CLAUSE_ENDS

    def _ends_word(self, end: int) -> bool:
        return self.text[end].isspace()

    def _open_at(self, place: int) -> list[Span]:
        return [span for span in self._marks if span.start < place < span.end]

    def _balanced(self, words: str, start: int, end: int) -> str:
        opening = "".join(span.opening for span in self._open_at(start))
        closing = "".join(span.closing for span in reversed(self._open_at(end)))
        return f"{opening}{words}{closing}"


def _ends_of_atoms(text: str, longest: int) -> list[int]:
    """Where the text may be cut at all: between what is seen as one character, and not in addresses."""
    ends: list[int] = []
    place = 0
    for start, end in (*find_urls(text), (len(text), len(text))):
        ends += [match.end() for match in _ONE_CHARACTER.finditer(text, place, start)]
        if end - start <= longest:
            ends.append(end)
        else:
            ends += [match.end() for match in _ONE_CHARACTER.finditer(text, start, end)]
        place = end
    return sorted(set(ends))
