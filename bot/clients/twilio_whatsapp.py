"""WhatsApp messages through Twilio's REST API."""

import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText
from bot.clients.twilio_errors import Consequence, consequence_of

TIMEOUT_SECONDS = 10.0
CONNECTIONS = 32
CLOCK_SKEW = timedelta(seconds=30)
NEWEST_MESSAGES = 200  # to one customer, newest first: far more than a lookup after a failure has to go back

_NEVER_ARRIVED = frozenset({"failed", "undelivered", "canceled"})
_PASSING = frozenset({Consequence.BACK_OFF, Consequence.CORRECTABLE, Consequence.STOP})
"""Errors after which the same message may still be taken, whatever the HTTP status beside them says."""


class TwilioWhatsApp:
    """Sends WhatsApp messages and finds those whose sending ended in doubt. Safe to share between threads."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        base_url: str | None,
        status_callback_url: str | None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """Build the client; nothing is connected to yet.

        `base_url` stands for Twilio's own address and may have a path; statuses are posted to `status_callback_url`;
        `timeout` is in seconds.
        """
        self._http = HttpClient(base_url, timeout)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._status_callback_url = status_callback_url

    def send(self, message: OutgoingText) -> Accepted:
        """Hand a message over to Twilio. Raises ClientError."""
        parameters = {"from_": message.sender, "to": message.recipient}
        if message.content_sid:
            parameters |= {"content_sid": message.content_sid, "content_variables": message.content_variables or "{}"}
        else:
            parameters["body"] = message.text
        if self._status_callback_url:
            parameters["status_callback"] = self._status_callback_url
        try:
            created = self._client.messages.create(**parameters)
        except RequestException as error:
            raise _unreachable(error) from error
        except TwilioException as error:
            raise _refused(error, is_sending=True, retry_after=self._http.retry_after) from error
        except ValueError as error:
            raise ClientError("Twilio's answer to a message could not be read.", outcome_unknown=True) from error
        if not created.sid:
            raise ClientError("Twilio took a message without giving it an id.", outcome_unknown=True)
        return Accepted(provider_id=created.sid, status=created.status)

    def find(self, message: OutgoingText, *, not_before: datetime, known: frozenset[str]) -> Accepted | None:
        """Look for this very message among those Twilio took since `not_before`, leaving out the `known` ids.

        Of several that fit, the oldest is meant: sends in doubt are looked up in the order they were tried, and each
        one found is known from then on. Of a template the text is not compared: Twilio fills it in by itself. What
        Twilio could not deliver is not found, so that it is sent again. Raises ClientError.
        """
        earliest = not_before - CLOCK_SKEW
        fitting = [
            entry
            for entry in self._sent(message.sender, message.recipient)
            if entry.sid not in known
            and entry.status not in _NEVER_ARRIVED
            and (message.content_sid is not None or (entry.body or "").strip() == message.text.strip())
            and entry.date_created >= earliest
        ]
        oldest = min(fitting, key=lambda entry: entry.date_created, default=None)
        return Accepted(provider_id=oldest.sid, status=oldest.status) if oldest else None

    def _sent(self, sender: str, recipient: str) -> list[MessageInstance]:
        try:
            # Not narrowed by date: the API filters by date_sent only, which a queued message does not have yet.
            return list(self._client.messages.list(from_=sender, to=recipient, limit=NEWEST_MESSAGES))
        except RequestException as error:
            raise ClientError(f"Twilio could not be reached ({type(error).__name__}).") from error
        except TwilioException as error:
            raise _refused(error, is_sending=False, retry_after=self._http.retry_after) from error
        except ValueError as error:
            raise ClientError("Twilio's list of messages could not be read.") from error

    def show_typing(self, provider_id: str) -> None:
        """Mark a message as read and show that it is being answered, for 25 seconds or until the answer is there.

        Raises ClientError.
        """
        try:
            self._client.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=provider_id)
        except RequestException as error:
            raise _unreachable(error) from error
        except TwilioException as error:
            raise _refused(error, is_sending=False, retry_after=self._http.retry_after) from error
        except ValueError as error:
            raise ClientError("Twilio's answer to a typing indicator could not be read.") from error


class HttpClient:
    """Twilio's HTTP client, with a time-out, enough connections for all threads, and another base where one is set."""

    is_async = False

    def __init__(self, base_url: str | None, timeout: float) -> None:
        self._base_url = base_url
        self._of_thread = threading.local()
        self._client = TwilioHttpClient(timeout=timeout, logger=_Silence())
        for scheme in ("https://", "http://"):
            self._client.session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))

    def request(self, method: str, uri: str, **options: Any) -> Response:
        """Make one request, as the SDK asks for it."""
        self._of_thread.retry_after = None
        response = self._client.request(method, _rebased(uri, self._base_url), **options)
        self._of_thread.retry_after = _retry_after(response)
        return response

    @property
    def retry_after(self) -> timedelta | None:
        """How long Twilio asked this thread to wait in its last answer: the SDK's errors do not carry the header."""
        pause: timedelta | None = getattr(self._of_thread, "retry_after", None)
        return pause


class _Silence:
    """Takes the SDK's log lines, which carry customers' numbers, and keeps them to itself."""

    def info(self, *_: object) -> None:
        """Say nothing."""


def _rebased(uri: str, base_url: str | None) -> str:
    if not base_url:
        return uri
    base, asked = urlsplit(base_url), urlsplit(uri)
    return urlunsplit((base.scheme, base.netloc, base.path.rstrip("/") + asked.path, asked.query, ""))


def _retry_after(response: Response) -> timedelta | None:
    value = str((response.headers or {}).get("Retry-After", ""))
    return timedelta(seconds=int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else None


def _unreachable(error: RequestException) -> ClientError:
    """A request that never left is simply tried again; of any other, Twilio may have taken the message."""
    reason = error.args[0] if error.args else None
    no_connection = isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
    never_left = isinstance(error, ConnectTimeout) or no_connection
    return ClientError(f"Twilio could not be reached ({type(error).__name__}).", outcome_unknown=not never_left)


def _refused(error: TwilioException, *, is_sending: bool, retry_after: timedelta | None) -> ClientError:
    status, code, text = _details(error)
    is_down = status >= 500
    is_key_refused = status == 401  # a key can be put right, and then every message still goes out
    is_temporary = is_down or is_key_refused or status in {408, 429} or consequence_of(str(code)) in _PASSING
    return ClientError(
        f"Twilio refused the request (HTTP {status}, code {code}): {text}",
        permanent=not is_temporary,
        code=str(code),
        outcome_unknown=is_sending and (is_down or status == 408),
        text=text,
        retry_after=retry_after,
    )


def _details(error: TwilioException) -> tuple[int, int, str]:
    """HTTP status, Twilio's code and text of an error. Three shapes exist: two of messages, and that of lists."""
    if isinstance(error, TwilioRestException):
        return error.status, error.code or error.status, error.msg
    if isinstance(error, TwilioServiceException):
        return int(error.status), int(error.code), error.detail or error.title
    response = next((part for part in error.args if isinstance(part, Response)), None)
    if response is None:
        return 500, 500, str(error)
    return response.status_code, response.status_code, "the list of messages could not be had"
