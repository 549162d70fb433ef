"""What a customer can spend, read from their words. Pure."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.selling.money import NUMBER_PATTERN, find_amounts, read_number

_MOST = Decimal(1_000_000_000)
_NEAR_LOW, _NEAR_HIGH = Decimal("0.7"), Decimal("1.2")
_COMPARABLE = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD"})
"""Currencies of which one unit buys about the same, so that the number still helps to choose."""

_SIGN = r"(?:[€$£₹¥]|R\$|[A-Z]{3}\b)"
_UNIT = (
    r"(?:cm|mm|m|kt?|ct|carats?|karats?|quilates?|g|gr|days?|weeks?|months?|years?|dias?|d[ií]as|semanas?|anos?|"
    r"años?|tagen?|"
    r"wochen?|jours?|semaines?|ans|am|pm|h|hours?|uhr|people|pessoas|personas|personen|pieces?|st|nd|rd|th)"
)
_MONEY = rf"{_SIGN}?\s?(?:{NUMBER_PATTERN})(?!\s?{_UNIT}\b)(?!\s?%|:\d)"
_FILLER = r"(?:\s(?:is|of|about|around|to|é|de|es|von|ist|est|like|only|just|a|the|maximum|of about|:))*:?\s?"
_BETWEEN = re.compile(
    rf"\b(?:between|entre|zwischen|from|von|desde|de)\s(?P<low>{_MONEY})\s?[€$£₹]?\s?"
    rf"(?:and|to|e|y|und|et|a|à|bis|até|ate|hasta|-|–)\s?(?P<high>{_MONEY})"
    rf"|(?P<low2>{_MONEY})\s?(?:-|–|to|bis|até|hasta)\s?(?P<high2>{_MONEY})\s?(?:[€$£₹]|euros?|eur|dollars?|reais)",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:under|below|up to|less than|cheaper than|max(?:imum|imal)?\.?|at most|(?:no|not) more than|não mais (?:de|"
    r"do que)|no más de|nicht mehr als|within|budget|"
    r"spend|"
    r"até|ate|menos (?:de|que|do que)|abaixo de|no máximo|máximo|orçamento|orcamento|gastar|hasta|por debajo de|"
    r"presupuesto|"
    r"unter|bis(?: zu)?|höchstens|weniger als|ausgeben|moins de|jusqu[’']?\s?[àa]|pas plus de|dépenser)"
    rf"{_FILLER}(?P<high>{_MONEY})"
    rf"|(?P<high2>{_MONEY})\s?[€$£₹]?\s?(?:euros?\s|dollars?\s)?(?:max\b|or less|at most|tops\b|budget|ou menos|"
    rf"o menos|no máximo|"
    r"maximal|höchstens)"
    rf"|\b(?:i have|tenho|tengo|ich habe|j'ai|for|por|für|fur|"
    rf"pour)\s(?P<high3>{_MONEY})(?=\s?[€$£₹]?\s?(?:euros?)?\s?(?:[?!.,]|$))",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:over|above|more than|at least|acima de|mais de|pelo menos|más de|mas de|por encima de|al menos|über|"
    r"mehr als|"
    rf"mindestens|ab|plus de|au moins|à partir de){_FILLER}(?P<low>{_MONEY})",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?:around|about|roughly|approx\w*\.?|cerca de|por volta de|alrededor de|unos|etwa|ungefähr|rund|circa|ca\.|"
    r"environ|"
    rf"autour de)\s(?P<near>{_MONEY})",
    re.IGNORECASE,
)
_ONLY_A_NUMBER = re.compile(rf"\s*(?:{NUMBER_PATTERN})\s*[.!]?\s*")


@dataclass(frozen=True)
class PriceRange:
    """Inclusive bounds, None where there is none. `near` is the amount said where it was “about” so much.

    `foreign` is the currency they were said in, if not the shop's.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    near: Decimal | None = None
    foreign: str | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None


def read_price_range(text: str, currency: str, *, is_budget: bool = False) -> PriceRange:
    """The price range a text asks for; an empty one when it names none.

    With `is_budget` the text is known to be about what the customer can spend, so that any number in it is.
    """
    prices = _bounds(text, currency, is_budget=is_budget)
    foreign = next((a.currency for a in find_amounts(text, currency) if a.currency not in {None, currency}), None)
    if foreign and not {foreign, currency} <= _COMPARABLE:
        return PriceRange(foreign=foreign)
    if prices.low is not None and prices.high is not None and prices.low > prices.high:
        prices = replace(prices, low=prices.high, high=prices.low)
    return replace(prices, foreign=foreign)


def _bounds(text: str, currency: str, *, is_budget: bool) -> PriceRange:
    between = _BETWEEN.search(text)
    if between:
        low, high = between["low"] or between["low2"], between["high"] or between["high2"]
        return PriceRange(_value(low, currency), _value(high, currency))
    at_most = _AT_MOST.search(text)
    at_least = _AT_LEAST.search(_AT_MOST.sub(" ", text))  # “not more than” holds “more than”
    if at_most or at_least:
        high = at_most["high"] or at_most["high2"] or at_most["high3"] if at_most else None
        return PriceRange(_value(at_least["low"] if at_least else None, currency), _value(high, currency))
    near = _NEAR.search(text)
    middle = _value(near["near"], currency) if near else None
    if middle is not None:
        return PriceRange(middle * _NEAR_LOW, middle * _NEAR_HIGH, middle)
    amounts = find_amounts(text, currency)
    if amounts:
        return PriceRange(high=_sensible(amounts[-1].value))
    return PriceRange(high=_value(text, currency) if is_budget or _ONLY_A_NUMBER.fullmatch(text) else None)


def _value(text: str | None, currency: str) -> Decimal | None:
    number = re.search(NUMBER_PATTERN, text) if text else None
    value = read_number(number[0], currency) if number else None
    return None if value is None else _sensible(value)


def _sensible(value: Decimal) -> Decimal | None:
    return value if 0 < value <= _MOST else None
