"""Use case: a closed session becomes a new version of the profile.

One model call a session, made while no transaction is open; a second, short one only where the setting for it is on.
The model's output is kept before it is merged, so that a conflict or a crash between the two costs no other call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from memory.asking import ask_for_update, look_again
from memory.clock import Clock
from memory.consent import without_consent_words
from memory.conveying import conveyed_by, line_of
from memory.customers import get_customer
from memory.database import Database, row_count
from memory.extractor import ExtractionRequest, Extractor
from memory.forgetting import Wish, read_wishes, without_forgotten
from memory.media import last_pending_of
from memory.merging import Merged, Origin, merge
from memory.messages import messages_around, messages_of_session
from memory.models import Message, Remembering, RememberingState
from memory.operations import parse_update
from memory.text import storable
from memory.transcript import Transcript
from memory.versions import AlreadyApplied, Cause, Change, VersionConflict, append_version, head_of

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 3 * 3600, 6 * 3600))
"""How long a failed remembering waits before each next try; after the last it is left to the team."""

MOST_ATTEMPTS = 2 * len(PAUSES)
"""So many tries, failed or cut off by the end of their worker, are enough."""

MOST_CONFLICTS = 100

AFTER_LISTENING = timedelta(seconds=10)
"""How long after the next try on a file the session that it belongs to is looked at again."""

REACH_OF_WISHES = 50
"""So many messages before a piece may be meant by a wish in it, and so many after it are looked through for wishes."""

NOTHING_SAID = '{"operations": []}'
"""Stands for a model's output where no customer said a word: nothing could be evidence, no call is worth its price."""


class RememberingFailed(Exception):
    """A try to remember failed; it is recorded, and the next try is set. The cause is chained."""


@dataclass(frozen=True)
class _Claimed:
    remembering_id: int
    customer_id: int
    attempts: int
    output: str | None
    request: ExtractionRequest
    wishes: tuple[Wish, ...]


class Remembrance:
    """Remembers what is due. Holds what the use case needs from outside."""

    def __init__(
        self, database: Database, extractor: Extractor, clock: Clock, timezone: str, *, second_look: bool = False
    ) -> None:
        """`timezone` is the shop's (IANA name); it stands in where a customer's own is not known.

        `second_look` spends a second call on messages that carry a signal and that no operation cites.
        """
        self._database = database
        self._extractor = extractor
        self._clock = clock
        self._timezone = timezone
        self._second_look = second_look

    def remember_next(self, customer_id: int) -> bool:
        """Remember the customer's oldest due piece. False when none is due.

        Raises RememberingFailed after a failure was recorded and the next try was set.
        """
        claimed = self._claim(customer_id)
        if claimed is None:
            return False
        try:
            output = claimed.output or self._output_for(claimed)
            self._apply(claimed, output)
        except Exception as error:  # an extractor may raise anything; the team sees it, and the next try is set
            self._record_failure(claimed, error)
            raise RememberingFailed from error
        return True

    def _claim(self, customer_id: int) -> _Claimed | None:
        now = self._clock.now()
        with self._database.transaction() as session:
            due = session.scalar(
                select(Remembering)
                .where(Remembering.customer_id == customer_id, Remembering.due_at <= now)
                .order_by(Remembering.id)
                .limit(1)
                .with_for_update()
            )
            if due is None:
                return None
            pending = last_pending_of(session, due.session_id, due.first_position, due.last_position)
            if pending is not None:  # what is said in a voice note is not known yet
                due.due_at = max(pending, now) + AFTER_LISTENING
                return None
            due.attempts += 1
            if due.attempts > MOST_ATTEMPTS:
                due.state, due.due_at = RememberingState.FAILED, None
                due.error = "Every try ended without a word: something in it kills the worker."
                return None
            heard, wishes = self._heard(session, due)
            request = ExtractionRequest(head_of(session, customer_id).profile, heard)
            return _Claimed(due.id, customer_id, due.attempts, due.output, request, wishes)

    def _heard(self, session: Session, due: Remembering) -> tuple[Transcript, tuple[Wish, ...]]:
        """The piece without what the customer wants forgotten, and those wishes: its own, and any uttered since."""
        messages = messages_of_session(session, due.session_id, first=due.first_position, last=due.last_position)
        customer = get_customer(session, due.customer_id)
        before, after = messages_around(session, messages, reach=REACH_OF_WISHES)
        conveyed = conveyed_by(session, [*before, *messages, *after])
        lines = tuple(line_of(number, one, conveyed[one.id]) for number, one in enumerate(messages, start=1))
        timezone = (customer.timezone if customer else None) or self._timezone
        around = [[line_of(0, one, conveyed[one.id]) for one in ones] for ones in (before, after)]
        known = {message.id for message in before}
        wishes = tuple(
            wish for wish in read_wishes((*around[0], *lines, *around[1])) if wish.line.message_id not in known
        )
        readable = without_consent_words(session, due.customer_id, without_forgotten(lines, wishes))
        return Transcript(due.session_id, readable, timezone), wishes

    def _output_for(self, claimed: _Claimed) -> str:
        if not claimed.request.transcript.has_customer_words:
            return NOTHING_SAID
        output = self._kept(claimed, ask_for_update(self._extractor, claimed.request))
        if not self._second_look:
            return output
        # The first output is kept already: if this call fails, the next try goes on with what there is.
        return self._kept(claimed, look_again(self._extractor, claimed.request, output))

    def _kept(self, claimed: _Claimed, output: str) -> str:
        with self._database.transaction() as session:
            session.execute(update(Remembering).where(*_as_claimed(claimed)).values(output=output))
        return output

    def _apply(self, claimed: _Claimed, output: str) -> None:
        for _ in range(MOST_CONFLICTS):
            try:
                with self._database.transaction() as session:
                    self._merge_onto_head(session, claimed, output)
            except VersionConflict:
                continue
            return
        raise VersionConflict

    def _merge_onto_head(self, session: Session, claimed: _Claimed, output: str) -> None:
        now = self._clock.now()
        if not _finish(session, claimed, now):
            return
        transcript = claimed.request.transcript
        head = head_of(session, claimed.customer_id)
        origin = Origin(author="model", session_id=transcript.session_id, at=now)
        merged = merge(head.profile, parse_update(output), transcript, origin, claimed.wishes)
        if not merged.changed and not merged.rejected:
            return
        change = _change(merged, f"{transcript.session_id}:{transcript.lines[-1].message_id}")
        try:
            append_version(session, claimed.customer_id, head.version, change, now)
        except AlreadyApplied:
            return

    def _record_failure(self, claimed: _Claimed, error: Exception) -> None:
        now = self._clock.now()
        tries_left = claimed.attempts <= len(PAUSES)
        with self._database.transaction() as session:
            session.execute(
                update(Remembering)
                .where(*_as_claimed(claimed), Remembering.state == RememberingState.DUE)
                .values(
                    error=storable(f"{type(error).__name__}: {error}")[:2000],
                    due_at=now + PAUSES[claimed.attempts - 1] if tries_left else None,
                    state=RememberingState.DUE if tries_left else RememberingState.FAILED,
                )
            )


