"""A stand-in for Twilio's REST API on loopback, scripted by the test. It knows nothing of Rapport's code."""

import base64
import hashlib
import hmac
import json
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum

from tests.loopback import HOLD_SECONDS, WAIT_SECONDS, Json, LoopbackServer, Received, Response

ACCOUNT_SID = f"AC{'0' * 32}"
AUTH_TOKEN = "twilio-token"
LONGEST_BODY = 1600
_TYPING = "/v2/Indicators/Typing.json"
_ACCOUNT = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)\.json$")
_SENDERS = "/v2/Channels/Senders"
_MESSAGES = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)/Messages(?:/(?P<sid>\w+))?\.json$")


@dataclass(frozen=True)
class Refusal:
    """An error answer of Twilio's; `code` is Twilio's own."""

    status: int
    code: int
    message: str = "scripted refusal"
    retry_after: str | None = None


class Mishap(StrEnum):
    """What can go wrong on the way."""

    DROPPED = "dropped"  # nothing is taken, the connection breaks
    TAKEN_THEN_DROPPED = "taken then dropped"
    TAKEN_THEN_HANGING = "taken then hanging"  # no answer until `release`
    TAKEN_THEN_ERROR = "taken then error"  # HTTP 500
    TAKEN_THEN_GARBAGE = "taken then garbage"  # HTTP 201 and no JSON


_MEDIA = re.compile(r"/2010-04-01/Accounts/\w+/Messages/\w+/Media/\w+$")
_STORED = re.compile(r"/stored/(?P<sid>\w+)$")


Scripted = Refusal | Mishap


