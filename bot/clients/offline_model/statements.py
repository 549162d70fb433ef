"""What a customer stated in a session: clauses with their field, after everything that is no statement is left out."""

import re
from dataclasses import dataclass, field

from bot.clients.offline_model import clause_cues as cues
from bot.clients.offline_model import clause_money as money
from bot.clients.offline_model.clauses import (
    LONGEST_LINE,
    Clause,
    clauses_of,
    content_words,
    tidy,
    without_filler,
    words,
)
from bot.clients.offline_model.labels import Classifier, Label, Reading
from memory.transcript import Author, Line, Transcript

SHORT_ANSWER = 6
"""Words of an answer that lives from the question before it; a longer one speaks for itself."""

_OPENS_AS_QUESTION = re.compile(
    r"(?:is|are|was|were|does|do|has|have) (?:the|this|that|these|those|it|they)\b", re.IGNORECASE
)
_ANSWERABLE_AS_QUESTION = frozenset({Label.PREFERENCE, Label.BUDGET, Label.OBJECTION, Label.CHANNEL})
"""What customers also say in the form of a question: `do you have it in black?`, `would you take 90?`."""


_FAVOURITE = re.compile(r"\bmy (?:favou?rite|preferred)\b", re.IGNORECASE)
"""A favourite is a preference whatever it is of, and stands in one field so that the next can replace it."""


@dataclass(frozen=True)
class Statement:
    """One thing the customer said of one field. `quote` stands in the line exactly so, `text` is its tidied form.

    `instead_of` are the content words of what the seller had just said cannot be had, when this is an alternative.
    """

    line: Line
    field: str
    text: str
    quote: str
    instead_of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Context:
    """What the seller had said when the customer spoke."""

    question_topic: str | None = None
    sums: frozenset[str] = field(default_factory=frozenset)
    refused: frozenset[str] = frozenset()


def readable_clauses(transcript: Transcript) -> list[Clause]:
    """The customer's clauses, without the messages that give the bot orders instead of telling it something."""
    return [clause for clause in clauses_of(transcript) if not cues.INSTRUCTION.search(clause.line.text[:LONGEST_LINE])]


def read_statements(transcript: Transcript, classifier: Classifier) -> list[Statement]:
    """What the customer stated, oldest first."""
    clauses = [clause for clause in readable_clauses(transcript) if not cues.WITHDRAWAL.search(clause.quote)]
    readings = classifier.read([_as_read(clause) for clause in clauses])
    contexts = _contexts(transcript)
    found: list[Statement] = []
    for clause, reading in zip(clauses, readings, strict=True):
        found.extend(_statements(clause, reading, contexts[clause.line.number]))
    return found


def _as_read(clause: Clause) -> str:
    """A clause as the classifier was trained on it: without filler, with its question mark."""
    return without_filler(clause.quote) + ("?" if clause.is_question else "")


def _contexts(transcript: Transcript) -> dict[int, Context]:
    """For every line's number what the seller had said before it; the topic is that of the seller's last message."""
    contexts: dict[int, Context] = {}
    topic: str | None = None
    sums: set[str] = set()
    refused: frozenset[str] = frozenset()
    for line in transcript.lines:
        contexts[line.number] = Context(topic, frozenset(sums), refused)
        if line.author is not Author.CUSTOMER:
            text = line.text[:LONGEST_LINE]
            topic = cues.topic_of(text)
            refused = _refused(text)
            sums.update(amount.digits for amount in money.amounts(text))
    return contexts


def _refused(seller_text: str) -> frozenset[str]:
    """The content words of the sentences in which the seller says that something cannot be had."""
    sentences = re.split(r"(?<=[.!?])\s+", seller_text)
    return frozenset(word for each in sentences if cues.NOT_TO_BE_HAD.search(each) for word in content_words(each))


