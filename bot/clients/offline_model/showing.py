"""The part of an answer that is about products: details, offers, orders. Pure."""

from bot.clients.offline_model.intents import Intent, Topic
from bot.clients.offline_model.offers import (
    NO_WISH,
    Fit,
    Offer,
    Taste,
    a_few_of_everything,
    find_cheaper,
    find_cheapest,
    find_offer,
    names_kind,
)
from bot.clients.offline_model.product_wishes import ProductWish
from bot.clients.offline_model.situation import Situation, taste, wish_of_the_talk, wishes_of_the_burst
from bot.selling.catalogue import Product, product_words
from bot.selling.words import search_words

MOST_PRODUCTS = 3
_OFFERS_BY_WISHES = {1: 3, 2: 2}
_MOST_WISHES = 4


def product_parts(situation: Situation) -> tuple[str, ...]:
    """What there is to say about products; nothing when the burst does not ask for any."""
    chosen = chosen_products(situation)
    if situation.wants(Intent.ORDER) and (chosen or not situation.wanted.wishes):
        return _order(situation, chosen)
    if not chosen and situation.wanted.points_nowhere:
        return _order(situation, ())
    if situation.wants(Intent.ORDER) and situation.wanted.is_definite and len(_at_hand_and_wished(situation)) > 1:
        return (situation.voice.say("order_which"), situation.voice.lines(_at_hand_and_wished(situation)))
    if chosen:
        others = situation.wanted.wishes if situation.wanted.named else ()
        return (*about(situation, chosen), *_offers(situation, others))
    return _offers(situation, wishes_of_the_burst(situation)) or _offers_of_the_talk(situation)


def question_about(situation: Situation, parts: tuple[str, ...]) -> str:
    """The question that carries the talk on after these product parts."""
    if not chosen_products(situation) and (situation.wanted.points_nowhere or not parts):
        return ""
    shown = sum(part.count("•") for part in parts) + len(chosen_products(situation))
    is_order = situation.wants(Intent.ORDER) and (chosen_products(situation) or not situation.wanted.wishes)
    if is_order or not shown:
        return ""
    return situation.voice.say("which" if shown > 1 else "like_it")


def chosen_products(situation: Situation) -> tuple[Product, ...]:
    """The products the customer means, as far as that is certain."""
    wanted = situation.wanted
    if wanted.named:
        return wanted.named
    wished = frozenset(word for wish in wanted.wishes for word in wish.words)
    picked = tuple(product for product in wanted.picked if wished <= product_words(product))
    if picked:
        return picked
    if situation.wants(Intent.ORDER) and not situation.is_first_answer and len(wanted.at_hand) == 1 and not wished:
        return wanted.at_hand
    return _meant_by_words(situation)


def _meant_by_words(situation: Situation) -> tuple[Product, ...]:
    """The one product at hand that the customer's words fit, where they speak of it and ask for no other."""
    wanted, meant = situation.wanted, _at_hand_and_wished(situation)
    if len(meant) != 1 or situation.wants(Intent.DETAILS):
        return meant if len(meant) == 1 else ()
    if not any(wish.words for wish in wanted.wishes):
        return ()
    if wanted.is_definite or situation.wants(Intent.ORDER, Intent.PRICE):
        return meant
    is_of_kind = any(names_kind(situation.catalogue, wish) for wish in wanted.wishes)
    asks_of_it = wanted.is_question and wanted.speaks_of_it and not situation.is_first_answer
    return meant if asks_of_it and not is_of_kind else ()


def _at_hand_and_wished(situation: Situation) -> tuple[Product, ...]:
    """The products the shop spoke of last that have all the words the customer wishes for, if possible in the name."""
    wished = frozenset(word for wish in situation.wanted.wishes for word in wish.words)
    fitting = tuple(product for product in situation.wanted.at_hand if wished <= product_words(product))
    by_name = tuple(product for product in fitting if wished <= set(search_words(product.name)))
    return by_name or fitting


def offer_by_memory(situation: Situation) -> tuple[str, ...]:
    """What to show a known customer who has only said hello: what they looked for, within their budget."""
    wish = situation.memory.wishes[0] if situation.memory.wishes else NO_WISH
    if not wish.words:
        return ()
    offer = find_offer(situation.catalogue, wish, situation.memory.budget, taste(situation), MOST_PRODUCTS)
    return _spoken(situation, [offer]) if offer.fit in {Fit.FITTING, Fit.NEAREST} else ()


def _order(situation: Situation, chosen: tuple[Product, ...]) -> tuple[str, ...]:
    voice = situation.voice
    if not chosen:
        if Topic.PAYMENT in situation.wanted.topics:
            return ()
        at_hand = situation.wanted.at_hand[:MOST_PRODUCTS]
        return (voice.say("order_which"), voice.lines(at_hand))
    here = tuple(product for product in chosen if product.in_stock)
    gone = tuple(product for product in chosen if not product.in_stock)
    parts = [voice.say("order", lines=voice.lines(here))] if here else []
    if gone:
        parts += [voice.lines(gone), voice.say("order_later")]
    return tuple(parts)


