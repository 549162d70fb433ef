"""The local phone: plays customers against the real bot where no Twilio account is configured.

`create_phone` is a page that looks like WhatsApp; it posts signed webhooks to the endpoint that Twilio would call.
`create_stand_in` takes the place of Twilio's REST API, at `{base}/phone/twilio`, for Twilio's own client.
Both share the file named in the settings, so they may run in any number of threads and web processes.
"""

from pathlib import Path

from flask import Blueprint

from bot.phone.courier import StatusCourier
from bot.phone.database import PhoneDatabase
from bot.phone.deliveries import Deliveries
from bot.phone.pages import PhonePages
from bot.phone.settings import Now, PhoneSettings
from bot.phone.store import PhoneStore
from bot.phone.twilio_stand_in import TwilioStandIn
from bot.phone.webhook_poster import WebhookPoster

__all__ = ["PhoneSettings", "create_phone", "create_stand_in", "erase_from_phone"]


def create_phone(settings: PhoneSettings, now: Now) -> Blueprint:
    """The page and its JSON routes, under /phone. To be protected by a CSRF token sent as X-CSRFToken."""
    database = PhoneDatabase(settings.database_path)
    courier = _create_courier(settings, database, now)
    return PhonePages(settings, now, PhoneStore(database, now), WebhookPoster(settings), courier).blueprint()


def create_stand_in(settings: PhoneSettings, now: Now) -> Blueprint:
    """Twilio's REST API, under /phone/twilio. To be exempt from CSRF protection: it asks for HTTP basic credentials."""
    database = PhoneDatabase(settings.database_path)
    courier = _create_courier(settings, database, now)
    return TwilioStandIn(settings, database, PhoneStore(database, now), courier).blueprint()


def erase_from_phone(path: Path, phone_number: str, now: Now) -> None:
    """Delete a customer and their chat from the phone's file, if there is one. `phone_number` is in E.164 form."""
    if path.exists():
        PhoneStore(PhoneDatabase(path), now).erase_customer(phone_number)


def _create_courier(settings: PhoneSettings, database: PhoneDatabase, now: Now) -> StatusCourier:
    deliveries = Deliveries(database, now, settings.status_pause_seconds)
    return StatusCourier(deliveries, WebhookPoster(settings).post_status)
