"""How far remembering has come, as the sales team sees it. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from memory.models import Remembering, RememberingState


class Progress(StrEnum):
    """Where one remembering stands."""

    DONE = "done"
    NOW = "now"
    WAITING = "waiting"
    RETRYING = "retrying"
    FAILED = "failed"


def progress_of(remembering: Remembering, now: datetime, *, is_working: bool) -> Progress:
    """Where a remembering stands; `is_working` says that a worker is at this customer's at this moment."""
    if remembering.state == RememberingState.DONE:
        return Progress.DONE
    if remembering.state == RememberingState.FAILED or remembering.due_at is None:
        return Progress.FAILED
    if remembering.due_at > now and remembering.error:
        return Progress.RETRYING
    return Progress.NOW if is_working else Progress.WAITING


def progress_by_id(rememberings: Iterable[Remembering], now: datetime, *, is_working: bool) -> dict[int, Progress]:
    """Where each of these rememberings stands, by key."""
    return {one.id: progress_of(one, now, is_working=is_working) for one in rememberings}
