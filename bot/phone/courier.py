"""Posts status callbacks in the background, so that nobody waits for them."""

import threading
from collections.abc import Callable

from bot.phone.deliveries import Deliveries, Delivery

# How long to look away while every open step is in its pause or in other hands.
IDLE_SECONDS = 0.1


class StatusCourier:
    """Works off the open deliveries in one daemon thread of this process, which lives while there is work.

    Nothing depends on the thread: what it leaves undone when the process ends is found by the next `wake`.
    """

    def __init__(self, deliveries: Deliveries, post: Callable[[Delivery], object]) -> None:
        self._deliveries = deliveries
        self._post = post
        self._lock = threading.Lock()
        self._is_wanted = False
        self._is_running = False

    def wake(self) -> None:
        """See to it that open deliveries are worked off. Returns at once."""
        with self._lock:
            self._is_wanted = True
            if self._is_running:
                return
            self._is_running = True
        threading.Thread(target=self._run, name="phone-status-courier", daemon=True).start()

    def wake_if_open(self) -> None:
        """Wake only when something is open: it is cheap enough to be called with every look at the page."""
        if self._deliveries.are_open():
            self.wake()

    def _run(self) -> None:
        try:
            while self._take_wish():
                self._work_off()
        except BaseException:  # also when the process ends: the next work must find no thread that is gone
            with self._lock:
                self._is_running = False
            raise

    def _take_wish(self) -> bool:
        with self._lock:
            wanted, self._is_wanted = self._is_wanted, False
            self._is_running = wanted
            return wanted

    def _work_off(self) -> None:
        pause = threading.Event()
        while self._deliveries.are_open():
            delivery = self._deliveries.claim()
            if delivery is None:
                pause.wait(IDLE_SECONDS)
                continue
            # Like Twilio's, a callback is a best effort: the message goes on even if nobody listened.
            self._post(delivery)
            self._deliveries.finish(delivery)
