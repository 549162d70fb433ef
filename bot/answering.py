"""Use case: answer a burst. All unanswered messages of one customer, oldest first, get one answer.

The model is asked while no transaction is open. Whether its draft still holds is decided afterwards, under the
customer's lock: words that came meanwhile void it, a takeover or opt-out silences it, an answer recorded by somebody
else ends it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.bursts import HOLDING, Burst, burst_of, with_briefing
from bot.calming import CALMING, has_been_calmed, reason_for_calm
from bot.clients.errors import ClientError
from bot.drafting import Draft, draft_answer
from bot.lines import record_line
from bot.selling.floods import WALL_OF_TEXT, is_wall_of_text
from bot.selling.parts import parts_of
from bot.selling.phrases import calming_line, holding_line, welcome_line
from bot.selling.sandbox import is_sandbox_join
from bot.services import SHARE_OF_DEADLINE, Services
from bot.typing_indicator import show_typing
from bot.waiting import is_taken_over, must_stay_silent, stop_waiting, try_again, wait_for_the_rest
from memory.customers import flag, lock_customer, unflag
from memory.deliveries import ANSWER
from memory.leases import Work, holds
from memory.media import waits_for_files
from memory.messages import settle_waiting, waiting_messages
from memory.models import AnswerState, Customer, Message

MOST_VOIDED_DRAFTS = 2
LONGEST_LISTENING = timedelta(seconds=20)
"""How long an answer waits for a file to be fetched and read, before it goes ahead and says that it could not be."""
MOST_UNFINISHED = 6
"""So many tries at an answer that end without a word are enough: something in it kills the worker."""
GIVEN_UP = "Something in this chat keeps the bot from answering: every try broke off. Answer it yourself."
MODEL_IS_AWAY = "The language model does not answer; the customer waits."


class Answering:
    """Answers bursts with the services it is given."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._deadline = timedelta(seconds=services.settings.reply_deadline_seconds)
        self._timeout = timedelta(seconds=services.settings.session_timeout_seconds)
        self._patience = min(LONGEST_LISTENING, self._deadline * SHARE_OF_DEADLINE)

    def answer(self, customer_id: int, owner: str) -> None:
        """Answer what waits, if anything does. A model that fails is asked again later; other errors are raised."""
        burst = self._read_burst(customer_id) if self._begin(customer_id) else None
        if burst is None:
            return
        show_typing(self._services, burst)
        try:
            burst = with_briefing(burst, self._services.settings.profile_token_budget)
            draft = self._draft(burst)
        except ClientError as error:
            self._try_again_later(burst, error.code, is_finished=True)
            return
        except Exception:  # whatever it is, the customer is held as with any model that fails; the drain reports it
            self._try_again_later(burst, "unforeseen", is_finished=False)
            raise
        if self._record(burst, draft, owner):
            self._services.queueing.wake(Work.SEND)

    def _begin(self, customer_id: int) -> bool:
        """Count a try before anything can go wrong with it. False when no answer is due."""
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = _due_customer(session, customer_id, now)
            if customer is None:
                return False
            customer.reply_unfinished += 1
            return True

    def _read_burst(self, customer_id: int) -> Burst | None:
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = _due_customer(session, customer_id, now)
            if customer is None:
                return None
            waiting = waiting_messages(session, customer_id)
            if self._is_settled_without_model(session, customer, waiting, now):
                return None
            waits_until = waits_for_files(session, customer_id, now, self._patience)
            if waits_until is not None and waits_until > now:
                customer.reply_due_at = waits_until  # or sooner, once the last file is read
                customer.reply_unfinished = 0
                return None
            return burst_of(session, self._services, customer, waiting, now)

    def _is_settled_without_model(
        self, session: Session, customer: Customer, waiting: list[Message], now: datetime
    ) -> bool:
        """Leave alone who is not to be answered, and answer with code's own words what no model is needed for."""
        if not waiting or must_stay_silent(customer):
            _leave_alone(session, customer, waiting)
        elif customer.reply_unfinished > MOST_UNFINISHED:
            self._give_up(session, customer, waiting, now)
        elif reason := reason_for_calm(session, customer, waiting, now, self._services.settings.answers_per_hour):
            self._calm_down(session, customer, waiting, reason, now)
        elif all(is_sandbox_join(message.shop_address, message.text) for message in waiting):
            self._greet(session, customer, waiting, now)
        else:
            return False
        return True

    def _greet(self, session: Session, customer: Customer, waiting: list[Message], now: datetime) -> None:
        """Somebody has joined Twilio's sandbox: no words for the model."""
        greeting = welcome_line(self._services.settings.shop_name, waiting[-1].text)
        line = self._record_line(session, customer, waiting[-1], greeting, ANSWER, now)
        settle_waiting(session, [message.id for message in waiting], AnswerState.ANSWERED, line.id)
        stop_waiting(customer)

    def _draft(self, burst: Burst) -> Draft:
        if not burst.needs_model:
            return Draft(burst.acknowledgement)
        draft = draft_answer(self._services.language_model, burst.request)
        return replace(draft, text="\n".join(filter(None, (burst.acknowledgement, draft.text))))

    def _record(self, burst: Burst, draft: Draft, owner: str) -> bool:
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = lock_customer(session, burst.customer_id)
            if customer is None or not holds(session, Work.REPLY, burst.customer_id, owner, now):
                return False
            waiting = waiting_messages(session, burst.customer_id)
            if must_stay_silent(customer):
                _leave_alone(session, customer, waiting)
                return False
            answered = [message for message in waiting if message.id in burst.message_ids]
            newer = [message for message in waiting if message.id not in burst.message_ids]
            if len(answered) < len(burst.message_ids):
                return False  # somebody else has answered some of them
            if newer and customer.reply_voided < MOST_VOIDED_DRAFTS:
                customer.reply_voided += 1
                customer.reply_unfinished = 0
                return False
            self._record_answer(session, customer, answered, draft, now)
            wait_for_the_rest(customer, newer, customer.reply_due_at)
        structlog.get_logger().info("answer_recorded", customer=burst.customer_id, messages=len(burst.message_ids))
        return True

    def _record_answer(
        self, session: Session, customer: Customer, answered: list[Message], draft: Draft, now: datetime
    ) -> None:
        for number, part in enumerate(parts_of(draft.text), start=1):
            purpose = ANSWER if number == 1 else f"{ANSWER} part {number}"
            line = self._record_line(session, customer, answered[-1], part, purpose, now)
            if number == 1:
                settle_waiting(session, [message.id for message in answered], AnswerState.ANSWERED, line.id)
        if is_wall_of_text([message.text for message in answered]):
            flag(customer, WALL_OF_TEXT, now)
        if draft.flag_reason:
            flag(customer, draft.flag_reason, now)
        elif customer.flag_reason == MODEL_IS_AWAY:
            unflag(customer)

    def _calm_down(
        self, session: Session, customer: Customer, waiting: list[Message], reason: str, now: datetime
    ) -> None:
        """Answer with one line and no model, or with nothing where that line was said of late."""
        line = None
        if not has_been_calmed(session, customer, now):
            line = self._record_line(session, customer, waiting[-1], calming_line(waiting[-1].text), CALMING, now)
        state = AnswerState.ANSWERED if line else AnswerState.DECLINED
        settle_waiting(session, [message.id for message in waiting], state, line.id if line else None)
        stop_waiting(customer)
        flag(customer, reason, now)
        structlog.get_logger().warning("calmed_down", customer=customer.id, messages=len(waiting))

    def _give_up(self, session: Session, customer: Customer, waiting: list[Message], now: datetime) -> None:
        """Leave to the team what breaks off every try. If saying so broke off as well, nothing is said."""
        if customer.reply_unfinished == MOST_UNFINISHED + 1 and not _has_been_held(session, waiting[0]):
            self._record_line(session, customer, waiting[0], holding_line(waiting[-1].text), HOLDING, now)
        settle_waiting(session, [message.id for message in waiting], AnswerState.DECLINED, None)
        stop_waiting(customer)
        flag(customer, GIVEN_UP, now)
        structlog.get_logger().error("answer_given_up", customer=customer.id, messages=len(waiting))

    def _record_line(
        self, session: Session, customer: Customer, answers: Message, text: str, purpose: str, now: datetime
    ) -> Message:
        return record_line(session, customer, answers, text, purpose, now=now, timeout=self._timeout)

    def _try_again_later(self, burst: Burst, code: str | None, *, is_finished: bool) -> None:
        with self._services.database.transaction() as session:
            customer = lock_customer(session, burst.customer_id)
            if customer is None or customer.reply_due_at is None:
                return
            try_again(customer, self._services.clock.now(), self._deadline)
            if is_finished:
                customer.reply_unfinished = 0
            attempts = customer.reply_attempts
        structlog.get_logger().warning("model_failed", customer=burst.customer_id, attempts=attempts, code=code)

    def hold_overdue(self) -> int:
        """Send one short holding line to everybody whom a failing model has kept waiting longer than the deadline.

        Returns to how many. Who waits because nothing ran for a while is not held but answered.
        """
        waiting_before = self._services.clock.now() - self._deadline
        with self._services.database.reading() as session:
            overdue = _overdue_customers(session, waiting_before)
        held = sum(self._hold(customer_id, waiting_before) for customer_id in overdue)
        if held:
            self._services.queueing.wake(Work.SEND)
        return held

    def _hold(self, customer_id: int, waiting_before: datetime) -> bool:
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = lock_customer(session, customer_id)
            if customer is None or customer.reply_held_at is not None or must_stay_silent(customer):
                return False
            waiting = waiting_messages(session, customer_id)
            if not waiting or customer.reply_waiting_since is None or customer.reply_waiting_since > waiting_before:
                return False
            customer.reply_held_at = now
            if customer.flag_reason is None:  # this flag goes by itself, and would take with it what another one says
                flag(customer, MODEL_IS_AWAY, now)
            if _has_been_held(session, waiting[0]):  # before a person had the chat for a while
                return False
            self._record_line(session, customer, waiting[0], holding_line(waiting[-1].text), HOLDING, now)
        structlog.get_logger().warning("holding_line_recorded", customer=customer_id)
        return True


