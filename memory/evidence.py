"""What proves an operation: the words in the transcript, found by code and not believed. Pure."""

from collections.abc import Container, Iterator

from memory.text import is_unspaced, normalised, unspaced_runs
from memory.transcript import Author, Line, Transcript
from memory.words import FUNCTION_WORDS, TAKING_BACK

CUSTOMER_ONLY = frozenset({Author.CUSTOMER})
ANYBODY = frozenset(Author)

_STEM = 4
"""Longer words count as the same when they begin with the same four letters: "necklace", "necklaces"."""

_SHORTEST_WORD = 3


def quote_is_in(quote: str, text: str) -> bool:
    """Whether the words of a quote stand in a text one after the other, whatever the case, space and punctuation.

    Only whole words count where a script parts words by spaces ("art" is not in "party"). An empty quote is nowhere.
    """
    words, within = normalised(quote), normalised(text)
    return any(_at_word_edges(words, within, start) for start in _occurrences(words, within))


def _occurrences(words: str, within: str) -> Iterator[int]:
    start = within.find(words) if words else -1
    while start >= 0:
        yield start
        start = within.find(words, start + 1)


def _at_word_edges(words: str, within: str, start: int) -> bool:
    end = start + len(words)
    return _is_edge(within[start - 1 : start], words[0]) and _is_edge(within[end : end + 1], words[-1])


def _is_edge(outer: str, inner: str) -> bool:
    return outer in {"", " "} or is_unspaced(outer) or is_unspaced(inner)


def proving_line(
    transcript: Transcript, number: int | None, quote: str | None, authors: Container[Author]
) -> Line | None:
    """The cited line, if one of the authors said it and the quote stands in it; else None."""
    line = transcript.line(number)
    proves = line is not None and line.author in authors and quote_is_in(quote or "", line.text)
    return line if proves else None


def shares_content(one: str, other: str) -> bool:
    """Whether two texts have a content word, a number or (in scripts without spaces) two characters in common."""
    return not _content(one).isdisjoint(_content(other))


def takes_back(words: str) -> bool:
    """Whether words deny something, or ask to forget it."""
    return any(quote_is_in(cue, words) for cue in TAKING_BACK)


def _content(text: str) -> set[str]:
    comparable = normalised(text)
    words = {word for word in comparable.split() if word not in FUNCTION_WORDS}
    stems = {word[:_STEM] for word in words if len(word) >= _SHORTEST_WORD}
    numbers = {word for word in words if any(character.isdigit() for character in word)}
    pairs = {run[start : start + 2] for run in unspaced_runs(comparable) for start in range(len(run) - 1)}
    return stems | numbers | pairs
