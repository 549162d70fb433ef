"""A person's edits of a profile: they need no evidence, win over anything the model says, and lock what they touch.

The rules of merging hold for people too (a list keeps a fact once, a field of one value replaces), so every edit that
changes what a fact says goes through `memory.merging`, and an accepted suggestion, whose words have been through it,
through `memory.drafting`. Edits are taken whole or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from memory.customers import lock_customer
from memory.drafting import Draft
from memory.fields import GIVEN_WHOLE
from memory.merging import Origin, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Certainty, Fact, Profile, Suggestion, is_current
from memory.refusals import Reason, Refused
from memory.screening import LONGEST_TEXT, refuse_unfit_summary, tidied
from memory.suggesting import with_standing, without_suggestions
from memory.text import is_same
from memory.versions import Cause, Change, Head, VersionConflict, append_version, head_of, read_document, version_of


class EditAction(StrEnum):
    """What a person may do to a profile."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    RESOLVE = "resolve"
    LOCK = "lock"
    UNLOCK = "unlock"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    DISMISS = "dismiss"


DECISIONS = frozenset({EditAction.ACCEPT, EditAction.DISMISS})
"""What people do with suggestions."""


@dataclass(frozen=True)
class Edit:
    """One edit. `add` names a `field`, decisions a `suggestion` by id, all others a `fact` by id.

    `text` is what the fact says, or how it was resolved.
    """

    action: EditAction
    field: str | None = None
    fact: str | None = None
    text: str | None = None
    suggestion: str | None = None

    def as_document(self, before: Profile) -> dict[str, Any]:
        """The edit as the history keeps it. What a suggestion said stands in the version before, with its words."""
        document = {"action": self.action.value, "field": self.field, "fact": self.fact, "text": self.text}
        suggestion = before.suggestion(self.suggestion or "") if self.action in DECISIONS else None
        if suggestion is None:
            return document
        about = {"field": suggestion.field, "fact": suggestion.fact, "suggested": suggestion.action.value}
        return {**document, **about, "suggestion": suggestion.id}


class EditRefused(Exception):
    """An edit does not stand, so none of those given with it do. `place` counts them from 0; the text says why."""

    def __init__(self, place: int, explanation: str) -> None:
        super().__init__(explanation)
        self.place = place


class HasMoved(VersionConflict):
    """What an edit is about has changed since the version that the person looked at."""


class _Refused(Exception):
    """One edit does not stand. Its text says why."""


def edited(profile: Profile, edits: Sequence[Edit], origin: Origin) -> Profile:
    """The profile after all edits, in their order; the very same object when they change nothing.

    Raises EditRefused for the first edit that does not stand. `origin` must be a person's.
    """
    for place, edit in enumerate(edits):
        try:
            profile = _after(profile, edit, origin)
        except _Refused as refused:
            raise EditRefused(place, str(refused)) from refused
    return profile


def edit_profile(
    session: Session,
    customer_id: int,
    edits: Sequence[Edit],
    *,
    origin: Origin,
    cause: Cause,
    cause_id: str,
    expected: int | None = None,
    seen: int | None = None,
) -> Head:
    """Append the version that the edits make. Returns the head, which stays the same when they change nothing.

    `expected` is the version that must still be the head; `seen` the one that the person looked at, since which
    nothing may have changed of what the edits are about. Raises HasMoved when it has; VersionConflict when `expected`
    does not hold, or when the head moved in this very moment; EditRefused when an edit does not stand.
    """
    lock_customer(session, customer_id)
    head = head_of(session, customer_id)
    if expected is not None and expected != head.version:
        raise VersionConflict
    if seen is not None and _has_moved(session, customer_id, head, edits, seen):
        raise HasMoved
    after = edited(head.profile, edits, origin)
    if after is head.profile:
        return head
    change = Change(after, cause, cause_id, origin.author, [edit.as_document(head.profile) for edit in edits])
    return Head(after, append_version(session, customer_id, head.version, change, origin.at))


def _has_moved(session: Session, customer_id: int, head: Head, edits: Sequence[Edit], seen: int) -> bool:
    if seen == head.version:
        return False
    version = version_of(session, customer_id, seen)
    if version is None and seen != 0:
        return True
    before = read_document(session, version.document) if version else Profile(customer_id=head.profile.customer_id)
    return any(_subject(before, edit) != _subject(head.profile, edit) for edit in edits)


def _subject(profile: Profile, edit: Edit) -> tuple[str | None, ...]:
    """What an edit is about, as a person reads it. A suggestion that changes is another one: it needs no comparing."""
    if edit.action in DECISIONS:
        return ()
    found = profile.find(edit.fact or "")
    fact = found[1] if found else None
    if edit.action is EditAction.ADD:
        fact = None if profile.fields.is_list(edit.field or "") else profile.value(edit.field or "")
    return (fact.status, fact.text, fact.resolution) if fact else ()


def _after(profile: Profile, edit: Edit, origin: Origin) -> Profile:
    if edit.action is EditAction.ADD:
        _refuse_unknown_field(profile, edit.field or "")
        return _say(profile, edit, edit.field or "", None, origin)
    if edit.action in DECISIONS:
        return _decided(profile, edit, origin)
    found = profile.find(edit.fact or "")
    if found is None:
        raise _Refused(f"The profile has no fact {edit.fact}.")
    field, fact = found
    if edit.field not in {None, field}:
        raise _Refused(f"The fact {fact.id} belongs to the field {field}.")
    _refuse_unknown_field(profile, field)
    if edit.action is EditAction.REPLACE:
        return _say(profile, edit, field, fact, origin)
    if not is_current(fact):
        raise _Refused(f"The fact {fact.id} is history: it is {fact.status.value}.")
    if edit.action is EditAction.REMOVE and field in GIVEN_WHOLE:
        return _without(profile, field)
    if edit.action in {EditAction.REMOVE, EditAction.RESOLVE}:
        return _operate(profile, edit, field, fact, origin)
    return _marked(profile, field, fact, _marks(edit.action, origin.author))


