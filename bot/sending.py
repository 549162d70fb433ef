"""Use case: the outbox goes to Twilio, one message of a customer after the other.

That a try begins is recorded before Twilio is asked. A try whose outcome is unknown (a crash, a time-out after the
request left) is looked up at Twilio before it is repeated.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText
from bot.services import Services
from memory.customers import flag, lock_customer
from memory.deliveries import (
    Outgoing,
    apply_early_statuses,
    claim_sending,
    known_provider_ids,
    mark_accepted,
    mark_failed,
    mark_retry,
    next_outgoing,
)
from memory.leases import LEASE_LENGTH
from memory.messages import last_words_at
from memory.models import Customer, DeliveryStatus
from memory.takeovers import TAKEN_OVER
from memory.transcript import Author

WINDOW = timedelta(hours=24)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 30, 60, 120, 300, 600, 1800))
"""How long a failed send waits before each next try; after the last it is shown as failed."""
SETTLING = LEASE_LENGTH + timedelta(seconds=5)
"""How long a try may take before it counts as one whose outcome is unknown; longer than any call to Twilio."""
KNOWN_BEFORE = timedelta(hours=1)
"""How far back our own messages are known at a look-up: further than the provider is asked to look."""
WINDOW_IS_CLOSED = "The customer's last message is more than 24 hours old: WhatsApp takes no free text any more."
OPTED_OUT = "The customer does not want to be written to."
NO_ADDRESS = "The customer has no address on this channel."


class Sending:
    """Sends what is drafted, with the services it is given."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def send_all(self, customer_id: int) -> None:
        """Send the customer's due messages in order, until one has to wait."""
        while self._send_next(customer_id):
            pass

    def _send_next(self, customer_id: int) -> bool:
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            outgoing = next_outgoing(session, customer_id, now)
            if outgoing is None:
                return False
            is_unknown = outgoing.status is DeliveryStatus.SENDING  # it may have left: look before giving up
            if not is_unknown and (obstacle := self._obstacle(session, outgoing, now)):
                self._give_up(session, outgoing, obstacle, None, now)
                return True
            known = known_provider_ids(session, customer_id, _first_try(outgoing, now) - KNOWN_BEFORE)
            if not claim_sending(
                session, outgoing.message_id, attempts=outgoing.attempts, now=now, retry_at=now + SETTLING
            ):
                return False
        return self._hand_over(outgoing, known)

    def _obstacle(self, session: Session, outgoing: Outgoing, now: datetime) -> str | None:
        customer = session.get_one(Customer, outgoing.customer_id)
        if customer.opted_out_at is not None:
            return OPTED_OUT
        if customer.taken_over_at is not None and outgoing.author is Author.BOT:
            return TAKEN_OVER
        if not outgoing.customer_address or not outgoing.shop_address:
            return NO_ADDRESS
        last_words = last_words_at(session, outgoing.customer_id)
        return WINDOW_IS_CLOSED if last_words is None or now - last_words > WINDOW else None

    def _hand_over(self, outgoing: Outgoing, known: frozenset[str]) -> bool:
        message = OutgoingText(outgoing.shop_address, outgoing.customer_address, outgoing.text)
        is_retry_of_unknown = outgoing.status is DeliveryStatus.SENDING
        try:
            accepted = None
            if is_retry_of_unknown:
                accepted = self._look_up(message, outgoing, known)
            if accepted is None:
                is_retry_of_unknown = False
                if self._is_hopeless(outgoing):
                    return True
                accepted = self._services.sender.send(message)
        except ClientError as error:
            self._record_error(outgoing, error, outcome_unknown=is_retry_of_unknown or error.outcome_unknown)
            return False
        self._record_accepted(outgoing, accepted)
        return True

    def _is_hopeless(self, outgoing: Outgoing) -> bool:
        """Give a message up that has not left and may not leave any more."""
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            obstacle = self._obstacle(session, outgoing, now)
            if obstacle:
                self._give_up(session, outgoing, obstacle, None, now)
        return obstacle is not None

    def _look_up(self, message: OutgoingText, outgoing: Outgoing, known: frozenset[str]) -> Accepted | None:
        since = _first_try(outgoing, self._services.clock.now())
        return self._services.sender.find(message, not_before=since, known=known)

    def _record_accepted(self, outgoing: Outgoing, accepted: Accepted) -> None:
        services = self._services
        with services.database.transaction() as session:
            mark_accepted(session, outgoing.message_id, accepted.provider_id, accepted.status, services.clock.now())
        with services.database.transaction() as session:
            apply_early_statuses(session, accepted.provider_id, services.clock.now())
        structlog.get_logger().info("message_sent", customer=outgoing.customer_id, message=outgoing.message_id)

    def _record_error(self, outgoing: Outgoing, error: ClientError, *, outcome_unknown: bool) -> None:
        now = self._services.clock.now()
        hopeless = error.permanent or outgoing.attempts >= len(PAUSES)
        with self._services.database.transaction() as session:
            if hopeless:
                self._give_up(session, outgoing, str(error), error.code, now)
            else:
                pause = max(PAUSES[outgoing.attempts], SETTLING if outcome_unknown else timedelta())
                mark_retry(
                    session,
                    outgoing.message_id,
                    due_at=now + pause,
                    error=str(error),
                    code=error.code,
                    now=now,
                    outcome_unknown=outcome_unknown,
                )
        structlog.get_logger().warning(
            "send_failed",
            customer=outgoing.customer_id,
            message=outgoing.message_id,
            code=error.code,
            given_up=hopeless,
            outcome_unknown=outcome_unknown,
        )

    def _give_up(self, session: Session, outgoing: Outgoing, error: str, code: str | None, now: datetime) -> None:
        customer = lock_customer(session, outgoing.customer_id)
        mark_failed(session, outgoing.message_id, error=error, code=code, now=now)
        if customer is not None and error != TAKEN_OVER:
            flag(customer, f"A message could not be sent: {error}", now)


def _first_try(outgoing: Outgoing, now: datetime) -> datetime:
    return outgoing.sending_since or now
