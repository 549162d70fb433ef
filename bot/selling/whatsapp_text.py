"""Markdown, which models like to write, in WhatsApp's own marks: *bold*, _italic_, ~struck~, `code`. Pure.

Not a Markdown parser's work: one would join lines, renumber lists and make code of indented words, and a chat message
has to keep its lines. Addresses and code are never touched. The result put in again comes out the same: each rule
leaves fewer or lighter marks than it found, so repeating them ends. A pair of single asterisks is Markdown's italic
only in a text that shows other Markdown; alone it is WhatsApp's bold, as models write it that read their own earlier
messages.
"""

import html
import re
from collections.abc import Callable

from bot.selling.urls import find_urls

_FIRST_KEPT, _LAST_KEPT = 0xF0000, 0xFFFFD  # a private plane of Unicode: one character stands for each piece kept
_KEPT = re.compile(f"[{chr(_FIRST_KEPT)}-{chr(_LAST_KEPT)}]")
_MOST_KEPT = _LAST_KEPT - _FIRST_KEPT
_FENCE = re.compile(r"^ {0,3}```.*?^ {0,3}```[ \t]*$", re.MULTILINE | re.DOTALL)
_INLINE_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]+\1(?!`)")
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]\n]*)\]\(\s*<?(?P<url>(?:https?://|www\.|mailto:|tel:)(?:[^\s()<>]|\([^\s()<>]*\))+)>?"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:|tel:)[^\s<>]+)>", re.IGNORECASE)
_TABLE = re.compile(
    r"^[ \t]*\|?[^\n|]+\|[^\n]*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$(?:\n[^\n]*\|[^\n]*$)*",
    re.MULTILINE,
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>\S[^\n]*)$", re.MULTILINE)
_CLOSING_HASHES = re.compile(r"[ \t]#+$")
_UNDERLINED = re.compile(r"^(?P<text>[^\s=#>*+-][^\n]*)\n {0,3}={3,}[ \t]*$", re.MULTILINE)
_RULER = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
_LIST_ITEM = re.compile(r"^(?P<indent>[ \t]*)[*+][ \t]+(?=\S)", re.MULTILINE)
_LINE_BREAK = re.compile(r"<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_TAG = re.compile(r"<(?P<tag>b|strong|i|em|s|del|strike)>(?P<text>\S|\S[^<>\n]*?\S)</(?P=tag)>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~>$-])")
_BOTH = re.compile(r"(?P<mark>\*\*\*|___)(?P<text>[^\s*_]|[^\s*_][^*_\n]*?[^\s*_])(?P=mark)")
_STARS = re.compile(r"(?<!\*)\*\*(?P<text>[^\s*]|[^\s*](?:[^*\n]|\*(?!\*))*?[^\s*])\*\*(?!\*)")
_SCORES = re.compile(r"(?<![\w_])__(?P<text>[^\s_]|[^\s_](?:[^_\n]|_(?!_))*?[^\s_])__(?![\w_])")
_WAVES = re.compile(r"(?<!~)~~(?P<text>[^\s~]|[^\s~][^~\n]*?[^\s~])~~(?!~)")
_STAR = re.compile(r"(?<![\w*])\*(?P<text>[^\s*]|[^\s*][^*\n]*?[^\s*])\*(?![\w*])")
_IS_MARKDOWN = re.compile(
    r"\*\*\S|(?<!\w)__\S|~~\S|^ {0,3}#{1,6}[ \t]+\S|^[ \t]*[*+][ \t]+\S|\]\((?:https?:|www\.)", re.MULTILINE
)
_BLANK_LINES = re.compile(r"\n{3,}")
_MARK_OF_TAG = {"b": "*", "strong": "*", "i": "_", "em": "_", "s": "~", "del": "~", "strike": "~"}


def whatsapp_text(markdown: str) -> str:
    """The same words as WhatsApp shows them well."""
    text = _converted(markdown)
    while (again := _converted(text)) != text:
        text = again
    return text


def _converted(text: str) -> str:
    kept: list[str] = []

    def keep(words: str) -> str:
        if len(kept) >= _MOST_KEPT:
            return words
        kept.append(words)
        return chr(_FIRST_KEPT + len(kept) - 1)

    text = _KEPT.sub(lambda match: keep(match[0]), text.replace("\r\n", "\n"))
    text = _FENCE.sub(lambda match: keep(match[0]), text)
    text = _INLINE_CODE.sub(lambda match: keep(match[0]), text)
    is_markdown = _IS_MARKDOWN.search(text) is not None
    text = _LINK.sub(lambda match: _link(match, keep), text)
    text = _AUTOLINK.sub(lambda match: keep(match[1]), text)
    text = _inline(_lines(_without_urls(text, keep)), is_markdown=is_markdown)
    return _KEPT.sub(lambda match: kept[ord(match[0]) - _FIRST_KEPT], text)


def _link(match: re.Match[str], keep: Callable[[str], str]) -> str:
    words, url = match["text"].strip(), match["url"]
    shown = re.sub(r"^(?:mailto|tel):", "", url, flags=re.IGNORECASE)
    if not words or _bare(words) == _bare(shown):
        return keep(shown)
    return f"{words}: {keep(shown)}"


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|/$", "", url.casefold())


def _without_urls(text: str, keep: Callable[[str], str]) -> str:
    pieces: list[str] = []
    end = 0
    for start, stop in find_urls(text):
        pieces += [text[end:start], keep(text[start:stop])]
        end = stop
    return "".join((*pieces, text[end:]))


def _lines(text: str) -> str:
    """What Markdown says with whole lines: tables, headings, rulers, lists."""
    text = _LINE_BREAK.sub("\n", text)
    text = _TABLE.sub(_table, text)
    text = _UNDERLINED.sub(lambda match: _headline(match["text"]), text)
    text = _HEADING.sub(lambda match: _headline(match["text"]), text)
    text = _RULER.sub("", text)
    text = _LIST_ITEM.sub(r"\g<indent>- ", text)
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def _table(match: re.Match[str]) -> str:
    header, _, *rows = match[0].split("\n")
    return "\n".join(_row(line) for line in (header, *rows))


def _row(line: str) -> str:
    inner = re.sub(r"^\|?[ \t]*|[ \t]*\|?$", "", line.strip())
    cells = [cell.replace("\\|", "/").strip() for cell in re.split(r"(?<!\\)\|", inner)]
    return " | ".join(filter(None, cells))


def _headline(words: str) -> str:
    words = _CLOSING_HASHES.sub("", words.rstrip())
    plain = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)", r"\1\2", words).strip()
    return plain if "*" in plain else f"**{plain}**"


def _inline(text: str, *, is_markdown: bool) -> str:
    text = _TAG.sub(lambda match: _marked(match, _MARK_OF_TAG[match["tag"].lower()]), text)
    text = _BOTH.sub(lambda match: _marked(match, "**", inner=f"_{match['text']}_"), text)
    if is_markdown:
        text = _STAR.sub(lambda match: _marked(match, "_"), text)
    text = _STARS.sub(lambda match: _marked(match, "*"), text)
    text = _SCORES.sub(lambda match: _marked(match, "*"), text)
    text = _WAVES.sub(lambda match: _marked(match, "~"), text)
    text = _ESCAPE.sub(r"\1", text)
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _marked(match: re.Match[str], mark: str, inner: str | None = None) -> str:
    """The words in WhatsApp's mark; plain where letters stand right beside it, for there WhatsApp shows the mark."""
    words = match["text"] if inner is None else inner
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before.isalnum() or after.isalnum() or mark[0] in words.replace("**", ""):
        return match["text"]
    return f"{mark}{words}{mark}"
