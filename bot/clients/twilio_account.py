"""What Twilio tells of the account itself: for checking settings against reality."""

from typing import Any

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.response import Response
from twilio.rest import Client

from bot.clients.errors import ClientError
from bot.clients.protocols import AccountState, SenderState
from bot.clients.twilio_whatsapp import HttpClient

MOST_SENDERS = 500


class TwilioAccountReader:
    """Reads the account and its WhatsApp senders. Changes nothing."""

    def __init__(self, *, account_sid: str, auth_token: str, base_url: str | None, timeout: float) -> None:
        """Build the client; nothing is connected to yet. `base_url` stands for Twilio's own address."""
        self._account_sid = account_sid
        self._client = Client(account_sid, auth_token, http_client=HttpClient(base_url, timeout))

    def state(self) -> AccountState:
        """Whether the account may send. Raises ClientError; its code is 401 when the token is not the account's."""
        try:
            account = self._client.api.v2010.accounts(self._account_sid).fetch()
        except (RequestException, TwilioException, ValueError) as error:
            raise _client_error(error) from error
        return AccountState(status=str(account.status), is_trial=str(account.type).lower() == "trial")

    def senders(self) -> tuple[SenderState, ...]:
        """The account's WhatsApp senders; the sandbox is none of them. Raises ClientError."""
        try:
            listed = self._client.messaging.v2.channels_senders.list(channel="whatsapp", limit=MOST_SENDERS)
        except (RequestException, TwilioException, ValueError) as error:
            raise _client_error(error) from error
        return tuple(_sender(each) for each in listed)


def _sender(listed: Any) -> SenderState:
    webhook = listed.webhook or {}
    return SenderState(
        address=str(listed.sender_id),
        status=str(listed.status),
        webhook_url=webhook.get("callback_url") or "",
        webhook_method=webhook.get("callback_method") or "",
    )


def _client_error(error: Exception) -> ClientError:
    """Twilio's words are left out: they may repeat what was sent."""
    if isinstance(error, RequestException):
        return ClientError(f"Twilio could not be reached ({type(error).__name__}).")
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return ClientError(f"Twilio answered with HTTP {error.status}.", permanent=True, code=str(error.status))
    response = next((part for part in error.args if isinstance(part, Response)), None)
    status = "" if response is None else str(response.status_code)
    return ClientError(
        f"Twilio answered with HTTP {status or 'nothing readable'}.", permanent=True, code=status or None
    )
