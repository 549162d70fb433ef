"""What the shop sells: products read from a CSV file, and a search over them. Pure but for `read_catalogue`."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from bot.selling.money import find_amounts, has_one_reading, read_number
from bot.selling.search_index import SearchIndex
from bot.selling.words import one_line, search_words, stems_in

COLUMNS = ("sku", "name", "category", "price", "description", "in_stock")
_NEEDED_COLUMNS = ("sku", "name", "price")
_IN_STOCK = {"yes": True, "true": True, "1": True, "": True, "no": False, "false": False, "0": False}
_NAME_WEIGHT, _CATEGORY_WEIGHT, _DESCRIPTION_WEIGHT = 3.0, 2.0, 1.0
_SHARE_OF_THE_BEST = 0.55
"""A product whose score is below this share of the best one's has too little to do with what was asked."""


class CatalogueError(ValueError):
    """The catalogue cannot be used. Its text is one sentence that names the row and the column."""


@dataclass(frozen=True)
class Product:
    """One thing for sale. `price` is in the shop's currency."""

    sku: str
    name: str
    price: Decimal
    description: str = ""
    category: str = ""
    in_stock: bool = True


@dataclass(frozen=True)
class Catalogue:
    """All products, in the file's order. `currency` is an ISO 4217 code."""

    products: tuple[Product, ...]
    currency: str

    def search(
        self, words: str, limit: int, max_price: Decimal | None = None, min_price: Decimal | None = None
    ) -> tuple[Product, ...]:
        """At most `limit` products that fit the words, best first; of equals what is in stock, then the file's order.

        Bounds are inclusive. Without a word that may name a product every product within the bounds fits; with words
        that the catalogue does not know, none.
        """
        sought = search_words(words)
        scores = self._index.scores(sought) if sought else dict.fromkeys(range(len(self.products)), 1.0)
        fitting = {
            number: score
            for number, score in scores.items()
            if _is_within(self.products[number].price, min_price, max_price)
        }
        threshold = max(fitting.values(), default=0.0) * _SHARE_OF_THE_BEST
        best_first = sorted(
            (number for number, score in fitting.items() if score >= threshold),
            key=lambda number: (-round(fitting[number], 6), not self.products[number].in_stock, number),
        )
        return tuple(self.products[number] for number in best_first[: max(limit, 0)])

    def find_named_in(self, text: str) -> tuple[Product, ...]:
        """The products whose whole name stands in the text, in its order; of two overlapping names the longer."""
        stems = stems_in(text)
        found: dict[str, Product] = {}
        position = 0
        while position < len(stems):
            length = next((n for n in self._name_lengths if stems[position : position + n] in self._by_name), 0)
            for product in self._by_name[stems[position : position + length]] if length else ():
                found.setdefault(product.sku, product)
            position += max(length, 1)
        return tuple(found.values())

    def known_words(self, text: str) -> tuple[str, ...]:
        """The words of a text that occur in the catalogue, in order, as `product_words` has them."""
        return self._index.known(search_words(text))

    @cached_property
    def prices(self) -> frozenset[Decimal]:
        """Every price in the catalogue."""
        return frozenset(product.price for product in self.products)

    @cached_property
    def naming_words(self) -> frozenset[str]:
        """The words that stand in the name or the category of a product."""
        return frozenset().union(*(product_words(product, with_description=False) for product in self.products))

    @cached_property
    def category_words(self) -> frozenset[str]:
        """The words that stand in the name of a category: what kinds of things there are."""
        return frozenset(word for category in self.categories for word in search_words(category))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The names of all categories, in the file's order."""
        return tuple(dict.fromkeys(product.category for product in self.products if product.category))

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(_weighted_words(product) for product in self.products)

    @cached_property
    def _by_name(self) -> dict[tuple[str, ...], tuple[Product, ...]]:
        by_name: dict[tuple[str, ...], tuple[Product, ...]] = {}
        for product in self.products:
            name = stems_in(product.name)
            if name:
                by_name[name] = (*by_name.get(name, ()), product)
        return by_name

    @cached_property
    def _name_lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(name) for name in self._by_name}, reverse=True))


