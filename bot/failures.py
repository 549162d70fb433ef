"""What follows from a message that could not be sent or delivered: another try, or the end and a word to the team."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.backoff import PAUSES, length_of_stop, pause_before_retry
from bot.clients.errors import ClientError
from bot.clients.twilio_errors import ENDED_BY_SENDING, Consequence, consequence_of, sentence_of
from bot.obstacles import WINDOW_IS_CLOSED, Obstacle
from bot.services import Services
from bot.window_reopening import WRITE_AGAIN, ask_to_write_again
from memory.channel_alerts import end_alerts, raise_alert
from memory.consent import OPTED_OUT, opt_out_by_provider
from memory.customers import flag, lock_customer
from memory.deliveries import Outgoing, draft_again, give_up_later_parts, mark_failed, mark_retry, put_off
from memory.delivery_statuses import FailedDelivery
from memory.leases import LEASE_LENGTH
from memory.models import Message
from memory.reachability import mark_unreachable
from memory.takeovers import TAKEN_OVER, let_wait_again

SETTLING = LEASE_LENGTH + timedelta(seconds=5)
"""How long a try may take before it counts as one whose outcome is unknown; longer than any call to Twilio."""
LOOK_AGAIN = timedelta(minutes=5)
"""How often what waits for a pause to end looks whether it has, for a person may end it."""
EARLIER_PART_FAILED = "An earlier part of the same answer could not be sent, so this one was not sent either."
NEVER_ENDED = "Every try to send this message broke off without a word, so it may or may not have arrived."
MOST_TRIES = 2 * len(PAUSES)
"""So many tries are begun, whatever they end in; where they end in an error, fewer are."""
_IS_SENT_AGAIN = frozenset({Consequence.BACK_OFF, Consequence.CORRECTABLE, Consequence.STOP})


@dataclass(frozen=True)
class Failures:
    """Acts on failures, with the services it is given. The caller's transaction is used throughout."""

    services: Services

    def stop_at(self, session: Session, outgoing: Outgoing, obstacle: Obstacle, now: datetime) -> None:
        """A message that surely has not left meets an obstacle: it waits, or is given up."""
        if obstacle.wait_until is not None:
            put_off(session, outgoing.message_id, min(obstacle.wait_until, now + LOOK_AGAIN), obstacle.sentence)
        elif obstacle.needs_template:
            self._close_window(session, outgoing, None, now)
        else:
            self._give_up(session, outgoing, obstacle.sentence, None, now)

    def never_ended(self, session: Session, outgoing: Outgoing, now: datetime) -> None:
        """A message is given up whose tries, `MOST_TRIES` of them, all ended without a word."""
        self._give_up(session, outgoing, NEVER_ENDED, None, now)

    def refused(
        self, session: Session, outgoing: Outgoing, error: ClientError, now: datetime, *, outcome_unknown: bool
    ) -> None:
        """A try to send has failed."""
        lock_customer(session, outgoing.customer_id)
        sentence = sentence_of(error.code, error.text or str(error)) if error.code else str(error)
        stop = self._act(session, outgoing, error.code, now)
        pause = None
        if not error.permanent:
            pause = pause_before_retry(outgoing.attempts, self.services.chance(), error.retry_after)
        if pause is not None:
            due_at = now + max(pause, stop, SETTLING if outcome_unknown else timedelta())
            mark_retry(
                session,
                outgoing.message_id,
                due_at=due_at,
                error=sentence,
                code=error.code,
                now=now,
                outcome_unknown=outcome_unknown,
            )
        elif consequence_of(error.code) is Consequence.WINDOW_CLOSED:
            self._close_window(session, outgoing, error.code, now)
        else:
            self._give_up(session, outgoing, sentence, error.code, now)
        structlog.get_logger().warning(
            "send_failed",
            customer=outgoing.customer_id,
            message=outgoing.message_id,
            code=error.code,
            given_up=pause is None,
            outcome_unknown=outcome_unknown,
        )

    def undelivered(self, session: Session, failed: FailedDelivery, now: datetime) -> None:
        """Twilio took a message and now says that it could not be delivered."""
        sentence = sentence_of(failed.code, failed.text)
        stop = self._act(session, failed, failed.code, now)
        consequence = consequence_of(failed.code)
        pause = pause_before_retry(failed.attempts, self.services.chance()) if consequence in _IS_SENT_AGAIN else None
        if pause is not None:
            draft_again(session, failed, due_at=now + max(pause, stop), error=sentence, now=now)
        elif consequence is Consequence.WINDOW_CLOSED:
            self._close_window(session, failed, failed.code, now)
        else:
            self._give_up(session, failed, sentence, failed.code, now)
        structlog.get_logger().warning(
            "delivery_failed",
            customer=failed.customer_id,
            message=failed.message_id,
            code=failed.code,
            given_up=pause is None,
        )

    def taken(self, session: Session, outgoing: Outgoing) -> None:
        """Twilio took a message: what was wrong with the shop's own account is put right."""
        end_alerts(session, outgoing.shop_address, ENDED_BY_SENDING)

    def _act(self, session: Session, affected: Outgoing | FailedDelivery, code: str | None, now: datetime) -> timedelta:
        """Do what a code asks for beside the message itself. How long nothing is sent from the number because of it."""
        consequence = consequence_of(code)
        customer = lock_customer(session, affected.customer_id)
        if consequence is Consequence.DO_NOT_CONTACT and customer is not None:
            opt_out_by_provider(session, customer, affected.message_id, code, now)
        elif consequence is Consequence.UNREACHABLE:
            mark_unreachable(session, affected.customer_address, now)
        elif consequence in {Consequence.MISCONFIGURED, Consequence.CORRECTABLE}:
            raise_alert(session, affected.shop_address, code or "", sentence_of(code, None), now)
        elif consequence is Consequence.STOP:
            alert = raise_alert(
                session,
                affected.shop_address,
                code or "",
                sentence_of(code, None),
                now,
                pause_after=length_of_stop,
            )
            return (alert.paused_until or now) - now
        return timedelta()

    def _close_window(
        self, session: Session, affected: Outgoing | FailedDelivery, code: str | None, now: datetime
    ) -> None:
        customer = lock_customer(session, affected.customer_id)
        message = session.get_one(Message, affected.message_id)
        if customer is not None and ask_to_write_again(session, self.services, customer, message, now):
            mark_failed(session, affected.message_id, error=WRITE_AGAIN, code=code, now=now)
            give_up_later_parts(session, affected.message_id, error=WRITE_AGAIN, now=now)
        else:
            self._give_up(session, affected, WINDOW_IS_CLOSED, code, now)

    def _give_up(
        self, session: Session, affected: Outgoing | FailedDelivery, sentence: str, code: str | None, now: datetime
    ) -> None:
        customer = lock_customer(session, affected.customer_id)
        mark_failed(session, affected.message_id, error=sentence, code=code, now=now)
        give_up_later_parts(session, affected.message_id, error=EARLIER_PART_FAILED, now=now)
        if sentence == TAKEN_OVER:
            let_wait_again(session, affected.customer_id)
        is_wanted = sentence in {OPTED_OUT, TAKEN_OVER} or consequence_of(code) is Consequence.DO_NOT_CONTACT
        if customer is not None and not is_wanted:  # no person is needed for that, and the customer's page shows it
            what = "delivered" if isinstance(affected, FailedDelivery) else "sent"
            flag(customer, f"A message could not be {what}: {sentence}", now)
