"""What changed from one version of a profile to the next, read from the two versions themselves. Pure.

A version also keeps its operations, but a rollback or a merge of customers has none that tell the whole story; the
difference between two states does so for every cause.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.admin.words import REASONS, fact_in_words, field_words, in_words
from memory.editing import EditAction
from memory.fields import Fields
from memory.profile import Action, Fact, Profile, Status, is_current


class Verb(StrEnum):
    """What happened to an entry, as the page says it."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"
    RESOLVED = "resolved"
    REOPENED = "open again"
    RESTORED = "restored"
    CONFIRMED = "said again"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    NOTED = "kept as history"
    DISMISSED = "suggestion dismissed"


@dataclass(frozen=True)
class Change:
    """One change to an `entry` ("preference"): what it said `before`, what it says now, and how or by whom."""

    verb: Verb
    entry: str
    text: str
    before: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Refusal:
    """An operation that was not applied: what was wished, why not. A suggestion waits for a person to decide."""

    wish: str
    text: str | None
    quote: str | None
    reason: str
    explanation: str
    is_suggestion: bool


def changes_between(before: Profile, after: Profile) -> list[Change]:
    """Everything that differs, field by field in the order of the profile."""
    return [change for changes in changes_by_field(before, after).values() for change in changes]


def changes_by_field(before: Profile, after: Profile) -> dict[str, list[Change]]:
    """What differs by the field's name, in the order of the profile; fields without a difference are not in it."""
    fields = after.fields.ordered(*before.facts, *after.facts)
    found = {field: list(_changes_of_field(field, before, after)) for field in fields}
    return {field: changes for field, changes in found.items() if changes}


def _changes_of_field(field: str, before: Profile, after: Profile) -> Iterator[Change]:
    earlier = {fact.id: fact for fact in before.of(field)}
    later = {fact.id: fact for fact in after.of(field)}
    gone = [fact for fact in earlier.values() if is_current(fact) and not _is_current_in(later, fact)]
    come = [fact for fact in later.values() if is_current(fact) and not _is_current_in(earlier, fact)]
    for fact in come:
        replaced = [old for old in gone if _replaces(after.fields, field, fact, later.get(old.id, old))]
        gone = [old for old in gone if old not in replaced]
        yield _arrival(field, fact, replaced, returns=fact.id in earlier)
    for fact in gone:
        yield _departure(field, fact, later)
    for fact in later.values():
        if fact.id in earlier:
            yield from _alteration(field, earlier[fact.id], fact)
        elif not is_current(fact):
            yield _change(Verb.NOTED, field, fact)


def _is_current_in(facts: dict[str, Fact], fact: Fact) -> bool:
    return fact.id in facts and is_current(facts[fact.id])


def _replaces(fields: Fields, field: str, fact: Fact, old: Fact) -> bool:
    return not fields.is_list(field) or old.replaced_by == fact.id or fact.replaces == old.id


def _arrival(field: str, fact: Fact, replaced: list[Fact], *, returns: bool) -> Change:
    if replaced:
        return _change(Verb.REPLACED, field, fact, before=fact_in_words(field, replaced[-1].text))
    if fact.status is Status.RESOLVED:
        return _change(Verb.RESOLVED, field, fact, detail=fact.resolution)
    return _change(Verb.RESTORED if returns else Verb.ADDED, field, fact)


def _departure(field: str, fact: Fact, later: dict[str, Fact]) -> Change:
    now = later.get(fact.id)
    successor = later.get(now.replaced_by or "") if now else None
    if successor is not None:
        return _change(Verb.REPLACED, field, successor, before=fact_in_words(field, fact.text))
    return _change(Verb.REMOVED, field, fact)


def _alteration(field: str, old: Fact, new: Fact) -> Iterator[Change]:
    if not (is_current(old) and is_current(new)):
        return
    if old.text != new.text:
        yield _change(Verb.REPLACED, field, new, before=fact_in_words(field, old.text))
    if old.status is not new.status:
        is_resolved = new.status is Status.RESOLVED
        yield _change(Verb.RESOLVED if is_resolved else Verb.REOPENED, field, new, detail=new.resolution)
    elif old.last_said_at != new.last_said_at:
        yield _change(Verb.CONFIRMED, field, new)
    if old.locked_by != new.locked_by:
        verb = Verb.LOCKED if new.locked_by else Verb.UNLOCKED
        yield _change(verb, field, new, detail=f"by {new.locked_by}" if new.locked_by else None)


def _change(verb: Verb, field: str, fact: Fact, *, before: str | None = None, detail: str | None = None) -> Change:
    return Change(verb, field_words(field).entry, fact_in_words(field, fact.text), before, detail)


def dismissals(operations: Iterable[dict[str, Any]], before: Profile) -> list[Change]:
    """The suggestions that a version's operations dismissed; what they said stands in the profile `before` it."""
    dismissed = (str(one.get("suggestion")) for one in operations if one.get("action") == EditAction.DISMISS)
    return [
        Change(
            Verb.DISMISSED,
            field_words(one.field, before.fields).entry,
            fact_in_words(one.field, one.text or (found[1].text if (found := before.find(one.fact)) else "")),
            detail="to be removed" if one.action is Action.REMOVE else None,
        )
        for key in dismissed
        if (one := before.suggestion(key)) is not None
    ]


def refusal_in_words(rejection: dict[str, Any], profile: Profile) -> Refusal:
    """A stored rejection as the page shows it; `profile` tells what the fact it names says.

    The operation is a model's wish, kept as it came: any part of it may be missing or senseless.
    """
    operation = rejection.get("operation") or {}
    entry = field_words(str(operation.get("field") or "profile")).entry
    named = profile.find(str(operation.get("fact") or ""))
    text = operation.get("text") or (named[1].text if named else None)
    return Refusal(
        wish=f"{operation.get('action') or 'change'} {entry}",
        text=text,
        quote=operation.get("quote"),
        reason=in_words(REASONS, rejection.get("reason")),
        explanation=str(rejection.get("explanation") or ""),
        is_suggestion=bool(rejection.get("is_suggestion")),
    )
