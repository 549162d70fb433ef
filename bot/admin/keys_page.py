"""The page of API keys: made, shown once, revoked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput

from bot.keys import MadeKey, Scope, create_key, list_keys, revoke_key
from bot.services import Services

SCOPES = (
    (Scope.INGEST, "hand conversations in"),
    (Scope.READ, "read and export what is remembered"),
    (Scope.WRITE, "edit and roll back"),
    (Scope.ERASE, "erase customers"),
)


def _require_one(_form: FlaskForm, field: SelectMultipleField) -> None:
    """At least one is chosen. Not `InputRequired`: browsers would take that for every single box."""
    if not field.data:
        raise ValidationError("A key that opens nothing is of no use: choose at least one.")


class KeyForm(FlaskForm):  # type: ignore[misc] # Flask-WTF carries no types
    """What a new key is for, and what it opens."""

    name = StringField("What is it for?", [InputRequired("Say what the key is for."), Length(max=255)])
    scopes = SelectMultipleField(
        "What does it open?",
        [_require_one],
        choices=[SelectChoice(scope.value, hint) for scope, hint in SCOPES],
        default=[Scope.INGEST.value, Scope.READ.value],
        option_widget=CheckboxInput(),
    )


class KeysPage:
    """Shows keys, makes and revokes them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes under /admin/keys."""
        blueprint.add_url_rule("/keys", "keys", self.keys, methods=["GET", "POST"])
        blueprint.add_url_rule("/keys/<key:key_id>/revoke", "revoke_key", self.revoke, methods=["POST"])

    def keys(self) -> ResponseReturnValue:
        """The list, and a form for a new key. The answer to the form is the one page that ever shows the key."""
        form = KeyForm()
        made = self._make(form) if form.validate_on_submit() else None
        with self._services.database.reading() as session:
            rows = list_keys(session)
        status = 200 if made or not form.is_submitted() else 422
        blank = KeyForm(formdata=None) if made else form
        return render_template("admin/keys.html", form=blank, keys=rows, made=made), status

    def revoke(self, key_id: int) -> ResponseReturnValue:
        """Let a key open nothing any more."""
        with self._services.database.transaction() as session:
            is_revoked = revoke_key(session, key_id, self._services.clock.now())
        flash("The key is revoked." if is_revoked else "There was nothing to revoke.")
        return redirect(url_for("admin.keys"))

    def _make(self, form: KeyForm) -> MadeKey | None:
        scopes = [Scope(word) for word in form.scopes.data or ()]
        try:
            with self._services.database.transaction() as session:
                return create_key(session, str(form.name.data), scopes, self._services.clock.now())
        except ValueError as error:
            form.name.errors = [str(error)]
            return None
