"""Where a quote stands in a message, so that the page can mark it. Pure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Quoted:
    """A message cut in three: what comes before the quote, the quote as it was written there, and the rest."""

    before: str
    quote: str
    after: str


def mark_quote(text: str, quote: str) -> Quoted | None:
    """Find the quote's words in the text, whatever the case, space and punctuation between them.

    None when they are not found letter by letter; memory compares more leniently, so the page then shows both.
    """
    words = [re.escape(word) for word in re.findall(r"\w+", quote)]
    if not words:
        return None
    pattern = r"[\W_]+".join(words)
    # Whole words are preferred; a script that writes no spaces has none to find.
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) or re.search(pattern, text, re.IGNORECASE)
    if found is None:
        return None
    return Quoted(text[: found.start()], found.group(), text[found.end() :])
