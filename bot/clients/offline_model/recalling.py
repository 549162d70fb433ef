"""What the profile gives for an answer: one detail to greet by, what to look for, what still holds them back. Pure.

Facts are in the customer's words. They are repeated only where that is safe: short, on one line, without amounts,
addresses or orders to the bot; personal details are never repeated.
"""

import re
from dataclasses import dataclass

from bot.clients.offline_model.intents import Topic, looks_like_orders_to_a_program, topics_in
from bot.clients.offline_model.price_range import PriceRange, read_price_range
from bot.clients.offline_model.product_wishes import ProductWish, names_only_goods, read_wishes, refused_words
from bot.clients.protocols import ReplyRequest
from bot.selling.catalogue import Catalogue
from bot.selling.price_guard import check_prices
from bot.selling.words import one_line
from memory.profile import Fact, Profile

_LONGEST_QUOTE = 90
_LONGEST_NAME = 40
_DROPPED_LEAD = re.compile(
    r"^(?:(?:looking|searching) for|interested in|wants?|likes?|loves?|prefers?|i(?:'m| am) (?:looking|searching) for|"
    r"i (?:want|like|love|prefer|need))\s+(?:an? |some |the )?(?=\w)",
    re.IGNORECASE,
)
_OTHER_PEOPLE = re.compile(r"\b(?:you|your|yours|we|us|our|let'?s|please)\b|\?", re.IGNORECASE)
_STARTS_AS_A_STATEMENT = re.compile(r"i(?:'m|'ve|'d)?\s", re.IGNORECASE)
_SECOND_PERSON = {
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "am": "are",
    "was": "were",
    "my": "your",
    "me": "you",
    "mine": "yours",
    "myself": "yourself",
}


_FIRST_OR_WAS = re.compile(r"\b(?:i'm|i've|i'd|i'll|i|am|my|me|mine|myself|(?<=\bi )was)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Recollection:
    """One thing to greet a customer by. Its `words` are quoted unless they fit a sentence: `is_clause`, `is_goods`."""

    words: str
    is_goods: bool = False
    is_clause: bool = False


@dataclass(frozen=True)
class Memory:
    """What an answer takes from the profile. `worries` are the topics of open objections."""

    detail: Recollection | None
    budget: PriceRange
    wishes: tuple[ProductWish, ...]
    refused: tuple[frozenset[str], ...]
    worries: tuple[Topic, ...]


def recall(request: ReplyRequest, language: str) -> Memory:
    """What is remembered and of use; nothing for a customer without a profile."""
    profile = request.profile
    if profile is None:
        return Memory(None, PriceRange(), (), (), ())
    preferences = [fact.text for fact in reversed(profile.active("preferences"))]
    budget = profile.value("budget")
    return Memory(
        detail=_detail(profile, request.catalogue, language),
        budget=read_price_range(budget.text, request.shop.currency, is_budget=True) if budget else PriceRange(),
        wishes=tuple(
            wish for text in preferences for wish in read_wishes(text, request.catalogue, language) if wish.words
        ),
        refused=tuple(group for text in preferences for group in refused_words(text, request.catalogue, language)),
        worries=tuple(dict.fromkeys(topic for fact in profile.active("objections") for topic in topics_in(fact.text))),
    )


def first_name(name: str | None) -> str:
    """The customer's first name as it may be said; empty when there is none. The name is whatever they typed."""
    for word in one_line(name or "").split():
        letters = "".join(character for character in word if character.isalpha() or character in "'’-").strip("'’-")
        if len(letters) > 1 and letters == word.strip("'’-,;!~*_"):
            return letters[:_LONGEST_NAME]
    return ""


def _detail(profile: Profile, catalogue: Catalogue, language: str) -> Recollection | None:
    """The newest preference that can be said, or else the newest occasion."""
    for field in ("preferences", "buying_triggers"):
        for fact in reversed(profile.active(field)):
            recollection = _recollection(fact, catalogue, language)
            if recollection:
                return recollection
    return None


def _recollection(fact: Fact, catalogue: Catalogue, language: str) -> Recollection | None:
    text = one_line(fact.text).replace("’", "'").strip(' .!"“”')
    if not _may_be_said(text):
        return None
    goods = _DROPPED_LEAD.sub("", text)
    if language == "en" and names_only_goods(goods, catalogue) and not refused_words(text, catalogue, language):
        return Recollection(goods[0].lower() + goods[1:], is_goods=True)
    if language == "en" and _STARTS_AS_A_STATEMENT.match(text) and not _OTHER_PEOPLE.search(text):
        return Recollection(_to_second_person(text), is_clause=True)
    return Recollection(text)


def _may_be_said(text: str) -> bool:
    if not 2 < len(text) <= _LONGEST_QUOTE or not any(character.isalpha() for character in text):
        return False
    if any(character.isdigit() for character in text) or looks_like_orders_to_a_program(text):
        return False
    return not check_prices(text, Catalogue((), ""), ())


def _to_second_person(text: str) -> str:
    return _FIRST_OR_WAS.sub(lambda match: _SECOND_PERSON[match[0].casefold()], text)
