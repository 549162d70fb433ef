"""Which goods a text wishes for and which it refuses, in the catalogue's words. Pure."""

import re
from dataclasses import dataclass

from bot.clients.offline_model.intents import plain
from bot.selling.catalogue import Catalogue, Product, product_words
from bot.selling.language import is_word_for_goods, meaning_in_english
from bot.selling.words import STOP_WORDS, search_words, words_in

_PIECE_END = re.compile(r"[.?!;,:\n]+|\b(?:and|or|but|also|plus|e|ou|mas|y|o|u|pero|und|oder|aber|et|mais)\b|&")
_REFUSAL = re.compile(
    r"\b(?:(?:do not|don'?t|doesn'?t|does not|never) (?:like|want|wear|need|use)s?|"
    r"hates?|dislikes?|allergic to|without|no|not|sem|sin|ohne|"
    r"sans|nicht|kein\w*|pas de|(?:nao|no) (?:gosto de|gosta de|quero|uso|me gusta\w*|quiero)|odeio|odio|hasse|"
    r"deteste)\s"
)
_REFUSED_BEFORE = re.compile(
    r"\b(?:(?:do(?:es)? ?n[o']?t|do(?:es)? not) (?:suit|work for|look good)|"
    r"(?:gives?|brings?) (?:me|her|him) (?:a )?(?:rash|hives)|makes? (?:me|her|him|my skin) (?:itch|sore)|irritates?|"
    r"(?:nao|no) (?:me|lhe|le) (?:fica\w*|queda\w*)|steh(?:t|en) (?:mir|ihr|ihm) nicht|ne (?:me|lui) (?:va|vont) pas)\b"
)
"""“Gold doesn't suit me”: the goods stand before the refusal."""
_FILLERS = frozenset().union(*STOP_WORDS.values()) | {"too", "much", "really"}
_GIFTS = frozenset({"gift", "gifts", "present", "presente", "prenda", "regalo", "geschenk", "cadeau"})
_NOT_GOODS = _GIFTS | {"shop", "store", "price", "new"}
"""Words of an occasion or a shop, also where a category carries one: they choose no product."""


@dataclass(frozen=True)
class ProductWish:
    """Words of the catalogue that a customer wishes for. `missing` are words for goods the catalogue does not have."""

    words: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The wish as a text to search by."""
        return " ".join(self.words)


def read_wishes(text: str, catalogue: Catalogue, language: str) -> tuple[ProductWish, ...]:
    """One wish for each kind of thing a text asks for, in its order: “earrings, and a ring in silver” has two.

    What stands beside no kind of thing belongs to the one before it or else to the one after it, or is a wish alone.
    """
    groups: list[list[str]] = []
    has_kind = starts_anew = False
    for piece in _pieces(text, language):
        words = _wished_for(piece, catalogue)
        if not words:
            starts_anew = starts_anew or _speaks_of_a_gift(piece)
            continue
        names_kind = any(word in catalogue.category_words for word in words)
        if groups and not starts_anew and not (names_kind and has_kind):
            groups[-1] += words
        else:
            groups.append(words)
        has_kind, starts_anew = has_kind or names_kind, False
    return tuple(_wish(group, catalogue) for group in groups)


def refused_words(text: str, catalogue: Catalogue, language: str) -> tuple[frozenset[str], ...]:
    """Groups of catalogue words the customer refuses: a product that has all words of a group is not for them."""
    refused = []
    for piece in _pieces(text, language):
        group = _refused_in(piece, catalogue)
        if group:
            refused.append(group)
    return tuple(refused)


def _refused_in(piece: str, catalogue: Catalogue) -> frozenset[str]:
    before = _REFUSED_BEFORE.search(piece)
    if before:
        return _refused_after(piece[: before.start()], catalogue)
    cue = _REFUSAL.search(piece)
    return _refused_after(piece[cue.end() :], catalogue) if cue else frozenset()


def is_refused(product: Product, refused: tuple[frozenset[str], ...]) -> bool:
    """True when the product is one of those the customer does not want."""
    words = product_words(product)
    return any(group <= words for group in refused)


def _pieces(text: str, language: str) -> list[str]:
    folded = plain(text)
    if language == "fr":  # where “or” is gold and no conjunction
        folded = re.sub(r"\bor\b", "gold", folded)
    return _PIECE_END.split(folded)


def _speaks_of_a_gift(piece: str) -> bool:
    return any(word in _GIFTS for word in words_in(piece))


def _wished_for(piece: str, catalogue: Catalogue) -> list[str]:
    if _refused_in(piece, catalogue):
        cue = _REFUSAL.search(piece)
        piece = piece[: cue.start()] if cue and not _REFUSED_BEFORE.search(piece) else ""
    words = (word for word in words_in(piece) if word not in _NOT_GOODS)
    return [meant for word in words for meant in _in_the_words_of(catalogue, word) if _names_goods(meant, catalogue)]


def _in_the_words_of(catalogue: Catalogue, word: str) -> tuple[str, ...]:
    """What the catalogue calls it: a foreign word's meaning where the catalogue has that, or else the word itself."""
    meaning = meaning_in_english(word) or meaning_in_english(word.removesuffix("s"))
    return meaning if meaning and all(map(catalogue.known_words, meaning)) else search_words(word)


def _names_goods(word: str, catalogue: Catalogue) -> bool:
    return bool(catalogue.naming_words.intersection(catalogue.known_words(word))) or is_word_for_goods(word)


def _wish(words: list[str], catalogue: Catalogue) -> ProductWish:
    known = tuple(dict.fromkeys(found for word in words for found in catalogue.known_words(word)))
    return ProductWish(known, tuple(word for word in dict.fromkeys(words) if not catalogue.known_words(word)))


def _refused_after(text: str, catalogue: Catalogue) -> frozenset[str]:
    """The goods named right after a refusal; other words between end it (“not sure which ring” refuses nothing)."""
    group: set[str] = set()
    for word in words_in(text):
        if word in _FILLERS:
            continue
        words = _in_the_words_of(catalogue, word)
        meant = {
            known for english in words for known in catalogue.known_words(english) if _names_goods(known, catalogue)
        }
        if not meant:
            break
        group |= meant
    return frozenset(group)


def names_only_goods(text: str, catalogue: Catalogue) -> bool:
    """True for a phrase such as “rose gold necklaces”: nothing in it but words of the catalogue and function words."""
    words = search_words(text)
    return bool(words) and all(word in catalogue.naming_words for word in words)
