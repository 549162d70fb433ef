"""The local phone and fakes of what is around it, served on loopback."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import make_server

from bot.phone import PhoneSettings, create_phone, create_stand_in

PROJECT = Path(__file__).parent.parent
PUBLIC_URL = "https://rapport.example"
ACCOUNT, TOKEN, SHOP = "AC" + "1" * 32, "a token", "whatsapp:+14155238886"
SOFIA, DANIEL = "+351910000001", "+351910000002"
STATUS_URL = f"{PUBLIC_URL}/webhooks/twilio/status"
WAIT_SECONDS = 10


class MovableClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class FakeRapport:
    """The two real endpoints as the phone sees them: they note what is posted and answer as they are told."""

    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.statuses: Queue[dict[str, str]] = Queue()
        self.answer = 204
        self.open_sessions = {SOFIA}

    def receive(self, kind: str) -> tuple[str, int]:
        url = f"{PUBLIC_URL}/webhooks/twilio/{kind}"
        if not RequestValidator(TOKEN).validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            return "", 403
        if kind == "status":
            self.statuses.put(request.form.to_dict())
        else:
            self.messages.append(request.form.to_dict())
        return "", self.answer

    def next_statuses(self, count: int) -> list[tuple[str, str]]:
        forms = [self.statuses.get(timeout=WAIT_SECONDS) for _ in range(count)]
        return [(form["MessageSid"], form["MessageStatus"]) for form in forms]

    def end_silence(self, phone_number: str) -> bool:
        was_open = phone_number in self.open_sessions
        self.open_sessions.discard(phone_number)
        return was_open


class Stage:
    """The phone and the fake endpoints, served on loopback; `page` is a browser's view without a browser."""

    def __init__(self, folder: Path) -> None:
        self.rapport, self.clock = FakeRapport(), MovableClock()
        self.server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.settings = PhoneSettings(
            public_url=PUBLIC_URL,
            loopback_url=self.url,
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            sender=SHOP,
            database_path=folder / "var" / "phone.db",
            shop_name="Bloom & Co.",
            model_name="a model",
            model_is_offline=True,
            end_silence=self.rapport.end_silence,
            status_pause_seconds=0,
        )
        self.app = self.create_app(self.settings)
        self.server.app = self.app
        self.page: FlaskClient = self.app.test_client()
        self.token = csrf_token(self.page.get("/phone/").text)

    def create_app(self, settings: PhoneSettings) -> Flask:
        app = Flask("phone", template_folder=PROJECT / "templates", static_folder=PROJECT / "static")
        app.secret_key = "not a secret"
        protect = CSRFProtect(app)
        app.register_blueprint(create_phone(settings, self.clock.now))
        stand_in = create_stand_in(settings, self.clock.now)
        app.register_blueprint(stand_in)
        protect.exempt(stand_in)
        app.add_url_rule("/webhooks/twilio/<kind>", view_func=protect.exempt(self.rapport.receive), methods=["POST"])
        app.after_request(forbid_what_is_not_ours)
        return app

    def tell(self, path: str, body: object, method: str = "POST") -> Any:
        return self.page.open(f"/phone/{path}", method=method, json=body, headers={"X-CSRFToken": self.token})

    def write(self, text: str, phone_number: str = SOFIA, sid: str = "SM" + "a" * 32) -> Any:
        return self.tell(f"customers/{phone_number}/messages", {"sid": sid, "text": text}).json

    def updates(self, phone_number: str = SOFIA, after: int = 0) -> Any:
        return self.page.get("/phone/updates", query_string={"customer": phone_number, "after": after}).json

    def twilio(self, token: str = TOKEN, account_sid: str = ACCOUNT) -> Client:
        client = Client(ACCOUNT, token, account_sid)
        client.api.base_url = f"{self.url}/phone/twilio"
        return client

    def send(self, text: str, phone_number: str = SOFIA, **options: str) -> Any:
        return self.twilio().messages.create(to=f"whatsapp:{phone_number}", from_=SHOP, body=text, **options)


def csrf_token(html: str) -> str:
    return re.search('name="csrf-token" content="([^"]+)"', html)[1]  # type: ignore[index]  # the page has one


def forbid_what_is_not_ours(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = "default-src 'self'"
    return response
