"""What the profile gives for an answer: one detail to greet by, what to look for, what still holds them back. Pure.

Facts are in the customer's words. They are repeated only where that is safe: short, on one line, without amounts,
addresses or orders to the bot; personal details are never repeated.
"""

import re
from dataclasses import dataclass, replace

from bot.clients.offline_model import clause_cues
from bot.clients.offline_model.closing import ORDERED
from bot.clients.offline_model.intents import Intent, Topic, intents_in, looks_like_orders_to_a_program, topics_in
from bot.clients.offline_model.price_range import PriceRange, read_price_range
from bot.clients.offline_model.product_wishes import ProductWish, names_only_goods, read_wishes, refused_words
from bot.clients.protocols import ReplyRequest
from bot.selling.catalogue import Catalogue
from bot.selling.price_guard import check_prices
from bot.selling.words import one_line
from memory.profile import Fact, Profile

_OF_THE_MOMENT = frozenset({Intent.WORRY, Intent.ORDER, Intent.DETAILS, Intent.CHEAPER, Intent.DISCOUNT})
"""What a customer may be asked about, and is not welcomed with: doubts, and requests that lived from the talk."""
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
    """What an answer takes from the profile. `worries` are the topics of open objections; `has_ordered` is said of the
    last session."""

    detail: Recollection | None
    budget: PriceRange
    wishes: tuple[ProductWish, ...]
    refused: tuple[frozenset[str], ...]
    worries: tuple[Topic, ...]
    has_ordered: bool = False


def recall(request: ReplyRequest, language: str) -> Memory:
    """What is remembered and of use; nothing for a customer without a profile."""
    profile = request.profile
    if profile is None:
        return Memory(None, PriceRange(), (), (), ())
    preferences = [fact.text for fact in reversed(profile.active("preferences"))]
    wanted = [*preferences, *(fact.text for fact in reversed(profile.active("buying_triggers")))]
    last = profile.value("last_interaction")
    return Memory(
        detail=_detail(profile, request.catalogue, language),
        budget=_budget(profile, request.shop.currency),
        wishes=tuple(wish for text in wanted for wish in read_wishes(text, request.catalogue, language) if wish.words),
        refused=tuple(group for text in preferences for group in refused_words(text, request.catalogue, language)),
        worries=tuple(dict.fromkeys(topic for fact in profile.active("objections") for topic in topics_in(fact.text))),
        has_ordered=last is not None and ORDERED in last.text,
    )


def _budget(profile: Profile, currency: str) -> PriceRange:
    """What the customer can spend; nobody minds what costs less than “around 150”."""
    fact = profile.value("budget")
    prices = read_price_range(fact.text, currency, is_budget=True) if fact else PriceRange()
    return replace(prices, low=None) if prices.near is not None else prices


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
    if refused_words(text, catalogue, language):
        return None
    goods = _DROPPED_LEAD.sub("", text)
    if language == "en" and names_only_goods(goods, catalogue):
        return Recollection(goods[0].lower() + goods[1:], is_goods=True)
    if language == "en" and _STARTS_AS_A_STATEMENT.match(text) and not _OTHER_PEOPLE.search(text):
        return Recollection(_to_second_person(text), is_clause=True)
    return Recollection(text)


def _may_be_said(text: str) -> bool:
    if not 2 < len(text) <= _LONGEST_QUOTE or not any(character.isalpha() for character in text):
        return False
    if any(character.isdigit() for character in text) or looks_like_orders_to_a_program(text):
        return False
    if intents_in(text) & _OF_THE_MOMENT or clause_cues.QUESTION_START.search(text):
        return False
    return not check_prices(text, Catalogue((), ""), ())


def _to_second_person(text: str) -> str:
    return _FIRST_OR_WAS.sub(lambda match: _SECOND_PERSON[match[0].casefold()], text)
