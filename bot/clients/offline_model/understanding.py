"""What a customer wants, read from their unanswered messages and the talk before. Pure."""

import re
from dataclasses import dataclass

from bot.clients.offline_model.intents import Intent, Topic, intents_in, plain, topics_in
from bot.clients.offline_model.price_range import PriceRange, read_price_range
from bot.clients.offline_model.product_wishes import ProductWish, read_wishes, refused_words
from bot.clients.protocols import ReplyRequest, Utterance
from bot.selling.catalogue import Product
from bot.selling.language import guess_language
from bot.selling.words import words_in
from memory.transcript import Author

MOST_CHARACTERS = 2000
"""Of one message: what follows in a longer one is a pasted document and no question to a shop."""

_ORDINALS: tuple[str, ...] = (
    r"1|first|1st|primeir[oa]|primer[oa]?|erste[nrs]?|premiere?",
    r"2|second|2nd|segund[oa]|zweite[nrs]?|deuxieme|seconde?",
    r"3|third|3rd|terceir[oa]|tercer[oa]?|dritte[nrs]?|troisieme",
)
_LAST = r"last|ultim[oa]|letzte[nrs]?|dernier[e]?"
_ARTICLE = r"(?:the|number|option|no\.?|o|a|numero|opcao|el|la|opcion|der|die|das|den|nummer|le|la|#)\s?"
_BOTH = re.compile(r"\b(?:both|os dois|as duas|ambos|ambas|los dos|las dos|beide|les deux)\b")
_IT = re.compile(
    r"\b(?:it|this|that|this one|that one|them|these|those|"
    r"ele|ela|ess[ea]s?|est[eao]s?|isso|levo|l[oa]s?|es[eao]s?|es|ihn|"
    r"sie|das|"
    r"diese[nrs]?|l[ea]|celui-ci|celle-ci|ca)\b|\b(?:yes|yeah|yep|sure|sim|claro|si|ja|gern|oui)\b"
)
_THAT_ONE = re.compile(
    r"\b(?:the|number|option|o|el|der|le|la|a|die) (?:first|second|third|last|primeir[oa]|segund[oa]|terceir[oa]|"
    r"primer[oa]?|"
    r"tercer[oa]?|erste|zweite|dritte|premiere?|deuxieme|troisieme)(?: one)?\b"
)
_DEFINITE = {
    language: re.compile(rf"\b(?:{articles})\s+(?:\w+\s+)?\w*[^\Ws]\b")
    for language, articles in {
        "en": "the|that|this",
        "pt": "o|a|ess[ea]|est[ea]|aquel[ea]",
        "es": "el|la|es[ea]|est[ea]",
        "de": "der|die|das|den|dies\\w*",
        "fr": "le|la|l|ce|cette",
    }.items()
}
"""“The bracelet”, and not “bracelets” or “a bracelet”: one that was spoken of."""
_ONLY_NO = re.compile(r"\s*(?:no|nope|nah|not now|nao|nein|non)[\s!.]*")
_PERSON = re.compile(r"\b(?:colleagues?|colegas?|kollegen?|collegues?)\b")
_ALTERNATIVE = re.compile(r",\s*(?:or|ou|o|oder)\s")
"""“Does that help, or shall a colleague …?” is not answered by a yes."""
_TOO_DEAR = re.compile(
    r"\b(?:too (?:expensive|dear|pricey)|(?:caro|cara) demais|(?:demasiado|muito|muy) car[oa]|zu teuer|trop chere?)\b"
)
_QUESTION_MARK = re.compile(r"[?？؟]")
_ONLY_YES = re.compile(
    r"\s*(?:yes|yeah|yep|sure|ok(?:ay)?|sim|claro|si|ja|gerne?|oui|d'accord)(?:[ ,!.]+(?:please|por favor|bitte|"
    r"s'il (?:vous|te) plait))?[\s!.]*"
)


