"""The loopback Twilio and the loopback model of a chaos run: what goes wrong is scripted for each trial."""

import random
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import Any

from bench.chaos.trials import Reporting, Sending, Thinking, Trial
from tests.fakes import update
from tests.installation import ACCOUNT_SID, AUTH_TOKEN
from tests.servers import Failure, Json, Mishap, OpenAIServer, Received, Refusal, Response, TwilioServer
from tests.twilio_server import Scripted as ScriptedSend

TOKEN = re.compile(r"\bw\d+x\d+\b")
LEFT = frozenset({"sent", "delivered", "read"})
"""Statuses of a message that has left Twilio."""
FAILED = frozenset({"failed", "undelivered"})

_SENDINGS: dict[Sending, ScriptedSend] = {
    Sending.LIMITED: Refusal(429, 20429, "Too Many Requests", retry_after="2"),
    Sending.BUSY: Refusal(400, 63018, "Rate limit exceeded for Channel"),
    Sending.ERROR: Refusal(500, 20500, "Internal Server Error"),
    Sending.DROPPED: Mishap.DROPPED,
    Sending.TAKEN_THEN_DROPPED: Mishap.TAKEN_THEN_DROPPED,
    Sending.TAKEN_THEN_ERROR: Mishap.TAKEN_THEN_ERROR,
    Sending.TAKEN_THEN_GARBAGE: Mishap.TAKEN_THEN_GARBAGE,
    Sending.TAKEN_THEN_HANGING: Mishap.TAKEN_THEN_HANGING,
}
_IN_ORDER = ("sent", "delivered", "read")
_STATUSES: dict[Reporting, tuple[str, ...]] = {
    Reporting.BACKWARDS: ("read", "delivered", "sent"),
    Reporting.TWICE: ("sent", "sent", "delivered", "sent", "delivered", "read", "read"),
    Reporting.NEVER: (),
}
_FAILURES = {Reporting.FAILED_FOR_NOW: 63018, Reporting.FAILED_FOR_GOOD: 63032}
_THINKING: dict[Thinking, Any] = {
    Thinking.ERROR: Failure(500),
    Thinking.LIMITED: Failure(429, "rate_limit_exceeded"),
    Thinking.GARBAGE: Response(body="<html>Bad gateway</html>", content_type="text/html"),
    Thinking.EMPTY: "",
}
LOOK_UPS_FAIL = 0.15
TRANSCRIPTS_FAIL = 0.15
"""Of all look-ups at Twilio and of all transcripts, so many fail."""
SLOW_SECONDS = 3.5
"""Longer than the model is waited for in a chaos run."""


class ChaosTwilio(TwilioServer):
    """A Twilio whose sends and statuses go wrong by customer. Moments are seconds of the machine's clock.

    `taken_at` is when a message was taken, `left_at` when Twilio first knew that it had left; `done` counts what went
    wrong, `reports` the status callbacks by their HTTP status.
    """

    def __init__(self) -> None:
        super().__init__(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, statuses=_IN_ORDER)
        self.taken_at: dict[str, float] = {}
        self.left_at: dict[str, float] = {}
        self.done: Counter[str] = Counter()
        self.reports: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._sendings: dict[str, deque[Sending]] = {}
        self._reportings: dict[str, deque[Reporting]] = {}
        self._slow: set[str] = set()

    def prepare(self, trial: Trial) -> None:
        """Take what a trial has drawn for each of its customers."""
        for customer in trial.customers:
            self._sendings[customer] = deque(trial.sendings)
            self._reportings[customer] = deque(trial.reportings)

    def scripted(self, form: Mapping[str, str]) -> ScriptedSend | None:
        """What goes wrong with this send."""
        with self._lock:
            waiting = self._sendings.get(form["To"])
            sending = waiting.popleft() if waiting else None
            if sending is not None:
                self.done[f"send: {sending}"] += 1
            if sending is Sending.SLOW:
                self._slow.add(form["To"])
        return _SENDINGS.get(sending) if sending else None

    def _record(self, form: dict[str, str]) -> Json:
        message = super()._record(form)
        self.taken_at[message["sid"]] = time.time()
        return message

    def _list(self, received: Received) -> Response:
        if random.random() < LOOK_UPS_FAIL:
            self.done["look-up: 500"] += 1
            self.lists.append(Refusal(500, 20500, "Internal Server Error"))
        return super()._list(received)

    def _answer(self, message: Json, mishap: Mishap | None) -> Response:
        if message["to"] in self._slow:
            self._slow.discard(message["to"])
            time.sleep(2.0)
        if mishap is None:
            time.sleep(random.uniform(0.0, 0.15))
        return super()._answer(message, mishap)

    def _call_back(self, sid: str) -> None:
        message = next(message for message in self.messages if message["sid"] == sid)
        with self._lock:
            waiting = self._reportings.get(message["to"])
            reporting = waiting.popleft() if waiting else Reporting.IN_ORDER
            self.done[f"statuses: {reporting}"] += 1
        if reporting is not Reporting.EARLY:
            time.sleep(3.0 if reporting is Reporting.LATE else random.uniform(0.0, 0.3))
        if reporting in _FAILURES:
            self._report(sid, "failed", _FAILURES[reporting])
        for status in _STATUSES.get(reporting, () if reporting in _FAILURES else _IN_ORDER):
            self._report(sid, status)

    def _report(self, sid: str, status: str, code: int | None = None) -> None:
        if status in LEFT:
            self.left_at.setdefault(sid, time.time())
        self.reports[str(self.post_status(sid, status, code))] += 1


