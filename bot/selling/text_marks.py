"""Where WhatsApp's own marks stand in a text: *bold*, _italic_, ~struck~, `code`, ```blocks```. Pure."""

import re
from dataclasses import dataclass

from bot.selling.urls import find_urls

_BLOCK = re.compile(r"```.+?```", re.DOTALL)
_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_INLINE = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])[^{mark}\n]*?(?<=[^\s{mark}]){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
)


@dataclass(frozen=True)
class Span:
    """Text between two marks, marks included, and what is written to open and to close it."""

    start: int
    end: int
    opening: str
    closing: str


def find_marks(text: str) -> list[Span]:
    """All marked spans, outer ones first. Marks within code and addresses are none."""
    blocks = [Span(*match.span(), "```", "```") for match in _BLOCK.finditer(text)]
    visible = _blanked(text, [(span.start, span.end) for span in blocks])
    codes = [Span(*match.span(), "`", "`") for match in _CODE.finditer(visible)]
    visible = _blanked(visible, [*((span.start, span.end) for span in codes), *find_urls(text)])
    inline = [
        Span(*match.span(), match[0][0], match[0][0]) for pattern in _INLINE for match in pattern.finditer(visible)
    ]
    return sorted([*blocks, *codes, *_nested(inline)], key=_outer_first)


def _nested(spans: list[Span]) -> list[Span]:
    """The spans without those that begin within another one and end behind it."""
    kept: list[Span] = []
    around: list[Span] = []
    for span in sorted(spans, key=_outer_first):
        while around and around[-1].end <= span.start:
            around.pop()
        if not around or span.end <= around[-1].end:
            kept.append(span)
            around.append(span)
    return kept


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "x" * (end - start)
    return "".join(characters)