@dataclass(frozen=True)
class Understanding:
    """What the unanswered messages ask for.

    `named` are products called by their whole name, `picked` those meant by “the second one” or “it”. `at_hand` are
    the products the shop spoke of last. `wishes` are searches; `refused` what must not be offered.
    """

    language: str
    words: tuple[str, ...]
    intents: frozenset[Intent]
    topics: tuple[Topic, ...]
    prices: PriceRange
    named: tuple[Product, ...]
    picked: tuple[Product, ...]
    at_hand: tuple[Product, ...]
    wishes: tuple[ProductWish, ...]
    refused: tuple[frozenset[str], ...]
    is_wordless: bool
    is_signs_only: bool
    is_question: bool
    speaks_of_it: bool
    is_definite: bool
    accepts_person: bool
    points_nowhere: bool
    declines: bool


def understand(request: ReplyRequest) -> Understanding:
    """Read the burst of a request."""
    texts = [utterance.text[:MOST_CHARACTERS] for utterance in _burst(request)]
    text = "\n".join(texts)
    language = guess_language(_texts_to_guess_from(request))
    named = tuple(product for product in request.catalogue.find_named_in(text) if is_sayable(product))
    at_hand = products_at_hand(request)
    rest = _without_names(text, named)
    intents = _intents(rest, text, was_shown_goods=_were_goods_shown_last(request))
    accepts_person = bool(_ONLY_YES.fullmatch(plain(text))) and _was_offered_a_person(request)
    return Understanding(
        language=language,
        words=words_in(text),
        intents=intents,
        topics=_topics(rest, intents),
        prices=_prices(texts, request.shop.currency),
        named=named,
        picked=_picked(texts, at_hand) if not named else (),
        at_hand=at_hand,
        wishes=read_wishes(rest, request.catalogue, language),
        refused=refused_words(rest, request.catalogue, language),
        is_wordless=not words_in(text),
        is_signs_only=bool(text.strip()),
        is_question=bool(_QUESTION_MARK.search(text)),
        speaks_of_it=bool(_IT.search(plain(text))),
        is_definite=any(_DEFINITE[language].search(each) for each in map(plain, texts)),
        accepts_person=accepts_person,
        declines=bool(_ONLY_NO.fullmatch(plain(text))),
        points_nowhere=bool(at_hand) and any(_THAT_ONE.search(text) for text in map(plain, texts)),
    )


def is_sayable(product: Product) -> bool:
    """True when the product's name has letters, so that a customer can tell it from a price."""
    return sum(character.isalpha() for character in product.name) > 1


def customer_texts(request: ReplyRequest) -> tuple[str, ...]:
    """What the customer wrote in this session before the burst, the newest first."""
    before = request.session[: len(request.session) - len(_last(request))]
    return tuple(
        utterance.text[:MOST_CHARACTERS] for utterance in reversed(before) if utterance.author is Author.CUSTOMER
    )


def shop_texts(request: ReplyRequest) -> tuple[str, ...]:
    """What the bot or a seller wrote in this session, the newest first."""
    return tuple(utterance.text for utterance in reversed(request.session) if utterance.author is not Author.CUSTOMER)


def products_at_hand(request: ReplyRequest) -> tuple[Product, ...]:
    """The products that the shop's last words named; before those, the ones the last interaction named."""
    earlier = [utterance.text for utterance in reversed(request.earlier) if utterance.author is not Author.CUSTOMER]
    last = request.profile.value("last_interaction") if request.profile else None
    for text in (*shop_texts(request), *earlier, last.text if last else ""):
        named = tuple(product for product in request.catalogue.find_named_in(text) if is_sayable(product))
        if named:
            return named
    return ()


def _burst(request: ReplyRequest) -> tuple[Utterance, ...]:
    return tuple(utterance for utterance in _last(request) if utterance.author is Author.CUSTOMER)


