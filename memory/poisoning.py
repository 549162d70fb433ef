"""What a customer's words may not become: an order to the bot, or a fact about the shop. Pure.

Facts go into every later prompt. There they are fenced as data, so a text that orders something is inert; but a model
may be weak, and nothing of value is lost by not storing it. So two kinds of text are refused as facts:

- **Orders**: markup and role labels of prompts, talk of prompts and rules, role play, what the bot must do.
- **The shop's part**: discounts, prices, gifts, policies that are told as given. The customer's *wish* for a discount
  is a fact about the customer; that there is one stands in the catalogue or with the team, never in a memory.

How to greet or reach the customer ("never call me", "always reply in Spanish") is no order in this sense.
"""

import re
import unicodedata
from itertools import chain

from memory import poisoning_words as words
from memory.briefing import inert
from memory.privacy import phrases, plain
from memory.text import is_invisible

_LOOK_ALIKES = str.maketrans(
    "асеорхуіјѕԁһкмтвнгзАВЕКМНОРСТУХІЈЅαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "aceopxyijsdhkmtbhr3ABEKMHOPCTYXIJSaeiknoptuxABEZHIKMNOPTYXabcdefghijklmnoprstuvwyz",
)
_LEET = str.maketrans("0134570@$", "oieastoas")

_MARKUP = re.compile(
    r"‹\s*/?\s*[a-z_|!?][^‹›]{0,80}›|‹\s*/|\[/?(?:inst|sys|system)\b[^\]]*\]|```|(?:^|\s)#{3,}\s|"
    r"[\"'](?:action|operations|fact|quote|role|content|field)[\"']\s*:|\d+\s*\|\s*(?:customer|bot|agent)\s*\||\bf\d+\s*\|"
)
_THINGS = ("sound", "speaker", "audio", "solar", "stereo", "alarm", "security", "operating", "cooling", "home", "power")
"""Systems that a shop sells."""
_LABEL = re.compile(
    "".join(rf"(?<!\b{thing}\s)" for thing in _THINGS)
    + r"(?<!\w)(?:system|assistant|developer|bot|agent|human|user|tool|operator|admin|administrator|"
    r"sistema|asistente|assistente|desarrollador|desenvolvedor|système|assistent|система|бот|النظام|सिस्टम|sistem)\s*"
    r"(?:\([^)]*\)|message|prompt|note)?\s*[:：]"
)
_FAR, _NEAR = 6, 3


def _near(one: re.Pattern[str], other: re.Pattern[str], distance: int) -> re.Pattern[str]:
    """A pattern for two patterns with at most so many words between them, in either order."""
    between = rf"\w*(?:\s+\S+){{0,{distance}}}?\s+"
    return re.compile(f"{one.pattern}{between}{other.pattern}|{other.pattern}{between}{one.pattern}")


_GRANTING = phrases(words.GRANTING)
_ALWAYS = phrases(words.ALWAYS)
_OFF = r"\d\s+(?:percent |per cent |pct |dollars |euros |usd |eur )?off(?!\w)|percent off(?!\w)"
_DISCOUNT = re.compile(f"{phrases((), stems=words.DISCOUNT_STEMS).pattern}|{_OFF}")
_FREE = phrases(words.FREE)
_GOODS = phrases((), stems=words.GOODS_STEMS)
_PRICE = phrases((), stems=words.PRICE_STEMS)
_POLICY = phrases((), stems=words.POLICY_STEMS)
_PERCENT = phrases(words.PERCENT)
_ENTITLED = phrases(words.ENTITLED)
_WISHING = phrases((), stems=words.WISHING_STEMS)
_LIMITING = phrases((), stems=words.LIMITING_STEMS)
_SHOP_SAYS = re.compile(rf"^{phrases(words.SHOP).pattern}(?:\s+\S+)?\s+{phrases(words.SHOP_VERBS).pattern}")
_NOT_THEIR_OWN = "".join(
    f"(?<!{word} )" for word in ("her", "his", "my", "our", "their", "su", "seu", "sua", "meu", "mi")
)
"""A customer's own assistant may well have to do something."""
_ORDERS = (
    _near(phrases(words.IGNORING), phrases((), stems=words.RULE_STEMS), _FAR),
    phrases((*words.PROMPT_TALK, *words.ROLE_PLAY, *words.OTHER_PROFILES)),
    _near(phrases(words.YOU_MUST), phrases((*words.GRANTING, *words.OBEYING, *words.ALWAYS)), _NEAR),
    re.compile(rf"{_NOT_THEIR_OWN}{phrases(words.BOT).pattern}(?:\s+\S+)?\s+{phrases(words.MUST).pattern}"),
    _near(phrases(words.REVEALING), phrases((), stems=words.INTERNAL_STEMS), _FAR),
)


