"""Use case: answer a burst. All unanswered messages of one customer, oldest first, get one answer.

The model is asked while no transaction is open. Whether its draft still holds is decided afterwards, under the
customer's lock: words that came meanwhile void it, a takeover or opt-out silences it, an answer recorded by somebody
else ends it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clients.errors import ClientError
from bot.clients.protocols import ReplyRequest, Utterance
from bot.selling.phrases import holding_line, unsure_line
from bot.selling.price_guard import check_prices
from bot.services import Services
from memory.briefing import brief
from memory.customers import flag, lock_customer, unflag
from memory.deliveries import draft_delivery
from memory.leases import Work, holds
from memory.messages import messages_of_session, record_outgoing, settle_waiting, waiting_messages
from memory.models import AnswerState, Customer, Message
from memory.remembering import unremembered_messages
from memory.transcript import Author
from memory.versions import head_of

MOST_VOIDED_DRAFTS = 2
LONGEST_PAUSE = timedelta(minutes=5)
EARLIER_MESSAGES = 20
MODEL_IS_AWAY = "The language model does not answer; the customer waits."
PRICE_NOT_SURE = (
    "The model named a price that the catalogue does not have; the customer was told that a colleague answers."
)


@dataclass(frozen=True)
class Burst:
    """The messages that get one answer, and what the answer is made from."""

    customer_id: int
    message_ids: tuple[int, ...]
    request: ReplyRequest


@dataclass(frozen=True)
class Draft:
    """An answer before it is recorded. `doubt` is why a person should look at the chat."""

    text: str
    doubt: str | None = None


class Answering:
    """Answers bursts with the services it is given."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._deadline = timedelta(seconds=services.settings.reply_deadline_seconds)

    def answer(self, customer_id: int, owner: str) -> None:
        """Answer what waits, if anything does. A model that fails is asked again later; other errors are raised."""
        burst = self._read_burst(customer_id)
        if burst is None:
            return
        try:
            draft = self._draft(burst.request)
        except ClientError as error:
            self._try_again_later(burst, error)
            return
        if self._record(burst, draft, owner):
            self._services.queueing.wake(Work.SEND)

    def _read_burst(self, customer_id: int) -> Burst | None:
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = lock_customer(session, customer_id)
            if customer is None or customer.reply_due_at is None or customer.reply_due_at > now:
                return None
            waiting = waiting_messages(session, customer_id)
            if not waiting or must_stay_silent(customer):
                settle_waiting(session, [message.id for message in waiting], AnswerState.DECLINED, None)
                _stop_waiting(customer)
                return None
            return Burst(
                customer_id, tuple(message.id for message in waiting), self._request(session, customer, waiting, now)
            )

    def _request(self, session: Session, customer: Customer, waiting: list[Message], now: datetime) -> ReplyRequest:
        services = self._services
        present = waiting[-1].session_id
        waiting_ids = {message.id for message in waiting}
        said = [message for message in messages_of_session(session, present) if message.id not in waiting_ids]
        earlier = unremembered_messages(session, customer.id, except_session=present, limit=EARLIER_MESSAGES)
        head = head_of(session, customer.id)
        return ReplyRequest(
            shop=services.settings.shop,
            catalogue=services.catalogue,
            customer_name=customer.display_name,
            profile=None if head.profile.is_empty else head.profile,
            briefing=brief(head.profile, services.settings.profile_token_budget),
            earlier=_utterances(message for message in earlier if message.id not in waiting_ids),
            session=_utterances([*said, *waiting]),
            unanswered=len(waiting),
            now=now,
        )

    def _draft(self, request: ReplyRequest) -> Draft:
        model, catalogue = self._services.language_model, self._services.catalogue
        allowed = [utterance.text for utterance in (*request.earlier, *request.session)]
        allowed.extend([request.briefing or "", request.shop.description])
        text = model.reply(request)
        if violations := check_prices(text, catalogue, allowed):
            text = model.reply(replace(request, problem=" ".join(violations)))
            if check_prices(text, catalogue, allowed):
                return Draft(unsure_line(request.session[-1].text), doubt=PRICE_NOT_SURE)
        return Draft(text)

    def _record(self, burst: Burst, draft: Draft, owner: str) -> bool:
        services = self._services
        now = services.clock.now()
        with services.database.transaction() as session:
            customer = lock_customer(session, burst.customer_id)
            if customer is None or not holds(session, Work.REPLY, burst.customer_id, owner, now):
                return False
            waiting = waiting_messages(session, burst.customer_id)
            newer = [message for message in waiting if message.id not in burst.message_ids]
            if len(waiting) - len(newer) < len(burst.message_ids):
                return False  # somebody else has answered some of them
            if must_stay_silent(customer):
                settle_waiting(session, [message.id for message in waiting], AnswerState.DECLINED, None)
                _stop_waiting(customer)
                return False
            if newer and customer.reply_voided < MOST_VOIDED_DRAFTS:
                customer.reply_voided += 1
                return False
            answered = [message for message in waiting if message.id in burst.message_ids]
            answer = self._record_line(session, customer, answered[-1], draft.text, purpose="answer", now=now)
            settle_waiting(session, burst.message_ids, AnswerState.ANSWERED, answer.id)
            _stop_waiting(customer)
            _go_on_waiting(customer, newer, now)
            _mark_doubt(customer, draft, now)
        structlog.get_logger().info("answer_recorded", customer=burst.customer_id, messages=len(burst.message_ids))
        return True

    def _record_line(
        self, session: Session, customer: Customer, answers: Message, text: str, *, purpose: str, now: datetime
    ) -> Message:
        line = Message(
            channel=answers.channel,
            author=Author.BOT,
            text=text,
            customer_address=answers.customer_address,
            shop_address=answers.shop_address,
            answers_through_id=answers.id,
            purpose=purpose,
        )
        timeout = timedelta(seconds=self._services.settings.session_timeout_seconds)
        record_outgoing(session, customer, line, now=now, timeout=timeout)
        draft_delivery(session, line, now)
        return line

    def _try_again_later(self, burst: Burst, error: ClientError) -> None:
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = lock_customer(session, burst.customer_id)
            if customer is None or customer.reply_due_at is None:
                return
            customer.reply_attempts += 1
            next_try = now + pause_after(customer.reply_attempts)
            if customer.reply_waiting_since and not customer.reply_held_at:
                deadline = customer.reply_waiting_since + self._deadline
                next_try = min(
                    next_try, max(deadline, now + pause_after(1))
                )  # somebody must be awake to hold the customer
            customer.reply_due_at = next_try
            attempts = customer.reply_attempts
        structlog.get_logger().warning(
            "model_failed", customer=burst.customer_id, attempts=attempts, permanent=error.permanent, code=error.code
        )

    def hold_overdue(self) -> int:
        """Send one short holding line to everybody whom a failing model has kept waiting longer than the deadline.

        Returns to how many. Who waits because nothing ran for a while is not held but answered.
        """
        services = self._services
        now = services.clock.now()
        with services.database.reading() as session:
            overdue = overdue_customers(session, now - self._deadline)
        held = sum(self._hold(customer_id, now - self._deadline, now) for customer_id in overdue)
        if held:
            services.queueing.wake(Work.SEND)
        return held

    def _hold(self, customer_id: int, waiting_before: datetime, now: datetime) -> bool:
        with self._services.database.transaction() as session:
            customer = lock_customer(session, customer_id)
            if customer is None or customer.reply_held_at is not None or must_stay_silent(customer):
                return False
            waiting = waiting_messages(session, customer_id)
            if not waiting or customer.reply_waiting_since is None or customer.reply_waiting_since > waiting_before:
                return False
            self._record_line(session, customer, waiting[0], holding_line(waiting[-1].text), purpose="holding", now=now)
            customer.reply_held_at = now
            flag(customer, MODEL_IS_AWAY, now)
        structlog.get_logger().warning("holding_line_recorded", customer=customer_id)
        return True