class TwilioServer(LoopbackServer):
    """Takes, lists and shows messages as Twilio does, below any path, and posts signed status callbacks.

    `account` is what it says of the account, `senders` are its WhatsApp senders, None where they are not listed.
    `messages` holds Twilio's own records, oldest first. `sends` and `lists` are queues of what goes wrong with the next
    requests. `typing` holds the forms of typing indicators, which are not in `received`. Each message taken is called
    back with `statuses`, one after the other, in the background. Clearing `gate` holds answers to sends, after the
    message was taken, until it is set.
    """

    def __init__(
        self,
        *,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        statuses: Sequence[str] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.statuses = tuple(statuses)
        self.account: Json = {"sid": account_sid, "status": "active", "type": "Full"}
        self.senders: list[Json] | None = []
        self.messages: list[Json] = []
        self.sends: deque[Refusal | Mishap] = deque()
        self.lists: deque[Refusal | Mishap] = deque()
        self.typing: list[dict[str, str]] = []
        self.typing_refusals: deque[Refusal] = deque()
        self.gate = threading.Event()
        self.gate.set()
        self._media: dict[str, Response] = {}
        self._locations: dict[str, str] = {}
        self._now = now
        self._callback_urls: dict[str, str] = {}
        self._released = threading.Event()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def release(self) -> None:
        """Let go of everything that is held."""
        self.gate.set()
        self._released.set()

    def scripted(self, form: Mapping[str, str]) -> Scripted | None:
        """What goes wrong with this send: the next one of `sends`."""
        return self.sends.popleft() if self.sends else None

    def post_status(self, sid: str, status: str, error_code: int | None = None) -> int | None:
        """Move a message on and call its status back, signed. The HTTP status answered, None where nobody listens."""
        message = next(message for message in self.messages if message["sid"] == sid)
        message |= {"status": status, "error_code": error_code, "date_updated": self._date()}
        if status != "queued" and message["date_sent"] is None:
            message["date_sent"] = self._date()
        parameters = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": message["from"],
            "MessageSid": sid,
            "MessageStatus": status,
            "SmsSid": sid,
            "SmsStatus": status,
            "To": message["to"],
        } | ({"ErrorCode": str(error_code)} if error_code else {})
        return self._post(self._callback_urls[sid], parameters) if sid in self._callback_urls else None

    def _take(self, received: Received) -> Response:
        return self._type(received) if received.path.endswith(_TYPING) else super()._take(received)

    def _type(self, received: Received) -> Response:
        self.typing.append(received.form)
        if self.typing_refusals:
            return _refusal(self.typing_refusals.popleft())
        return Response(body=json.dumps({"success": True}))

    def add_media(self, response: Response, *, leads_to: str | None = None) -> str:
        """Have a file, and give its address as a webhook does. Asked for with credentials, it leads on to where files
        are stored, or to `leads_to`.
        """
        sid = f"ME{uuid.uuid4().hex}"
        self._media[sid] = response
        location = leads_to or f"{self.url}/stored/{sid}"
        self._locations[sid] = location
        return f"{self.url}/2010-04-01/Accounts/{self.account_sid}/Messages/MM1/Media/{sid}"

    def respond(self, received: Received) -> Response:
        """The answer to one request."""
        stored, attached = _STORED.search(received.path), _MEDIA.search(received.path)
        if stored or attached:
            return self._media[stored["sid"]] if stored else self._lead_on(received)
        route = _MESSAGES.search(received.path) or _ACCOUNT.search(received.path)
        if route is None and not received.path.endswith(_SENDERS):
            return _refusal(Refusal(404, 20404, "The requested resource was not found"))
        is_ours = route is None or route["account"] == self.account_sid
        if not self._is_account(received) or not is_ours:
            return _refusal(Refusal(401, 20003, "Authenticate"))
        if route is None or route.re is _ACCOUNT:
            return self._list_senders() if route is None else Response(body=json.dumps(self.account))
        return self._respond_about_messages(received, route)

    def _respond_about_messages(self, received: Received, route: re.Match[str]) -> Response:
        if received.method == "POST":
            return self._send(received.form)
        if route["sid"]:
            return self._show(route["sid"])
        return self._list(received)

    def _list_senders(self) -> Response:
        if self.senders is None:
            return _refusal(Refusal(404, 20404, "The requested resource was not found"))
        meta = {"key": "senders", "page": 0, "page_size": 50, "next_page_url": None, "previous_page_url": None}
        return Response(body=json.dumps({"senders": self.senders, "meta": meta}))

    def _is_account(self, received: Received) -> bool:
        expected = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return received.headers.get("authorization") == f"Basic {expected}"

    def _lead_on(self, received: Received) -> Response:
        if not self._is_account(received):
            return _refusal(Refusal(401, 20003, "Authenticate"))
        return Response(status=307, headers={"Location": self._locations[received.path.rpartition("/")[2]]})

    def _send(self, form: dict[str, str]) -> Response:
        scripted = self.scripted(form)
        if isinstance(scripted, Refusal):
            return _refusal(scripted)
        if scripted is Mishap.DROPPED:
            return Response(dropped=True)
        problem = _problem(form)
        if problem is not None:
            return _refusal(problem)
        message = self._record(form)
        self.gate.wait(HOLD_SECONDS)
        return self._answer(message, scripted)

    def _answer(self, message: Json, mishap: Mishap | None) -> Response:
        if mishap is Mishap.TAKEN_THEN_HANGING:
            self._released.wait(HOLD_SECONDS)
        if mishap in {Mishap.TAKEN_THEN_DROPPED, Mishap.TAKEN_THEN_HANGING}:
            return Response(dropped=True)
        if mishap is Mishap.TAKEN_THEN_ERROR:
            return _refusal(Refusal(500, 20500, "Internal Server Error"))
        if mishap is Mishap.TAKEN_THEN_GARBAGE:
            return Response(status=201, body="<html>", content_type="text/html")
        return Response(status=201, body=json.dumps(message))

    def _record(self, form: dict[str, str]) -> Json:
        sid = f"SM{uuid.uuid4().hex}"
        message: Json = {
            "sid": sid,
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": form.get("Body") or _filled_in(form),
            "date_created": self._date(),
            "date_sent": None,
            "date_updated": self._date(),
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": form["From"],
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "status": "queued",
            "subresource_uris": {},
            "to": form["To"],
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Messages/{sid}.json",
        }
        if "StatusCallback" in form:
            self._callback_urls[sid] = form["StatusCallback"]
        answered = dict(message)
        self.messages.append(message)
        if self.statuses:
            threading.Thread(target=self._call_back, args=(sid,), daemon=True).start()
        return answered

    def _call_back(self, sid: str) -> None:
        for status in self.statuses:
            self.post_status(sid, status)

    def _show(self, sid: str) -> Response:
        message = next((message for message in self.messages if message["sid"] == sid), None)
        if message is None:
            return _refusal(Refusal(404, 20404, "The requested resource was not found"))
        return Response(body=json.dumps(message))

    def _list(self, received: Received) -> Response:
        scripted = self.lists.popleft() if self.lists else None
        if isinstance(scripted, Refusal):
            return _refusal(scripted)
        if scripted is Mishap.DROPPED:
            return Response(dropped=True)
        query = received.query
        page, size = int(query.get("Page", 0)), int(query.get("PageSize", 50))
        fitting = [message for message in reversed(self.messages) if _fits(message, query)]
        path = received.path[received.path.index("/2010-04-01") :]
        following = f"{path}?{urllib.parse.urlencode({**query, 'Page': page + 1, 'PageToken': 'next'})}"
        listed = {
            "messages": fitting[page * size : (page + 1) * size],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": min((page + 1) * size, len(fitting)),
            "uri": path,
            "first_page_uri": path,
            "previous_page_uri": None,
            "next_page_uri": following if (page + 1) * size < len(fitting) else None,
        }
        return Response(body=json.dumps(listed))

    def _post(self, url: str, parameters: Mapping[str, str]) -> int | None:
        request = urllib.request.Request(  # noqa: S310 (the address that the code under test gave)
            url,
            data=urllib.parse.urlencode(parameters).encode(),
            headers={"X-Twilio-Signature": signature(self.auth_token, url, parameters)},
        )
        try:
            with self._opener.open(request, timeout=WAIT_SECONDS) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def _date(self) -> str:
        return format_datetime(self._now())


