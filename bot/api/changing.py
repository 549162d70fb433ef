"""Changing what is remembered: people's edits, and rollbacks."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from flask import Response
from sqlalchemy.orm import Session

from bot.api import answers
from bot.api.access import current_caller
from bot.api.answering import answer, require_customer
from bot.api.problems import Problem
from bot.api.schemas import EditsBody, OfCustomer, OnVersion, RollbackBody
from bot.services import current_services
from memory.comparing import difference
from memory.editing import EditRefused, by_person, edit_profile
from memory.profile import Profile
from memory.versions import Cause, Head, VersionConflict, head_of, roll_back, rollback_of

MOST_CONFLICTS = 50
"""How often a change that is meant for any version is tried again when sessions are remembered at the same time."""

Result = TypeVar("Result")


def edit(path: OfCustomer, header: OnVersion, body: EditsBody) -> Response:
    """Correct a profile as a person: add, replace, remove, resolve, lock, unlock or confirm facts.

    All edits are taken or none. What they touch is locked: the model's contrary wish becomes a suggestion, which a
    person accepts or dismisses.
    """
    now = current_services().clock.now()
    origin = by_person(body.author or current_caller().name, now)

    def change(session: Session, customer_id: int, expected: int | None) -> tuple[Head, Head]:
        before = head_of(session, customer_id)
        edits = [one.as_edit() for one in body.edits]
        cause_id = uuid.uuid4().hex
        after = edit_profile(
            session, customer_id, edits, origin=origin, cause=Cause.API, cause_id=cause_id, expected=expected
        )
        return before, after

    try:
        before, after = _change(path, header, body.version, change)
    except EditRefused as refused:
        place = f"edits.{refused.place}"
        raise Problem(422, f"Nothing was changed. Edit {refused.place}: {refused}", {place: str(refused)}) from refused
    changed = answers.Changed(
        version=after.version, changed=after.version != before.version, profile=answers.compact(after.profile)
    )
    return answer(changed, version=after.version)


def go_back(path: OfCustomer, header: OnVersion, body: RollbackBody) -> Response:
    """Roll back to an earlier version, whole or in one field; a dry run only tells what would change.

    A rollback appends a version and deletes none, so it can itself be rolled back.
    """
    now, author = current_services().clock.now(), body.author or current_caller().name

    def change(session: Session, customer_id: int, expected: int | None) -> tuple[Head, Profile, int]:
        head, restored = rollback_of(session, customer_id, body.to, body.field)
        if expected is not None and expected != head.version:
            raise VersionConflict
        if body.dry_run or restored is head.profile:
            return head, restored, head.version
        cause_id = uuid.uuid4().hex
        number = roll_back(session, customer_id, body.to, author=author, cause_id=cause_id, now=now, field=body.field)
        return head, restored, number

    try:
        head, restored, number = _change(path, header, body.version, change)
    except LookupError as error:
        raise Problem(422, f"Nothing was changed. {error.args[0]}") from error
    rolled_back = answers.RolledBack(
        version=number,
        changed=restored is not head.profile,
        profile=answers.compact(restored),
        dry_run=body.dry_run,
        fields=[answers.FieldChanges.of(found) for found in difference(head.profile, restored)],
    )
    return answer(rolled_back, version=number)


def _change(
    path: OfCustomer, header: OnVersion, version: int | None, change: Callable[[Session, int, int | None], Result]
) -> Result:
    """Run a change in a transaction, on the version that was read if one is named, else on whatever is the head."""
    expected = version if header.if_match is None else _version_of(header.if_match)
    for _ in range(MOST_CONFLICTS):
        try:
            with current_services().database.transaction() as session:
                customer = require_customer(session, path.customer_id)
                return change(session, customer.id, expected)
        except VersionConflict as conflict:
            if expected is not None:
                raise _conflict(412 if header.if_match else 409) from conflict
    raise _conflict(409)


def _conflict(status: int) -> Problem:
    return Problem(status, "The profile has changed since you read it. Read it again, then repeat the change.")


def _version_of(etag: str) -> int | None:
    """The version that an `If-Match` names; None for any. Raises Problem 412 for what can name no version."""
    number = etag.strip().removeprefix("W/").strip('"')
    if number == "*":
        return None
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise _conflict(412)
    return int(number)
