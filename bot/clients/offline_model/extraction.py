"""What a session changes in a profile, read without a language model. It quotes the customer and cannot invent.

Statements (`statements`) become operations here: what is known already is left out, what corrects a fact replaces it,
what is withdrawn removes it, and an objection whose answer the customer accepted is resolved.
"""

import re
from collections.abc import Sequence

from bot.clients.offline_model import clause_cues as cues
from bot.clients.offline_model.added_fields import with_added_fields
from bot.clients.offline_model.clauses import LONGEST_LINE, Clause, content_words, tidy
from bot.clients.offline_model.closing import last_interaction, next_stage
from bot.clients.offline_model.labels import Classifier
from bot.clients.offline_model.statements import Statement, read_statements, readable_clauses
from bot.clients.offline_model.topics import adds_nothing, most_refused, settles_anew
from memory.extractor import ExtractionRequest
from memory.fields import Fields
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Fact, Profile
from memory.text import single_line
from memory.transcript import Author, Transcript

MOST_OPERATIONS = 30
"""Operations of one session: a chat teaches a few things, a pasted document hundreds that nobody wants to read."""

ANSWERS = 0.35
"""Similarity from which a seller's sentence counts as being about an objection."""

LONGEST_RESOLUTION = 140


def extract_update(request: ExtractionRequest, classifier: Classifier) -> ProfileUpdate:
    """The operations a session asks for, its stage and last interaction. Deterministic; raises nothing of its own."""
    transcript, profile = request.transcript, request.profile
    clauses = readable_clauses(transcript)
    statements = with_added_fields(read_statements(transcript, classifier), clauses, transcript, profile.fields)
    lasting = _lasting(statements, clauses, transcript, classifier, profile.fields)
    operations = [
        *_removals(profile, clauses),
        *_changes(profile, lasting, classifier)[-MOST_OPERATIONS:],
        *_resolutions(profile, statements, clauses, transcript, classifier),
    ]
    return ProfileUpdate(
        operations=tuple(operations),
        journey_stage=next_stage(profile, transcript, statements),
        last_interaction=last_interaction(transcript, lasting, clauses),
    )


def _lasting(
    statements: Sequence[Statement],
    clauses: Sequence[Clause],
    transcript: Transcript,
    classifier: Classifier,
    fields: Fields,
) -> list[Statement]:
    """What still holds at the session's end: not said again, corrected, withdrawn or answered later in it."""
    lasting: list[Statement] = []
    for statement in statements:
        same_field = [earlier for earlier in lasting if earlier.field == statement.field]
        is_list = fields.is_list(statement.field)
        if is_list and any(adds_nothing(statement.text, earlier.text) for earlier in same_field):
            continue
        outdated = {id(earlier) for earlier in _outdated(statement, same_field, classifier, fields)}
        lasting = [earlier for earlier in lasting if id(earlier) not in outdated]
        lasting.append(statement)
    gone = {id(statement) for statement in _withdrawn(lasting, clauses) + _settled(lasting, clauses, transcript)}
    return [statement for statement in lasting if id(statement) not in gone]


def _outdated(
    statement: Statement, earlier: Sequence[Statement], classifier: Classifier, fields: Fields
) -> list[Statement]:
    if not fields.is_list(statement.field):
        return list(earlier)
    similarities = _similarities(statement.quote, [each.text for each in earlier], classifier)
    refused = most_refused(statement.text, statement.instead_of, [each.text for each in earlier])
    return [
        each
        for place, (each, similarity) in enumerate(zip(earlier, similarities, strict=True))
        if place == refused or settles_anew(statement.field, statement.quote, each.text, similarity)
    ]


def _similarities(text: str, others: Sequence[str], classifier: Classifier) -> list[float]:
    """Asked for only where it decides: embedding every pair of a long session would take seconds."""
    return classifier.similarity(text, others) if cues.CORRECTION.search(text) else [0.0] * len(others)


def _withdrawn(statements: Sequence[Statement], clauses: Sequence[Clause]) -> list[Statement]:
    return [
        statement
        for statement in statements
        for clause in clauses
        if clause.line.number >= statement.line.number
        and cues.WITHDRAWAL.search(clause.quote)
        and clause.quote != statement.quote
        and not content_words(clause.quote).isdisjoint(content_words(statement.text))
    ]


def _settled(statements: Sequence[Statement], clauses: Sequence[Clause], transcript: Transcript) -> list[Statement]:
    """Objections of this very session that the customer called answered: they hold nobody back any more.

    They have no fact yet that could be resolved, and an open objection would be put to the customer again.
    """
    settled: list[Statement] = []
    for clause in clauses:
        if not _accepts(clause) or not _seller_before(clause, transcript):
            continue
        raised = [each for each in statements if each.field == "objections" and each.line.number < clause.line.number]
        settled.extend(raised[-1:])
    return settled