class ChaosModel(OpenAIServer):
    """A model that names in its answers what it answers, and fails by trial. `done` counts what went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.done: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._calls = 0
        self._long: set[str] = set()
        self._failed: set[str] = set()
        self._thinkings: dict[str, deque[Thinking]] = {}
        self._learnings: dict[str, deque[Thinking]] = {}
        self.on_reply, self.on_extraction = self._reply, self._learn
        self.on_sound, self.on_picture = self._hear, self._see

    def prepare(self, trial: Trial) -> None:
        """Take what a trial has drawn."""
        name = str(trial.number)
        self._thinkings[name], self._learnings[name] = deque(trial.thinkings), deque(trial.learnings)
        if trial.is_long:
            self._long.add(name)

    def _reply(self, body: Json) -> Any:
        tokens = unanswered_tokens(body)
        trial = _trial_of(tokens)
        time.sleep(random.uniform(0.05, 0.6))
        if (thinking := self._next(self._thinkings, trial, "reply")) is not None:
            return _THINKING.get(thinking) if thinking is not Thinking.SLOW else _slowly("Too late.")
        with self._lock:
            self._calls += 1
            call = self._calls
        line = f"Noted in call{call}: {' '.join(tokens)}."
        return "\n\n".join(_paragraph(number, line) for number in range(1, 4)) if trial in self._long else line

    def _learn(self, body: Json) -> Any:
        transcript = str(body["messages"][1]["content"])
        said = re.findall(r"^(\d+)\b.*?customer.*?\b(w\d+x\d+)\b", transcript, re.MULTILINE)
        time.sleep(random.uniform(0.05, 0.6))
        thinking = self._next(self._learnings, _trial_of([token for _, token in said]), "extraction")
        if thinking is not None and thinking is not Thinking.SLOW:
            return _THINKING[thinking]
        operations = ({"field": "preferences", "text": w, "message": int(n), "quote": w} for n, w in said)
        return _slowly(update(*operations)) if thinking else update(*operations)

    def _hear(self, body: bytes) -> str | Failure:
        """A voice note of a chaos run holds its own words. Each fails once at most: the pauses between tries grow."""
        words = " ".join(TOKEN.findall(body.decode("latin-1")))
        with self._lock:
            fails = words not in self._failed and random.random() < TRANSCRIPTS_FAIL
            if fails:
                self._failed.add(words)
                self.done["transcript: 500"] += 1
        return Failure(500) if fails else f"I want {words}"

    def _see(self, _: Json) -> str:
        return "A ring on a table."

    def _next(self, scripts: dict[str, deque[Thinking]], trial: str, purpose: str) -> Thinking | None:
        with self._lock:
            waiting = scripts.get(trial)
            thinking = waiting.popleft() if waiting else None
            if thinking is not None:
                self.done[f"{purpose}: {thinking}"] += 1
            return thinking


def unanswered_tokens(body: Json) -> list[str]:
    """The tokens of what the customer said since the last answer that the model sees, each once."""
    messages = body["messages"]
    last = max((place for place, message in enumerate(messages) if message["role"] == "assistant"), default=0)
    said = (str(message["content"]) for message in messages[last:] if message["role"] == "user")
    return list(dict.fromkeys(token for words in said for token in TOKEN.findall(words)))


def _trial_of(tokens: Iterable[str]) -> str:
    return next((token[1:].partition("x")[0] for token in tokens), "")


def _paragraph(number: int, line: str) -> str:
    return f"Part {number}. {line} " + "There is always more to tell about good things. " * 24


def _slowly(words: str) -> str:
    time.sleep(SLOW_SECONDS)
    return words
