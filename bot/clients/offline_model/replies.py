"""The offline model's voice: its sentences, filled with products and prices of the catalogue. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.clients.offline_model.intents import Topic
from bot.clients.offline_model.price_range import PriceRange
from bot.clients.offline_model.topic_names import TOPICS
from bot.clients.offline_model.wording import SENTENCES
from bot.clients.protocols import Shop
from bot.selling.catalogue import Product
from bot.selling.language import DEFAULT_LANGUAGE
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
        wordings = SENTENCES[key]
        return wordings.get(self.language, wordings[DEFAULT_LANGUAGE]).format(**values)

    def hello(self, key: str, name: str) -> str:
        """A greeting; `name` may be empty."""
        return self.say(
            key, name=f", {name}" if name else "", called=f" {name}" if name else "", shop=one_line(self.shop.name)
        )

    def lines(self, products: Iterable[Product]) -> str:
        """One line a product: its name and price, and that it is out of stock where it is."""
        return "\n".join(f"• {self._named_price(p)}{'' if p.in_stock else self._stock(p)}" for p in products)

    def details(self, product: Product) -> str:
        """One product with price, stock and what it is."""
        description = first_sentence(product.description)
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
        return ", ".join(one_line(product.name) for product in products)

    def none(self, categories: Iterable[str]) -> str:
        """Says that nothing was found, and what there is."""
        return self.say("none", categories=", ".join(one_line(name) for name in tuple(categories)[:_MOST_CATEGORIES]))

    def topic(self, key: str, topics: Iterable[Topic], text: str = "") -> str:
        """A sentence about topics."""
        return self.say(key, topic=", ".join(TOPICS[topic].get(self.language, topic) for topic in topics), text=text)

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
