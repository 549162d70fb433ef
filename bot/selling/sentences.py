"""Where a sentence ends, in the scripts that customers write. Pure."""

import re

_ENDS = frozenset(".!?…؟।॥۔")
_ENDS_WITHOUT_SPACE = frozenset("。！？｡")
_CLOSING = frozenset("\"'”’»)]}*_~」』）")
_ABBREVIATION = re.compile(
    r"dr|dra|mr|mrs|ms|sr|sra|srta|st|prof|eng|etc|vs|no|nr|nº|art|fig|approx|ca|bzw|usw|evtl|ggf|inkl|zzgl|"
    r"mwst|str|tel|max|min|av|ave|rua|inc|ltd|co|corp|jr|ex|cf|env|mme|mlle|vol|pág|pag|núm|num|ud|uds|vd|vds|"
    r"gen|d\.h|z\.b|u\.a|e\.g|i\.e|p\.ej|p\.ex"
)
_LAST_WORD = re.compile(r"(?P<begins_line>^|\n)?[ \t]*(?P<word>[\w.ºª]+)$")
_MONTH = re.compile(
    r"\s*(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_FAR_ENOUGH = 40
"""So many characters around a place tell whether a sentence ends there."""


def ends_sentence(text: str, end: int) -> bool:
    """Whether a sentence ends right before the place `end`, which is within the text."""
    before = end
    while before > max(0, end - _FAR_ENOUGH) and text[before - 1] in _CLOSING:
        before -= 1
    last, following = text[before - 1 : before], text[end : end + _FAR_ENOUGH]
    if last in _ENDS_WITHOUT_SPACE:
        return following[0] not in _CLOSING and following[0] not in _ENDS_WITHOUT_SPACE
    if last not in _ENDS or not following[0].isspace():
        return False
    if following.lstrip()[:1].islower() and (last in ".…" or before < end):
        return False
    return last != "." or not _is_abbreviation(text[max(0, before - 1 - _FAR_ENOUGH) : before - 1], following)


def _is_abbreviation(before: str, following: str) -> bool:
    """Whether the point in between belongs to the word before it: “Dr.”, “J.”, “3. März”, or “1.” of a list."""
    match = _LAST_WORD.search(before)
    if match is None:
        return False
    word = match["word"].casefold()
    if word.isdecimal():
        return match["begins_line"] is not None or _MONTH.match(following) is not None
    return _ABBREVIATION.fullmatch(word) is not None or (len(word) == 1 and word.isalpha() and word != "i")
