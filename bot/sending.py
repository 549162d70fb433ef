"""Use case: the outbox goes to Twilio, one message of a customer after the other.

That a try begins is recorded before Twilio is asked. A try whose outcome is unknown (a crash, a time-out after the
request left) is looked up at Twilio before it is repeated. The next message waits until the one before is sent, as a
status says, or for `SENT_BY` at most when none comes.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText
from bot.failures import MOST_TRIES, SETTLING, Failures
from bot.obstacles import NO_ADDRESS, NO_TEMPLATE, Obstacle, obstacle_to
from bot.services import Services
from bot.status_reports import apply_early
from memory.customers import lock_customer
from memory.deliveries import (
    Outgoing,
    assume_sent,
    claim_sending,
    known_provider_ids,
    mark_accepted,
    next_outgoing,
    put_off,
)
from memory.models import DeliveryStatus

KNOWN_BEFORE = timedelta(hours=1)
"""How far back our own messages are known at a look-up: further than the provider is asked to look."""
SENT_BY = timedelta(seconds=10)
"""When an accepted message counts as sent although no status has come, so that a lost one holds nothing up."""


class Sending:
    """Sends what is drafted, with the services it is given."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._failures = Failures(services)

    def send_all(self, customer_id: int) -> None:
        """Send the customer's due messages in order, until one has to wait."""
        while self._send_next(customer_id):
            pass

    def _send_next(self, customer_id: int) -> bool:
        now = self._services.clock.now()
        with self._services.database.reading() as session:
            outgoing = next_outgoing(session, customer_id, now)
        if outgoing is None:
            return False
        if self._is_over(outgoing, now):
            return True
        is_unknown = outgoing.status is DeliveryStatus.SENDING  # it may have left: look before anything else
        if not is_unknown and not self._may_leave(outgoing, now):
            return False
        with self._services.database.transaction() as session:
            if not is_unknown and (obstacle := self._meet_obstacle(session, outgoing, now)):
                return obstacle.wait_until is None
            known = known_provider_ids(session, customer_id, _first_try(outgoing, now) - KNOWN_BEFORE)
            if not claim_sending(
                session, outgoing.message_id, attempts=outgoing.attempts, now=now, retry_at=now + SETTLING
            ):
                return False
        return self._hand_over(outgoing, known)

    def _is_over(self, outgoing: Outgoing, now: datetime) -> bool:
        """Be done with a message that counts as sent by now, or that is not worth another try."""
        if not outgoing.is_accepted and outgoing.attempts < MOST_TRIES:
            return False
        with self._services.database.transaction() as session:
            if outgoing.is_accepted:
                assume_sent(session, outgoing.message_id, now)
            else:
                self._failures.never_ended(session, outgoing, now)
        return True

    def _may_leave(self, outgoing: Outgoing, now: datetime) -> bool:
        """Ask the rate limits, outside any transaction. What has to wait is put off, and no worker waits for it."""
        pause = self._services.send_rates.pause_before(outgoing.shop_address, outgoing.customer_address)
        if pause is None:
            return True
        with self._services.database.transaction() as session:
            put_off(session, outgoing.message_id, now + pause)
        return False

    def _meet_obstacle(self, session: Session, outgoing: Outgoing, now: datetime) -> Obstacle | None:
        """See whether the message may be sent, with the customer held, and put it off or give it up if not."""
        customer = lock_customer(session, outgoing.customer_id)
        if customer is None:
            obstacle: Obstacle | None = Obstacle(NO_ADDRESS)
        else:
            obstacle = obstacle_to(session, outgoing, customer, self._services.templates, now)
        if obstacle is not None:
            self._failures.stop_at(session, outgoing, obstacle, now)
        return obstacle

    def _hand_over(self, outgoing: Outgoing, known: frozenset[str]) -> bool:
        is_retry_of_unknown = outgoing.status is DeliveryStatus.SENDING
        try:
            message = self._message(outgoing)
            accepted = None
            if is_retry_of_unknown:
                accepted = self._look_up(message, outgoing, known)
            if accepted is None:
                is_retry_of_unknown = False
                if outgoing.status is DeliveryStatus.SENDING and (obstacle := self._is_hopeless(outgoing)):
                    return obstacle.wait_until is None
                accepted = self._services.sender.send(message)
        except ClientError as error:
            unknown = is_retry_of_unknown or error.outcome_unknown
            with self._services.database.transaction() as session:
                self._failures.refused(session, outgoing, error, self._services.clock.now(), outcome_unknown=unknown)
            return False
        return self._record_accepted(outgoing, accepted)

    def _message(self, outgoing: Outgoing) -> OutgoingText:
        """What is handed over. Raises ClientError for a template that is not there any more."""
        text = OutgoingText(outgoing.shop_address, outgoing.customer_address, outgoing.text)
        if outgoing.template is None:
            return text
        template = self._services.templates.get(outgoing.template.name)
        wording = template.wordings.get(outgoing.template.language) if template else None
        if template is None or wording is None:
            raise ClientError(NO_TEMPLATE.format(name=outgoing.template.name), permanent=True)
        variables = template.content_variables(outgoing.template.variables)
        return replace(text, content_sid=wording.content_sid, content_variables=variables)

    def _is_hopeless(self, outgoing: Outgoing) -> Obstacle | None:
        """What keeps a message from leaving that was looked up and has not left; it is put off or given up then."""
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            return self._meet_obstacle(session, outgoing, now)

    def _look_up(self, message: OutgoingText, outgoing: Outgoing, known: frozenset[str]) -> Accepted | None:
        since = _first_try(outgoing, self._services.clock.now())
        return self._services.sender.find(message, not_before=since, known=known)

    def _record_accepted(self, outgoing: Outgoing, accepted: Accepted) -> bool:
        """Keep the id, and apply what was reported before. True when the next message may go at once."""
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            mark_accepted(
                session, outgoing.message_id, accepted.provider_id, accepted.status, now, sent_by=now + SENT_BY
            )
            self._failures.taken(session, outgoing)
        apply_early(self._services, accepted.provider_id)
        structlog.get_logger().info("message_sent", customer=outgoing.customer_id, message=outgoing.message_id)
        return True


def _first_try(outgoing: Outgoing, now: datetime) -> datetime:
    return outgoing.sending_since or now
