"""A shop in motion, for tests: customers write, workers work, the clock is moved."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from bot.drain import start_drain
from bot.receiving import receive
from bot.services import Services
from bot.sweeper import sweep
from memory.customers import find_customer
from memory.identifiers import parse_identifier
from memory.messages import IncomingMessage, Recorded
from memory.models import Channel
from memory.profile import Profile
from memory.versions import head_of
from tests.fakes import MovingClock

ANA = "whatsapp:+351910000001"
RUI = "whatsapp:+351910000002"
SHOP = "whatsapp:+14155238886"
_sids = count(1)


def sid() -> str:
    """A message id as Twilio gives it, new each time."""
    return f"SM{next(_sids):032x}"


@dataclass
class Shop:
    """Plays the parts around the use cases."""

    services: Services
    clock: MovingClock

    def hears(
        self, text: str, *, from_: str = ANA, provider_id: str | None = None, name: str = "Ana", account: str = ""
    ) -> Recorded:
        """A customer writes; `account` is the business-scoped id that WhatsApp may name beside the number."""
        incoming = IncomingMessage(
            identifiers=tuple(parse_identifier(named) for named in (from_, account) if named),
            channel=Channel.WHATSAPP,
            provider_id=provider_id or sid(),
            text=text,
            customer_name=name,
            customer_address=from_,
            shop_address=SHOP,
        )
        with self.services.database.transaction() as session:
            return receive(session, self.services, incoming)

    def works(self) -> None:
        """A worker does all that is due now."""
        drain = start_drain(self.services, stopping=_never(), patience=timedelta(0))
        drain.run()

    def answers(self) -> None:
        """The customer is quiet for long enough, and a worker answers and sends."""
        self.clock.move(seconds=self.services.settings.reply_debounce_seconds)
        self.works()

    def falls_silent(self) -> None:
        """The silence ends the session, the sweeper closes it and a worker remembers it."""
        self.clock.move(seconds=self.services.settings.session_timeout_seconds + 1)
        sweep(self.services)
        self.works()

    def profile(self, of: str = ANA) -> Profile:
        """What is remembered of a customer."""
        with self.services.database.reading() as session:
            customer = find_customer(session, parse_identifier(of))
            assert customer is not None
            return head_of(session, customer.id).profile


def _never() -> threading.Event:
    return threading.Event()
