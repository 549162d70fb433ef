"""Long answers as several messages. Pure."""

LONGEST_MESSAGE = 1600
"""Characters that WhatsApp through Twilio takes at once. Source: Twilio's errors 21617 and 21658."""
_ENDS = ("\n\n", "\n", ". ", "! ", "? ", "… ", "。", "！", "？", "; ", ", ", " ")


def parts_of(text: str, limit: int = LONGEST_MESSAGE) -> tuple[str, ...]:
    """The text in pieces of at most `limit` characters, cut at the best end that keeps a piece at least half full."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        end = _best_end(rest, limit)
        parts.append(rest[:end].strip())
        rest = rest[end:].strip()
    return (*parts, rest) if rest else tuple(parts)


def _best_end(text: str, limit: int) -> int:
    for mark in _ENDS:
        place = text.rfind(mark, limit // 2, limit)
        if place >= 0:
            return place + len(mark)
    return limit