def _leave_alone(session: Session, customer: Customer, waiting: list[Message]) -> None:
    """No answer is due. What a human has taken over goes on waiting for that human."""
    if customer.opted_out_at is not None or not is_taken_over(customer):
        settle_waiting(session, [message.id for message in waiting], AnswerState.DECLINED, None)
    stop_waiting(customer)


def _due_customer(session: Session, customer_id: int, now: datetime) -> Customer | None:
    """The customer, locked, if an answer is due. One who was merged into another has none: that one is due instead."""
    customer = lock_customer(session, customer_id)
    if customer is None or customer.id != customer_id or customer.reply_due_at is None or customer.reply_due_at > now:
        return None
    return customer


def _has_been_held(session: Session, message: Message) -> bool:
    held = select(Message.id).where(Message.answers_through_id == message.id, Message.purpose == HOLDING)
    return session.scalar(held) is not None


def _overdue_customers(session: Session, waiting_before: datetime, limit: int = 200) -> list[int]:
    return list(
        session.scalars(
            select(Customer.id)
            .where(Customer.reply_waiting_since <= waiting_before, Customer.reply_held_at.is_(None))
            .where(Customer.taken_over_at.is_(None), Customer.opted_out_at.is_(None))
            .where(or_(Customer.reply_attempts > 0, Customer.reply_unfinished > 1))
            .order_by(Customer.reply_waiting_since)
            .limit(limit)
        )
    )
