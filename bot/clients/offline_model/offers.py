"""Which products to show for a wish. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.clients.offline_model.price_range import PriceRange
from bot.clients.offline_model.product_wishes import ProductWish, is_refused
from bot.clients.offline_model.understanding import is_sayable
from bot.selling.catalogue import Catalogue, Product, product_words

_MOST_CANDIDATES = 200
NO_WISH = ProductWish(())


class Fit(StrEnum):
    """How well an offer is what was asked for."""

    FITTING = "fitting"
    NEAREST = "nearest"
    OUTSIDE = "outside"
    NONE = "none"


@dataclass(frozen=True)
class Offer:
    """Products to show, the best first, and how well they fit."""

    products: tuple[Product, ...]
    fit: Fit


@dataclass(frozen=True)
class Taste:
    """What holds for every offer to this customer: liked words, refused groups of words, products shown already."""

    liked: frozenset[str] = frozenset()
    refused: tuple[frozenset[str], ...] = ()
    shown: frozenset[str] = frozenset()


def find_offer(catalogue: Catalogue, wish: ProductWish, prices: PriceRange, taste: Taste, limit: int) -> Offer:
    """The best products for a wish within a price range, or else the nearest ones, said to be so."""
    if wish.missing and not wish.words:
        return Offer((), Fit.NONE)
    within = _candidates(catalogue, wish, prices, taste)
    if within:
        exact = () if wish.missing else tuple(p for p in within if set(wish.words) <= product_words(p))
        chosen = (
            sorted(exact, key=lambda p: (not p.in_stock, -len(product_words(p) & taste.liked))) if exact else within
        )
        return Offer(tuple(chosen[:limit]), Fit.FITTING if exact else Fit.NEAREST)
    outside = _candidates(catalogue, wish, PriceRange(), taste)
    by_distance = sorted(outside, key=lambda product: (not product.in_stock, _distance(product.price, prices)))
    return Offer(tuple(by_distance[:limit]), Fit.OUTSIDE if outside else Fit.NONE)


def find_cheaper(catalogue: Catalogue, wish: ProductWish, than: tuple[Product, ...], taste: Taste, limit: int) -> Offer:
    """Products for a wish that cost less than all of these, the nearest in price first."""
    lowest = min(product.price for product in than)
    cheaper = [p for p in _candidates(catalogue, wish, PriceRange(high=lowest), taste) if p.price < lowest]
    chosen = sorted(cheaper, key=lambda product: (not product.in_stock, -product.price))
    return Offer(tuple(chosen[:limit]), Fit.FITTING if chosen else Fit.NONE)


def find_cheapest(catalogue: Catalogue, wish: ProductWish, taste: Taste, limit: int) -> Offer:
    """The products for a wish that cost least."""
    chosen = sorted(
        _candidates(catalogue, wish, PriceRange(), taste), key=lambda product: (not product.in_stock, product.price)
    )
    return Offer(tuple(chosen[:limit]), Fit.FITTING if chosen else Fit.NONE)


def kind_of(catalogue: Catalogue, product: Product) -> ProductWish:
    """The wish for products of the same kind."""
    words = product_words(product, with_description=False)
    return ProductWish(tuple(sorted(words & catalogue.category_words)))


def names_kind(catalogue: Catalogue, wish: ProductWish) -> bool:
    """True when the wish says what kind of thing, not only what it is like."""
    return any(word in catalogue.category_words for word in wish.words)


def a_few_of_everything(
    catalogue: Catalogue, taste: Taste, limit: int, high: Decimal | None = None
) -> tuple[Product, ...]:
    """One product in stock of each category, in the catalogue's order, none dearer than `high`."""
    first: dict[str, Product] = {}
    for product in catalogue.products:
        if product.in_stock and is_sayable(product) and product.sku not in taste.shown:
            if not is_refused(product, taste.refused) and (high is None or product.price <= high):
                first.setdefault(product.category, product)
            if len(first) == limit:
                break
    return tuple(first.values())


def _candidates(catalogue: Catalogue, wish: ProductWish, prices: PriceRange, taste: Taste) -> list[Product]:
    found = catalogue.search(wish.query, _MOST_CANDIDATES, prices.high, prices.low)
    kinds = {word for word in wish.words if word in catalogue.category_words}
    return [
        product
        for product in found
        if is_sayable(product)
        and product.sku not in taste.shown
        and not is_refused(product, taste.refused)
        and (not kinds or kinds & product_words(product, with_description=False))
    ]


def _distance(price: Decimal, prices: PriceRange) -> Decimal:
    if prices.high is not None and price > prices.high:
        return price - prices.high
    if prices.low is not None and price < prices.low:
        return prices.low - price
    return Decimal(0)
