"""Amounts and price levels in a customer's words. Pure."""

import re
from dataclasses import dataclass

_SYMBOL = r"(?:US\$|R\$|A\$|C\$|[$€£₹¥₺₽₩])"
_CURRENCY_WORD = (
    r"(?:dollars?|bucks|usd|euros?|eur|pounds?|quid|gbp|rupees?|rs|inr|reais|real|brl|pesos?|rupiah|ribu|juta|"
    r"francs?|chf|"
    r"grand|lakh)"
)
_NUMBER = r"\d+(?:[.,'’\u00a0]\d{3})*(?:[.,]\d{1,2})?(?!\d)"
_SMALL = (
    "ten|eleven|twelve|fifteen|twenty|twenty-five|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    "one|two|"
    "three|four|five|six|seven|eight|nine|half|million"
)
_NUMBER_WORDS = rf"(?:(?:a|{_SMALL})[ -])*(?:{_SMALL})"
_AMOUNT = re.compile(
    rf"(?P<symbol>{_SYMBOL})\s?(?P<after>{_NUMBER})\s?(?P<thousand>k\b)?"
    rf"|(?P<before>{_NUMBER})\s?(?P<kilo>k\b)?\s?(?P<unit>{_SYMBOL}|{_CURRENCY_WORD}\b)"
    rf"|(?P<bare>(?<![\w.,:/-]){_NUMBER})(?:(?P<bare_kilo>\s?k)\b)?(?:ish)?(?![\w%:/-])"
    rf"|\b(?P<words>{_NUMBER_WORDS})\b(?:\s(?P<word_unit>{_CURRENCY_WORD})\b)?",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"\b(?:(?:cheap(?:er|est)?|moderate(?:ly)?|mid(?:dle)?|medium|expensive|affordable|inexpensive|reasonabl[ey]|"
    r"low|high)"
    r"(?:[- ](?:price[ds]?(?: range)?|priced|range|cost|end|budget))|"
    r"cheap(?:est)?|expensive|moderate|moderately|affordable|inexpensive|mid-?range|high-?end|low-?cost|luxury|"
    r"barato|barata|económic[oa]|caro|cara|günstig\w*|teuer|pas cher|murah|mahal|sast[aie]|saste|meheng[aie]|mehngi)\b",
    re.IGNORECASE,
)
_COMPLAINT_BEFORE = re.compile(
    r"\b(?:too|so|very|bit|quite|pretty|rather|how|that|that's|it's|its|is|are|was|looks?|seems?|more|not|isn't|less|"
    r"why|demasiado|muy|muito|zu|trop|terlalu|bahut|está|es|é)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
SPENDING = re.compile(
    r"\b(?:budget|spend(?:ing)?|afford|ceiling|set aside|put(?:ting)? aside|allowance|approved|signed off|chipp?ing in|"
    r"(?:my|our|the) (?:max(?:imum)?|limit|cap|top|final offer)|cap is|tops|at (?:the )?most|no more than|"
    r"not more than|"
    r"(?:not|don't|can't|cannot|won't) (?:\w+ ){0,3}(?:over|above|beyond|past|more than)|go (?:up )?to|go as high|"
    r"stretch to|"
    r"(?:i|we)(?:'d| would| could| can|'ll| will)? (?:pay|give you|offer|do|take it for)|(?:like|"
    r"willing) to (?:pay|offer)|"
    r"would you take|good up to|up to|under|below|less than|max|"
    r"presupuesto|gastar|como mucho|como máximo|llegar a|orçamento|limite|no máximo|até|höchstens|maximal|"
    r"ausgeben|bis zu|"
    r"gehe ich nicht|dépenser|jusqu'à|anggaran|maksimal|kharch|tak)\b",
    re.IGNORECASE,
)
ABOUT_OWN_MONEY = re.compile(
    r"\b(?:budget|spend(?:ing)?|afford|pay|money|price|cost|set aside|offer|presupuesto|gastar|pagar|orçamento|limite|"
    r"ausgeben|dépenser|anggaran)\b",
    re.IGNORECASE,
)
NO_MATTER = re.compile(
    r"\b(?:money|price|cost)\b.*\b(?:no|not|n't|never)\b|\b(?:no|not|don't|doesn't|any)\b.*\b(?:money|price|cost)\b"
    r"|\btight\b.*\bbudget\b|\btight on (?:money|cash)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """A sum named in a text. `digits` are its digits for comparing; `has_currency` is False for a bare number."""

    digits: str
    has_currency: bool


def amounts(text: str) -> list[Amount]:
    """The sums in a text, in order; numbers in words count only with a currency or from a hundred up."""
    return [amount for match in _AMOUNT.finditer(text) if (amount := _amount(match)) is not None]


def _amount(match: re.Match[str]) -> Amount | None:
    if words := match["words"]:
        if not match["word_unit"] and not re.search(r"hundred|thousand|million", words, re.IGNORECASE):
            return None
        return Amount(words.casefold(), match["word_unit"] is not None)
    number = match["after"] or match["before"] or match["bare"]
    digits = re.sub(r"[.,]\d{1,2}$", "", number)
    digits = re.sub(r"\D", "", digits)
    if match["thousand"] or match["kilo"] or match["bare_kilo"]:
        digits = _thousands(number)
    return Amount(digits, match["symbol"] is not None or match["unit"] is not None)


def _thousands(number: str) -> str:
    """`1.2` thousand -> `1200`."""
    return str(round(float(number.replace(",", ".")) * 1000)) if number.count(".") + number.count(",") < 2 else number


def price_level(text: str) -> str | None:
    """The customer's words for how dear it may be (`moderate price range`), unless they complain of a price."""
    for match in LEVEL.finditer(text):
        if not _COMPLAINT_BEFORE.search(text[: match.start()]):
            return match.group()
    return None