def _last(request: ReplyRequest) -> tuple[Utterance, ...]:
    return request.session[-request.unanswered :] if request.unanswered > 0 else ()


def _intents(rest: str, text: str, *, was_shown_goods: bool) -> frozenset[Intent]:
    """A bare “yes” after a product was shown wants it; who asks for their order, or finds it too dear, wants none."""
    intents = intents_in(rest)
    if _ONLY_YES.fullmatch(plain(text)):
        return intents | {Intent.ORDER if was_shown_goods else Intent.ACCEPTED}
    wants_none = Intent.ORDER_STATUS in intents or _TOO_DEAR.search(plain(text))
    return intents - {Intent.ORDER} if wants_none else intents


def _topics(rest: str, intents: frozenset[Intent]) -> tuple[Topic, ...]:
    """The topics asked about; where an order is, is no question about delivery in general."""
    topics = topics_in(rest)
    return tuple(t for t in topics if t is not Topic.DELIVERY) if Intent.ORDER_STATUS in intents else topics


def _were_goods_shown_last(request: ReplyRequest) -> bool:
    shown = next(iter(shop_texts(request)), "")
    return bool(request.catalogue.find_named_in(shown))


def _was_offered_a_person(request: ReplyRequest) -> bool:
    last = next(iter(shop_texts(request)), "")
    questions = re.findall(r"[^.!?;\n]*\?", plain(last))
    return bool(questions) and bool(_PERSON.search(questions[-1])) and not _ALTERNATIVE.search(questions[-1])


def _texts_to_guess_from(request: ReplyRequest) -> tuple[str, ...]:
    burst = "\n".join(utterance.text[:MOST_CHARACTERS] for utterance in _burst(request))
    earlier = (u.text[:MOST_CHARACTERS] for u in reversed(request.earlier) if u.author is Author.CUSTOMER)
    facts = [fact for facts in request.profile.facts.values() for fact in facts] if request.profile else []
    quotes = (fact.evidence.quote for fact in reversed(facts) if fact.evidence)
    return burst, *customer_texts(request), *earlier, *quotes


def _without_names(text: str, named: tuple[Product, ...]) -> str:
    for product in named:
        text = re.sub(re.escape(product.name), " ", text, flags=re.IGNORECASE)
    return text


def _prices(texts: list[str], currency: str) -> PriceRange:
    """The last range that was said; a customer who corrects himself means the later one."""
    ranges = [read_price_range(text, currency) for text in texts]
    return next((prices for prices in reversed(ranges) if prices), PriceRange())


def _picked(texts: list[str], at_hand: tuple[Product, ...]) -> tuple[Product, ...]:
    """Which of the products at hand the customer points at."""
    picked: dict[str, Product] = {}
    for text in map(plain, texts):
        chosen = _pointed_at(text, at_hand)
        picked |= {product.sku: product for product in chosen}
    return tuple(picked.values())


def _pointed_at(text: str, at_hand: tuple[Product, ...]) -> tuple[Product, ...]:
    if not at_hand:
        return ()
    if len(at_hand) == 1:
        asks = intents_in(text) & {Intent.ORDER, Intent.PRICE}
        return at_hand if _ONLY_YES.fullmatch(text) or (asks and _IT.search(text)) else ()
    if _BOTH.search(text):
        return at_hand[:2]
    if _is_pointed_at(_LAST, text):
        return at_hand[-1:]
    return tuple(product for product, ordinal in zip(at_hand, _ORDINALS, strict=False) if _is_pointed_at(ordinal, text))


def _is_pointed_at(ordinal: str, text: str) -> bool:
    """True for “the second one”, “number 2” and an answer that is hardly more than “second”."""
    if re.search(rf"(?<!\w){_ARTICLE}(?:{ordinal})(?!\w|[.,]\d)", text):
        return True
    return len(text.split()) <= 2 and bool(re.search(rf"(?<!\w)(?:{ordinal})(?!\w|[.,]\d|\s?[€$%])", text))
