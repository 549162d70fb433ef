"""How one language says STOP, START and HELP."""

from dataclasses import dataclass

Row = tuple[str, ...]
"""A sentence as a chain of slots: one alternative of each, and a slot that begins with `?` may be left out."""


@dataclass(frozen=True)
class Language:
    """Words and sentences of one language; `code` is its ISO 639-1 code, None for words that all of them share.

    Words, separated by ", ", count when they are all that a message says, with courtesies at most. `stop_in_doubt` may
    mean what is just being talked about: an order, a joke. `start` words bring an opted-out customer back and mean
    nothing to anybody else. Sentences count anywhere in a message; those of `stop_sentences_alone` only as all that it
    says: beside other words "don't text me" may only be for now.
    """

    code: str | None
    stop: str
    stop_in_doubt: str
    start: str
    help: str
    stop_sentences: tuple[Row, ...] = ()
    stop_sentences_alone: tuple[Row, ...] = ()
    start_sentences: tuple[Row, ...] = ()
    help_sentences: tuple[Row, ...] = ()
