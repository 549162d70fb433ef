"""Leases due work and handles many conversations at once in one worker.

A woken worker drains all kinds of work, whatever woke it: it leases what is due, hands each customer to a thread
(a model call is seconds of waiting), renews its leases while they work, waits a little for what is nearly due, such as
a burst that is not over yet, and stops when nothing is left. The use cases know nothing of all this.
"""

import contextvars
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError

from bot.answering import Answering
from bot.fetching import Fetching
from bot.sending import Sending
from bot.services import Services
from memory.due import due_customers, next_due_at, next_lease_end
from memory.leases import LEASE_LENGTH, Work, acquire, postpone, release, renew
from memory.remembering import RememberingFailed, Remembrance

Handler = Callable[[int, str], None]

PATIENCE = timedelta(seconds=5)
"""How far ahead of its time work is waited for instead of being woken for again."""
LONGEST_RUN = timedelta(seconds=60)
"""After so long a drain lets RQ see a living worker. While it still remembers, answers and sends go on."""
LOOK_SECONDS = 0.2
"""How often a busy drain looks for new work."""
LOOK_AFTER_SECONDS = 1.0
AFTER_FAILURE = timedelta(seconds=60)
"""How long work that failed for a reason nobody foresaw is left alone."""

AFTER_OUTAGE = timedelta(seconds=2)
"""How long work that found the database away is left alone."""

_IN_BACKGROUND = frozenset({Work.REMEMBER, Work.FETCH})
"""Work that takes half of the places at most, each kind."""


class WorkFailed(Exception):
    """Some work failed for a reason nobody foresaw; it is logged, and RQ keeps the failed job."""


def handlers_for(services: Services) -> dict[Work, Handler]:
    """What is done with each kind of work, in the order in which they go first."""
    answering, sending, fetching = Answering(services), Sending(services), Fetching(services)
    remembrance = Remembrance(
        services.database,
        services.language_model,
        services.clock,
        services.settings.shop_timezone,
        second_look=services.settings.extraction_second_look,
    )

    def remember(customer_id: int, _owner: str) -> None:
        try:
            # One piece at a time: if more of them are due, they are leased again.
            if remembrance.remember_next(customer_id):
                structlog.get_logger().info("remembered")
        except RememberingFailed as failure:  # recorded, shown on the admin page, and tried again later
            structlog.get_logger().warning("remembering_failed", error=type(failure.__cause__).__name__)

    return {
        Work.SEND: lambda customer_id, _owner: sending.send_all(customer_id),
        Work.FETCH: lambda customer_id, _owner: fetching.fetch_all(customer_id),
        Work.REPLY: answering.answer,
        Work.REMEMBER: remember,
    }


