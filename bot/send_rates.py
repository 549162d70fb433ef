"""How fast messages may leave: by the shop's number and by customer, counted in Redis over all workers.

What may not leave yet is put off in the database, so no worker waits. While Redis is away each process counts alone.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Protocol

import structlog
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis

from bot.rate_limits import counting_in
from bot.selling.sandbox import SANDBOX_NUMBER

OF_SANDBOX = RateLimitItemPerSecond(1, 3, namespace="SENDS")
"""Twilio's sandbox takes one message in three seconds."""
OF_CUSTOMER = RateLimitItemPerSecond(5, 5, namespace="SENDS")
"""WhatsApp takes about one message a second to one customer; a few in a row are let through."""
REST_SECONDS = 5.0
SHORTEST_PAUSE = timedelta(milliseconds=50)


class SendRates(Protocol):
    """Says whether one more message may leave now."""

    def pause_before(self, sender: str, recipient: str) -> timedelta | None:
        """Count one message. None when it may leave, else how long it must wait before it asks again."""
        ...


class Unlimited:
    """Lets everything leave at once: for installations that are tried out, and for tests."""

    def pause_before(self, sender: str, recipient: str) -> timedelta | None:  # noqa: ARG002 - of the protocol
        """Always None."""
        return None


@dataclass
class CountedSendRates:
    """Counts in a moving window. `chance` gives numbers from 0 to 1 that spread those who wait.

    A Redis that did not answer is left alone for a while, so that sending does not wait for it each time.
    """

    per_second: int
    is_sandbox: bool
    chance: Callable[[], float]
    redis: Redis | None = None
    _rest_until: float = field(default=0.0, init=False)

    def pause_before(self, sender: str, recipient: str) -> timedelta | None:
        """Count one message. None when it may leave, else how long it must wait before it asks again."""
        if self._shared is not None and time.monotonic() >= self._rest_until:
            try:
                return self._count(self._shared, sender, recipient)
            except StorageError as error:
                self._rest_until = time.monotonic() + REST_SECONDS
                structlog.get_logger().warning("queue_unreachable", error=type(error.storage_error).__name__)
        return self._count(self._here, sender, recipient)

    @cached_property
    def _shared(self) -> MovingWindowRateLimiter | None:
        return counting_in(self.redis) if self.redis is not None else None

    @cached_property
    def _here(self) -> MovingWindowRateLimiter:
        return MovingWindowRateLimiter(MemoryStorage())

    def _count(self, limiter: MovingWindowRateLimiter, sender: str, recipient: str) -> timedelta | None:
        is_slow = self.is_sandbox and sender == SANDBOX_NUMBER
        of_sender = OF_SANDBOX if is_slow else RateLimitItemPerSecond(self.per_second, 1, namespace="SENDS")
        limits = ((OF_CUSTOMER, (sender, recipient)), (of_sender, (sender,)))
        for limit, names in limits:  # looked at before anything is counted: who has to wait takes nobody's place
            if not limiter.test(limit, *names):
                return self._pause(limiter, limit, names)
        for limit, names in limits:
            if not limiter.hit(limit, *names):
                return self._pause(limiter, limit, names)
        return None

    def _pause(self, limiter: MovingWindowRateLimiter, limit: RateLimitItem, names: tuple[str, ...]) -> timedelta:
        free_at = limiter.get_window_stats(
            limit, *names
        ).reset_time  # on the machine's own clock, as the library counts
        wait = timedelta(seconds=max(free_at - time.time(), 0) + self.chance())
        return max(wait, SHORTEST_PAUSE)
