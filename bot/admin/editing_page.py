"""What the sales team does to a profile: edits, decisions on suggestions, and going back to an earlier version."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from bot.services import Services
from memory.customers import get_customer
from memory.editing import DECISIONS, Edit, EditAction, EditRefused, HasMoved, by_person, edit_profile
from memory.profile import Fact, Profile, Status, is_current
from memory.text import is_same, storable
from memory.versions import Cause, Head, VersionConflict, head_of, roll_back, rollback_of

WITH_FORM = frozenset({EditAction.ADD, EditAction.REPLACE, EditAction.RESOLVE, EditAction.REMOVE})
"""Edits that ask for words, or whether it is meant; the others are one button."""

MOST_CONFLICTS = 50
LARGEST_VERSION = 2**31 - 1
PROBLEM = "problem"

_MOVED = "This has changed while you wrote. Read what it says now, then save again what should stand."
_GONE = "This has changed meanwhile, so nothing was done. Look at what it says now."
_BUSY = "The profile is being changed in this very moment. Please try again."
_PART_OF_ANOTHER = "This customer is a part of another one by now: change the profile of that one."
_RESTORE_AGAIN = "The profile has changed meanwhile. This is what restoring would change now."


@dataclass(frozen=True)
class OpenForm:
    """The form that is open on a profile: for which edit, of which fact or field, and what is wrong with the words.

    `text` holds what the person has typed, None when nothing; `version` is the one that the form was made on.
    """

    action: EditAction
    place: str
    text: str | None = None
    problem: str | None = None
    version: int | None = None

    def is_for(self, action: str, place: str) -> bool:
        """Whether it is this edit of this fact or field."""
        return (self.action, self.place) == (action, place)


Show = Callable[[int, OpenForm | None], str]
"""Shows a customer's profile, by the customer's key, with a form open on it."""


def asked_form() -> OpenForm | None:
    """The form that the address asks for, or None."""
    edit = _asked_edit()
    return OpenForm(edit.action, _place(edit)) if edit is not None and edit.action in WITH_FORM else None


def asked_version(name: str) -> int | None:
    """The number of a version in the address or in a form, or None."""
    number = request.values.get(name, type=int)
    return number if number is not None and 0 <= number <= LARGEST_VERSION else None


class EditingPage:
    """Takes what people do on the pages of a customer's profile and versions."""

    def __init__(self, services: Services, show: Show) -> None:
        self._services = services
        self._show = show

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes. An edit is asked for and done at one address, so that a refused one shows its page again."""
        one = "/customers/<key:customer_id>"
        blueprint.add_url_rule(one, "edit", self.edit, methods=["POST"])
        blueprint.add_url_rule(f"{one}/versions", "restore", self.restore, methods=["POST"])

    def edit(self, customer_id: int) -> ResponseReturnValue:
        """Do one edit, then show the fact; or say in one sentence why not, with the words kept."""
        edit = _asked_edit()
        if edit is None:
            abort(400)
        try:
            head = self._done(customer_id, edit, asked_version("version"))
        except EditRefused as refused:
            return self._refused(customer_id, edit, str(refused))
        except HasMoved:
            return self._moved(customer_id, edit)
        except VersionConflict:
            return self._told(customer_id, edit, _BUSY)
        return _to_profile(customer_id, _anchor(head.profile, edit))

    def restore(self, customer_id: int) -> ResponseReturnValue:
        """Go back to a version, whole or in one field; what it would change has been shown."""
        number, field = asked_version("restore"), request.args.get("field")
        if number is None:
            abort(400)
        try:
            with self._services.database.transaction() as session:
                _require_customer(session, customer_id)
                new = self._roll_back(session, customer_id, number, field)
        except LookupError:
            abort(404)
        except EditRefused as refused:
            flash(str(refused), PROBLEM)
            return redirect(url_for("admin.versions", customer_id=customer_id), 303)
        except VersionConflict:
            flash(_RESTORE_AGAIN, PROBLEM)
            return redirect(_restoring(customer_id, number), 303)
        flash(f"Version {number} is restored." if new else "There was nothing to restore.")
        return redirect(url_for("admin.versions", customer_id=customer_id), 303)

    def _roll_back(self, session: Session, customer_id: int, number: int, field: str | None) -> int | None:
        head, restored = rollback_of(session, customer_id, number, field)
        if restored is head.profile:
            return None
        return roll_back(
            session,
            customer_id,
            number,
            author=current_user.email,
            cause_id=uuid.uuid4().hex,
            now=self._services.clock.now(),
            field=field,
            expected=asked_version("version"),
        )

    def _done(self, customer_id: int, edit: Edit, seen: int | None) -> Head:
        origin = by_person(current_user.email, self._services.clock.now())
        for _ in range(MOST_CONFLICTS):
            try:
                with self._services.database.transaction() as session:
                    _require_customer(session, customer_id)
                    cause_id = uuid.uuid4().hex
                    return edit_profile(
                        session, customer_id, [edit], origin=origin, cause=Cause.PERSON, cause_id=cause_id, seen=seen
                    )
            except HasMoved:
                raise
            except VersionConflict:  # a session was remembered in this very moment
                continue
        raise VersionConflict

    def _refused(self, customer_id: int, edit: Edit, sentence: str) -> ResponseReturnValue:
        head = self._head(customer_id)
        if edit.action not in WITH_FORM or not _has_place(head.profile, edit):
            return self._told(customer_id, edit, sentence)
        form = OpenForm(edit.action, _place(edit), edit.text, sentence, asked_version("version"))
        return self._show(customer_id, form), 422

    def _moved(self, customer_id: int, edit: Edit) -> ResponseReturnValue:
        """What the edit is about says something else by now. The very same edit, sent twice, has been done."""
        head = self._head(customer_id)
        if _is_done(head.profile, edit, current_user.email):
            return _to_profile(customer_id, _anchor(head.profile, edit))
        again = _again(head.profile, edit)
        if again is None:
            return self._told(customer_id, edit, _GONE)
        form = OpenForm(again.action, _place(again), again.text, _MOVED, head.version)
        return self._show(customer_id, form), 409

    def _told(self, customer_id: int, edit: Edit, sentence: str) -> ResponseReturnValue:
        flash(sentence, PROBLEM)
        return _to_profile(customer_id, _anchor(self._head(customer_id).profile, edit))

    def _head(self, customer_id: int) -> Head:
        with self._services.database.reading() as session:
            return head_of(session, customer_id)


def _asked_edit() -> Edit | None:
    """The edit in the address, its words in the form; None where there is none that can be read."""
    given = {name: storable(request.args[name]) for name in ("fact", "field", "suggestion") if name in request.args}
    try:
        action = EditAction(request.args.get("action", ""))
    except ValueError:
        return None
    text = request.form.get("text")
    return Edit(action, **given, text=None if text is None else storable(text))


def _require_customer(session: Session, customer_id: int) -> None:
    customer = get_customer(session, customer_id)
    if customer is None:
        abort(404)
    if customer.merged_into_id is not None:
        raise EditRefused(0, _PART_OF_ANOTHER)


def _place(edit: Edit) -> str:
    return (edit.field if edit.action is EditAction.ADD else edit.fact) or ""


def _has_place(profile: Profile, edit: Edit) -> bool:
    """Whether the page has where to show the form again."""
    if edit.action is EditAction.ADD:
        return edit.field in profile.fields.by_name
    return _current(profile, edit.fact) is not None


def _current(profile: Profile, fact_id: str | None) -> Fact | None:
    found = profile.find(fact_id or "")
    return found[1] if found is not None and is_current(found[1]) else None


def _again(profile: Profile, edit: Edit) -> Edit | None:
    """The edit as it can be meant now: on what has taken the fact's place, or as something new where it is gone."""
    if edit.action is EditAction.ADD:
        held = profile.value(edit.field or "")
        return replace(edit, action=EditAction.REPLACE, fact=held.id, field=None) if held else edit
    if _current(profile, edit.fact) is not None:
        return edit if edit.action in WITH_FORM else None
    found = profile.find(edit.fact or "")
    if edit.action is not EditAction.REPLACE or found is None:
        return None
    field, fact = found
    if (successor := _current(profile, fact.replaced_by)) is not None:
        return replace(edit, fact=successor.id)
    return replace(edit, action=EditAction.ADD, fact=None, field=field)


