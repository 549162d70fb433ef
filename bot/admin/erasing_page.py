"""A customer's data handed out as a file, and erased on a person's word."""

import unicodedata
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from bot.api.answers import Export
from bot.erasing import erase
from bot.services import Services
from memory.customer_merging import absorbed_customers
from memory.customers import get_customer, identifiers_of, kept_customer, outside_name
from memory.erasing import CustomerBusy
from memory.exporting import export_customer
from memory.identifiers import Identifier, SenselessIdentifier, parse_identifier
from memory.leases import LEASE_LENGTH
from memory.models import ConversationSession, Customer, Message, ProfileVersion

BUSY = (
    "Nothing was erased: this customer is being answered or remembered right now."
    f" Try again in {round(LEASE_LENGTH.total_seconds())} seconds."
)
_Counted = type[Message] | type[ConversationSession] | type[ProfileVersion]
OTHER = "This is not the customer's name, nor one of the identifiers above. Nothing was erased."


class EraseForm(FlaskForm):  # type: ignore[misc] # Flask-WTF carries no types
    """Who is to be erased, typed by the person who wants it."""

    name = StringField(
        "Type the customer's name, or one of the identifiers above",
        [InputRequired("Type the name, so that nobody is erased by mistake."), Length(max=255)],
    )


@dataclass(frozen=True)
class Held:
    """What there is of a customer. `others` are customers who were merged into this one."""

    customer: Customer
    name: str
    identifiers: list[Identifier]
    messages: int
    sessions: int
    versions: int
    others: int


class ErasingPage:
    """Erases and exports single customers."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes under /admin/customers/<key>."""
        one = "/customers/<key:customer_id>"
        blueprint.add_url_rule(f"{one}/erase", "erase", self.erase, methods=["GET", "POST"])
        blueprint.add_url_rule(f"{one}/export", "export", self.export)

    def erase(self, customer_id: int) -> ResponseReturnValue:
        """Say what goes and what stays, and erase when the customer's name is typed."""
        held = self._held(customer_id)
        form, problem, status = EraseForm(), None, 200
        if form.validate_on_submit():
            if self._is_meant(str(form.name.data), held):
                try:
                    erase(self._services, held.customer.id)
                except CustomerBusy:
                    problem, status = BUSY, 409
                else:
                    flash("The customer is erased.")
                    return redirect(url_for("admin.list_of_customers"))
            else:
                form.name.errors, status = [OTHER], 422
        elif form.is_submitted():
            status = 422
        return render_template("admin/erase.html", held=held, form=form, problem=problem), status

    def export(self, customer_id: int) -> Response:
        """Everything we hold of a customer, as the JSON document that `/v1` gives too."""
        with self._services.database.reading() as session:
            customer = _customer_or_404(session, customer_id)
            document = export_customer(session, customer.id, self._services.clock.now())
        response = Response(Export.model_validate(document).model_dump_json(), content_type="application/json")
        response.headers["Content-Disposition"] = f'attachment; filename="customer-{customer.id}.json"'
        return response

    def _held(self, customer_id: int) -> Held:
        with self._services.database.reading() as session:
            customer = _customer_or_404(session, customer_id)
            others = absorbed_customers(session, customer.id)
            return Held(
                customer=customer,
                name=customer.display_name or outside_name(session, customer.id),
                identifiers=identifiers_of(session, customer.id),
                messages=_count(session, Message, [customer.id]),
                sessions=_count(session, ConversationSession, [customer.id]),
                versions=_count(session, ProfileVersion, [customer.id, *others]),
                others=len(others),
            )

    def _is_meant(self, typed: str, held: Held) -> bool:
        names = {held.name, *(identifier.value for identifier in held.identifiers)}
        if _plain(typed) in {_plain(name) for name in names}:
            return True
        try:
            return parse_identifier(typed, self._services.settings.phone_region) in held.identifiers
        except SenselessIdentifier:
            return False


def _customer_or_404(session: Session, customer_id: int) -> Customer:
    """The customer; for one who was merged into another it is that other."""
    customer = get_customer(session, customer_id) or abort(404)
    return kept_customer(session, customer)


def _count(session: Session, table: _Counted, owners: list[int]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.customer_id.in_(owners))) or 0


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
