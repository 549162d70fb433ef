"""Which language a customer writes, and the shop's words in it. Pure."""

import re
from collections import Counter
from collections.abc import Iterable

from bot.selling.words import STOP_WORDS, words_in

DEFAULT_LANGUAGE = "en"
LANGUAGES = tuple(STOP_WORDS)

_TELLING_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(("thanks", "thank", "much", "price", "buy", "cheaper", "okay", "welcome", "good", "back", "again")),
    "pt": frozenset(
        ("obrigado", "obrigada", "ola", "quanto", "custa", "preco", "comprar", "barato", "voce", "nao", "voltei")
    ),
    "es": frozenset(
        ("gracias", "cuanto", "cuesta", "precio", "comprar", "barato", "busco", "quiero", "vuelta", "anillos")
    ),
    "de": frozenset(("danke", "kostet", "preis", "kaufen", "gunstiger", "ketten", "wieder", "viel", "hatte", "sonst")),
    "fr": frozenset(("merci", "combien", "coute", "prix", "acheter", "cher", "bonjour", "revoila", "j", "aimerais")),
}

_SCRIPTS = {
    "hi": re.compile("[\u0900-\u097f]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}

_GLOSSARY: dict[str, str] = {
    foreign: english
    for english, words in {
        "necklace": "colar colares collar collares kette ketten halskette halsketten collier colliers",
        "ring": "anel aneis anillo anillos alianca alianza ringe bague bagues",
        "earring": "brinco brincos pendientes aretes ohrring ohrringe boucle boucles oreilles",
        "hoop": "argola argolas aros creolen creoles",
        "stud": "ohrstecker puces",
        "bracelet": "pulseira pulseiras pulsera pulseras armband armbander",
        "watch": "relogio relogios reloj relojes uhr uhren montre montres",
        "pendant": "pingente pingentes colgante colgantes anhanger pendentif pendentifs",
        "silver": "prata plata silber argent",
        "gold": "ouro oro goldene goldenen goldener",
        "rose": "rosa",
        "rose gold": "rosegold rotgold",
        "white gold": "weissgold",
        "pearl": "perola perolas perla perlas perle perlen perles",
        "diamond": "diamante diamantes diamant diamanten diamants",
        "engagement ring": "verlobungsring verlobungsringe",
        "engagement": "noivado compromiso fiancailles verlobung",
        "leather": "couro cuero leder cuir",
        "heart": "coracao corazon herz coeur",
        "star": "estrela estrella stern etoile",
        "moon": "lua mond lune",
        "sapphire": "safira zafiro saphir",
        "men": "homem homens hombre hombres herren manner homme hommes",
        "white": "branco blanco weiss blanc",
        "jewellery box": "schmuckkastchen joyero",
        "jewellery": "jewelry jewellry",
    }.items()
    for foreign in words.split()
}
"""What the demo shop's goods are called in other languages; a product's own words come first."""


def guess_language(texts: Iterable[str]) -> str:
    """The language (ISO 639-1) of these texts, the newest first; English where they do not tell."""
    total: Counter[str] = Counter()
    for text in texts:
        words = words_in(text)
        total.update({language: _telling(words, language) for language in LANGUAGES})
        best, second = total.most_common(2)
        if best[1] > second[1]:
            return best[0]
    top = max(total.values(), default=0)
    return next((language for language in LANGUAGES if top and total[language] == top), DEFAULT_LANGUAGE)


def told_language(texts: Iterable[str]) -> str | None:
    """The language that these texts, the newest first, tell by their script or their words; None where they do not."""
    found = list(texts)
    for text in found:
        if written := next((language for language, letter in _SCRIPTS.items() if letter.search(text)), None):
            return written
    guess = guess_language(found)
    return guess if any(_telling(words_in(text), guess) for text in found) else None


def meaning_in_english(word: str) -> tuple[str, ...]:
    """What the demo shop calls the goods this foreign word names; nothing for other words."""
    return tuple(_GLOSSARY.get(word, "").split())


def is_word_for_goods(word: str) -> bool:
    """True for a word that names jewellery or what it is made of, in any of the languages."""
    return word in _GLOSSARY or word in _ENGLISH_GOODS


def _telling(words: Iterable[str], language: str) -> int:
    telling = STOP_WORDS[language] | _TELLING_WORDS[language]
    return sum(word in telling for word in words)


_ENGLISH_GOODS = frozenset(
    (
        *(word for meaning in _GLOSSARY.values() for word in meaning.split()),
        "platinum",
        "ruby",
        "emerald",
        "anklet",
        "brooch",
    )
)
