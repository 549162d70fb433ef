"""Small outside calls that nobody waits for: run beside the work, or not at all when too many are under way."""

import contextvars
import threading
from collections.abc import Callable

MOST_AT_ONCE = 16


class Errands:
    """Runs each errand in a thread of its own. An errand handles its own errors."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._places = threading.Semaphore(most)

    def __call__(self, errand: Callable[[], None]) -> None:
        """Begin an errand, unless too many are under way."""
        if self._places.acquire(blocking=False):
            context = contextvars.copy_context()  # so that its log lines carry the ids of the work they belong to
            threading.Thread(target=context.run, args=(self._run, errand), name="errand", daemon=True).start()

    def _run(self, errand: Callable[[], None]) -> None:
        try:
            errand()
        finally:
            self._places.release()
