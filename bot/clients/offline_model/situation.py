"""All that an answer is decided from: the request, what it asks for, what is remembered, and the voice. Pure."""

from dataclasses import dataclass

from bot.clients.offline_model.intents import Intent, intents_in
from bot.clients.offline_model.offers import NO_WISH, Taste, kind_of, names_kind
from bot.clients.offline_model.price_range import PriceRange, read_price_range
from bot.clients.offline_model.product_wishes import ProductWish, read_wishes, refused_words
from bot.clients.offline_model.recalling import Memory, recall
from bot.clients.offline_model.replies import Voice
from bot.clients.offline_model.understanding import Understanding, customer_texts, shop_texts, understand
from bot.clients.protocols import ReplyRequest
from bot.selling.catalogue import Catalogue
from bot.selling.price_guard import amounts_said, customer_words

_OF_ONE_PRODUCT = frozenset({Intent.PRICE, Intent.ORDER, Intent.DISCOUNT})
"""Who asks for these names a product's price, and not what they can spend."""


@dataclass(frozen=True)
class Situation:
    """One request, read."""

    request: ReplyRequest
    wanted: Understanding
    memory: Memory
    voice: Voice

    @property
    def catalogue(self) -> Catalogue:
        """The shop's goods."""
        return self.request.catalogue

    @property
    def is_first_answer(self) -> bool:
        """True when nobody of the shop has said anything in this session."""
        return not shop_texts(self.request)

    @property
    def is_known_customer(self) -> bool:
        """True when something is remembered, or the last session is still being remembered."""
        profile = self.request.profile
        return bool(self.request.earlier) or (profile is not None and not profile.is_empty)

    @property
    def prices(self) -> PriceRange:
        """What an offer may cost: what the customer says now or said before in this session, or else the budget."""
        return self.wanted.prices or self._prices_said_before or self.memory.budget

    @property
    def _prices_said_before(self) -> PriceRange:
        texts = (text for text in customer_texts(self.request) if not intents_in(text) & _OF_ONE_PRODUCT)
        ranges = (read_price_range(text, self.request.shop.currency) for text in texts)
        return next(filter(None, ranges), PriceRange())

    def may_say(self, prices: PriceRange) -> bool:
        """True when the amounts of a range are the customer's own, so that the price guard lets them pass."""
        said = amounts_said(customer_words(self.request), self.request.shop.currency)
        amounts = (prices.near,) if prices.near is not None else (prices.low, prices.high)
        return all(amount in said for amount in amounts if amount is not None)

    def wants(self, *intents: Intent) -> bool:
        """True when the burst shows any of these intents."""
        return bool(self.wanted.intents & set(intents))


def read_situation(request: ReplyRequest) -> Situation:
    """Read a request."""
    wanted = understand(request)
    return Situation(request, wanted, recall(request, wanted.language), Voice(wanted.language, request.shop))


def taste(situation: Situation, *, only_new: bool = False) -> Taste:
    """What to heed in every offer; with `only_new` nothing is shown that was named in this session already."""
    named = situation.catalogue.find_named_in("\n".join(shop_texts(situation.request))) if only_new else ()
    before = "\n".join(customer_texts(situation.request))
    language = situation.wanted.language
    wishes = (*situation.memory.wishes, *read_wishes(before, situation.catalogue, language))
    return Taste(
        liked=frozenset(word for wish in wishes for word in wish.words),
        refused=(
            *situation.memory.refused,
            *refused_words(before, situation.catalogue, language),
            *situation.wanted.refused,
        ),
        shown=frozenset(product.sku for product in named),
    )


def wish_of_the_talk(situation: Situation) -> ProductWish:
    """What the talk is about when the burst names no goods: the last kind and what was said of it since (“pearls”),
    or else the goods at hand, or a preference."""
    words: dict[str, None] = {}
    for text in customer_texts(situation.request):
        wishes = read_wishes(text, situation.catalogue, situation.wanted.language)
        wish = next((wish for wish in wishes if wish.words), NO_WISH)
        is_kind = names_kind(situation.catalogue, wish)
        words |= dict.fromkeys(wish.words)
        if is_kind:
            break
    if words:
        return ProductWish(tuple(words))
    if situation.wanted.at_hand:
        return kind_of(situation.catalogue, situation.wanted.at_hand[0])
    return situation.memory.wishes[0] if situation.memory.wishes else NO_WISH


def wishes_of_the_burst(situation: Situation) -> tuple[ProductWish, ...]:
    """The burst's wishes; one that only says what a thing is like (“in silver?”) goes on from the talk's last one."""
    wishes = situation.wanted.wishes
    if len(wishes) != 1 or names_kind(situation.catalogue, wishes[0]) or situation.is_first_answer:
        return wishes
    before = wish_of_the_talk(situation)
    kinds = tuple(word for word in before.words if word in situation.catalogue.category_words)
    return (ProductWish(tuple(dict.fromkeys((*kinds, *wishes[0].words))), wishes[0].missing),)
