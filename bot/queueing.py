"""The only module that enqueues. A job is a wake-up: it says that there is work, never which.

What is due stands in the database; losing every job here delays work until the sweeper looks again.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import structlog
from redis import Redis, RedisError
from rq import Queue, Retry, Worker

from memory.leases import Work

QUEUES = {Work.FETCH: "media", Work.REPLY: "replies", Work.SEND: "sends", Work.REMEMBER: "memory"}
TIMERS = "timers"
DRAIN = "bot.jobs.drain"
CLOSE_SESSION = "bot.jobs.close_session"
JOB: dict[str, Any] = {"job_timeout": 600, "result_ttl": 0, "failure_ttl": 3600}
"""In seconds: how long RQ lets a job run (a drain stops itself long before), and what it keeps of it."""
REST_SECONDS = 5.0
"""How long a queue that did not answer is not asked again. What is due meanwhile, the sweeper finds."""


class Queueing(Protocol):
    """Wakes workers. Never raises for an unreachable queue: the sweeper finds what is due."""

    def wake(self, work: Work) -> None:
        """Say that there is work of a kind. Call it after the commit that made it due."""
        ...

    def wake_at(self, work: Work, moment: datetime) -> None:
        """Say that there will be work of a kind."""
        ...

    def close_session_at(self, session_id: int, moment: datetime) -> None:
        """Have a session looked at when its silence may be over."""
        ...

    def forget_failures(self) -> None:
        """Delete what is kept of failed jobs: their error texts may quote what a customer said."""
        ...

    def is_alive(self) -> bool:
        """Whether the queue answers."""
        ...

    def living_workers(self) -> int:
        """How many workers serve the queues."""
        ...


class RedisQueueing:
    """Wakes workers through RQ. A queue that does not answer is left alone for a while, so that no webhook waits."""

    def __init__(self, connection: Redis) -> None:
        """`connection` is made once a process and shared by its threads."""
        self._connection = connection
        self._rest_until = 0.0
        self._queues = {work: Queue(name, connection=connection) for work, name in QUEUES.items()}
        self._timers = Queue(TIMERS, connection=connection)

    def wake(self, work: Work) -> None:
        """Enqueue a wake-up, unless one waits already: that one will start after our commit and see our work."""
        queue = self._queues[work]
        with self._unless_away() as reachable:
            if reachable and queue.count == 0:
                retry = Retry(max=3, interval=[1, 5, 15])
                queue.enqueue(DRAIN, work.value, retry=retry, **JOB)

    def wake_at(self, work: Work, moment: datetime) -> None:
        """Enqueue a wake-up for later, one a second; RQ may bring it up to a second early or late."""
        name = f"{work.value}-{int(moment.timestamp())}"
        with self._unless_away() as reachable:
            if reachable:
                self._queues[work].enqueue_at(moment, DRAIN, work.value, job_id=name, **JOB)

    def close_session_at(self, session_id: int, moment: datetime) -> None:
        """Enqueue the timer of a session; the job looks at the clock again."""
        with self._unless_away() as reachable:
            if reachable:
                self._timers.enqueue_at(moment, CLOSE_SESSION, session_id, **JOB)

    @contextmanager
    def _unless_away(self) -> Iterator[bool]:
        try:
            yield time.monotonic() >= self._rest_until
        except RedisError as error:
            self._rest_until = time.monotonic() + REST_SECONDS
            _log_unreachable(error)

    def forget_failures(self) -> None:
        """Delete failed jobs; what they were to do stands in the database."""
        try:
            for queue in (*self._queues.values(), self._timers):
                registry = queue.failed_job_registry
                for job_id in registry.get_job_ids():
                    registry.remove(job_id, delete_job=True)
        except RedisError as error:
            _log_unreachable(error)

    def is_alive(self) -> bool:
        """Whether the queue answers a ping."""
        try:
            return bool(self._connection.ping())
        except RedisError as error:
            _log_unreachable(error)
            return False

    def living_workers(self) -> int:
        """How many workers have shown themselves lately; 0 when the queue does not answer."""
        try:
            return len(Worker.all(connection=self._connection))  # `count` counts killed ones too
        except RedisError as error:
            _log_unreachable(error)
            return 0


def _log_unreachable(error: RedisError) -> None:
    structlog.get_logger().warning("queue_unreachable", error=type(error).__name__)
