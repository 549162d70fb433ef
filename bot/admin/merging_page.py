"""The pages on which a person merges two customers, and the buttons that undo it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import customer_merging
from bot.admin import queries
from bot.admin.merges import read_preview
from bot.admin.queries import CustomerSearch
from bot.services import Services
from memory.customer_merging import CannotMerge
from memory.customers import get_customer, outside_name
from memory.recognising import holders_of_numbers

PROBLEM = "problem"
"""The category of a flashed sentence that says what could not be done."""


class MergingPage:
    """Lets the sales team say that two customers are one, or two after all."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes under /admin/customers."""
        one = "/customers/<key:customer_id>"
        two = f"{one}/merge/<key:other_id>"
        blueprint.add_url_rule(f"{one}/merge", "merging", self.choose)
        blueprint.add_url_rule(two, "merge_preview", self.compare)
        blueprint.add_url_rule(two, "merge", self.merge, methods=["POST"])
        blueprint.add_url_rule(f"{one}/merges/<key:merge_id>/undo", "undo_merge", self.undo, methods=["POST"])

    def choose(self, customer_id: int) -> ResponseReturnValue:
        """Search for the other one."""
        words = request.args.get("search", "").strip()[:200]
        search = CustomerSearch(words=words, region=self._services.settings.phone_region, beside=customer_id)
        with self._services.database.reading() as session:
            customer = get_customer(session, customer_id)
            if customer is None:
                abort(404)
            if customer.merged_into_id is not None:
                return _to_customer(customer_id)
            return render_template(
                "admin/merging.html",
                customer=customer,
                name=customer.display_name or outside_name(session, customer_id),
                search=search,
                found=queries.find_customers(session, search) if words else None,
                perhaps_same=queries.lines_of(session, holders_of_numbers(session, customer_id)),
            )

    def compare(self, customer_id: int, other_id: int) -> ResponseReturnValue:
        """Both side by side, and what they would be together; the first of the two is kept."""
        try:
            with self._services.database.reading() as session:
                preview = read_preview(session, customer_id, other_id)
        except CannotMerge as refused:
            return _refuse(customer_id, refused)
        return render_template("admin/merge_preview.html", preview=preview)

    def merge(self, customer_id: int, other_id: int) -> ResponseReturnValue:
        """Merge the other one into this one."""
        try:
            customer_merging.merge(self._services, customer_id, other_id, author=self._author)
        except CannotMerge as refused:
            return _refuse(customer_id, refused)
        flash("The two are one customer now. If that was a mistake, undo it here.")
        return _to_customer(customer_id)

    def undo(self, customer_id: int, merge_id: int) -> ResponseReturnValue:
        """Part the two again."""
        try:
            customer_merging.undo(self._services, customer_id, merge_id, author=self._author)
        except (CannotMerge, LookupError) as refused:
            return _refuse(customer_id, refused)
        flash("The merge is undone: these are two customers again.")
        return _to_customer(customer_id)

    @property
    def _author(self) -> str:
        return self._services.settings.admin_email


def _refuse(customer_id: int, refused: Exception) -> ResponseReturnValue:
    flash(str(refused), PROBLEM)
    return _to_customer(customer_id)


def _to_customer(customer_id: int) -> ResponseReturnValue:
    return redirect(url_for("admin.profile", customer_id=customer_id))
