"""Measures what a model remembers of a record: the real prompt, extractor and merging, in memory. No web server."""

import threading
import time
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from bench.conversations import Record, absent_from, gold_of, says, transcripts_of
from memory.asking import ask_for_update, look_again
from memory.extractor import ExtractionRequest, Extractor
from memory.fields import EVERY_SHOPS
from memory.merging import MODEL, Merged, Origin, merge
from memory.operations import UnusableOutput, parse_update
from memory.profile import Certainty, Profile, compact_text, is_current
from memory.refusals import Reason
from memory.transcript import Author, Transcript

UNPROVEN = (Reason.NOT_SAID, Reason.NOT_BY_CUSTOMER)
"""Rejections of operations whose quote is not in a message of the customer: made up, or the shop's own words."""


@dataclass
class Score:
    """Counts over records; two add up. Tokens are the server's own counts; seconds are the extractor's alone.

    `gold` values: `said` stand in the customer's own words (what quotes can find at most), `found` in a current fact,
    `filed` in one of the right field. `absent` values must not be current at the end, `outdated` of them are.
    """

    records: int = 0
    sessions: int = 0
    unusable: int = 0
    gold: int = 0
    said: int = 0
    found: int = 0
    filed: int = 0
    absent: int = 0
    outdated: int = 0
    operations: int = 0
    facts: int = 0
    inferred: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0

    def add(self, other: "Score") -> None:
        """Take another score in."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def unproven(self) -> int:
        """Operations without words of the customer that prove them."""
        return sum(self.rejected[reason] for reason in UNPROVEN)


class Meter:
    """Wraps an extractor and counts its calls and seconds; as a structlog processor it counts a client's tokens.

    The client logs every answer with its tokens, from the thread that asked; each thread has counts of its own.
    """

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._counts = threading.local()

    @property
    def score(self) -> Score:
        """What this thread has spent since `start`."""
        if not hasattr(self._counts, "score"):
            self.start()
        spent: Score = self._counts.score
        return spent

    def start(self) -> None:
        """Count from nothing in this thread."""
        self._counts.score = Score()

    def extract(self, request: ExtractionRequest) -> str:
        """Ask the extractor."""
        started = time.perf_counter()
        try:
            return self._extractor.extract(request)
        finally:
            self.score.calls += 1
            self.score.seconds += time.perf_counter() - started

    def read_log(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A structlog processor that adds the tokens of a `model_answered` event and passes it on."""
        if event.get("event") == "model_answered":
            self.score.prompt_tokens += event.get("prompt_tokens") or 0
            self.score.completion_tokens += event.get("completion_tokens") or 0
        return event


def measure(record: Record, meter: Meter, *, second_look: bool, shows: bool = False) -> Score:
    """Remember the sessions of a record one after the other and compare the last profile with the gold.

    Raises what the extractor raises. A session whose output stays unusable teaches nothing and is counted.
    """
    meter.start()
    score = meter.score
    profile = Profile(customer_id=record["id"])
    for transcript in transcripts_of(record):
        score.sessions += 1
        if not transcript.has_customer_words:
            continue
        try:
            merged = _remember(profile, transcript, meter, second_look=second_look)
        except UnusableOutput:
            score.unusable += 1
            continue
        if shows:
            _show(merged)
        score.operations += sum(operation.field in EVERY_SHOPS.operable for operation in merged.applied)
        score.operations += len(merged.rejected)
        score.rejected.update(rejection.reason.value for rejection in merged.rejected)
        profile = merged.profile
    score.records = 1
    _judge(record, profile, score, shows=shows)
    return score


def _remember(profile: Profile, transcript: Transcript, meter: Meter, *, second_look: bool) -> Merged:
    request = ExtractionRequest(profile, transcript)
    output = ask_for_update(meter, request)
    if second_look:
        output = look_again(meter, request, output)
    origin = Origin(MODEL, transcript.session_id, transcript.lines[-1].said_at)
    return merge(profile, parse_update(output), transcript, origin)


def _judge(record: Record, profile: Profile, score: Score, *, shows: bool) -> None:
    facts = {name: [fact for fact in profile.of(name) if is_current(fact)] for name in EVERY_SHOPS.operable}
    texts = {name: [compact_text(fact) for fact in held] for name, held in facts.items()}
    everything = [text for held in texts.values() for text in held]
    said = [line.text for heard in transcripts_of(record) for line in heard.lines if line.author is Author.CUSTOMER]
    score.facts = len(everything)
    score.inferred = sum(fact.certainty is Certainty.INFERRED for held in facts.values() for fact in held)
    for gold in gold_of(record):
        found = any(gold.stands_in(text) for text in everything)
        score.gold += 1
        score.said += any(gold.stands_in(text) for text in said)
        score.found += found
        score.filed += any(gold.stands_in(text) for text in texts.get(gold.field, ()))
        if shows and not found:
            print(f"    missed   {gold.field}: {gold.wordings[0]}")
    for value in absent_from(record):
        score.absent += 1
        still_there = [text for text in everything if says(value, text)]
        score.outdated += bool(still_there)
        if shows and still_there:
            print(f"    outdated {value}: {still_there}")


def _show(merged: Merged) -> None:
    for operation in merged.applied:
        print(f"    {operation.action:8} {operation.field:18} {operation.fact or '':4} {operation.text}")
    for rejection in merged.rejected:
        print(f"    rejected {rejection.operation.field:18} {rejection.operation.text}: {rejection.explanation}")
