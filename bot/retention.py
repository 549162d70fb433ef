"""The clock's part of retention: once an hour a round through all that has become old, some steps at a time.

A step is a transaction of its own, so a round may end anywhere: what it did not come to, the next one finds. Two clocks
look for the same twice and delete it once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from bot.erasing import compact, erase_elsewhere
from bot.services import Services
from memory.erasing import CustomerBusy
from memory.retention import customers_with_old_sessions, delete_old_sessions, erase_if_silent, silent_customers

ROUND_EVERY = timedelta(hours=1)
STEPS_A_TURN = 50
"""A step takes milliseconds, and the clock does nothing else meanwhile."""
SESSIONS_A_STEP = 20
KEYS_A_QUERY = 200


class _FindKeys(Protocol):
    def __call__(self, session: Session, before: datetime, *, after: int, limit: int) -> list[int]: ...


class Retention:
    """Deletes what is older than the setting allows, a turn at a time. A clock has one."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._round: Iterator[None] | None = None
        self._next_round_at: datetime | None = None
        self._counts: Counter[str] = Counter()
        self._is_compact = False  # the clock before this one may have been killed between deleting and compacting

    def turn(self) -> bool:
        """Go on with the round, or begin one when its time has come. False when nothing is left to do by now."""
        if self._round is None and not self._begin():
            return False
        steps = sum(1 for _ in islice(self._round or (), STEPS_A_TURN))
        if steps < STEPS_A_TURN:
            self._round = None
        return self._round is not None

    def _begin(self) -> bool:
        days, now = self._services.settings.retention_days, self._services.clock.now()
        if not days or (self._next_round_at is not None and now < self._next_round_at):
            return False
        self._counts.clear()
        self._round, self._next_round_at = self._steps(now - timedelta(days=days)), now + ROUND_EVERY
        return True

    def _steps(self, before: datetime) -> Iterator[None]:
        """Yields after each step."""
        for customer_id in self._keys(silent_customers, before):
            self._attempt(self._erase, customer_id, before)
            yield
        for customer_id in self._keys(customers_with_old_sessions, before):
            while self._attempt(self._delete_sessions, customer_id, before):
                yield
            yield
        self._finish()

    def _keys(self, find: _FindKeys, before: datetime) -> Iterator[int]:
        found = [0]
        while found:
            with self._services.database.reading() as session:
                found = find(session, before, after=found[-1], limit=KEYS_A_QUERY)
            yield from found

    def _attempt(self, step: Callable[[int, datetime], bool], customer_id: int, before: datetime) -> bool:
        """Take a step. False when it was the customer's last of its kind, or did not succeed."""
        try:
            return step(customer_id, before)
        except CustomerBusy:
            self._counts["busy"] += 1
        except Exception as error:  # noqa: BLE001 - whatever one customer's rows hold, the others' time has come too
            self._counts["failed"] += 1
            structlog.get_logger().error("retention_failed", error=type(error).__name__, exc_info=error)
        return False

    def _erase(self, customer_id: int, before: datetime) -> bool:
        with self._services.database.transaction() as session:
            erased = erase_if_silent(session, customer_id, before, self._services.clock.now())
        if erased is not None:
            self._is_compact = False
            self._counts["customers"] += 1
            erase_elsewhere(self._services, erased)
        return False

    def _delete_sessions(self, customer_id: int, before: datetime) -> bool:
        with self._services.database.transaction() as session:
            deleted = delete_old_sessions(session, customer_id, before, limit=SESSIONS_A_STEP)
        if deleted.sessions:
            self._is_compact = False
            self._counts.update(sessions=deleted.sessions, messages=deleted.messages)
        return deleted.sessions == SESSIONS_A_STEP

    def _finish(self) -> None:
        if self._counts:
            structlog.get_logger().info("retention_round", **self._counts)
        if not self._is_compact:
            self._services.queueing.forget_failures()
            self._is_compact = compact(self._services)