def _removals(profile: Profile, clauses: Sequence[Clause]) -> list[Operation]:
    """Facts the customer takes back in so many words."""
    removals: dict[str, Operation] = {}
    for clause in clauses:
        if not cues.WITHDRAWAL.search(clause.quote):
            continue
        named = content_words(clause.quote)
        for field in filter(profile.fields.is_list, profile.fields.operable):
            for fact in profile.active(field):
                if not named.isdisjoint(content_words(fact.text)):
                    removals[fact.id] = _operation(Action.REMOVE, field, fact.id, None, clause)
    return list(removals.values())


def _changes(profile: Profile, statements: Sequence[Statement], classifier: Classifier) -> list[Operation]:
    """An `add` or `replace` for every statement that tells something new."""
    operations: list[Operation] = []
    replaced: set[str] = set()
    for statement in statements:
        if any(adds_nothing(statement.text, fact.text) for fact in profile.active(statement.field)):
            continue
        fact = _corrected(profile, statement, classifier)
        if fact is not None and fact.id not in replaced:
            replaced.add(fact.id)
            operations.append(_stated(Action.REPLACE, statement, fact.id))
        else:
            operations.append(_stated(Action.ADD, statement, None))
    return operations


def _corrected(profile: Profile, statement: Statement, classifier: Classifier) -> Fact | None:
    """The active fact of a list that the statement settles anew, the most similar one. A single value needs no name."""
    facts = profile.active(statement.field)
    if not profile.fields.is_list(statement.field) or not facts:
        return None
    similarities = _similarities(statement.quote, [fact.text for fact in facts], classifier)
    matching = [
        (similarity, fact)
        for fact, similarity in zip(facts, similarities, strict=True)
        if settles_anew(statement.field, statement.quote, fact.text, similarity)
    ]
    if matching:
        return max(matching, key=lambda pair: pair[0])[1]
    refused = most_refused(statement.text, statement.instead_of, [fact.text for fact in facts])
    return None if refused is None else facts[refused]


def _resolutions(
    profile: Profile,
    statements: Sequence[Statement],
    clauses: Sequence[Clause],
    transcript: Transcript,
    classifier: Classifier,
) -> list[Operation]:
    """A `resolve` for every open objection whose answer the customer accepted."""
    resolutions: dict[str, Operation] = {}
    for clause in clauses:
        answer = _seller_before(clause, transcript)
        plainly = _accepts(clause)
        if not plainly and not (answer and cues.PLAIN_ACCEPTANCE.match(clause.quote)):
            continue
        raised_now = any(each.field == "objections" and each.line.number < clause.line.number for each in statements)
        fact, how = _answered(profile, clause, answer, classifier, surely=plainly and not raised_now)
        if fact is not None:
            resolutions[fact.id] = _operation(Action.RESOLVE, "objections", fact.id, how, clause)
    return list(resolutions.values())


def _answered(
    profile: Profile, clause: Clause, answer: str | None, classifier: Classifier, *, surely: bool
) -> tuple[Fact | None, str]:
    """The open objection an acceptance is about, and the words that answered it.

    `surely` is an acceptance in so many words: the only open objection is meant even when no word is shared.
    """
    objections = profile.active("objections")
    replies = _sentences(answer or "") or [tidy(clause.quote)]
    pairs = [
        (similarity if content_words(reply).isdisjoint(content_words(objection.text)) else similarity + ANSWERS, place)
        for place, objection in enumerate(objections)
        for reply, similarity in zip(replies, classifier.similarity(objection.text, replies), strict=True)
    ]
    if not pairs:
        return None, ""
    best = max(range(len(pairs)), key=lambda index: pairs[index][0])
    likeness, place = pairs[best]
    if likeness < ANSWERS and not (surely and answer and len(objections) == 1):
        return None, ""
    return objections[place], single_line(replies[best % len(replies)], LONGEST_RESOLUTION)


def _accepts(clause: Clause) -> bool:
    """True when the customer says in so many words that something is settled, and nothing against it in one breath."""
    return (
        not clause.is_question
        and cues.ACCEPTANCE.search(clause.quote) is not None
        and cues.RESERVATION.search(clause.line.text[:LONGEST_LINE]) is None
    )


def _seller_before(clause: Clause, transcript: Transcript) -> str | None:
    """What the seller said last before the clause, or None."""
    earlier = transcript.lines[: clause.line.number - 1]
    return next((line.text for line in reversed(earlier) if line.author is not Author.CUSTOMER), None)


def _sentences(text: str) -> list[str]:
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text[:1000])]
    return [part for part in sentences if part and not part.endswith("?")][:8]


def _stated(action: Action, statement: Statement, fact: str | None) -> Operation:
    return Operation(
        action=action,
        field=statement.field,
        fact=fact,
        text=statement.text,
        message=statement.line.number,
        quote=statement.quote,
    )


def _operation(action: Action, field: str, fact: str, text: str | None, clause: Clause) -> Operation:
    return Operation(action=action, field=field, fact=fact, text=text, message=clause.line.number, quote=clause.quote)
