"""What may not become a fact although the customer said it, and in what shape texts are kept. Pure."""

import re

from memory.fields import Fields
from memory.operations import Operation
from memory.poisoning import gives_orders, numbers_in, speaks_for_shop
from memory.privacy import sensitive, withheld
from memory.refusals import Reason, Refused
from memory.text import is_same, normalised, single_line, storable
from memory.transcript import Author, Transcript
from memory.words import SAYING_NOTHING

LONGEST_TEXT = 500
LONGEST_QUOTE = 4096
LONGEST_INTERACTION_WORDS = 60

_SENTENCE_ENDS = re.compile(r"(?<=[.!?。؟।…])\s+")


def tidied(operation: Operation) -> Operation:
    """The operation in texts that can be stored and stand on one line."""
    tidied = {
        "field": single_line(storable(operation.field), 100),
        "fact": operation.fact and single_line(storable(operation.fact), 100),
        "text": operation.text and single_line(storable(operation.text), LONGEST_TEXT + 2),
        "quote": operation.quote and single_line(storable(operation.quote), LONGEST_QUOTE),
    }
    return operation.model_copy(update=tidied)


def first_words(text: str) -> str:
    """A summary on one line, of at most as many words as one may have."""
    words = single_line(storable(text), LONGEST_TEXT).split()
    if len(words) <= LONGEST_INTERACTION_WORDS:
        return " ".join(words)
    return " ".join(words[:LONGEST_INTERACTION_WORDS]) + "…"


def says_nothing(text: str) -> bool:
    """Whether a text only fills the place of a value."""
    return normalised(text) in SAYING_NOTHING | {""}


def refuse_unusable(operation: Operation, fields: Fields) -> None:
    """Refuse a text that says nothing, too much, or only what its field means."""
    text = operation.text or ""
    if says_nothing(text):
        raise Refused(Reason.UNUSABLE_TEXT, "It says nothing.")
    if len(text) > LONGEST_TEXT:
        raise Refused(Reason.UNUSABLE_TEXT, f"It is longer than {LONGEST_TEXT} characters.")
    if is_same(text, fields.by_name[operation.field].meaning):
        raise Refused(Reason.UNUSABLE_TEXT, "It repeats what the field means.")


def refuse_sensitive(operation: Operation) -> None:
    """Refuse to store what must not be stored, in the fact or in the words that prove it, whoever asks for it."""
    refuse_sensitive_text(operation.text or "")
    refuse_sensitive_text(operation.quote or "")


def refuse_sensitive_text(text: str) -> None:
    """Refuse to store a text that must not be stored."""
    found = sensitive(text)
    if found is not None:
        raise Refused(Reason.SENSITIVE, f"It carries {found.value}, which is never stored as a fact.")


def refuse_unfit_summary(text: str) -> None:
    """Refuse a stage or a last interaction, as a person writes them, that could not be stored as it is."""
    if says_nothing(text):
        raise Refused(Reason.UNUSABLE_TEXT, "It says nothing.")
    if len(text) > LONGEST_TEXT or len(text.split()) > LONGEST_INTERACTION_WORDS:
        longest = f"{LONGEST_INTERACTION_WORDS} words or {LONGEST_TEXT} characters"
        raise Refused(Reason.UNUSABLE_TEXT, f"It is longer than {longest}.")
    refuse_sensitive_text(text)


def refuse_poison(operation: Operation, heard: Transcript | None, *, answers: bool = False) -> None:
    """Refuse what gives orders or speaks for the shop. `answers`: the text says how the shop answered an objection.

    An answer may name terms of which the seller named the numbers in the transcript.
    """
    text = operation.text or ""
    if gives_orders(text):
        raise Refused(Reason.ORDER, "It reads as an order to the bot; a memory holds facts about the customer.")
    concern = operation.field == "objections" and not answers
    if speaks_for_shop(text, concern=concern) and not (answers and _is_from_seller(text, heard)):
        raise Refused(Reason.SHOP_MATTER, "It tells prices or promises of the shop, not something about the customer.")


def fit_sentences(text: str, heard: Transcript | None) -> str:
    """A summary without the sentences that may not be stored. A promise stays when the seller named its numbers."""
    kept = [sentence for sentence in _SENTENCE_ENDS.split(text) if _is_fit(sentence, heard)]
    fit = " ".join(kept)
    return "" if sensitive(fit) or gives_orders(fit) else fit


def showable(operation: Operation) -> Operation:
    """The operation as it is kept beside a version: without what must not be stored."""
    names = ("field", "fact", "text", "quote")
    hidden = {name: withheld(value) for name in names if (value := getattr(operation, name))}
    return operation.model_copy(update=hidden)


def _is_fit(sentence: str, heard: Transcript | None) -> bool:
    if sensitive(sentence) or gives_orders(sentence):
        return False
    return not speaks_for_shop(sentence) or _is_from_seller(sentence, heard)


def _is_from_seller(text: str, heard: Transcript | None) -> bool:
    lines = heard.lines if heard else ()
    said = [numbers_in(line.text) for line in lines if line.author is not Author.CUSTOMER]
    return any(numbers_in(text) and numbers_in(text) <= numbers for numbers in said)
