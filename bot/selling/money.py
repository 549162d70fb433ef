"""Amounts of money in text: finding them in many scripts and currencies, and writing them. Pure."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from bot.selling.currencies import ISO_CODES, SPELLINGS, STYLES, THREE_DECIMALS
from bot.selling.number_words import NUMBER_WORDS_PATTERN, value_of_words

_SPACE = "[ \t\u00a0\u202f]"
_DIGITS = rf"(?<!\d)(?<!\d[.,])(?:\d{{1,3}}(?:{_SPACE}\d{{3}}(?!\d))+(?:[.,]\d{{1,2}}(?!\d))?|\d+(?:[.,'’٫٬]\d+)*)"
_SCALES = {"k": 1000, "mil": 1000, "thousand": 1000, "tausend": 1000, "mille": 1000, "hundred": 100, "lakh": 100_000}
_SCALE = rf"(?:{_SPACE}?(?i:k|mil|thousand|tausend|mille|hundred|lakh)(?!\w))"
NUMBER_PATTERN = rf"{_DIGITS}{_SCALE}?"
"""A number in digits, as a regular expression without groups."""

_RANGE = rf"{_SPACE}?(?:-|–|—|\bto\b|\bbis\b|\baté\b|\bhasta\b|\bà\b){_SPACE}?"
_PRICE_WORD = (
    r"(?i:costs?|price|priced|custa|custam|preço|cuesta|cuestan|precio|vale|kostet|kosten|preis|coûte|coûtent|prix|"
    r"стоит|цена|कीमत|السعر|سعر)"
)
_LINK = r"(?i:is|are|at|of|only|just|about|é|es|ist|est|de|só|solo|sólo|apenas|nur|seulement)"
_BARE_PRICE = re.compile(
    rf"\b{_PRICE_WORD}(?!\w)(?:[ \t:]+{_LINK}(?!\w)){{0,2}}[ \t:]*(?P<number>{NUMBER_PATTERN})(?![\w%]|{_SPACE}?[%x×])"
)


@dataclass(frozen=True)
class Amount:
    """An amount of money at `text[start:end]`. `currency` is an ISO 4217 code, None where the text does not say."""

    value: Decimal
    currency: str | None
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Where the amount stands."""
        return self.start, self.end


def find_amounts(text: str, home: str | None = None) -> tuple[Amount, ...]:
    """The amounts of money in a text, in order.

    A number is money when a currency stands beside it or a word such as “costs” before it. A sign of several
    currencies (`$`, `kr`) means `home` where that is one of them.
    """
    found: list[Amount] = []
    for match in _amount_pattern(home).finditer(text):
        found += _amounts_of(match, home)
    for match in _BARE_PRICE.finditer(text):
        start, end = match.span("number")
        value = read_number(match["number"], home)
        if value is not None and not any(start < amount.end and amount.start < end for amount in found):
            found.append(Amount(value, None, start, end))
    return tuple(sorted(found, key=lambda amount: amount.start))


def read_number(text: str, currency: str | None = None) -> Decimal | None:
    """The value of one number in digits (`1.299,00`, `1,299.00`, `2 500`, `2k`), or None when it is none.

    Where one separator has three digits behind it, they are thousands, but for currencies with three decimals.
    """
    match = re.fullmatch(rf"\s*(?P<digits>{_DIGITS})(?P<scale>{_SCALE})?\s*", text)
    if match is None:
        return None
    digits = re.sub(rf"{_SPACE}|['’٬]", "", match["digits"])
    scale = _SCALES[match["scale"].strip().casefold()] if match["scale"] else 1
    return Decimal(_with_decimal_point(digits, currency)) * scale


def has_one_reading(text: str, currency: str) -> bool:
    """False for `1.299`, which may be 1299 or a little more than 1, and for fractions no coin exists for."""
    groups = re.split(r"[.,٫]", re.sub(r"[^\d.,٫]", "", text))
    if len(groups) == 2:
        return len(groups[1]) <= 2 or (len(groups[1]) == 3 and currency in THREE_DECIMALS)
    return True