def sender(address: str, webhook_url: str = "", *, status: str = "ONLINE", method: str = "POST") -> Json:
    """A WhatsApp sender as Twilio's list of them shows it."""
    webhook = {"callback_url": webhook_url, "callback_method": method, "status_callback_url": None}
    return {"sid": f"XE{'0' * 32}", "status": status, "sender_id": address, "configuration": {}, "webhook": webhook}


def signature(auth_token: str, url: str, parameters: Mapping[str, str]) -> str:
    """What Twilio puts into X-Twilio-Signature of a form posted to `url`."""
    signed = url + "".join(name + parameters[name] for name in sorted(parameters))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _problem(form: Mapping[str, str]) -> Refusal | None:
    if not form.get("To"):
        return Refusal(400, 21604, "A 'To' phone number is required.")
    if not form.get("From"):
        return Refusal(400, 21603, "A 'From' phone number is required.")
    if form.get("ContentSid"):
        return None
    if not form.get("Body"):
        return Refusal(400, 21602, "Message body is required.")
    if len(form["Body"].encode("utf-16-le")) > 2 * LONGEST_BODY:
        return Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    return None


def _fits(message: Json, query: Mapping[str, str]) -> bool:
    if any(query[name] != message[name.lower()] for name in ("To", "From") if name in query):
        return False
    bounds = {name: query[name] for name in ("DateSent", "DateSent<", "DateSent>") if name in query}
    if bounds and message["date_sent"] is None:
        return False
    return all(_is_on_side(message["date_sent"], name, bound) for name, bound in bounds.items())


def _is_on_side(date_sent: str, name: str, bound: str) -> bool:
    # Twilio goes by whole days in GMT.
    sent, limit = parsedate_to_datetime(date_sent).astimezone(UTC).date(), datetime.fromisoformat(bound).date()
    return {"DateSent": sent == limit, "DateSent<": sent <= limit, "DateSent>": sent >= limit}[name]


def _refusal(refusal: Refusal) -> Response:
    more_info = f"https://www.twilio.com/docs/errors/{refusal.code}"
    body = {"code": refusal.code, "message": refusal.message, "more_info": more_info, "status": refusal.status}
    headers = {"Retry-After": refusal.retry_after} if refusal.retry_after else {}
    return Response(status=refusal.status, body=json.dumps(body), headers=headers)


def _filled_in(form: Mapping[str, str]) -> str:
    """The words of a template: Twilio knows them, we only say which template and what stands in it."""
    return f"{form['ContentSid']}: {', '.join(json.loads(form.get('ContentVariables') or '{}').values())}"
