"""Finds what is due and not done, and wakes workers for it. Emptying Redis loses nothing because of this."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.answering import Answering
from bot.fetching import delete_orphaned_files
from bot.refusal_counts import forget_old_refusals
from bot.services import Services
from bot.takeovers import Takeovers
from memory.delivery_statuses import forget_early_statuses
from memory.due import backlog
from memory.leases import Work
from memory.sessions import close_if_idle, idle_sessions

SWEEP_SECONDS = 30.0
KEEP_EARLY_STATUSES = timedelta(days=1)


def sweep(services: Services) -> None:
    """One round: close, hold, hand back and delete what is due for it; wake workers for what is due.

    What breaks one step keeps no other from its turn; the first error is raised at the end.
    """
    steps: dict[str, Callable[[], object]] = {
        "closed": lambda: close_idle_sessions(services),
        "held": Answering(services).hold_overdue,
        "returned": Takeovers(services).end_those_over,
        "forgotten": lambda: _forget(services),
        "deleted": lambda: delete_orphaned_files(services),
        "due": lambda: _wake(services),
    }
    done: dict[str, object] = {}
    errors: list[Exception] = []
    for name, step in steps.items():
        try:
            done[name] = step()
        except Exception as error:  # noqa: BLE001 - logged here, and the first one raised below
            structlog.get_logger().error("sweep_step_failed", step=name, error=type(error).__name__, exc_info=error)
            errors.append(error)
    if any(done.values()):
        structlog.get_logger().info("swept", **{name: found for name, found in done.items() if found})
    if errors:
        raise errors[0]


def _forget(services: Services) -> None:
    now = services.clock.now()
    with services.database.transaction() as session:
        forget_early_statuses(session, now - KEEP_EARLY_STATUSES)
        forget_old_refusals(session, now.date())


def _wake(services: Services) -> dict[str, int]:
    """How many customers have work of each kind due."""
    now = services.clock.now()
    with services.database.reading() as session:
        due = [found for work in Work if (found := backlog(session, work, now)).customers]
    for found in due:
        services.queueing.wake(found.work)
    return {found.work.value: found.customers for found in due}


def close_idle_sessions(services: Services) -> int:
    """Close all sessions whose silence is over. Returns how many there were."""
    timeout = timedelta(seconds=services.settings.session_timeout_seconds)
    closed: set[int] = set()
    while True:
        with services.database.reading() as session:
            idle = idle_sessions(session, services.clock.now(), timeout)
        if closed.issuperset(idle):  # nothing is left, or nothing that closing helps with
            return len(closed)
        for session_id in idle:
            close_session_if_idle(services, session_id)
        closed.update(idle)


def close_session_if_idle(services: Services, session_id: int) -> None:
    """Close one session if its silence is over and wake remembering; else set its timer again."""
    timeout = timedelta(seconds=services.settings.session_timeout_seconds)
    with services.database.transaction() as session:
        look_again_at = close_if_idle(session, session_id, services.clock.now(), timeout)
    if look_again_at is None:
        structlog.get_logger().info("session_closed", session=session_id)
        services.queueing.wake(Work.REMEMBER)
    else:
        services.queueing.close_session_at(session_id, look_again_at + timedelta(milliseconds=100))