def about(situation: Situation, chosen: tuple[Product, ...]) -> tuple[str, ...]:
    """What there is to say of these products; for one that is out of stock also what there is instead."""
    voice = situation.voice
    if len(chosen) > 1:
        return (voice.lines(chosen[:_MOST_WISHES]),)
    product = chosen[0]
    is_asked = situation.wants(Intent.DETAILS)
    if product.in_stock:
        return (voice.details(product, is_asked=is_asked),)
    words = tuple(sorted(product_words(product, with_description=False) & situation.catalogue.category_words))
    offer = find_offer(situation.catalogue, ProductWish(words), situation.prices, taste(situation), MOST_PRODUCTS)
    instead = tuple(other for other in offer.products if other.in_stock and other != product)[:2]
    return (
        voice.details(product, is_asked=is_asked),
        *((voice.say("alternatives"), voice.lines(instead)) if instead else ()),
    )


def _offers(situation: Situation, wishes: tuple[ProductWish, ...]) -> tuple[str, ...]:
    if not wishes:
        return ()
    if situation.wants(Intent.CHEAPEST):
        return _spoken(situation, [find_cheapest(situation.catalogue, wishes[0], taste(situation), MOST_PRODUCTS)])
    if len(wishes) == 1 and _asks_cheaper_than_shown(situation):
        return (_cheaper(situation, wishes[0]),)
    only_new = situation.wants(Intent.MORE) and not situation.is_first_answer
    heeded = taste(situation, only_new=only_new)
    limit = _OFFERS_BY_WISHES.get(len(wishes), 1)
    offers = [find_offer(situation.catalogue, wish, situation.prices, heeded, limit) for wish in wishes[:_MOST_WISHES]]
    found = [offer for offer in offers if offer.fit is not Fit.NONE]
    spoken = _spoken(situation, found)
    return (
        spoken
        if len(found) == len(offers)
        else (*spoken, situation.voice.kinds("none", situation.catalogue.categories))
    )


def _offers_of_the_talk(situation: Situation) -> tuple[str, ...]:
    """Answers “anything else?”, “cheaper?” and “under 100” from what the talk is about."""
    if situation.wants(Intent.DISCOUNT):
        return ()
    if _asks_cheaper_than_shown(situation):
        return (_cheaper(situation, wish_of_the_talk(situation)),)
    if situation.wanted.prices or situation.wanted.refused or situation.wants(Intent.CHEAPEST):
        return _offers(situation, (wish_of_the_talk(situation),))
    if situation.wants(Intent.MORE):
        return _more(situation)
    if situation.wants(Intent.PRICE) and situation.wanted.at_hand:
        return (situation.voice.lines(situation.wanted.at_hand[:MOST_PRODUCTS]),)
    return ()


def _more(situation: Situation) -> tuple[str, ...]:
    heeded = taste(situation, only_new=True)
    wish = wish_of_the_talk(situation)
    if not wish.words:
        products = a_few_of_everything(situation.catalogue, heeded, MOST_PRODUCTS, situation.prices.high)
    else:
        offer = find_offer(situation.catalogue, wish, situation.prices, heeded, MOST_PRODUCTS)
        products = offer.products if offer.fit in {Fit.FITTING, Fit.NEAREST} else ()
    if not products:
        return _something_else(situation, heeded)
    introduction = "more" if heeded.shown else "fitting"
    return (situation.voice.say(introduction), situation.voice.lines(products))


def _something_else(situation: Situation, heeded: Taste) -> tuple[str, ...]:
    """When nothing of the kind is left: other kinds, within what the customer can spend."""
    others = a_few_of_everything(situation.catalogue, heeded, MOST_PRODUCTS, situation.prices.high)
    if not others:
        return (situation.voice.say("no_more"),)
    return (situation.voice.say("no_more_of_that"), situation.voice.lines(others))


def _asks_cheaper_than_shown(situation: Situation) -> bool:
    wanted = situation.wanted
    return situation.wants(Intent.CHEAPER) and bool(wanted.at_hand) and not wanted.prices


def _cheaper(situation: Situation, wish: ProductWish) -> str:
    at_hand = situation.wanted.at_hand
    offer = find_cheaper(situation.catalogue, wish, at_hand, taste(situation), MOST_PRODUCTS)
    if not offer.products:
        return situation.voice.say("no_lower")
    return f"{situation.voice.say('lower')}\n{situation.voice.lines(offer.products)}"


def _spoken(situation: Situation, offers: list[Offer]) -> tuple[str, ...]:
    """Each offer's introduction and products; offers that are introduced alike share one introduction."""
    by_introduction: dict[str, dict[str, Product]] = {}
    for offer in offers:
        products = by_introduction.setdefault(_introduction(situation, offer.fit), {})
        products |= {product.sku: product for product in offer.products}
    is_alone = sum(map(len, by_introduction.values())) == 1
    return tuple(
        f"{introduction}\n{situation.voice.lines(products.values(), is_described=is_alone)}"
        for introduction, products in by_introduction.items()
    )


def _introduction(situation: Situation, fit: Fit) -> str:
    voice, prices = situation.voice, situation.prices
    says_range = situation.wanted.prices or (situation.is_first_answer and not _is_budget_said(situation))
    if fit is Fit.OUTSIDE and prices and situation.may_say(prices):
        return voice.say("outside", range=voice.prices(prices))
    if fit is not Fit.FITTING:
        return voice.say("nearest")
    is_loose = prices.near is not None and not situation.wanted.prices
    if prices and says_range and not is_loose and situation.may_say(prices):
        return voice.say("fitting_within", range=voice.prices(prices))
    return voice.say("fitting")


def _is_budget_said(situation: Situation) -> bool:
    """True when the greeting names the remembered budget already."""
    detail = situation.memory.detail
    return detail is not None and detail.is_goods
