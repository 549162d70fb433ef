"""Slows down whoever guesses the password."""

import threading
from collections import deque
from datetime import datetime, timedelta

MOST_FAILURES = 10
PERIOD = timedelta(minutes=1)
MOST_ADDRESSES = 10_000
"""Beyond so many addresses the oldest is forgotten, so that a flood of them costs no memory."""


class GuessingBrake:
    """Counts failed tries to sign in, for each network address.

    Each web process counts for itself: several processes allow as many times more, which is still far too few to
    guess a password, and needs no service that could be down when somebody wants to sign in.
    """

    def __init__(self) -> None:
        self._failures: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def is_on(self, address: str, now: datetime) -> bool:
        """Whether this address has failed too often within the last minute."""
        with self._lock:
            return len(self._recent(address, now)) >= MOST_FAILURES

    def record_failure(self, address: str, now: datetime) -> None:
        """Count a failed try."""
        with self._lock:
            failures = self._recent(address, now)
            failures.append(now)
            self._failures.pop(address, None)  # put in again as the youngest
            self._failures[address] = failures
            if len(self._failures) > MOST_ADDRESSES:
                del self._failures[next(iter(self._failures))]

    def _recent(self, address: str, now: datetime) -> deque[datetime]:
        failures = self._failures.get(address, deque(maxlen=MOST_FAILURES))
        while failures and now - failures[0] >= PERIOD:
            failures.popleft()
        return failures
