"""Where web addresses stand in a text, so that nothing changes or cuts them. Pure."""

import re
from collections.abc import Iterator

_STARTS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|(?:mailto|tel):[^\s<>\"]+", re.IGNORECASE)
_NOT_AT_THE_END = ".,;:!?…。！？।؟'’”»*_~`"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def find_urls(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every address, without the punctuation and marks of the sentence around it."""
    for match in _STARTS.finditer(text):
        end = match.start() + len(_without_tail(match[0]))
        yield match.start(), end


def _without_tail(url: str) -> str:
    while url:
        last = url[-1]
        is_loose_bracket = last in _PAIRS and url.count(last) > url.count(_PAIRS[last])
        if last not in _NOT_AT_THE_END and not is_loose_bracket:
            break
        url = url[:-1]
    return url
