"""Counts tokens as OpenAI's current models do, without a network."""

from functools import cache
from threading import Lock
from typing import Protocol


class Encoding(Protocol):
    """What is used of a tokenizer."""

    def encode_ordinary(self, text: str) -> list[int]:
        """The tokens of a text, special ones read as plain text."""
        ...


_loading = Lock()


def count_tokens(text: str) -> int:
    """The number of o200k tokens of a text. The first call loads the vocabulary (about a second)."""
    with _loading:
        encoding = _encoding()
    return len(encoding.encode_ordinary(text))


@cache
def _encoding() -> Encoding:
    import bpe_openai  # noqa: PLC0415 - importing it reads two vocabularies, which processes that count nothing need not pay

    encoding: Encoding = bpe_openai.get_encoding("o200k_base")
    return encoding
