"""The only module that enqueues. A job is a wake-up: it says that there is work, never which.

What is due stands in the database; losing every job here delays work until the sweeper looks again.
"""

from datetime import datetime
from typing import Protocol

import structlog
from redis import Redis, RedisError
from rq import Queue, Retry, Worker

from memory.leases import Work

QUEUES = {Work.REPLY: "replies", Work.SEND: "sends", Work.REMEMBER: "memory"}
TIMERS = "timers"
JOB_SECONDS = 600
"""How long RQ lets a job run; a drain stops itself long before."""


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
    """Wakes workers through RQ."""

    def __init__(self, connection: Redis) -> None:
        """`connection` is made once a process and shared by its threads."""
        self._connection = connection
        self._queues = {work: Queue(name, connection=connection) for work, name in QUEUES.items()}
        self._timers = Queue(TIMERS, connection=connection)

    def wake(self, work: Work) -> None:
        """Enqueue a wake-up, unless one waits already: that one will start after our commit and see our work."""
        queue = self._queues[work]
        try:
            if queue.count == 0:
                queue.enqueue(
                    "bot.jobs.drain",
                    work.value,
                    job_timeout=JOB_SECONDS,
                    result_ttl=0,
                    failure_ttl=3600,
                    retry=Retry(max=3, interval=[1, 5, 15]),
                )
        except RedisError as error:
            _log_unreachable(error)

    def wake_at(self, work: Work, moment: datetime) -> None:
        """Enqueue a wake-up for later, one a second; RQ may bring it up to a second early or late."""
        second = int(moment.timestamp())
        try:
            self._queues[work].enqueue_at(
                moment,
                "bot.jobs.drain",
                work.value,
                job_id=f"{work.value}-{second}",
                job_timeout=JOB_SECONDS,
                result_ttl=0,
                failure_ttl=3600,
            )
        except RedisError as error:
            _log_unreachable(error)

    def close_session_at(self, session_id: int, moment: datetime) -> None:
        """Enqueue the timer of a session; the job looks at the clock again."""
        try:
            self._timers.enqueue_at(
                moment, "bot.jobs.close_session", session_id, job_timeout=60, result_ttl=0, failure_ttl=3600
            )
        except RedisError as error:
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
            return Worker.count(connection=self._connection)
        except RedisError as error:
            _log_unreachable(error)
            return 0


def _log_unreachable(error: RedisError) -> None:
    structlog.get_logger().warning("queue_unreachable", error=type(error).__name__)
