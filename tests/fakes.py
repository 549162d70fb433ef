"""Hand-written stand-ins for what lies outside. Each does what the real thing does, and remembers what it was asked."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText, ReplyRequest
from memory.extractor import ExtractionRequest
from memory.leases import Work


class MovingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> None:
        self._now += timedelta(**by)


class RecordingQueueing:
    """A queue that only remembers who was woken."""

    def __init__(self) -> None:
        self.woken: list[Work] = []
        self.timers: list[tuple[int, datetime]] = []
        self.failures_were_forgotten = False

    def wake(self, work: Work) -> None:
        self.woken.append(work)

    def wake_at(self, work: Work, moment: datetime) -> None:
        self.timers.append((0, moment))

    def close_session_at(self, session_id: int, moment: datetime) -> None:
        self.timers.append((session_id, moment))

    def forget_failures(self) -> None:
        self.failures_were_forgotten = True

    def is_alive(self) -> bool:
        return True

    def living_workers(self) -> int:
        return 1


@dataclass
class FakeLanguageModel:
    """A model whose next words a test writes down. Without any it echoes what it was asked last.

    An exception in a script is raised; a function is called with the request, as if the model were thinking.
    """

    name: str = "fake model"
    is_offline: bool = False
    replies: deque[str | Exception | Callable[[ReplyRequest], str]] = field(default_factory=deque)
    updates: deque[str | Exception | Callable[[ExtractionRequest], str]] = field(default_factory=deque)
    reply_requests: list[ReplyRequest] = field(default_factory=list)
    extraction_requests: list[ExtractionRequest] = field(default_factory=list)

    def reply(self, request: ReplyRequest) -> str:
        self.reply_requests.append(request)
        words = [utterance.text for utterance in request.session[len(request.session) - request.unanswered :]]
        return _play(self.replies, request, "You said: " + " / ".join(words))

    def extract(self, request: ExtractionRequest) -> str:
        self.extraction_requests.append(request)
        return _play(self.updates, request, update())


def _play(script: deque[Any], request: Any, otherwise: str) -> str:
    if not script:
        return otherwise
    entry = script.popleft()
    if isinstance(entry, Exception):
        raise entry
    return str(entry(request)) if callable(entry) else str(entry)


@dataclass
class FakeSender:
    """A provider that takes every message, unless a test scripts an error for the next ones.

    It says at once that a message is sent; with `accepts_as` "queued" it waits for a status, as Twilio does.
    `crash_after_accepting` makes the next send be taken over and then fail as if the answer had been lost.
    """

    accepted: list[tuple[str, OutgoingText]] = field(default_factory=list)
    errors: deque[ClientError] = field(default_factory=deque)
    look_ups: int = 0
    accepts_as: str = "sent"
    typing: list[str] = field(default_factory=list)
    crash_after_accepting: Exception | None = None
    typing_error: ClientError | None = None

    def send(self, message: OutgoingText) -> Accepted:
        if self.errors:
            raise self.errors.popleft()
        provider_id = f"SM{len(self.accepted):032x}"
        self.accepted.append((provider_id, message))
        if self.crash_after_accepting is not None:
            crash, self.crash_after_accepting = self.crash_after_accepting, None
            raise crash
        return Accepted(provider_id, self.accepts_as)

    def find(self, message: OutgoingText, *, not_before: datetime, known: frozenset[str]) -> Accepted | None:
        self.look_ups += 1
        found = (sid for sid, taken in self.accepted if taken == message and sid not in known)
        return next((Accepted(sid, "sent") for sid in found), None)

    def show_typing(self, provider_id: str) -> None:
        if self.typing_error is not None:
            raise self.typing_error
        self.typing.append(provider_id)

    @property
    def texts(self) -> list[str]:
        return [message.text for _, message in self.accepted]


def update(*operations: dict[str, Any], stage: str | None = None, last: str | None = None) -> str:
    """A model's profile update as JSON text; what an operation leaves out gets its default."""
    defaults = {"action": "add", "fact": None, "text": None, "certainty": "stated"}
    return json.dumps(
        {
            "operations": [defaults | operation for operation in operations],
            "journey_stage": stage,
            "last_interaction": last,
        }
    )
