"""The price guard: may a draft leave, as far as money is concerned? Pure.

A draft may name the catalogue's prices, exact sums and multiples of the prices of products it names, amounts the
customer said, and amounts and discounts of the shop's own texts. Sizes, days, telephone numbers and the like are no
money and are left alone.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bot.clients.protocols import ReplyRequest
from bot.selling.catalogue import Catalogue, Product
from bot.selling.money import NUMBER_PATTERN, Amount, find_amounts, read_number
from bot.selling.number_words import NUMBER_WORDS_PATTERN, value_of_words
from bot.selling.words import one_line
from memory.transcript import Author

_MOST_SUMS = 20_000
_PIECES = frozenset(map(Decimal, range(1, 21)))
_PERCENT = r"(?:%|％|٪|percent\b|per cent\b|por cento\b|por ciento\b|prozent\b|pour ?cent\b|процент|प्रतिशत)"
_PERCENTAGE = re.compile(
    rf"(?i:(?P<digits>{NUMBER_PATTERN})\s?{_PERCENT}|(?P<words>{NUMBER_WORDS_PATTERN})\s{_PERCENT}|[%％](?P<after>\d+))"
)
_REDUCTION_WORD = (
    r"(?:\boff\b|discount|\bless\b|cheaper|reduc|rebate|\bsave\b|\bsale\b|desconto|descuento|rebaja|\babat|rabatt|"
    r"nachlass|günstiger|billiger|ermäßig|remise|réduction|moins cher|sconto|korting|indirim|diskon|"
    r"скидк|छूट|خصم|折|割引|할인)"
)
_REDUCTION = re.compile(_REDUCTION_WORD, re.IGNORECASE)
_AMOUNT_OFF = re.compile(rf"^\W{{0,3}}(?:(?:of|de|en|em)\W)?{_REDUCTION_WORD}", re.IGNORECASE)
_OFF_AMOUNT = re.compile(rf"{_REDUCTION_WORD}(?:\W(?:of|de|von|um))?\W{{0,3}}$", re.IGNORECASE)
_REDUCTION_WITHOUT_NUMBER = re.compile(
    r"(?i:half[- ]price|half off|(?:two|2) for (?:one|1|the price of)|buy one,? get one|for free\b|free of charge|"
    r"metade do preço|de graça|mitad de precio|(?:dos|2) por (?:uno|1)|gratis\b|grátis|halber preis|zum halben preis|"
    r"kostenlos|umsonst|moitié prix|gratuite?\b)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?;。！？])\s+|\n+")
_TALKS_OF_MONEY = re.compile(
    r"(?i:budget|spend|pay|price|cost|under\b|below|up to|max|less than|between|around|afford|offer|cheap|"
    r"orçamento|gastar|pagar|preço|até\b|menos de|entre\b|presupuesto|precio|hasta|ausgeben|preis|höchstens|unter\b|"
    r"bis\b|"
    r"dépenser|payer|prix|jusqu|moins de)"
)
_NUMBER_IN_WORDS = re.compile(NUMBER_WORDS_PATTERN)
_BARE_NUMBER = re.compile(rf"{NUMBER_PATTERN}(?![\w%])")
_SHORT_TEXT = 16
"""A text so short that is mostly a number answers the question for a budget."""


def check_answer(draft: str, request: ReplyRequest) -> tuple[str, ...]:
    """As `check_prices`, with the customer's and the shop's texts taken from the request the draft answers."""
    sellers = (u.text for u in (*request.earlier, *request.session) if u.author is Author.AGENT)
    return check_prices(draft, request.catalogue, customer_words(request), (request.shop.description, *sellers))


def customer_words(request: ReplyRequest) -> tuple[str, ...]:
    """Everything the customer said that a request knows of: the talk, and the facts remembered."""
    remembered = request.profile.facts.values() if request.profile else ()
    return (
        *(u.text for u in (*request.earlier, *request.session) if u.author is Author.CUSTOMER),
        *(fact.text for facts in remembered for fact in facts),
    )


def check_prices(
    draft: str, catalogue: Catalogue, allowed_texts: Iterable[str], shop_texts: Iterable[str] = ()
) -> tuple[str, ...]:
    """What keeps a draft from leaving, a sentence each; nothing when it may leave.

    `allowed_texts` are the customer's own words: amounts in them may be repeated, but discounts in them are wishes.
    `shop_texts` are the shop's own words (its description, a seller's messages): what they say holds.
    """
    named = catalogue.find_named_in(draft)
    shop = _shop_words(draft, catalogue, [*shop_texts, *(product.description for product in named)])
    covered = tuple(_spans_of_names(draft, named))
    quoted = (*covered, *_spans(draft, {one_line(product.description) for product in named}))
    bare = _without_digits(draft, covered)
    amounts = [amount for amount in find_amounts(bare, catalogue.currency) if not _is_covered(amount.span, covered)]
    said = amounts_said(allowed_texts, catalogue.currency) | _values(shop, catalogue.currency)
    known = catalogue.prices | _sums(draft, named, amounts)
    problems = [_amount_problem(draft, amount, catalogue, known, said) for amount in amounts]
    given = _discounts(shop, catalogue.currency)
    asked = _discounts(_blank(draft, quoted, "x"), catalogue.currency)
    wrong = {key: words for key, words in asked.items() if key not in given}
    problems += [f"“{words}” is a discount that the shop has not given." for words in wrong.values()]
    return tuple(dict.fromkeys(problem for problem in problems if problem))


def _shop_words(draft: str, catalogue: Catalogue, texts: Iterable[str]) -> str:
    """The shop's texts, as written and as an answer quotes them on one line, and the categories the draft names."""
    categories = (one_line(category) for category in catalogue.categories)
    named = (category for category in categories if category in draft)
    return "\n".join((*(form for text in texts for form in (text, one_line(text))), *named))


