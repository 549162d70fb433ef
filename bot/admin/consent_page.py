"""The team notes by hand that a customer wants no messages, or wants them again: said in the shop, or on the phone."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.admin.sign_in import local_path
from bot.consent import come_back
from bot.services import Services
from memory.consent import Proof, opt_out
from memory.customers import lock_customer
from memory.models import Customer

Noting = Callable[[Session, Customer, Proof, datetime], bool]


class ConsentPage:
    """Takes such notes. The customer is told nothing: what was said to a person needs no message."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes under a customer's."""
        one = "/customers/<key:customer_id>"
        blueprint.add_url_rule(f"{one}/opt-out", "note_opt_out", self.note_opt_out, methods=["POST"])
        blueprint.add_url_rule(f"{one}/opt-in", "note_opt_in", self.note_opt_in, methods=["POST"])

    def note_opt_out(self, customer_id: int) -> ResponseReturnValue:
        """The customer wants no messages any more."""
        return self._note(customer_id, opt_out, "Noted: nothing is sent to this customer any more.")

    def note_opt_in(self, customer_id: int) -> ResponseReturnValue:
        """The customer wants messages again."""
        return self._note(customer_id, come_back, "Noted: this customer is answered again.")

    def _note(self, customer_id: int, noting: Noting, sentence: str) -> ResponseReturnValue:
        proof = Proof(author=self._services.settings.admin_email)
        with self._services.database.transaction() as session:
            customer = lock_customer(session, customer_id)
            if customer is None:
                abort(404)
            is_noted = noting(session, customer, proof, self._services.clock.now())
        flash(sentence if is_noted else "Somebody, or the customer, was faster: nothing had to change.")
        return redirect(local_path(request.args.get("next", "")))
