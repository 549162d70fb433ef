"""What the local phone is given by the application."""

from bot.phone import PhoneSettings
from bot.services import Services
from bot.settings import Settings
from memory.customers import find_customer
from memory.identifiers import parse_identifier
from memory.leases import Work
from memory.models import Channel
from memory.sessions import end_session_now


def phone_settings(settings: Settings, services: Services) -> PhoneSettings:
    """The local phone's settings: the account it stands in for, and how it ends a silence."""
    return PhoneSettings(
        public_url=settings.address,
        loopback_url=settings.served_at,
        account_sid=settings.twilio.sid,
        auth_token=settings.twilio.auth_token,
        sender=settings.twilio.sender,
        database_path=settings.phone_file,
        shop_name=settings.shop_name,
        model_name=services.language_model.name,
        model_is_offline=services.language_model.is_offline,
        end_silence=lambda phone_number: end_silence(services, phone_number),
    )


def end_silence(services: Services, phone_number: str) -> bool:
    """Close the customer's open session at once. False when none is open."""
    with services.database.transaction() as session:
        customer = find_customer(session, parse_identifier(phone_number))
        if customer is None:
            return False
        ended = end_session_now(session, customer.id, Channel.WHATSAPP, services.clock.now())
    services.queueing.wake(Work.REMEMBER)
    return ended
