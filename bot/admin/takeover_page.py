"""Taking a chat over from the customer's page: writing to the customer, and handing the chat back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.obstacles import WINDOW
from bot.selling.message_templates import WINDOW_REOPEN
from bot.services import Services
from bot.takeovers import Takeovers
from memory.messages import newest_addressed
from memory.takeovers import CannotWrite

LONGEST_TEXT = 16_000


@dataclass(frozen=True)
class Writing:
    """What the form for writing to a customer holds: words that could not be sent, and why, or nothing.

    `form_id` makes a form that is sent twice one message.
    """

    form_id: str
    text: str = ""
    problem: str | None = None


def blank_writing() -> Writing:
    """An empty form."""
    return Writing(uuid.uuid4().hex)


class TakeoverPage:
    """The routes by which a person takes a chat over. `show` renders the customer's page around a form."""

    def __init__(self, services: Services, show: Callable[[int, Writing], str]) -> None:
        self._services = services
        self._takeovers = Takeovers(services)
        self._show = show
        self._author = services.settings.admin_email

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes under /admin/customers/<id>."""
        one = "/customers/<key:customer_id>"
        blueprint.add_url_rule(f"{one}/take-over", "take_over", self.take_over, methods=["POST"])
        blueprint.add_url_rule(f"{one}/hand-back", "hand_back", self.hand_back, methods=["POST"])
        blueprint.add_url_rule(f"{one}/write", "write", self.write, methods=["POST"])

    def take_over(self, customer_id: int) -> ResponseReturnValue:
        """The bot falls silent."""
        if not self._takeovers.take_over(customer_id, self._author):
            abort(404)
        flash("You have the chat. The bot is silent until you hand it back.")
        return _to_conversation(customer_id)

    def hand_back(self, customer_id: int) -> ResponseReturnValue:
        """The bot answers again."""
        is_back = self._takeovers.hand_back(customer_id)
        flash("The bot answers again." if is_back else "Nobody had this chat.")
        return _to_conversation(customer_id)

    def write(self, customer_id: int) -> ResponseReturnValue:
        """A person's words go to the customer; words that cannot be sent stay in the form."""
        text, form_id = request.form.get("text", "").strip(), request.form.get("form_id", "")[:64]
        problem = self._problem(customer_id, text)
        if problem is None:
            try:
                self._takeovers.write(customer_id, text, self._author, form_id or uuid.uuid4().hex)
            except CannotWrite as refused:
                problem = str(refused)
        if problem is not None:
            return self._show(customer_id, Writing(uuid.uuid4().hex, text, problem)), 422
        return _to_conversation(customer_id)

    def _problem(self, customer_id: int, text: str) -> str | None:
        if not text:
            return "Write something first."
        if len(text) > LONGEST_TEXT:
            return f"This is longer than {LONGEST_TEXT} characters: shorten it, or send it in two messages."
        with self._services.database.reading() as session:
            heard = newest_addressed(session, customer_id)
        if self._services.templates.get(WINDOW_REOPEN) is not None:
            return None  # what comes too late is sent as the template that asks to write again
        if heard is not None and self._services.clock.now() - heard.recorded_at >= WINDOW:
            return "WhatsApp takes no free text here: the customer's last message is more than 24 hours old."
        return None


def _to_conversation(customer_id: int) -> ResponseReturnValue:
    return redirect(url_for("admin.conversation", customer_id=customer_id, _anchor="write"))
