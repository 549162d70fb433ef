"""Posts signed webhooks to Rapport, as Twilio does."""

from collections.abc import Mapping

import requests
import structlog
from twilio.request_validator import RequestValidator

from bot.phone.deliveries import Delivery
from bot.phone.records import Customer, Message
from bot.phone.settings import PhoneSettings

API_VERSION = "2010-04-01"
MESSAGES_PATH = "/webhooks/twilio/messages"
# Twilio waits fifteen seconds for an answer; an endpoint that needs more has lost the message.
TIMEOUT_SECONDS = 15.0


class WebhookPoster:
    """Posts what Twilio would post. No method raises for an endpoint that fails: they say so."""

    def __init__(self, settings: PhoneSettings) -> None:
        self._settings = settings

    def post_message(self, message: Message, customer: Customer) -> str | None:
        """Post a customer's message to the shop; the answer is None, or a sentence that says what went wrong."""
        url = self._settings.public_url.rstrip("/") + MESSAGES_PATH
        return self._post(url, message_parameters(message, customer, self._settings))

    def post_status(self, delivery: Delivery) -> str | None:
        """Tell the shop how far its message has come, if it asked for that; answers as `post_message` does."""
        url = delivery.message.status_callback
        return self._post(url, status_parameters(delivery, self._settings)) if url else None

    def _post(self, url: str, parameters: Mapping[str, str]) -> str | None:
        signature = RequestValidator(self._settings.auth_token).compute_signature(url, parameters)
        try:
            with requests.Session() as session:
                # A proxy of the environment is for the world outside, it cannot know our loopback address.
                session.trust_env = False
                response = session.post(
                    self._reachable(url),
                    data=parameters,
                    headers={"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"},
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            structlog.get_logger().warning("phone_webhook_unanswered", url=url, reason=type(error).__name__)
            return "Rapport could not be reached."
        if response.ok and not response.is_redirect:
            return None
        structlog.get_logger().warning("phone_webhook_refused", url=url, status=response.status_code)
        return f"Rapport refused the message with HTTP {response.status_code}."

    def _reachable(self, url: str) -> str:
        public_url = self._settings.public_url.rstrip("/")
        if url.startswith(f"{public_url}/"):
            return self._settings.loopback_url.rstrip("/") + url.removeprefix(public_url)
        return url


def message_parameters(message: Message, customer: Customer, settings: PhoneSettings) -> dict[str, str]:
    """The form fields of Twilio's webhook for an incoming WhatsApp message."""
    return {
        "MessageSid": message.sid,
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": settings.account_sid,
        "From": f"whatsapp:{customer.phone_number}",
        "To": settings.sender,
        "Body": message.text,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "MessageType": "text",
        "ProfileName": customer.name,
        "WaId": customer.phone_number.removeprefix("+"),
        "ApiVersion": API_VERSION,
    }


def status_parameters(delivery: Delivery, settings: PhoneSettings) -> dict[str, str]:
    """The form fields of Twilio's status callback for a message that the shop sent."""
    return {
        "MessageSid": delivery.message.sid,
        "SmsSid": delivery.message.sid,
        "MessageStatus": delivery.status,
        "SmsStatus": delivery.status,
        "AccountSid": settings.account_sid,
        "From": settings.sender,
        "To": f"whatsapp:{delivery.message.phone_number}",
        "ChannelPrefix": "whatsapp",
        "ApiVersion": API_VERSION,
    }
