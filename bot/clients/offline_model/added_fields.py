"""Statements of the fields that a shop has added. Without a language model only a field that is named is heard.

`My ring size is 52` names `ring_size`, and so does `52` after the seller asked for the ring size.
"""

from collections.abc import Sequence

from bot.clients.offline_model import clause_cues as cues
from bot.clients.offline_model.clauses import Clause, content_words, tidy, words
from bot.clients.offline_model.statements import SHORT_ANSWER, Statement
from memory.fields import FieldDefinition, Fields
from memory.transcript import Author, Transcript


def with_added_fields(
    statements: Sequence[Statement], clauses: Sequence[Clause], transcript: Transcript, fields: Fields
) -> list[Statement]:
    """The statements, in which a clause that names an added field states that field and no other."""
    named = [
        Statement(clause.line, field.name, tidy(clause.quote), clause.quote)
        for clause in clauses
        if not clause.is_question and not cues.WITHDRAWAL.search(clause.quote)
        for field in fields.added
        if _names(clause.quote, field) or _answers(clause, field, transcript)
    ]
    taken = {(statement.line.number, statement.quote) for statement in named}
    others = [statement for statement in statements if (statement.line.number, statement.quote) not in taken]
    return sorted([*others, *named], key=lambda statement: statement.line.number)


def _names(text: str, field: FieldDefinition) -> bool:
    """Whether a text names the field and says something more than its name."""
    name, said = _levelled(field.words), _levelled(text)
    return name <= said and bool(said - name)


def _answers(clause: Clause, field: FieldDefinition, transcript: Transcript) -> bool:
    """Whether a clause is a short answer to a question for the field."""
    if len(words(clause.quote)) > SHORT_ANSWER or cues.NO_ANSWER.match(clause.quote):
        return False
    before = next((line for line in reversed(transcript.lines[: clause.line.number - 1])), None)
    asked = before is not None and before.author is not Author.CUSTOMER and "?" in before.text
    return asked and before is not None and _levelled(field.words) <= _levelled(before.text)


def _levelled(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in content_words(text))