def _refuse_unknown_field(profile: Profile, field: str) -> None:
    if field not in profile.fields.by_name:
        raise _Refused(f"There is no field {field}.")


def _decided(profile: Profile, edit: Edit, origin: Origin) -> Profile:
    """A suggestion is open no more; accepted, it is the person's edit, with the customer's words as evidence."""
    suggestion = profile.suggestion(edit.suggestion or "")
    if suggestion is None:
        raise _Refused(f"The profile has no open suggestion {edit.suggestion}.")
    if edit.action is EditAction.ACCEPT:
        profile = _accepted(profile, suggestion, origin)
    return without_suggestions(profile, lambda one: one.id == suggestion.id)


def _accepted(profile: Profile, suggestion: Suggestion, origin: Origin) -> Profile:
    _refuse_unknown_field(profile, suggestion.field)
    draft = Draft(profile, origin.author)
    found = draft.find(suggestion.fact)
    if found is None:
        raise _Refused(f"The profile has no fact {suggestion.fact}.")
    try:
        _settle_suggestion(draft, suggestion, found[1], origin)
    except Refused as refused:
        raise _Refused(str(refused)) from refused
    return draft.finished()


def _settle_suggestion(draft: Draft, suggestion: Suggestion, target: Fact, origin: Origin) -> None:
    field, said_at, evidence = suggestion.field, suggestion.said_at, suggestion.evidence
    if suggestion.action is Action.REMOVE:
        draft.remove(field, target, said_at, evidence)
    elif suggestion.action is Action.RESOLVE:
        draft.resolve(field, target, suggestion.text or "", said_at, evidence)
    elif field in GIVEN_WHOLE:
        draft.keep(field, _statement(suggestion, origin))
    else:
        draft.settle(field, _statement(suggestion, origin), target if suggestion.action is Action.REPLACE else None)


def _statement(suggestion: Suggestion, origin: Origin) -> Fact:
    return Fact(
        id="",
        text=suggestion.text or "",
        evidence=suggestion.evidence,
        session_id=suggestion.session_id,
        said_at=suggestion.said_at,
        learned_at=origin.at,
        author=origin.author,
        locked_by=origin.author,
    )


def _marks(action: EditAction, author: str) -> dict[str, Any]:
    """What locking, unlocking or confirming writes on a fact."""
    if action is EditAction.CONFIRM:
        return {"locked_by": author, "certainty": Certainty.STATED}
    return {"locked_by": author if action is EditAction.LOCK else None}


def _say(profile: Profile, edit: Edit, field: str, target: Fact | None, origin: Origin) -> Profile:
    """Add a fact, or replace one; stage and last interaction are given whole, as a session gives them."""
    if field not in GIVEN_WHOLE:
        return _operate(profile, edit, field, target, origin)
    try:
        refuse_unfit_summary(edit.text or "")
        update = ProfileUpdate.model_validate({"operations": (), field: edit.text})
    except Refused as refused:
        raise _Refused(str(refused)) from refused
    except ValidationError as error:
        raise _Refused(f"This is not a value of {field}.") from error
    return _merged(profile, update, origin)


def _operate(profile: Profile, edit: Edit, field: str, target: Fact | None, origin: Origin) -> Profile:
    operation = tidied(
        Operation(action=Action(edit.action.value), field=field, fact=target.id if target else None, text=edit.text)
    )
    if operation.action is Action.REPLACE and target is not None and _is_respelt(target, operation.text or ""):
        return _marked(profile, field, target, {"text": operation.text, "locked_by": origin.author})
    return _merged(profile, ProfileUpdate(operations=(operation,)), origin)


def _is_respelt(target: Fact, text: str) -> bool:
    """Whether a text only writes the same in another way: that is no news to merging, but the person means it."""
    return is_current(target) and is_same(target.text, text) and len(text) <= LONGEST_TEXT


def _merged(profile: Profile, update: ProfileUpdate, origin: Origin) -> Profile:
    merged = merge(profile, update, None, origin)
    for rejection in merged.rejected:
        if rejection.reason is not Reason.ALREADY_KNOWN:
            raise _Refused(rejection.explanation)
    return merged.profile


def _marked(profile: Profile, field: str, fact: Fact, marks: dict[str, Any]) -> Profile:
    marked = fact.model_copy(update=marks)
    if marked == fact:
        return profile
    facts = tuple(marked if known.id == fact.id else known for known in profile.of(field))
    return profile.model_copy(update={"facts": {**profile.facts, field: facts}})


def _without(profile: Profile, field: str) -> Profile:
    """Without the field: earlier values of stage and last interaction live in earlier versions alone."""
    facts = {name: held for name, held in profile.facts.items() if name != field}
    return with_standing(profile.model_copy(update={"facts": facts}))


def by_person(author: str, now: datetime) -> Origin:
    """The origin of what a person, or a program that a person trusts, writes at a moment."""
    return Origin(author=author, session_id=None, at=now)
