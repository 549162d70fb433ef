"""How often somebody may ask: counted in Redis over all web processes, or in memory while Redis is away."""

import math
import time
from functools import cached_property
from typing import Protocol

import structlog
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis


class RateLimits(Protocol):
    """Counts calls."""

    def seconds_to_wait(self, name: str, per_minute: int) -> int | None:
        """Count one call by somebody. How many seconds they must wait if it was one too many, else None."""
        ...


class CountedRateLimits:
    """Counts the calls of the last minute, however the minute lies."""

    def __init__(self, redis: Redis | None = None) -> None:
        """Without `redis` each process counts by itself."""
        self._shared = counting_in(redis) if redis is not None else None

    @cached_property
    def _here(self) -> MovingWindowRateLimiter:
        return MovingWindowRateLimiter(MemoryStorage())

    def seconds_to_wait(self, name: str, per_minute: int) -> int | None:
        """Count one call by somebody. How many seconds they must wait if it was one too many, else None."""
        if self._shared is not None:
            try:
                return _count(self._shared, name, per_minute)
            except StorageError as error:
                structlog.get_logger().warning("queue_unreachable", error=type(error.storage_error).__name__)
        return _count(self._here, name, per_minute)


def counting_in(redis: Redis) -> MovingWindowRateLimiter:
    """A moving window that all processes on this Redis share. Raises StorageError while it is away."""
    storage = RedisStorage("redis://", connection_pool=redis.connection_pool, wrap_exceptions=True)
    return MovingWindowRateLimiter(storage)


def _count(limiter: MovingWindowRateLimiter, name: str, per_minute: int) -> int | None:
    limit = RateLimitItemPerMinute(per_minute)
    if limiter.hit(limit, name):
        return None
    over_at = limiter.get_window_stats(limit, name).reset_time  # on the machine's own clock, as the library counts
    return max(1, math.ceil(over_at - time.time()))