def format_money(value: Decimal, currency: str) -> str:
    """The amount as shops of its currency write it, rounded to its smallest unit: `€250`, `R$ 1.299,50`."""
    template, thousands, point = STYLES.get(currency, (f"{{}} {currency}", ",", "."))
    places = 3 if currency in THREE_DECIMALS else 2
    text = str(abs(round_half_up(value, places)))
    whole, _, fraction = text.partition(".")
    size = 2 if currency == "INR" else 3
    number = thousands.join(_groups(whole, size)) + (point + fraction if fraction.strip("0") else "")
    return ("-" if value < 0 else "") + template.format(number)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """The value with so many decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=16)
def _amount_pattern(home: str | None) -> re.Pattern[str]:
    """Currency then number, number then currency, or number in words then currency; each number may be a range."""
    codes = "|".join(sorted({*ISO_CODES, *([home] if home else [])}))
    spellings = sorted(SPELLINGS, key=len, reverse=True)
    leading = rf"(?:(?<!\w)(?:{codes})|(?i:{'|'.join(map(_leading, spellings))}))"
    trailing = rf"(?:(?:{codes})(?!\w)|(?i:{'|'.join(map(_trailing, spellings))}))"
    return re.compile(
        rf"(?P<before>{leading}){_SPACE}?(?P<first>{NUMBER_PATTERN})(?:{_RANGE}(?P<second>{NUMBER_PATTERN}))?"
        rf"(?:{_SPACE}?(?P<besides>{trailing})(?!\d))?"
        rf"|(?P<low>{NUMBER_PATTERN})(?:{_RANGE}(?P<high>{NUMBER_PATTERN}))?"
        rf"(?:,-+)?{_SPACE}?(?:de )?(?P<after>{trailing})(?!\d)"
        rf"|(?P<words>{NUMBER_WORDS_PATTERN}){_SPACE}(?:de )?(?P<spoken>{trailing})"
    )


def _leading(spelling: str) -> str:
    return (r"(?<!\w)" if spelling[0].isalpha() else "") + re.escape(spelling)


def _trailing(spelling: str) -> str:
    # Chinese, Japanese and Korean go on after a currency without a space.
    ends_a_word = spelling[-1].isalpha() and ord(spelling[-1]) < 0x2E80
    return re.escape(spelling) + (r"(?!\w)" if ends_a_word else "")


def _amounts_of(match: re.Match[str], home: str | None) -> list[Amount]:
    spellings = [match[name] for name in ("besides", "before", "after", "spoken") if match[name]]
    currency = min((_meanings(spelling) for spelling in spellings), key=len)
    code = home if home in currency else currency[0]
    if match["words"]:
        return [Amount(Decimal(value_of_words(match["words"])), code, match.start(), match.end())]
    numbers = [name for name in ("first", "second", "low", "high") if match[name]]
    edges = [match.start(), *(match.start(name) for name in numbers[1:]), match.end()]
    ends = [*(match.end(name) for name in numbers[:-1]), match.end()]
    values = [read_number(match[name], code) for name in numbers]
    return [
        Amount(value, code, start, end)
        for value, start, end in zip(values, edges, ends, strict=False)
        if value is not None
    ]


def _meanings(spelling: str) -> list[str]:
    return SPELLINGS.get(spelling.casefold(), spelling).split()


def _with_decimal_point(digits: str, currency: str | None) -> str:
    """Digits with separators as Decimal reads them: without thousands, the fraction after a point."""
    separators = [character for character in digits if character in ".,٫"]
    last = separators[-1] if separators else ""
    whole, _, fraction = digits.rpartition(last) if last else (digits, "", "")
    is_fraction = bool(last) and separators.count(last) == 1
    if is_fraction and len(separators) == 1 and len(fraction) == 3 and last != "٫":
        is_fraction = whole.strip("0") == "" or (last == "." and currency in THREE_DECIMALS)
    plain = re.sub(r"[.,٫]", "", whole)
    return f"{plain}.{fraction}" if is_fraction else plain + fraction


def _groups(whole: str, size: int) -> list[str]:
    """The digits of a whole number in groups: three from the right, then `size` each."""
    groups = [whole[-3:]]
    rest = whole[:-3]
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return groups