@dataclass
class Drain:
    """One run of one worker.

    `look_after` is called between looks, about once a second. `patience` is how far ahead of its time work is waited
    for, `longest_run` after how long nothing new is remembered and the run ends when it can. Setting `stopping` ends
    the run once what is running is done.
    """

    services: Services
    handlers: Mapping[Work, Handler]
    concurrency: int
    look_after: Callable[[], object]
    stopping: threading.Event = field(default_factory=threading.Event)
    patience: timedelta = PATIENCE
    longest_run: timedelta = LONGEST_RUN
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}")
    _running: dict[Future[None], tuple[Work, int]] = field(default_factory=dict)
    _failures: list[BaseException] = field(default_factory=list)
    _renewed: float = 0.0
    _looked_after: float = 0.0

    def run(self) -> None:
        """Work until nothing is due or nearly due. Raises WorkFailed when some work failed unforeseen."""
        started = time.monotonic()
        with ThreadPoolExecutor(self.concurrency, thread_name_prefix="drain") as pool:
            while not self.stopping.is_set():
                is_over = time.monotonic() - started >= self.longest_run.total_seconds()
                if is_over and not self._remembering():
                    break
                if not self._look(pool, may_remember=not is_over):
                    break
            while self._running:
                self._finish_what_runs()
        self._hand_on()
        if self._failures:
            # Each is logged. Not chained: the queue keeps the text of a job's error, and these may quote a customer.
            raise WorkFailed(f"{len(self._failures)} pieces of work failed") from None

    def _look(self, pool: ThreadPoolExecutor, *, may_remember: bool) -> bool:
        """Look once for work and for what is done. False when there is nothing left to wait for."""
        try:
            self._look_after()
            self._lease_and_start(pool, may_remember=may_remember)
            if not self._running:
                return self._wait_for_next()
            self._wait_for_running()
        except OperationalError as error:
            self._wait_for_database(error)
        return True

    def _finish_what_runs(self) -> None:
        try:
            self._wait_for_running()
        except OperationalError as error:
            self._wait_for_database(error)

    def _wait_for_database(self, error: OperationalError) -> None:
        structlog.get_logger().error("database_unreachable", error=type(error).__name__)
        time.sleep(LOOK_SECONDS)

    def _look_after(self) -> None:
        if time.monotonic() - self._looked_after > LOOK_AFTER_SECONDS:
            self.look_after()
            self._looked_after = time.monotonic()

    def _lease_and_start(self, pool: ThreadPoolExecutor, *, may_remember: bool) -> None:
        for work, handler in self.handlers.items():
            if work is Work.REMEMBER and not may_remember:
                continue
            for customer_id in self._lease(work):
                context = contextvars.copy_context()  # so that the job's id stands in the thread's log lines, too
                future = pool.submit(context.run, self._handle, handler, work, customer_id)
                self._running[future] = (work, customer_id)

    def _lease(self, work: Work) -> list[int]:
        free = self._free_places(work)
        if free <= 0:
            return []
        now = self.services.clock.now()
        with self.services.database.reading() as session:
            due = due_customers(session, work, now, limit=free)
        if not due:
            return []
        with self.services.database.transaction() as session:
            # In one order everywhere: two workers that wait for each other's leases would be a deadlock.
            leased = {customer for customer in sorted(due) if acquire(session, work, customer, self.owner, now)}
        return [customer for customer in due if customer in leased]

    def _free_places(self, work: Work) -> int:
        free = self.concurrency - len(self._running)
        if work not in _IN_BACKGROUND:
            return free
        # Answers never wait for memory or for slow files.
        return min(free, max(1, self.concurrency // 2) - self._count(work))

    def _count(self, work: Work) -> int:
        return sum(running is work for running, _ in self._running.values())

    def _remembering(self) -> int:
        return self._count(Work.REMEMBER)

    def _handle(self, handler: Handler, work: Work, customer_id: int) -> None:
        with structlog.contextvars.bound_contextvars(work=work.value, customer=customer_id):
            handler(customer_id, self.owner)

    def _wait_for_running(self) -> None:
        self._renew_leases()
        done, _ = wait(self._running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            self._finish(future, *self._running[future])
            del self._running[future]  # not before: what could not be recorded is recorded when the database is back

    def _finish(self, future: Future[None], work: Work, customer_id: int) -> None:
        error = future.exception()
        now = self.services.clock.now()
        with self.services.database.transaction() as session:
            if error is None:
                release(session, work, customer_id, self.owner)
            else:
                pause = AFTER_OUTAGE if isinstance(error, OperationalError) else AFTER_FAILURE
                postpone(session, work, customer_id, self.owner, now + pause)
        if isinstance(error, OperationalError):
            structlog.get_logger().error(
                "database_unreachable", work=work.value, customer=customer_id, error=type(error).__name__
            )
        elif error is not None:
            structlog.get_logger().error(
                "work_failed", work=work.value, customer=customer_id, error=type(error).__name__, exc_info=error
            )
            self._failures.append(error)

    def _renew_leases(self) -> None:
        if time.monotonic() - self._renewed > LEASE_LENGTH.total_seconds() / 3:
            with self.services.database.transaction() as session:
                renew(session, self.owner, self.services.clock.now())
            self._renewed = time.monotonic()

    def _next_moment(self) -> datetime | None:
        """When to look again: the next work that is free, or the end of a lease on work that is due."""
        now = self.services.clock.now()
        with self.services.database.reading() as session:
            free = [next_due_at(session, work, now) for work in self.handlers]
            leased = [next_lease_end(session, work, now) for work in self.handlers]
        return min(filter(None, [*free, *leased]), default=None)

    def _wait_for_next(self) -> bool:
        moment = self._next_moment()
        if moment is None:
            return False
        pause = moment - self.services.clock.now()
        if pause > self.patience:
            return False
        self.stopping.wait(min(max(pause.total_seconds(), 0.01), LOOK_SECONDS))
        return True

    def _hand_on(self) -> None:
        moment = self._next_moment()
        if moment is None:
            return
        if moment <= self.services.clock.now():
            self.services.queueing.wake(Work.REPLY)
        else:
            self.services.queueing.wake_at(Work.REPLY, moment)


def start_drain(services: Services, stopping: threading.Event, patience: timedelta = PATIENCE) -> Drain:
    """A drain of all kinds of work with the real use cases."""
    return Drain(
        services=services,
        handlers=handlers_for(services),
        concurrency=services.settings.worker_concurrency,
        look_after=Answering(services).hold_overdue,
        stopping=stopping,
        patience=patience,
    )
