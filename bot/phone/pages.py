"""The page that looks like WhatsApp, and the JSON routes it lives on."""

import re
from datetime import timedelta
from typing import cast

from flask import Blueprint, Response, abort, jsonify, render_template, request

from bot.phone.courier import StatusCourier
from bot.phone.records import Chat, Customer, Message
from bot.phone.settings import Now, PhoneSettings
from bot.phone.store import PhoneStore, SidTakenError
from bot.phone.webhook_poster import TIMEOUT_SECONDS, WebhookPoster

SID = re.compile(r"SM[0-9a-f]{32}")
# WhatsApp's own limit for a text.
LONGEST_TEXT = 4096
LONGEST_NAME = 60
SILENCE_NOTE = "Session closed – being remembered"


class BadInputError(Exception):
    """What the page sent cannot be used: HTTP status and a sentence that says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class PhonePages:
    """Shows the phone, and does what is tapped on it."""

    def __init__(
        self, settings: PhoneSettings, now: Now, store: PhoneStore, poster: WebhookPoster, courier: StatusCourier
    ) -> None:
        self._settings = settings
        self._now = now
        self._store = store
        self._poster = poster
        self._courier = courier

    def blueprint(self) -> Blueprint:
        """The routes under /phone. Those that change something are meant to be protected by a CSRF token."""
        blueprint = Blueprint("phone", __name__, url_prefix="/phone")
        blueprint.add_url_rule("/", "list", self.page)
        blueprint.add_url_rule("/<phone_number>", "chat", self.page)
        blueprint.add_url_rule("/updates", "updates", self.updates)
        blueprint.add_url_rule("/customers", "add", self.add, methods=["POST"])
        one = "/customers/<phone_number>"
        blueprint.add_url_rule(one, "rename", self.rename, methods=["PATCH"])
        blueprint.add_url_rule(f"{one}/messages", "write", self.write, methods=["POST"])
        blueprint.add_url_rule(f"{one}/seen", "see", self.see, methods=["POST"])
        blueprint.add_url_rule(f"{one}/silence", "fall_silent", self.fall_silent, methods=["POST"])
        blueprint.register_error_handler(BadInputError, _problem)
        return blueprint

    def page(self, phone_number: str | None = None) -> str:
        """The phone, with the list of customers or with one customer's chat in front."""
        self._store.add_first_customers()
        if phone_number is not None and self._store.customer(phone_number) is None:
            abort(404)
        return render_template("phone/page.html", phone=self._settings, phone_number=phone_number)

    def updates(self) -> Response:
        """All that changed since the revision `after`: the list of customers, the messages of `customer`."""
        self._tidy_up()
        after = request.args.get("after", 0, type=int)
        # The stamp is read first: what changes in between is then sent once more, never left out.
        revision = self._store.revision()
        document: dict[str, object] = {"revision": revision, "now": _milliseconds(self._now().timestamp())}
        if revision != after:
            document["chats"] = [_chat_document(chat) for chat in self._store.chats()]
            changes = self._store.messages_after(request.args.get("customer", ""), after)
            document["messages"] = [_message_document(message) for message in changes]
        return jsonify(document)

    def add(self) -> tuple[Response, int]:
        """Invent a customer."""
        return jsonify(_customer_document(self._store.add_customer())), 201

    def rename(self, phone_number: str) -> Response:
        """Give a customer another name: what WhatsApp calls the profile name of the next messages."""
        name = " ".join(_text_of("name", LONGEST_NAME).split())
        customer = self._store.rename_customer(phone_number, name)
        if customer is None:
            abort(404)
        return jsonify(_customer_document(customer))

    def write(self, phone_number: str) -> Response:
        """Keep a customer's message and post it to the shop. The same sid again is another try, not another message."""
        customer = self._known(phone_number)
        text = _text_of("text", LONGEST_TEXT)
        sid = _body().get("sid")
        if not isinstance(sid, str) or not SID.fullmatch(sid):
            raise BadInputError(400, "sid is not SM and 32 hexadecimal digits.")
        try:
            message = self._store.write(sid, phone_number, text)
        except SidTakenError as error:
            raise BadInputError(409, "Another message has this sid.") from error
        problem = self._poster.post_message(message, customer)
        return jsonify(_message_document(self._store.settle(sid, problem)))

    def see(self, phone_number: str) -> tuple[str, int]:
        """The chat was in front: the shop's messages up to a position are read."""
        up_to = _body().get("up_to")
        if not isinstance(up_to, int):
            raise BadInputError(400, "up_to is not the position of a message.")
        self._store.see(self._known(phone_number).phone_number, up_to)
        self._courier.wake()
        return "", 204

    def fall_silent(self, phone_number: str) -> Response:
        """Close the customer's session now, as a long silence would."""
        was_open = self._settings.end_silence(self._known(phone_number).phone_number)
        if was_open:
            self._store.note(phone_number, SILENCE_NOTE)
        return jsonify({"closed": was_open})

    def _tidy_up(self) -> None:
        """Take up what a process that died left undone."""
        self._courier.wake_if_open()
        long_ago = self._now() - timedelta(seconds=2 * TIMEOUT_SECONDS)
        self._store.give_up_posting(before=long_ago, problem="Rapport was stopped before it could answer.")

    def _known(self, phone_number: str) -> Customer:
        customer = self._store.customer(phone_number)
        if customer is None:
            raise BadInputError(404, "This phone has no customer with that number.")
        return customer


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadInputError(400, "The request is no JSON object.")
    return cast("dict[str, object]", body)


def _text_of(name: str, longest: int) -> str:
    value = _body().get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInputError(400, f"{name} is empty.")
    if len(value) > longest:
        raise BadInputError(400, f"{name} has more than {longest} characters.")
    return value.strip()


def _problem(error: BadInputError) -> tuple[Response, int]:
    response = jsonify({"type": "about:blank", "status": error.status, "detail": str(error)})
    response.mimetype = "application/problem+json"
    return response, error.status


def _customer_document(customer: Customer) -> dict[str, object]:
    return {"phone_number": customer.phone_number, "name": customer.name}


def _message_document(message: Message) -> dict[str, object]:
    return {
        "position": message.position,
        "sid": message.sid,
        "author": message.author,
        "text": message.text,
        "status": message.status,
        "problem": message.problem,
        "sent_at": _milliseconds(message.created_at.timestamp()),
    }


def _chat_document(chat: Chat) -> dict[str, object]:
    return _customer_document(chat.customer) | {
        "last": _message_document(chat.last) if chat.last else None,
        "unread": chat.unread,
        "awaiting_since": _milliseconds(chat.awaiting_since.timestamp()) if chat.awaiting_since else None,
    }


def _milliseconds(seconds: float) -> int:
    """As JavaScript counts time."""
    return round(seconds * 1000)
