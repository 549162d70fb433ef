"""An index from words to the documents that hold them, with scores. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import log

_SHORTEST_WORD_TO_MEND = 5
_LONGEST_WORD_TO_MEND = 24


class SearchIndex:
    """Finds documents by words; rare words count more. A document maps its words to their weights."""

    def __init__(self, documents: Iterable[Mapping[str, float]]) -> None:
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._size = 0
        for number, document in enumerate(documents):
            self._size = number + 1
            for word, weight in document.items():
                self._postings[word].append((number, weight))

    def scores(self, words: Iterable[str]) -> dict[int, float]:
        """Score by document number (from 0), for the documents that hold any of the words."""
        scores: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(self.known(words)):
            postings = self._postings[word]
            rarity = log(1 + self._size / len(postings))
            for number, weight in postings:
                scores[number] += weight * rarity
        return dict(scores)

    def known(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of the words that the index holds, in order; a word with one slip of the pen is mended."""
        mended = (word if word in self._postings else self._mend(word) for word in words)
        return tuple(word for word in mended if word)

    def _mend(self, word: str) -> str | None:
        if not _SHORTEST_WORD_TO_MEND <= len(word) <= _LONGEST_WORD_TO_MEND:
            return None
        alike = (known for form in _shortened(word) for known in self._by_shortened.get(form, ()))
        return min((known for known in alike if _is_one_slip(word, known)), default=None)

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        """Words by what is left of them without one letter: two words that differ by one slip meet there."""
        by_form: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            if _SHORTEST_WORD_TO_MEND - 1 <= len(word) <= _LONGEST_WORD_TO_MEND + 1:
                for form in _shortened(word):
                    by_form[form].append(word)
        return dict(by_form)


def _shortened(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _is_one_slip(written: str, meant: str) -> bool:
    """True when one letter is missing, too much or wrong, or two neighbours are swapped."""
    if abs(len(written) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if start is None:
        return True
    if len(written) == len(meant):
        swapped = written[:start] + written[start + 1 : start + 2] + written[start] + written[start + 2 :]
        return written[start + 1 :] == meant[start + 1 :] or swapped == meant
    shorter, longer = sorted((written, meant), key=len)
    return shorter[start:] == longer[start + 1 :]
