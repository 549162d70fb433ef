"""Where a session leaves the customer: the stage of the journey and the last interaction. Pure."""

import re
from collections.abc import Sequence

from bot.clients.offline_model import clause_cues as cues
from bot.clients.offline_model.clauses import LONGEST_LINE, Clause, without_filler
from bot.clients.offline_model.statements import Statement
from memory.profile import Profile, Stage
from memory.text import single_line
from memory.transcript import Author, Transcript

MOST_WORDS = 60
_TOPICS, _TOPIC_WORDS, _REQUEST_WORDS, _END_WORDS = 3, 7, 12, 10
_MOST_GOODS = 3
_INTEREST = frozenset({"preferences", "budget", "buying_triggers", "objections"})

_BOUGHT = re.compile(
    r"\b(?:(?:i|we)(?:'ve|’ve| have)?(?: just| already)? (?:paid|ordered|placed (?:the|my|an) order|bought it|"
    r"bought them|"
    r"purchased)|my (?:order|parcel|package) (?:has )?(?:arrived|came)|the (?:parcel|package|order) (?:has )?arrived|"
    r"ya pagué|já paguei|ich habe (?:bezahlt|bestellt))\b",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\b(?:(?:your|the) (?:order|booking|reservation|purchase|payment|ticket)s? (?:is|are|was|were|has been|have been) "
    r"(?:now )?(?:confirmed|placed|complete[d]?|booked|made|received|successful|shipped)|"
    r"(?:has|have) been (?:successfully )?(?:booked|reserved|purchased)|thank you for your (?:order|purchase|"
    r"payment))\b",
    re.IGNORECASE,
)
_DECIDING = re.compile(
    r"\b(?:i'll take|i’ll take|i will take|i(?:'d| would)? (?:want|like) to (?:buy|order|pay|purchase|reserve|book)|"
    r"ready to (?:buy|order|book|pay)|how (?:can|do|could|should) (?:i|we) (?:pay|order|buy)|payment link|"
    r"(?:reserve|book|order) (?:it|one|that|this|them)\b|send me (?:the|an) invoice|let's do it|go ahead|"
    r"place the order|"
    r"ordering now|it's a deal|deal$|sold$|l[oa]s? compro|me l[oa]s? llevo|"
    r"quiero (?:es[eao]s?|est[eao]s?|comprarl[oa]s?|pedirl[oa]s?)|fico com|levo|"
    r"quero (?:levar|comprar|encomendar|ess[ea]s?|est[ea]s?)|ich (?:nehme|kaufe|bestelle)|je (?:l[ea]s? )?prends)\b",
    re.IGNORECASE,
)
_LOOKING = re.compile(
    r"\b(?:how much|price|cost|in stock|available|do you (?:have|sell)|cu[aá]nto|quanto custa|wie viel|combien|"
    r"berapa)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"^\W*(\w[^\n–]{1,60}?) – (?=[^\n]{0,6}\d)", re.MULTILINE)
_OFFER_LINE = re.compile(r"^•[^\n]*$", re.MULTILINE)
ORDERED = "Wants to order"
"""How the last interaction says that the customer took something."""
_NOT_YET = re.compile(r"\b(?:not|don't|don’t|won't|can't|isn't|no)\b", re.IGNORECASE)


def next_stage(profile: Profile, transcript: Transcript, statements: Sequence[Statement]) -> Stage | None:
    """The stage after this session, or None when it stays as it was. No one falls back by talking of something else."""
    known = profile.value("journey_stage")
    before = Stage(known.text) if known and known.text in set(Stage) else None
    now = _stage_of(transcript, statements)
    if before is None:
        return now
    if before is Stage.POST_PURCHASE:
        return now if now in {Stage.NEAR_DECISION, Stage.WARM_LEAD} and _shows_interest(statements) else None
    order = list(Stage)
    return now if order.index(now) > order.index(before) else None


def _stage_of(transcript: Transcript, statements: Sequence[Statement]) -> Stage:
    customer = [line.text[:LONGEST_LINE] for line in transcript.lines if line.author is Author.CUSTOMER]
    seller = [line.text[:LONGEST_LINE] for line in transcript.lines if line.author is not Author.CUSTOMER]
    if any(_says(_BOUGHT, text) for text in customer) or any(_says(_CONFIRMED, text) for text in seller):
        return Stage.POST_PURCHASE
    if any(_says(_DECIDING, text) for text in customer):
        return Stage.NEAR_DECISION
    if _shows_interest(statements) or any(_LOOKING.search(text) for text in customer):
        return Stage.WARM_LEAD
    return Stage.FIRST_TOUCH


def _says(pattern: re.Pattern[str], text: str) -> bool:
    """True when a sentence says so and does not deny it or ask for it."""
    sentences = re.split(r"(?<=[.!?\n])\s+", text)
    return any(
        pattern.search(sentence) and not _NOT_YET.search(sentence) and (pattern is _DECIDING or "?" not in sentence)
        for sentence in sentences
    )


def _shows_interest(statements: Sequence[Statement]) -> bool:
    return any(statement.field in _INTEREST for statement in statements)


def last_interaction(transcript: Transcript, statements: Sequence[Statement], clauses: Sequence[Clause]) -> str | None:
    """At most MOST_WORDS words: what the talk was about, goods, the last request, the end. None without a word."""
    if not transcript.has_customer_words:
        return None
    parts = [_topics(statements), _goods(transcript), _last_request(clauses), _where_it_stopped(transcript)]
    return " ".join(" ".join(part for part in parts if part).split()[:MOST_WORDS])


def _topics(statements: Sequence[Statement]) -> str:
    recent: dict[str, None] = {}
    for statement in reversed([each for each in statements if each.field in _INTEREST]):
        recent.setdefault(_short(statement.text, _TOPIC_WORDS))
    topics = list(recent)[:_TOPICS]
    return f"Talked about: {'; '.join(reversed(topics))}." if topics else ""


def _goods(transcript: Transcript) -> str:
    """What the customer took, or else the one thing or the last list the shop showed."""
    offers: list[tuple[str, ...]] = []
    decided = has_taken = False
    for line in transcript.lines:
        text = line.text[:LONGEST_LINE]
        if line.author is Author.CUSTOMER:
            decided = _says(_DECIDING, text)
        elif names := tuple(_OFFERED.findall(text)):
            has_taken = decided and "?" not in text
            offers.append(names)
    if not offers:
        return ""
    if has_taken:
        return f"{ORDERED}: {', '.join(offers[-1][:_MOST_GOODS])}."
    single = next((names for names in reversed(offers) if len(names) == 1), offers[-1])
    return f"Looked at: {', '.join(single[:_MOST_GOODS])}."


def _last_request(clauses: Sequence[Clause]) -> str:
    for clause in reversed(clauses):
        if cues.asks(without_filler(clause.quote), is_question=clause.is_question):
            return f"Last request: “{_short(_request(clause), _REQUEST_WORDS)}”."
    return ""


def _request(clause: Clause) -> str:
    """A request in the customer's words, with the question mark that belongs to it."""
    return without_filler(clause.quote) + ("?" if clause.is_question else "")


def _where_it_stopped(transcript: Transcript) -> str:
    last = next(line for line in reversed(transcript.lines) if line.text.strip())
    words = _short(single_line(last.text, 400), _END_WORDS)
    if last.author is Author.CUSTOMER:
        return f"The customer had the last word: “{words}”."
    spoken = _last_sentence(_OFFER_LINE.sub(" ", last.text))
    if spoken.endswith("?"):
        return f"The shop's question is open: “{_short(spoken, _END_WORDS)}”."
    return f"The shop had the last word: “{_short(spoken, _END_WORDS) or words}”."


def _last_sentence(text: str) -> str:
    """The last sentence with words in it; an emoji alone is none."""
    sentences = [single_line(part, 400) for part in re.split(r"(?<=[.!?])\s+|\n+", text[-400:])]
    return next((each for each in reversed(sentences) if any(map(str.isalpha, each))), "")


def _short(text: str, words: int) -> str:
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]) + " …"