def _statements(clause: Clause, reading: Reading, context: Context) -> list[Statement]:
    budget = _budget_text(clause, reading, context)
    statements = [Statement(clause.line, "budget", budget, clause.quote)] if budget else []
    field_name = _other_field(clause, reading, context)
    if field_name and (not budget or reading.label is Label.PREFERENCE):
        # Without the cue words a short answer would do as well, but might as well ask for something more.
        proposes = cues.ALTERNATIVE.search(clause.line.text[:LONGEST_LINE])
        instead_of = context.refused if proposes else frozenset[str]()
        statements.append(Statement(clause.line, field_name, tidy(clause.quote), clause.quote, instead_of))
    return statements


def _other_field(clause: Clause, reading: Reading, context: Context) -> str | None:
    """The field of a clause that is not about money."""
    text = tidy(clause.quote)
    if not any(word.isalpha() and len(word) > 1 for word in content_words(text)):
        return None
    if _tells_nothing(clause, text, reading):
        return None
    asked = cues.asks(without_filler(clause.quote), is_question=clause.is_question)
    if reading.field and reading.label is not Label.BUDGET and (not asked or reading.label in _ANSWERABLE_AS_QUESTION):
        return _corrected_field(reading.field, text)
    if not asked and (cue := _field_by_cue(text)):
        return cue
    if not reading.field and not asked and _is_short_answer(clause) and context.question_topic != "budget":
        return context.question_topic
    return None


def _tells_nothing(clause: Clause, text: str, reading: Reading) -> bool:
    """True for what lives from the talk around it, whatever the classifier reads into it."""
    if reading.label is Label.PERSONAL:
        return cues.AGAIN.search(text) is not None
    if cues.ABOUT_THE_SELLER.search(text) or cues.POINTING.match(text):
        return True
    plain = without_filler(clause.quote)
    is_question = clause.is_question or _OPENS_AS_QUESTION.match(plain) is not None
    return is_question and cues.ABOUT_A_THING.search(plain) is not None


def _corrected_field(read: str, text: str) -> str:
    """The field that was read, but for words that say plainly which one it is."""
    if _FAVOURITE.search(text):
        return "preferences"
    return "objections" if read == "preferences" and cues.DOUBT.search(text) else read


def _field_by_cue(text: str) -> str | None:
    """For a statement the classifier makes nothing of: a doubt, or what somebody likes."""
    if cues.DOUBT.search(text):
        return "objections"
    return "preferences" if cues.LIKING.search(text) else None


def _is_alternative(clause: Clause) -> bool:
    """Whether a clause may be what the customer wants instead: said so, or in a few words."""
    return cues.ALTERNATIVE.search(clause.line.text[:LONGEST_LINE]) is not None or _is_short_answer(clause)


def _is_short_answer(clause: Clause) -> bool:
    return len(words(clause.quote)) <= SHORT_ANSWER and not cues.NO_ANSWER.match(clause.quote)


def _budget_text(clause: Clause, reading: Reading, context: Context) -> str | None:
    """The clause as a budget, or None. A sum that only repeats the seller's, or complains of it, is none."""
    was_asked = context.question_topic == "budget" and _is_short_answer(clause)
    own = [amount for amount in money.amounts(clause.quote) if _is_money(amount, clause, reading, was_asked=was_asked)]
    spends = money.SPENDING.search(clause.quote) is not None
    if own:
        repeats = all(amount.digits in context.sums for amount in own)
        asked = cues.asks(without_filler(clause.quote), is_question=clause.is_question)
        means_own = spends or was_asked or (reading.label is Label.BUDGET and not asked and not repeats)
        return tidy(clause.quote) if means_own else None
    if reading.label is Label.BUDGET and money.NO_MATTER.search(clause.quote):
        return tidy(clause.quote)
    if reading.label in {Label.BUDGET, Label.PREFERENCE} or was_asked or (context.refused and _is_alternative(clause)):
        return money.price_level(clause.quote)
    return None


def _is_money(amount: money.Amount, clause: Clause, reading: Reading, *, was_asked: bool) -> bool:
    """A bare number is a sum only where money is the talk: `7` may be a size, `up to 4` may be guests."""
    if amount.has_currency or was_asked or reading.label is Label.BUDGET:
        return True
    return money.ABOUT_OWN_MONEY.search(clause.quote) is not None
