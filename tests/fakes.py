"""Hand-written stand-ins for what lies outside. Each does what the real thing does, and remembers what it was asked."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, MediaFile, OutgoingText, ReplyRequest
from memory.extractor import ExtractionRequest
from memory.leases import Work
from memory.models import MessageKind, Reading


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


@dataclass
class FakeMedia:
    """Files at Twilio, where they are kept, and the models that read them, all in memory.

    `at` holds files by address; an exception there is raised instead, those of `errors` once each. `transcript` and
    `description` are what the models say: None for no such model, an exception is raised.
    """

    at: dict[str, MediaFile | Exception] = field(default_factory=dict)
    errors: deque[Exception] = field(default_factory=deque)
    fetched: list[str] = field(default_factory=list)
    kept: dict[str, MediaFile] = field(default_factory=dict)
    storage_error: ClientError | None = None
    transcript: str | Exception | None = None
    description: str | Exception | None = None
    read: list[MediaFile] = field(default_factory=list)

    def fetch(self, url: str, declared_type: str) -> MediaFile:
        self.fetched.append(url)
        if self.errors:
            raise self.errors.popleft()
        found = self.at.get(url, MediaFile(f"bytes of {url}".encode(), declared_type))
        if isinstance(found, Exception):
            raise found
        return found

    def put(self, key: str, file: MediaFile) -> None:
        self._check()
        self.kept[key] = file

    def get(self, key: str) -> bytes:
        self._check()
        if key not in self.kept:
            raise ClientError("The file is not kept here.", permanent=True)
        return self.kept[key].content

    def delete(self, key: str) -> None:
        self._check()
        self.kept.pop(key, None)

    def _check(self) -> None:
        if self.storage_error is not None:
            raise self.storage_error

    def reading_of(self, kind: MessageKind, content_type: str) -> Reading | None:
        if content_type.startswith("audio/") and self.transcript is not None:
            return Reading.TRANSCRIPT
        if content_type.startswith("image/") and kind is not MessageKind.STICKER and self.description is not None:
            return Reading.DESCRIPTION
        return None

    def name_of(self, reading: Reading) -> str:
        return f"fake model of {reading}"

    def transcribe(self, file: MediaFile) -> str:
        return self._say(file, self.transcript)

    def describe(self, file: MediaFile) -> str:
        return self._say(file, self.description)

    def _say(self, file: MediaFile, words: str | Exception | None) -> str:
        self.read.append(file)
        if isinstance(words, Exception):
            raise words
        return words or ""


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
