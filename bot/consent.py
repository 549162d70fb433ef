"""Use case: STOP, START and HELP take effect in the very transaction that records the message which says so.

No outside call is made here: what the customer is told is recorded and drafted like any answer, and leaves later.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.answering import MODEL_IS_AWAY
from bot.lines import record_line
from bot.selling.consent_lines import help_line, language_for, returned_line, stopped_line
from bot.selling.floods import WATCHED
from bot.selling.opt_out import Command, CommandKind, read_command
from bot.services import Services
from memory.consent import (
    CONFIRMATIONS,
    OPT_OUT_CONFIRMATION,
    RETURN_CONFIRMATION,
    Proof,
    consent_history,
    has_changed_since,
    leave_unanswered,
    opt_in,
    opt_out,
)
from memory.customers import flag, unflag
from memory.messages import newest_messages
from memory.models import AnswerState, ConsentKind, Customer, Message
from memory.transcript import Author

HELP = "help"
"""The purpose of the line that says how to stop."""
TEXTS_THAT_TELL = 20
"""So many of the customer's last messages are looked at for their language."""
MOST_CONFIRMATIONS = 6
"""So many within an hour are enough: who goes on stopping and coming back is heeded without a word."""
BACK_AND_FORTH = "STOP and START came so often within an hour that they are no longer confirmed: look who writes."
DO_NOT_WRITE = "The customer has asked for no more messages. Please do not write to them any more."
WRITES_AFTER_BLOCK = (
    "The customer writes again after blocking the shop or opting out at Twilio. "
    "If they want answers, note on their page that they want messages again."
)


def heed(session: Session, services: Services, message: Message, now: datetime) -> None:
    """Do what a customer's message that was just recorded demands, if anything. The customer must be locked."""
    given = message.raw or {}
    opt_out_type = str(given.get("OptOutType") or "")
    command = read_command(message.text, opt_out_type=opt_out_type, payload=str(given.get("ButtonPayload") or ""))
    is_told_by_twilio = command is not None and bool(opt_out_type)
    _Heeding(session, services, message, now).heed(command, is_told_by_twilio=is_told_by_twilio)


def heed_spoken(session: Session, services: Services, message: Message, words: str, now: datetime) -> None:
    """Do what a voice note demands, once its words are known. The customer must be locked.

    What the customer, or anybody for them, has decided since the voice note came counts more than it does.
    """
    if not any(has_changed_since(session, message.customer_id, kind, message.recorded_at) for kind in ConsentKind):
        command = read_command(words, opt_out_type="", payload="")
        _Heeding(session, services, message, now).heed(command, is_told_by_twilio=False)


def come_back(session: Session, customer: Customer, proof: Proof, now: datetime) -> bool:
    """Let the customer be written to again; the team need not be warned any more. False when nothing had to change."""
    is_back = opt_in(session, customer, proof, now)
    if is_back and customer.flag_reason in {DO_NOT_WRITE, WRITES_AFTER_BLOCK}:
        unflag(customer)
    return is_back


class _Heeding:
    """One message of one customer, and what is done about it."""

    def __init__(self, session: Session, services: Services, message: Message, now: datetime) -> None:
        self._session = session
        self._settings = services.settings
        self._message = message
        self._now = now
        self._customer = session.get_one(Customer, message.customer_id)

    def heed(self, command: Command | None, *, is_told_by_twilio: bool) -> None:
        """Do it. Where Twilio has told the customer itself, a line of ours would be one too many."""
        if self._customer.opted_out_at is not None:
            self._while_opted_out(command, is_told=is_told_by_twilio)
        elif command is not None and command.kind is not CommandKind.START:
            self._while_opted_in(command, is_told=is_told_by_twilio)

    def _while_opted_out(self, command: Command | None, *, is_told: bool) -> None:
        """Only START changes anything; whatever else is said stays unanswered."""
        if command is not None and command.kind is CommandKind.START:
            self._start(command, is_told=is_told)
            return
        if command is not None and command.kind is CommandKind.STOP:
            opt_out(self._session, self._customer, self._proof(command), self._now)
        leave_unanswered(self._session, self._customer)
        newest = consent_history(self._session, self._customer.id)[:1]
        if newest and newest[0].provider_code is not None:
            flag(self._customer, WRITES_AFTER_BLOCK, self._now)

    def _while_opted_in(self, command: Command, *, is_told: bool) -> None:
        """STOP stops. Where the word may mean something else, the customer is told how to stop and gets an answer."""
        is_in_doubt = not command.is_certain and self._is_talking()
        if command.kind is CommandKind.STOP and not is_in_doubt:
            self._stop(command, is_told=is_told)
        elif not is_told and self._customer.taken_over_at is None and not self._was_helped():
            self._say(help_line, command, HELP)

    def _stop(self, command: Command, *, is_told: bool) -> None:
        opt_out(self._session, self._customer, self._proof(command), self._now)
        if self._customer.taken_over_at is not None:
            flag(self._customer, DO_NOT_WRITE, self._now)
        elif self._customer.flag_reason == MODEL_IS_AWAY:
            unflag(self._customer)
        if not is_told and self._may_confirm():
            self._answer_with(self._say(stopped_line, command, OPT_OUT_CONFIRMATION))
        structlog.get_logger().info("customer_opted_out", customer=self._customer.id, message=self._message.id)

    def _start(self, command: Command, *, is_told: bool) -> None:
        come_back(self._session, self._customer, self._proof(command), self._now)
        is_told = is_told or not self._may_confirm()
        line = None if is_told else self._say(returned_line, command, RETURN_CONFIRMATION)
        if command.is_all:  # else there is something left to answer
            leave_unanswered(self._session, self._customer)
            if line is not None:
                self._answer_with(line)
        structlog.get_logger().info("customer_opted_in", customer=self._customer.id, message=self._message.id)

    def _may_confirm(self) -> bool:
        """Whether a line of ours would not be one of a chat without end, as with a bot that echoes."""
        confirmed = select(func.count(Message.id)).where(
            Message.customer_id == self._customer.id,
            Message.purpose.in_(CONFIRMATIONS),
            Message.recorded_at > self._now - WATCHED,
        )
        if (self._session.scalar(confirmed) or 0) < MOST_CONFIRMATIONS:
            return True
        flag(self._customer, BACK_AND_FORTH, self._now)
        return False

    def _proof(self, command: Command) -> Proof:
        return Proof(self._message.id, words=command.words)

    def _say(self, wording: Callable[[str, str], str], command: Command, purpose: str) -> Message:
        texts = [one.text for one in self._said_before()]
        language = language_for(command, texts, self._message.customer_address or "")
        text = wording(language, self._settings.shop_name)
        timeout = timedelta(seconds=self._settings.session_timeout_seconds)
        return record_line(self._session, self._customer, self._message, text, purpose, now=self._now, timeout=timeout)

    def _answer_with(self, line: Message) -> None:
        self._message.answer_state, self._message.answered_by_id = AnswerState.ANSWERED, line.id

    def _said_before(self) -> list[Message]:
        """What the customer said lately, newest first."""
        newest = newest_messages(self._session, self._customer.id, limit=TEXTS_THAT_TELL, before_id=self._message.id)
        return [one for one in reversed(newest) if one.author == Author.CUSTOMER]

    def _is_talking(self) -> bool:
        """Whether the customer has said something else in this session before."""
        return any(one.session_id == self._message.session_id for one in self._said_before())

    def _was_helped(self) -> bool:
        helped = select(Message.id).where(Message.session_id == self._message.session_id, Message.purpose == HELP)
        return self._session.scalar(helped.limit(1)) is not None
