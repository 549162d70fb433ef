"""How long to wait before something is tried again. Pure."""

from datetime import timedelta

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 30, 60, 120, 300, 600, 1800))
"""How long a failed send waits before each next try at most; after the last it is shown as failed."""
LONGEST_STOP = timedelta(hours=4)
_FIRST_STOP = timedelta(minutes=15)
LONGEST_OBEYED = timedelta(hours=1)
"""A service that asks for a longer pause than this is asked again all the same."""


def pause_before_retry(attempts: int, chance: float, asked_for: timedelta | None = None) -> timedelta | None:
    """The pause after `attempts` failed tries, None when there is to be no other.

    `chance` from 0 to 1 spreads those who failed together over the second half of the pause. What the service
    `asked_for` is waited at least.
    """
    if attempts >= len(PAUSES):
        return None
    pause = PAUSES[attempts] * (0.5 + chance / 2)
    return max(pause, min(asked_for or timedelta(), LONGEST_OBEYED))


def length_of_stop(times: int) -> timedelta:
    """How long nothing is sent from a number after the daily limit was met so many times in a row."""
    return min(_FIRST_STOP * (1 << min(times - 1, 10)), LONGEST_STOP)