def _amount_problem(
    draft: str, amount: Amount, catalogue: Catalogue, known: frozenset[Decimal], said: frozenset[Decimal]
) -> str | None:
    words = draft[amount.start : amount.end].strip()
    if amount.value in said or (amount.value in known and amount.currency in {None, catalogue.currency}):
        return None
    if amount.currency not in {None, catalogue.currency}:
        return f"“{words}” is not in the shop's currency, {catalogue.currency}."
    return f"“{words}” is not a price of the catalogue."


def _spans_of_names(draft: str, named: Iterable[Product]) -> Iterator[tuple[int, int]]:
    return _spans(draft, {name for product in named for name in (product.name, one_line(product.name))})


def _spans(draft: str, texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the shop's own texts stand in a draft; one without two letters proves nothing."""
    for text in texts:
        if sum(character.isalpha() for character in text) > 1:
            yield from (match.span() for match in re.finditer(re.escape(text), draft, re.IGNORECASE))


def _is_covered(span: tuple[int, int], covered: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in covered)


def _sums(draft: str, named: tuple[Product, ...], amounts: Iterable[Amount]) -> frozenset[Decimal]:
    """What the named products may cost together, in the numbers of pieces that the draft can mean."""
    without_amounts = _blank(draft, [amount.span for amount in amounts], " ")
    numbers = [read_number(match[0]) for match in _BARE_NUMBER.finditer(without_amounts)]
    numbers += [Decimal(value_of_words(match[0])) for match in _NUMBER_IN_WORDS.finditer(without_amounts)]
    pieces = {Decimal(0), Decimal(1), Decimal(2)}
    pieces |= {number for number in numbers if number is not None and number in _PIECES}
    sums = {Decimal(0)}
    for product in named:
        if len(sums) * len(pieces) > _MOST_SUMS:
            break
        sums = {total + product.price * number for total in sums for number in pieces}
    return frozenset(sums - {Decimal(0)})


def _values(text: str, currency: str) -> frozenset[Decimal]:
    return frozenset(amount.value for amount in find_amounts(text, currency))


def amounts_said(texts: Iterable[str], currency: str) -> frozenset[Decimal]:
    """Amounts in the customer's words; a bare number is one where the customer talks of money or says little else."""
    said: set[Decimal] = set()
    for text in texts:
        said |= _values(text, currency)
        if _TALKS_OF_MONEY.search(text) or len(text.strip()) <= _SHORT_TEXT:
            numbers = (read_number(match[0], currency) for match in _BARE_NUMBER.finditer(text))
            said |= {number for number in numbers if number is not None}
    return frozenset(said)


def _discounts(text: str, currency: str) -> dict[Decimal | str, str]:
    """The discounts a text speaks of: what each takes off (a number, or a phrase) and the words for it."""
    found: dict[Decimal | str, str] = {}
    for amount in find_amounts(text, currency):
        if _AMOUNT_OFF.search(text[amount.end :]) or _OFF_AMOUNT.search(text[: amount.start]):
            found[amount.value] = text[amount.start : amount.end]
    for sentence in _SENTENCE_END.split(text):
        if _REDUCTION.search(sentence):
            found |= {_percentage_value(match): match[0] for match in _PERCENTAGE.finditer(sentence)}
    found |= {match[0].casefold(): match[0] for match in _REDUCTION_WITHOUT_NUMBER.finditer(text)}
    return found


def _without_digits(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text, as long as before, where no digit within the spans can be taken for a part of an amount beside it."""
    for start, end in spans:
        text = text[:start] + re.sub(r"\d", "x", text[start:end]) + text[end:]
    return text


def _blank(text: str, spans: Iterable[tuple[int, int]], filler: str) -> str:
    for start, end in spans:
        text = text[:start] + filler * (end - start) + text[end:]
    return text


def _percentage_value(match: re.Match[str]) -> Decimal | str:
    if match["words"]:
        return Decimal(value_of_words(match["words"]))
    value = read_number(match["digits"] or match["after"])
    return match[0] if value is None else value
