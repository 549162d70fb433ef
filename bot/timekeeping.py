"""The clock process: timers become due, the sweeper goes round, and what is too old is deleted."""

import signal
import threading
import time

import structlog
from redis import RedisError
from rq.scheduler import RQScheduler

from bot.queueing import QUEUES, TIMERS
from bot.retention import Retention
from bot.services import Services, build_services, connect_to_queue
from bot.settings import Settings
from bot.sweeper import SWEEP_SECONDS, sweep

TICK_SECONDS = 0.5
CLAIM_SECONDS = 10.0
NAME = "rapport-clock"
"""All clocks share one name: a new one takes over at once from one that was killed."""


class Timers:
    """RQ's scheduler, asked from our own loop. Two clocks at once only wake workers twice."""

    def __init__(self, settings: Settings) -> None:
        self._scheduler = RQScheduler(
            [*QUEUES.values(), TIMERS],
            connection=connect_to_queue(settings.queue_url),
            logging_level="ERROR",
            name=NAME,
        )
        self._claimed_at = -CLAIM_SECONDS

    def tick(self) -> None:
        """Enqueue the jobs whose time has come."""
        if time.monotonic() - self._claimed_at >= CLAIM_SECONDS:
            self._scheduler.acquire_locks()  # type: ignore[no-untyped-call] # RQ is typed in part
            self._claimed_at = time.monotonic()
        self._scheduler.heartbeat()  # type: ignore[no-untyped-call] # as above
        self._scheduler.enqueue_scheduled_jobs()  # type: ignore[no-untyped-call] # as above


def keep_time(settings: Settings) -> None:
    """Tick and sweep until told to stop. An unreachable database or queue is waited for."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    services, timers = build_services(settings), Timers(settings)
    retention = Retention(services)
    swept_at = -SWEEP_SECONDS
    while not stopping.wait(TICK_SECONDS):
        _tick(timers)
        if time.monotonic() - swept_at >= SWEEP_SECONDS:
            _sweep(services, retention)
            swept_at = time.monotonic()


def _tick(timers: Timers) -> None:
    try:
        timers.tick()
    except RedisError as error:
        structlog.get_logger().warning("queue_unreachable", error=type(error).__name__)


def _sweep(services: Services, retention: Retention) -> None:
    for name, work in (("sweep", lambda: sweep(services)), ("retention", retention.turn)):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the clock goes on ticking whatever one sweep meets; the next one tries again
            structlog.get_logger().error(f"{name}_failed", error=type(error).__name__, exc_info=error)