def _is_done(profile: Profile, edit: Edit, author: str) -> bool:
    found = profile.find(edit.fact or "")
    if edit.action is EditAction.REMOVE:
        return found is not None and found[1].status is Status.REMOVED
    if edit.action is EditAction.RESOLVE:
        return found is not None and is_same(found[1].resolution or "", edit.text or "")
    said = _saying(profile, edit)
    return said is not None and said.locked_by == author


def _field(profile: Profile, edit: Edit) -> str:
    found = profile.find(edit.fact or "")
    return edit.field or (found[0] if found else "")


def _saying(profile: Profile, edit: Edit) -> Fact | None:
    """The current fact of the field that says what the edit says."""
    held = [fact for fact in profile.of(_field(profile, edit)) if is_current(fact)]
    return next((fact for fact in reversed(held) if edit.text and is_same(fact.text, edit.text)), None)


def _anchor(profile: Profile, edit: Edit) -> str:
    """Where the page shows what came of the edit."""
    if edit.action in DECISIONS:
        return "memory"
    said = _saying(profile, edit) if edit.action in {EditAction.ADD, EditAction.REPLACE} else None
    shown = said or _current(profile, edit.fact)
    return shown.id if shown else f"field-{_field(profile, edit)}"


def _to_profile(customer_id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("admin.profile", customer_id=customer_id, _anchor=anchor), 303)


def _restoring(customer_id: int, number: int) -> str:
    below = asked_version("below")
    return url_for("admin.versions", customer_id=customer_id, restore=number, below=below, _anchor=f"version-{number}")