def must_stay_silent(customer: Customer) -> bool:
    """Whether the bot may not write to this customer: a human has the chat, or the customer has opted out."""
    return customer.taken_over_at is not None or customer.opted_out_at is not None


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the model is asked again: 1, 2, 4 … seconds, five minutes at most."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 20)), LONGEST_PAUSE)


def overdue_customers(session: Session, waiting_before: datetime, limit: int = 200) -> list[int]:
    """Keys of customers who wait since before a moment, for a model that fails, and have had no holding line."""
    return list(
        session.scalars(
            select(Customer.id)
            .where(Customer.reply_waiting_since <= waiting_before, Customer.reply_held_at.is_(None))
            .where(Customer.taken_over_at.is_(None), Customer.opted_out_at.is_(None), Customer.reply_attempts > 0)
            .order_by(Customer.reply_waiting_since)
            .limit(limit)
        )
    )


def _utterances(messages: Iterable[Message]) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(Author(message.author), message.text, message.said_at)
        for message in messages
        if message.purpose != "holding"
    )


def _stop_waiting(customer: Customer) -> None:
    customer.reply_due_at = customer.reply_waiting_since = customer.reply_held_at = None
    customer.reply_attempts = customer.reply_voided = 0


def _go_on_waiting(customer: Customer, newer: list[Message], now: datetime) -> None:
    if newer:
        customer.reply_due_at = now
        customer.reply_waiting_since = newer[0].said_at


def _mark_doubt(customer: Customer, draft: Draft, now: datetime) -> None:
    if draft.doubt:
        flag(customer, draft.doubt, now)
    elif customer.flag_reason == MODEL_IS_AWAY:
        unflag(customer)
