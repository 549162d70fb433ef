"""What RQ runs: ids in, one use case call, no logic. A job may run late, twice or never; nothing depends on it."""

import threading
from dataclasses import dataclass, field

import structlog
from rq import get_current_job

from bot.drain import start_drain
from bot.services import Services
from bot.sweeper import close_session_if_idle


@dataclass
class WorkerProcess:
    """What the jobs of one worker process share: RQ hands a job nothing but its arguments."""

    services: Services
    stopping: threading.Event = field(default_factory=threading.Event)


_processes: list[WorkerProcess] = []


def run_in(process: WorkerProcess) -> None:
    """Say which process this is, before RQ runs its first job."""
    _processes[:] = [process]


def drain(work: str) -> None:
    """Handle what is due. `work` says what the wake-up was for; all kinds are handled."""
    process = _processes[0]
    job = get_current_job()
    with structlog.contextvars.bound_contextvars(woken_for=work, job=job.id if job else None):
        start_drain(process.services, process.stopping).run()


def close_session(session_id: int) -> None:
    """Close a session if its silence is over, else look again when it may be."""
    close_session_if_idle(_processes[0].services, session_id)
