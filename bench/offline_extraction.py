"""Measure the offline model's extraction: what it finds, what it files wrongly, how fast it is.

    python bench/offline_extraction.py [--conversations FOLDER] [--rules] [--show NAME]

Two sources. `bench/fresh_sales_chats.jsonl`: sales chats with gold facts, in another style than the labelled clauses.
The outside conversations (third-party, not part of the project): a folder of JSON Lines files; skipped when absent.
Every record is replayed session by session, each session merged into the profile that the ones before it left.

A gold value counts as found when it stands, normalised, in a current fact's text; of a gold sentence six tenths of its
content words must stand in one fact. `said` is the share of gold values that stand in the customer's own words at
all: no extraction that quotes can find more. `invented` counts facts whose quote is not in the cited message.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a script sees its own folder only

from bot.clients.offline_model.classifier import load_classifier
from bot.clients.offline_model.clauses import content_words
from bot.clients.offline_model.extraction import extract_update
from bot.clients.offline_model.labels import Classifier
from bot.clients.offline_model.rules import RuleClassifier
from memory.extractor import ExtractionRequest
from memory.merging import MODEL, Origin, merge
from memory.profile import FIELDS_BY_NAME, Profile, compact_text, is_current
from memory.text import normalised
from memory.transcript import Author, Line, Transcript

HERE = Path(__file__).resolve().parent
FRESH_CHATS = HERE / "fresh_sales_chats.jsonl"
AUTHORS = {
    "user": Author.CUSTOMER,
    "customer": Author.CUSTOMER,
    "assistant": Author.BOT,
    "bot": Author.BOT,
    "agent": Author.AGENT,
}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SENTENCE = 4
"""Words from which a gold value is taken for a sentence, which nobody says literally."""


@dataclass(frozen=True)
class Gold:
    """One gold value, other accepted wordings, and the field it belongs to."""

    wordings: tuple[str, ...]
    field: str


@dataclass
class Score:
    """Counts over the records of one file."""

    gold: int = 0
    said: int = 0
    found: int = 0
    filed: int = 0
    operations: int = 0
    invented: int = 0
    rejected: int = 0
    absent: int = 0
    still_there: int = 0
    sessions: int = 0
    seconds: float = 0.0
    fields: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        """The figures of one file in a row."""
        share = self.found / self.gold if self.gold else 0.0
        of_said = self.found / self.said if self.said else 0.0
        filed = self.filed / self.found if self.found else 0.0
        per_session = self.operations / self.sessions if self.sessions else 0.0
        milliseconds = 1000 * self.seconds / self.sessions if self.sessions else 0.0
        return (
            f"{name:31} recall {share:4.2f}, of what was said {of_said:4.2f}, right field {filed:4.2f} | "
            f"gold {self.gold:4d}, facts a session {per_session:3.1f}, invented {self.invented}, "
            f"rejected {self.rejected}, wrongly there {self.still_there}/{self.absent}, {milliseconds:4.1f} ms/session"
        )


def transcripts_of(record: dict[str, Any]) -> Iterator[Transcript]:
    """The sessions of a record, of either shape: `{role, content}` or `[author, text]` a message."""
    for number, session in enumerate(record["sessions"], start=1):
        pairs = [(each["role"], each["content"]) if isinstance(each, dict) else each for each in session]
        lines = tuple(
            Line(place, 1000 * number + place, AUTHORS[role], LONG_AGO + timedelta(days=number, minutes=place), text)
            for place, (role, text) in enumerate(pairs, start=1)
        )
        yield Transcript(number, lines)


def gold_of(record: dict[str, Any]) -> list[Gold]:
    """The gold values of a record: the last value of every slot, or the facts where there are no slots."""
    if record.get("latest"):
        others = record.get("latest_alt", {})
        return [
            Gold((value, *others.get(slot, ())), record["slot_field"][slot])
            for slot, value in record["latest"].items()
            if record["slot_field"].get(slot) in FIELDS_BY_NAME
        ]
    skipped = {"journey_stage", "last_interaction"}
    return [Gold((value,), name) for name, values in record["gold"].items() if name not in skipped for value in values]


def absent_from(record: dict[str, Any]) -> list[str]:
    """What must not be current at the end: named so in the record, or a value said earlier and safely distinct."""
    replaced = [value for slot in record.get("neg_safe", ()) for value in record["superseded"].get(slot, ())]
    return [*record.get("absent", ()), *replaced]


def stands_in(gold: Gold, text: str) -> bool:
    """Whether a text says one of the accepted wordings."""
    return any(_says(wording, text) for wording in gold.wordings)


def _says(wording: str, text: str) -> bool:
    if f" {normalised(wording)} " in f" {normalised(text)} " or normalised(wording) in normalised(text):
        return True
    wanted = content_words(wording)
    return len(wording.split()) >= SENTENCE and len(wanted & content_words(text)) >= 0.6 * len(wanted) > 0


def replay(record: dict[str, Any], classifier: Classifier, score: Score, *, show: bool) -> Profile:
    """Remember the sessions of a record one after the other."""
    profile = Profile(customer_id=record["id"])
    for transcript in transcripts_of(record):
        started = time.perf_counter()
        update = extract_update(ExtractionRequest(profile, transcript), classifier)
        score.seconds += time.perf_counter() - started
        score.sessions += 1
        score.operations += len(update.operations)
        for operation in update.operations:
            line = transcript.line(operation.message)
            score.invented += line is None or (operation.quote or "?") not in line.text
            score.fields[operation.field] += 1
            if show:
                print(
                    f"    {operation.action:8}{operation.field:19}{operation.fact or '':5}{operation.text}  <- "
                    f"{operation.quote}"
                )
        if show:
            print(f"    {update.journey_stage} | {update.last_interaction}")
        merged = merge(profile, update, transcript, Origin(MODEL, transcript.session_id, transcript.lines[-1].said_at))
        score.rejected += len(merged.rejected)
        for rejection in merged.rejected if show else ():
            print(f"    REJECTED {rejection.operation.text}: {rejection.explanation}")
        profile = merged.profile
    return profile


def judge(record: dict[str, Any], profile: Profile, score: Score, *, show: bool) -> None:
    """Compare the final profile with the gold."""
    current = {name: [compact_text(fact) for fact in profile.of(name) if is_current(fact)] for name in profile.facts}
    for whole in ("journey_stage", "last_interaction"):
        current.pop(whole, None)
    everything = [text for texts in current.values() for text in texts]
    said = [
        line.text
        for transcript in transcripts_of(record)
        for line in transcript.lines
        if line.author is Author.CUSTOMER
    ]
    for gold in gold_of(record):
        score.gold += 1
        score.said += any(stands_in(gold, text) for text in said)
        found = any(stands_in(gold, text) for text in everything)
        score.found += found
        score.filed += any(stands_in(gold, text) for text in current.get(gold.field, ()))
        if show and not found:
            print(f"    MISSED   {gold.field}: {gold.wordings[0]}")
    for outdated in absent_from(record):
        score.absent += 1
        score.still_there += any(_says(outdated, text) for text in everything)
    for fact_text in record.get("resolved", ()):
        resolved = [fact.text for fact in profile.resolved("objections")]
        if show or not any(_says(fact_text, text) for text in resolved):
            print(f"    resolved: {resolved}")


def measure(path: Path, classifier: Classifier, shown: str | None) -> None:
    """Replay and judge one file."""
    score = Score()
    show = shown is not None and shown in path.stem
    for row in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(row)
        if show:
            print(f"  {record['id']}")
        judge(record, replay(record, classifier, score, show=show), score, show=show)
    print(score.line(path.stem))


def main() -> int:
    """Measure both sources. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Measure the offline model's extraction.")
    parser.add_argument("--conversations", type=Path, default=Path("../shared/data/conversations"))
    parser.add_argument("--rules", action="store_true", help="measure the rules that stand in for the embeddings")
    parser.add_argument("--show", help="print every operation and miss of the files whose name holds this")
    options = parser.parse_args()
    started = time.perf_counter()
    classifier = RuleClassifier() if options.rules else load_classifier()
    print(f"classifier: {classifier.name}, loaded in {time.perf_counter() - started:.2f} s")
    measure(FRESH_CHATS, classifier, options.show)
    if not options.conversations.is_dir():
        print(f"{options.conversations} is not there: the outside conversations are skipped.")
        return 0
    for path in sorted(options.conversations.glob("*.jsonl")):
        measure(path, classifier, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
