"""One worker process: RQ wakes it, the database says what is due."""

import contextlib
import threading
from datetime import timedelta
from types import FrameType

import structlog
from redis import RedisError
from rq import Queue, SimpleWorker

from bot.drain import WorkFailed, start_drain
from bot.jobs import WorkerProcess, run_in
from bot.queueing import QUEUES, TIMERS
from bot.running import wait_for_queue
from bot.services import build_services, connect_to_queue
from bot.settings import Settings
from memory.leases import LEASE_LENGTH

SHOWS_ITSELF_SECONDS = 120
"""A worker that has not shown itself for so long counts as dead; longer than a drain without an outlasting call."""


class Worker(SimpleWorker):
    """Runs jobs in its own process, because threads do the waiting; a stop also ends the present drain early."""

    stopping: threading.Event

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Take nothing new, finish what runs."""
        self.stopping.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # RQ is typed in part


def work(settings: Settings) -> None:
    """Serve all queues until told to stop; first finish what a killed worker may have left."""
    connection = connect_to_queue(settings.queue_url, timeout=None)
    wait_for_queue(connection)
    process = WorkerProcess(build_services(settings))
    run_in(process)
    _start_with_what_is_left(process)
    names = [*QUEUES.values(), TIMERS]
    while not process.stopping.is_set():
        worker = Worker(
            [Queue(name, connection=connection) for name in names],
            connection=connection,
            worker_ttl=SHOWS_ITSELF_SECONDS,
        )
        worker.stopping = process.stopping
        try:
            worker.work(logging_level="CRITICAL")
        except RedisError as error:
            structlog.get_logger().warning("queue_unreachable", error=type(error).__name__)
            wait_for_queue(connection)


def _start_with_what_is_left(process: WorkerProcess) -> None:
    """In a thread, so that new wake-ups are served meanwhile."""
    drain = start_drain(process.services, process.stopping, patience=LEASE_LENGTH + timedelta(seconds=1))

    def run() -> None:
        with contextlib.suppress(WorkFailed):  # each piece that failed is logged, and due again
            drain.run()

    threading.Thread(target=run, name="first-drain", daemon=True).start()