def product_words(product: Product, *, with_description: bool = True) -> frozenset[str]:
    """The words a product can be found by."""
    texts = (product.name, product.category, product.description if with_description else "")
    return frozenset(word for text in texts for word in search_words(text))


def read_catalogue(path: Path, currency: str) -> Catalogue:
    """Read a CSV file with the columns sku, name and price, and if wished category, description and in_stock.

    The file is UTF-8; commas or semicolons part the cells. The first line names the columns and is row 1, as in a
    spreadsheet. Raises CatalogueError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"The catalogue {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"The catalogue {path} is not UTF-8 text; save it as “CSV UTF-8”.") from error
    try:
        return parse_catalogue(text, currency)
    except CatalogueError as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def parse_catalogue(text: str, currency: str) -> Catalogue:
    """As `read_catalogue`, from the file's text. Raises CatalogueError."""
    rows = _rows(text)
    if not rows:
        raise CatalogueError("The catalogue is empty; its first row must name the columns " + ", ".join(COLUMNS) + ".")
    header = [cell.strip().casefold() for cell in rows[0]]
    for column in _NEEDED_COLUMNS:
        if column not in header:
            raise CatalogueError(f"The catalogue has no column “{column}” in row 1.")
    products: dict[str, Product] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        product = _product(number, header, row, currency)
        if product.sku in products:
            raise CatalogueError(f"Row {number}, column sku: “{product.sku}” stands in an earlier row already.")
        products[product.sku] = product
    if not products:
        raise CatalogueError("The catalogue has no products below row 1.")
    return Catalogue(products=tuple(products.values()), currency=currency)


def _rows(text: str) -> list[list[str]]:
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise CatalogueError(f"The catalogue is not a CSV file that can be read: {error}.") from error


def _product(number: int, header: list[str], row: list[str], currency: str) -> Product:
    if len(row) > len(header):
        raise CatalogueError(f"Row {number} has {len(row)} cells, but row 1 names only {len(header)} columns.")
    cells = {column: one_line(cell) for column, cell in zip(header, row, strict=False)}
    for column in _NEEDED_COLUMNS:
        if not cells.get(column):
            raise CatalogueError(f"Row {number}, column {column}: the cell is empty.")
    stock = cells.get("in_stock", "").casefold()
    if stock not in _IN_STOCK:
        raise CatalogueError(f"Row {number}, column in_stock: “{stock}” is neither yes nor no.")
    return Product(
        sku=cells["sku"],
        name=cells["name"],
        price=_price(number, cells["price"], currency),
        description=cells.get("description", ""),
        category=cells.get("category", ""),
        in_stock=_IN_STOCK[stock],
    )


def _price(number: int, cell: str, currency: str) -> Decimal:
    where = f"Row {number}, column price: “{cell}”"
    amounts = find_amounts(cell, home=currency)
    if amounts and (amounts[0].start, amounts[0].end) == (0, len(cell)):
        if amounts[0].currency != currency:
            raise CatalogueError(f"{where} is not in the shop's currency, {currency}.")
        price: Decimal | None = amounts[0].value
    else:
        price = read_number(cell, currency)
    if price is None:
        raise CatalogueError(f"{where} is not an amount such as 1299.00.")
    if not has_one_reading(cell, currency):
        raise CatalogueError(f"{where} can be read in two ways; write it like 1299.00.")
    if price <= 0:
        raise CatalogueError(f"{where} is not above zero.")
    return price


def _is_within(price: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or price >= low) and (high is None or price <= high)


def _weighted_words(product: Product) -> Mapping[str, float]:
    weights: dict[str, float] = dict.fromkeys(search_words(product.description), _DESCRIPTION_WEIGHT)
    weights.update(dict.fromkeys(search_words(product.category), _CATEGORY_WEIGHT))
    weights.update(dict.fromkeys(search_words(product.name), _NAME_WEIGHT))
    return weights
