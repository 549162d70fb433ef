"""A customer's message cut into clauses, and a clause made fit to be read on a profile. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from memory.text import normalised
from memory.transcript import Author, Line, Transcript

LONGEST_LINE = 4096
"""Characters of one message that are read: WhatsApp allows no more, so the rest can only be a pasted document."""
LONGEST_CLAUSE = 300
MOST_CLAUSES = 200
"""Clauses of one session that are read, so that a flood of text costs a bounded time."""
LONGEST_TEXT = 200

_STARTERS = (
    "i|i'm|i’m|i'd|i’d|i've|i’ve|i'll|my|we|we're|we’re|we've|our|she|she's|he|he's|it's|they|can you|could you|do you|"
    "is there|what|how|please|also|though|because|but|so|then|since|forget|"
    "me|mi|yo|quiero|prefiero|pero|porque|eu|meu|minha|mas|quero|ich|mein|meine|aber|weil|wir|unser|je|mon|ma|mais|"
    "saya|tapi|main|mera|meri|mujhe|lekin"
)
_SENTENCE_END = r"\s\(|\)(?=\s|$)|[.!?…]+(?=\s|$|[\"')\]])\s*|[.]{2,}|[!?]+(?=[^\W\d])|[;\n\r•。！？]+|\s[-–—]+\s"
_COMMA = rf",\s+(?=(?:and\s+)?(?:{_STARTERS})\b)|\s+(?=(?:but|because|pero|porque|aber|mas|lekin)\s)"
_BOUNDARY = re.compile(
    rf"{_SENTENCE_END}|{_COMMA}|\s+and\s+(?=(?:i|we|she|he|please)\b|(?:my|our)\s+\w+\s+(?:is|are|has|have|\w+s)\b)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|no|approx|e\.g|i\.e|z\.b|p\.m|a\.m|sr|sra|vs)\.$", re.IGNORECASE)

_FILLER = re.compile(
    r"^(?:(?:well|hi|hello|hey+|ok|okay|oh|ah|uh|um+|hm+|yes|yeah|yep|no|nah|nope|sure|thanks|thank you|great|perfect|"
    r"btw|by the way|so|also|and|but|because|then|though|actually|honestly|please|pls|anyway|sorry|"
    r"good (?:morning|afternoon|"
    r"evening)|hola|buenas|oi|olá|hallo|moin|bonjour|bueno|pues|pero|mas|aber|sim|sí|ja|lol|haha+)"
    r"(?:[,!:…]+\s*|\s+(?=i\b|i'|my\b|we\b|our\b|it\b|she\b|he\b|can\b|do\b|mi\b|meu\b|ich\b))"
    r"|(?:and|but|because|by the way|btw|also|pero|mas|aber)\s+)+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:(?:can|could|would) you (?:please )?(?:help me )?(?:to )?(?:find|show|recommend|suggest|give|search|book|get)"
    r"(?: me)?(?: for)?|do you (?:have|sell|carry|offer|do)|have you got|are there(?: any)?|is there|"
    r"what do you have in|(?:what|how) about|(?:can|could|may) i see|do you still have|"
    r"ainda (?:tem|têm|tens)|vendem|(?:quero|queria|posso) ver|que tal|quiero ver|¿?(?:todavía )?tiene[sn]?|"
    r"show me|find me|¿?tienen|¿?tenéis|vocês têm|tem|habt ihr|haben sie|avez-vous)\s+",
    re.IGNORECASE,
)
_INTERJECTION = re.compile(
    r"^(?:(?:hm+|oh|ah|uh|um+|uf|ouch|wow|nah|yay|oops|haha+)[\s,!.…]+(?:and\s+)?)+", re.IGNORECASE
)
_TRAILING = re.compile(
    r"(?:[\s,]+(?:tell me more|lol|tbh|haha+|pls|please|though|btw|thanks|thank you|then))+$", re.IGNORECASE
)
_EDGES = " \t\r\n,;:.!?¡¿…-–—*_~\"“”'’`"


@dataclass(frozen=True)
class Clause:
    """A part of one message. `quote` stands in the message exactly so; `is_question` tells how it ended."""

    line: Line
    quote: str
    is_question: bool


def clauses_of(transcript: Transcript) -> list[Clause]:
    """The customer's clauses, oldest first, MOST_CLAUSES at most; the newest are kept when there are more."""
    found = [clause for line in transcript.lines if line.author is Author.CUSTOMER for clause in split(line)]
    return found[-MOST_CLAUSES:]


def split(line: Line) -> list[Clause]:
    """Cut one message into clauses that hold words; what is longer than any clause people write is left out."""
    text = line.text[:LONGEST_LINE]
    clauses: list[Clause] = []
    start = 0
    for boundary in [*_BOUNDARY.finditer(text), None]:
        end = boundary.start() if boundary else len(text)
        if boundary and _ABBREVIATION.search(text[start : end + 1]):
            continue
        quote = text[start:end].strip(_EDGES)
        asked = "?" in (boundary.group() if boundary else "") or "¿" in text[start:end]
        if len(quote) <= LONGEST_CLAUSE and any(character.isalnum() for character in quote):
            clauses.append(Clause(line, quote, asked))
        start = boundary.end() if boundary else end
    return clauses


def without_filler(quote: str) -> str:
    """The quote without the greeting, interjection or conjunction it opens with."""
    opened = _INTERJECTION.sub("", quote)
    return _FILLER.sub("", opened, count=1) or opened or quote


def tidy(quote: str) -> str:
    """The customer's own words without the filler around them: `hi, I only wear silver!` -> `I only wear silver`."""
    opened = without_filler(quote)
    without_request = _REQUEST.sub("", opened, count=1) or opened
    text = _without_trailing_symbols(" ".join(without_request.split()).strip(_EDGES))
    text = _TRAILING.sub("", text).strip(_EDGES)
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT].rsplit(" ", 1)[0]
    return text or quote


def _without_trailing_symbols(text: str) -> str:
    """Emoji at the end say nothing on a profile; currency signs do."""
    while text and unicodedata.category(text[-1]) in {"So", "Sk", "Cf", "Mn", "Zs", "Cs"}:
        text = text[:-1]
    return text.strip()


STOP_WORDS = frozenset(
    normalised(
        "a an the of to in on at for with from by and or but so if is are was were be been am it its it's this "
        "that these "
        "those i i'm i'd i've i'll me my we we're our us you your he she her his they them their do does did have "
        "has had "
        "not no yes can could would will should just really very any some one ones want wants like likes need needs "
        "looking look prefer prefers love rather please also too about up as than then there here what which who when "
        "where how get got go going let make think know now actually instead don't doesn't can't won't only something "
        "anything forget longer anymore more interested skip scratch find see sure okay ok good fine great "
        "el la los las un una de en y o que es por para con mi me sí lo se su muy más quiero "
        "os uma do da em e é um meu minha eu não com "
        "der die das ein eine und ich ist nicht mit für zu mein meine es "
        "saya di yang dan ke untuk hai ka ki ko mein"
    ).split()
)


def words(text: str) -> list[str]:
    """All words and numbers of a text, levelled, in order."""
    return normalised(text).split()


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning."""
    return frozenset(word for word in words(text) if word not in STOP_WORDS)
