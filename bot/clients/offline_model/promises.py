"""What shops promise, in the customer's language, and the parts of a description that promise it. Pure."""

import re

_OFFERS: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (
        re.compile(r"free returns (?:within|for|up to) (\d{1,3}) days", re.IGNORECASE),
        {
            "en": "free returns within {0} days",
            "pt": "devolução gratuita até {0} dias",
            "es": "devolución gratuita en {0} días",
            "de": "kostenlose Rückgabe innerhalb von {0} Tagen",
            "fr": "les retours gratuits sous {0} jours",
        },
    ),
    (
        re.compile(r"free engraving", re.IGNORECASE),
        {
            "en": "free engraving",
            "pt": "gravação gratuita",
            "es": "grabado gratuito",
            "de": "kostenlose Gravur",
            "fr": "la gravure gratuite",
        },
    ),
    (
        re.compile(r"free gift[- ]wrapping", re.IGNORECASE),
        {
            "en": "free gift wrapping",
            "pt": "embrulho de oferta gratuito",
            "es": "envoltorio de regalo gratuito",
            "de": "kostenlose Geschenkverpackung",
            "fr": "l'emballage cadeau gratuit",
        },
    ),
    (
        re.compile(r"free (?:delivery|shipping)", re.IGNORECASE),
        {
            "en": "free delivery",
            "pt": "entrega gratuita",
            "es": "envío gratuito",
            "de": "kostenlosen Versand",
            "fr": "la livraison gratuite",
        },
    ),
)
_PART_END = re.compile(r"[,;:]\s+|\s+(?:and|with)\s+")
_LEAD = re.compile(r"^(?:and|with)\s+")
_LONG = 80
"""Characters from which a sentence is taken for a list of which only one part is asked for."""


def offer_in(text: str, language: str) -> str:
    """A text that is nothing but a known offer, in this language; empty for any other."""
    for pattern, wordings in _OFFERS:
        match = pattern.fullmatch(text.strip(" .!"))
        if match and language in wordings:
            return wordings[language].format(*match.groups())
    return ""


def parts_of(sentence: str) -> list[str]:
    """What a sentence promises, one part each; a short sentence is one part."""
    return [sentence] if len(sentence) <= _LONG else [_LEAD.sub("", part.strip()) for part in _PART_END.split(sentence)]
