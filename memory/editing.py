"""A person's edits of a profile: they need no evidence, win over anything the model says, and lock what they touch.

The rules of merging hold for people too (a list keeps a fact once, a field of one value replaces), so every edit that
changes what a fact says goes through `memory.merging`. Edits are taken whole or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from memory.customers import lock_customer
from memory.fields import GIVEN_WHOLE
from memory.merging import Origin, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Certainty, Fact, Profile, is_current
from memory.refusals import Reason
from memory.versions import Cause, Change, Head, VersionConflict, append_version, head_of


class EditAction(StrEnum):
    """What a person may do to a profile."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    RESOLVE = "resolve"
    LOCK = "lock"
    UNLOCK = "unlock"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Edit:
    """One edit. `add` names a `field`, all others a `fact` by id; `text` is what it says, or how it was resolved."""

    action: EditAction
    field: str | None = None
    fact: str | None = None
    text: str | None = None

    def as_document(self) -> dict[str, Any]:
        """The edit as the history keeps it."""
        return {"action": self.action.value, "field": self.field, "fact": self.fact, "text": self.text}


class EditRefused(Exception):
    """An edit does not stand, so none of those given with it do. `place` counts them from 0; the text says why."""

    def __init__(self, place: int, explanation: str) -> None:
        super().__init__(explanation)
        self.place = place


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
) -> Head:
    """Append the version that the edits make. Returns the head, which stays the same when they change nothing.

    Raises VersionConflict when `expected` is given and is not the head, or when the head moved meanwhile; EditRefused
    when an edit does not stand.
    """
    lock_customer(session, customer_id)
    head = head_of(session, customer_id)
    if expected is not None and expected != head.version:
        raise VersionConflict
    after = edited(head.profile, edits, origin)
    if after is head.profile:
        return head
    change = Change(after, cause, cause_id, origin.author, [edit.as_document() for edit in edits])
    return Head(after, append_version(session, customer_id, head.version, change, origin.at))


def _after(profile: Profile, edit: Edit, origin: Origin) -> Profile:
    if edit.action is EditAction.ADD:
        _refuse_unknown_field(profile, edit.field or "")
        return _say(profile, edit, edit.field or "", None, origin)
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
        update = ProfileUpdate.model_validate({"operations": (), field: edit.text})
    except ValidationError as error:
        raise _Refused(f"This is not a value of {field}.") from error
    return _merged(profile, update, origin)


def _operate(profile: Profile, edit: Edit, field: str, target: Fact | None, origin: Origin) -> Profile:
    operation = Operation(
        action=Action(edit.action.value), field=field, fact=target.id if target else None, text=edit.text
    )
    return _merged(profile, ProfileUpdate(operations=(operation,)), origin)


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
    return profile.model_copy(update={"facts": {name: held for name, held in profile.facts.items() if name != field}})


def by_person(author: str, now: datetime) -> Origin:
    """The origin of what a person, or a program that a person trusts, writes at a moment."""
    return Origin(author=author, session_id=None, at=now)
