"""The offline model's voice: its sentences, filled with products and prices of the catalogue. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.clients.offline_model.intents import Topic
from bot.clients.offline_model.price_range import PriceRange
from bot.clients.offline_model.promises import offer_in
from bot.clients.offline_model.small_talk import SMALL_TALK
from bot.clients.offline_model.topic_names import TOPICS
from bot.clients.offline_model.wording import SENTENCES
from bot.clients.protocols import Shop
from bot.selling.catalogue import Product
from bot.selling.language import DEFAULT_LANGUAGE, guess_language
from bot.selling.money import format_money
from bot.selling.words import one_line

_MOST_CATEGORIES = 6


@dataclass(frozen=True)
class Voice:
    """Speaks one language (ISO 639-1) for one shop."""

    language: str
    shop: Shop

    def say(self, key: str, **values: str) -> str:
        """The sentence of this key (see `wording.SENTENCES`)."""
        wordings = SENTENCES.get(key) or SMALL_TALK[key]
        return wordings.get(self.language, wordings[DEFAULT_LANGUAGE]).format(**values)

    def hello(self, key: str, name: str) -> str:
        """A greeting; `name` may be empty."""
        return self.say(
            key, name=f", {name}" if name else "", called=f" {name}" if name else "", shop=one_line(self.shop.name)
        )

    def lines(self, products: Iterable[Product], *, is_described: bool = False) -> str:
        """One line a product: its name and price, and that it is out of stock where it is; if wished what it is."""
        lines = []
        for product in products:
            lines.append(f"• {self._named_price(product)}{'' if product.in_stock else self._stock(product)}")
            lines += [self._description(product)] if is_described else []
        return "\n".join(filter(None, lines))

    def details(self, product: Product, *, is_asked: bool) -> str:
        """One product with price, stock and what it is, in another language only where the customer asks for more."""
        description = first_sentence(product.description) if is_asked else self._description(product)
        return f"{self._named_price(product)}{self._stock(product)}." + (f"\n{description}" if description else "")

    def prices(self, prices: PriceRange) -> str:
        """A price range in words, in the currency the customer said it in."""
        currency = prices.foreign or self.shop.currency
        low = format_money(prices.low, currency) if prices.low is not None else ""
        high = format_money(prices.high, currency) if prices.high is not None else ""
        if prices.near is not None:
            return self.say("around", near=format_money(prices.near, currency))
        key = "between" if low and high else "up_to" if high else "from"
        return self.say(key, low=low, high=high)

    def names(self, products: Iterable[Product]) -> str:
        """The names of products in one line."""
        *most, last = [one_line(product.name) for product in products]
        return f"{', '.join(most)} {self.say('and')} {last}" if most else last

    def kinds(self, key: str, categories: Iterable[str]) -> str:
        """A sentence that tells what there is."""
        return self.say(key, categories=", ".join(one_line(name) for name in tuple(categories)[:_MOST_CATEGORIES]))

    def promise(self, topic: Topic, text: str) -> str:
        """What the shop says of a topic: as an offer where that is a known one, or else in the shop's own words."""
        offer = offer_in(text, self.language)
        return self.say("shop_offers", text=offer) if offer else self.topic("shop_says", [topic], text)

    def topic(self, key: str, topics: Iterable[Topic], text: str = "") -> str:
        """A sentence about topics."""
        return self.say(key, topic=", ".join(TOPICS[topic].get(self.language, topic) for topic in topics), text=text)

    def _description(self, product: Product) -> str:
        """What the product is, where the shop says it in the customer's language."""
        return first_sentence(product.description) if guess_language([product.description]) == self.language else ""

    def _named_price(self, product: Product) -> str:
        return f"{one_line(product.name)} – {format_money(product.price, self.shop.currency)}"

    def _stock(self, product: Product) -> str:
        return ", " + self.say("in_stock" if product.in_stock else "out_of_stock")


_LONGEST_DESCRIPTION = 160


def first_sentence(text: str) -> str:
    """The first sentence of a description, or nothing where it is too long to be said whole."""
    sentence = one_line(text)
    for end in (". ", "! ", "? "):
        head, found, _ = sentence.partition(end)
        sentence = head + found.strip()
    return sentence if len(sentence) <= _LONGEST_DESCRIPTION else ""