def gives_orders(text: str) -> bool:
    """Whether a text looks like a part of a prompt, or tells the bot what to be or to do."""
    visible = inert(unicodedata.normalize("NFKC", text)).casefold()
    if _MARKUP.search(visible) or _LABEL.search(visible):
        return True
    return any(_orders(reading) for reading in _readings(text))


def speaks_for_shop(text: str, *, concern: bool = False) -> bool:
    """Whether a text tells a discount, price, gift or policy as given. `concern`: it is told as what holds them back.

    A wish ("hopes for 10 % off") tells nothing as given, nor does a limit ("price up to 200"); a concern only does
    when it claims a right.
    """
    return any(_claims(reading, concern=concern) for reading in _readings(text))


def _orders(reading: str) -> bool:
    if any(pattern.search(reading) for pattern in _ORDERS):
        return True
    benefit = _DISCOUNT.search(reading) or _FREE.search(reading) or _POLICY.search(reading) or _PRICE.search(reading)
    return bool(benefit and _ALWAYS.search(reading) and _GRANTING.search(reading))


def _claims(reading: str, *, concern: bool) -> bool:
    counted = any(character.isdigit() for character in reading) or _PERCENT.search(reading) is not None
    entitled = _ENTITLED.search(reading) is not None
    terms = _DISCOUNT.search(reading) or _POLICY.search(reading)
    gift = _FREE.search(reading) and (entitled or _GOODS.search(reading))
    if entitled and (terms or gift):
        return True
    if concern or _WISHING.search(reading):
        return False
    priced = counted and _PRICE.search(reading) and not _LIMITING.search(reading)
    return bool((counted and terms) or gift or priced or _SHOP_SAYS.search(reading))


def _readings(text: str) -> set[str]:
    """The ways a text can be read: as it stands, with look-alikes undone, digits as letters, s p e l t  o u t."""
    visible = unicodedata.normalize("NFKC", "".join(each for each in text if not is_invisible(each)))
    latin = " ".join(_latin(word) for word in visible.split())
    lettered = " ".join(
        word.translate(_LEET) if any(map(str.isalpha, word)) and not word.isalpha() else word for word in latin.split()
    )
    joined = re.sub(r"(?<!\w)(?:\w[ .\-_*]){3,}\w(?!\w)", lambda found: re.sub(r"\W|_", "", found.group()), latin)
    return {plain(reading) for reading in (visible, latin, lettered, joined)}


def _latin(word: str) -> str:
    """A word that mixes Latin with look-alikes of other scripts, in Latin; a word of one script as it is."""
    if word.isascii() or not any(character.isascii() and character.isalpha() for character in word):
        return word if not _is_small_capitals(word) else word.translate(_LOOK_ALIKES)
    return word.translate(_LOOK_ALIKES)


def _is_small_capitals(word: str) -> bool:
    return any("LETTER SMALL CAPITAL" in unicodedata.name(character, "") for character in word)


def numbers_in(text: str) -> set[str]:
    """The numbers that a text names."""
    return set(chain(re.findall(r"\d+", plain(text))))
