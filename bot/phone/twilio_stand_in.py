"""Stands in for Twilio's REST API, so that Twilio's own client can talk to the local phone."""

import json
import re
from collections.abc import Mapping
from hmac import compare_digest

from flask import Blueprint, Response, jsonify, request

from bot.phone.courier import StatusCourier
from bot.phone.database import PhoneDatabase
from bot.phone.sent_messages import (
    SenseError,
    find_message,
    list_messages,
    message_document,
    page_document,
    parse_query,
)
from bot.phone.settings import PhoneSettings
from bot.phone.store import PhoneStore

LONGEST_TEXT = 1600
RECIPIENT = re.compile(r"whatsapp:(\S{1,150})")


class TwilioError(Exception):
    """Twilio's answer to a request that it refuses: HTTP status, Twilio's code, sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class TwilioStandIn:
    """The few resources of Twilio's API that sending and looking up messages takes."""

    def __init__(
        self, settings: PhoneSettings, database: PhoneDatabase, store: PhoneStore, courier: StatusCourier
    ) -> None:
        self._settings = settings
        self._database = database
        self._store = store
        self._courier = courier

    def blueprint(self) -> Blueprint:
        """The routes. They are signed in to with HTTP basic authentication, so no CSRF token can be asked of them."""
        blueprint = Blueprint("phone_twilio", __name__, url_prefix="/phone/twilio")
        account = "/2010-04-01/Accounts/<account_sid>"
        blueprint.add_url_rule(f"{account}/Messages.json", "create", self.create, methods=["POST"])
        blueprint.add_url_rule(f"{account}/Messages.json", "list", self.list)
        blueprint.add_url_rule(f"{account}/Messages/<sid>.json", "fetch", self.fetch)
        blueprint.add_url_rule("/v2/Indicators/Typing.json", "typing", self.show_typing, methods=["POST"])
        blueprint.before_request(self.check_credentials)
        blueprint.register_error_handler(TwilioError, _refusal)
        return blueprint

    def check_credentials(self) -> None:
        """Let nobody in but the account that the settings name. Raises TwilioError."""
        given = request.authorization
        username, password = (given.username or "", given.password or "") if given else ("", "")
        is_account = compare_digest(username.encode(), self._settings.account_sid.encode())
        is_token = compare_digest(password.encode(), self._settings.auth_token.encode())
        if not (is_account and is_token):
            raise TwilioError(401, 20003, "Authenticate")
        if (request.view_args or {}).get("account_sid", self._settings.account_sid) != self._settings.account_sid:
            raise TwilioError(404, 20404, f"The requested resource {request.path} was not found")

    def create(self, account_sid: str) -> tuple[Response, int]:
        """Take over a message from the shop; the handset has it from now on."""
        phone_number, text = self._checked_message()
        message = self._store.receive(phone_number, text, request.form.get("StatusCallback"))
        self._courier.wake()
        return jsonify(message_document(message, account_sid, self._settings.sender)), 201

    def list(self, account_sid: str) -> Response:
        """A page of messages, latest first."""
        try:
            query = parse_query(request.args)
            messages = list_messages(self._database, query, self._settings.sender)
            return jsonify(page_document(messages, query, request.args, account_sid, self._settings.sender))
        except SenseError as error:
            raise TwilioError(400, 20001, str(error)) from error

    def fetch(self, account_sid: str, sid: str) -> Response:
        """One message."""
        message = find_message(self._database, sid)
        if message is None:
            raise TwilioError(404, 20404, f"The requested resource {request.path} was not found")
        return jsonify(message_document(message, account_sid, self._settings.sender))

    def show_typing(self) -> Response:
        """A typing indicator: the handset shows one by itself while an answer is awaited."""
        if find_message(self._database, request.form.get("messageId", "")) is None:
            raise TwilioError(404, 20404, "The message was not found")
        return jsonify(success=True)

    def _checked_message(self) -> tuple[str, str]:
        form = request.form
        recipient = RECIPIENT.fullmatch(form.get("To", ""))
        text = form.get("Body", "") or _words_of_template(form)
        if form.get("From") != self._settings.sender:
            raise TwilioError(400, 63007, "Twilio could not find a Channel with the specified From address")
        if recipient is None:
            raise TwilioError(400, 21211, f"The 'To' number {form.get('To', '')} is not a valid phone number.")
        if not text.strip():
            raise TwilioError(400, 21602, "Message body is required.")
        if len(text.encode("utf-16-le")) > 2 * LONGEST_TEXT:
            raise TwilioError(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        return recipient.group(1), text


def _words_of_template(form: Mapping[str, str]) -> str:
    """A template's approved words are at Twilio; the handset shows which it is and what is filled in."""
    if "ContentSid" not in form:
        return ""
    try:
        values = json.loads(form.get("ContentVariables", "{}")).values()
    except (ValueError, AttributeError) as error:
        raise TwilioError(400, 21656, "The ContentVariables parameter is invalid.") from error
    return f"[{form['ContentSid']}] {', '.join(map(str, values))}"


def _refusal(error: TwilioError) -> tuple[Response, int]:
    document = {
        "code": error.code,
        "message": str(error),
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    response = jsonify(document)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return response, error.status