def _as_claimed(claimed: _Claimed) -> tuple[ColumnElement[bool], ...]:
    """SQL: the remembering is still its customer's. Since a merge its output names facts by another profile's numbers.

    Then it is left alone: it is due under the other customer, and asked for again.
    """
    return Remembering.id == claimed.remembering_id, Remembering.customer_id == claimed.customer_id


def _finish(session: Session, claimed: _Claimed, now: datetime) -> bool:
    """Note that a piece is remembered. The model's output goes: it may hold what merging refused to store."""
    finished = session.execute(
        update(Remembering)
        .where(*_as_claimed(claimed), Remembering.state != RememberingState.DONE)
        .values(state=RememberingState.DONE, due_at=None, finished_at=now, error=None, output=None)
    )
    return row_count(finished) == 1


def _change(merged: Merged, cause_id: str) -> Change:
    rejections: list[dict[str, Any]] = [
        {
            "operation": rejection.operation.model_dump(mode="json"),
            "reason": rejection.reason.value,
            "explanation": rejection.explanation,
            "is_suggestion": rejection.is_suggestion,
        }
        for rejection in merged.rejected
    ]
    operations = [operation.model_dump(mode="json") for operation in merged.applied]
    return Change(merged.profile, Cause.SESSION, cause_id, "model", operations, rejections)


def retry_remembering(session: Session, remembering_id: int, now: datetime) -> bool:
    """Make a remembering due at once, with all its tries again. False when there is nothing to retry."""
    retried = session.execute(
        update(Remembering)
        .where(Remembering.id == remembering_id, Remembering.state != RememberingState.DONE)
        .values(state=RememberingState.DUE, due_at=now, attempts=0, output=None)
    )
    return row_count(retried) == 1


def troubled_rememberings(session: Session, *, customer_id: int | None = None, limit: int = 100) -> list[Remembering]:
    """Rememberings that have failed at least once and are not done, newest first."""
    query = select(Remembering).where(Remembering.state != RememberingState.DONE, Remembering.error.is_not(None))
    if customer_id is not None:
        query = query.where(Remembering.customer_id == customer_id)
    return list(session.scalars(query.order_by(Remembering.id.desc()).limit(limit)))


def unremembered_messages(session: Session, customer_id: int, *, except_session: int, limit: int) -> list[Message]:
    """The newest messages of earlier sessions that are still being remembered, oldest of them first."""
    query = (
        select(Message)
        .join(
            Remembering,
            (Remembering.session_id == Message.session_id)
            & Message.position.between(Remembering.first_position, Remembering.last_position),
        )
        .where(
            Remembering.customer_id == customer_id,
            Remembering.state != RememberingState.DONE,
            Message.session_id != except_session,
        )
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return list(reversed(session.scalars(query).all()))
