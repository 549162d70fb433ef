"""Refused webhooks, counted by day, cause and endpoint, for the team to see.

Counting happens in memory and costs a request nothing; the counts are written a second later, all in one transaction,
so that no flood of strangers' requests becomes one of writes. There are few causes and endpoints, and old days are
dropped: the table cannot grow.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.refusals import Refusal
from memory.database import Database, row_count
from memory.models import RefusedWebhook

WRITE_SECONDS = 1.0
KEPT_DAYS = 30
MOST_EXPLAINED = 20
"""So many refusals between two writes are worth looking for their causes; with more, somebody only makes noise."""


@dataclass
class _Count:
    count: int
    first_at: datetime
    last_at: datetime
    example: dict[str, Any]


_Key = tuple[date, str, str]


class RefusalCounts:
    """The counts of one process. Safe to share between threads."""

    def __init__(self, write_later: Callable[[Callable[[], None]], None] = lambda _write: None) -> None:
        """`write_later` is called once a batch with what writes it; by default nothing is written unasked."""
        self._counts: dict[_Key, _Count] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._write_later = write_later
        self._writing_is_due = False

    @property
    def explains(self) -> bool:
        """Whether the next refusal is worth looking for its cause."""
        with self._lock:
            return sum(each.count for each in self._counts.values()) < MOST_EXPLAINED

    def count(self, refusal: Refusal, now: datetime, database: Database) -> None:
        """Count one refusal, and have it written soon."""
        key = (now.date(), refusal.cause.value, refusal.endpoint)
        with self._lock:
            self._add(key, _Count(1, now, now, refusal.example))
            is_first, self._writing_is_due = not self._writing_is_due, True
        if is_first:
            self._write_later(lambda: self.write(database))

    def write(self, database: Database) -> None:
        """Write what was counted since the last time. What cannot be written is kept for the next.

        A writing that runs is waited for: after the last one before an orderly end, everything is written.
        """
        with self._writing:
            with self._lock:
                counts, self._counts = self._counts, {}
                self._writing_is_due = False
            if counts:
                self._write(counts, database)

    def _write(self, counts: dict[_Key, _Count], database: Database) -> None:
        try:
            with database.transaction() as session:
                for key in sorted(counts):  # in one order everywhere, so that two processes never wait in a circle
                    _write(session, key, counts[key])
        except SQLAlchemyError as error:
            structlog.get_logger().warning("refusals_not_written", error=type(error).__name__)
            with self._lock:
                for key, count in counts.items():
                    self._add(key, count)

    def _add(self, key: _Key, more: _Count) -> None:
        known = self._counts.get(key)
        if known is None:
            self._counts[key] = more
            return
        known.count += more.count
        known.first_at = min(known.first_at, more.first_at)
        if more.last_at >= known.last_at:
            known.last_at, known.example = more.last_at, more.example


def in_a_second(write: Callable[[], None]) -> None:
    """Write from a thread of its own, a little later."""
    timer = threading.Timer(WRITE_SECONDS, write)
    timer.daemon = True
    timer.start()


def _write(session: Session, key: _Key, count: _Count) -> None:
    if _add_to_row(session, key, count):
        return
    day, cause, endpoint = key
    row = RefusedWebhook(day=day, cause=cause, endpoint=endpoint, **vars(count))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process was faster
        _add_to_row(session, key, count)


def _add_to_row(session: Session, key: _Key, count: _Count) -> bool:
    day, cause, endpoint = key
    added = session.execute(
        update(RefusedWebhook)
        .where(RefusedWebhook.day == day, RefusedWebhook.cause == cause, RefusedWebhook.endpoint == endpoint)
        .values(count=RefusedWebhook.count + count.count, last_at=count.last_at, example=count.example)
    )
    return row_count(added) == 1


def refusals_since(session: Session, day: date) -> list[RefusedWebhook]:
    """What was refused since a day, the newest first."""
    query = select(RefusedWebhook).where(RefusedWebhook.day >= day)
    return list(session.scalars(query.order_by(RefusedWebhook.last_at.desc())))


def forget_old_refusals(session: Session, today: date) -> None:
    """Drop the counts of days long past."""
    session.execute(delete(RefusedWebhook).where(RefusedWebhook.day < today - timedelta(days=KEPT_DAYS)))
