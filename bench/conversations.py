"""Conversations with gold labels, read from JSON Lines: one record a customer. Pure but for reading the file.

The shape is that of the outside conversations (`sessions`, `gold`, `latest`, `superseded`, `updates` …); `absent` and
`resolved` are our own additions, and a message may also be `[author, text]`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clients.offline_model.clauses import content_words
from memory.fields import EVERY_SHOPS
from memory.text import normalised
from memory.transcript import Author, Line, Transcript

Record = dict[str, Any]

OWN_CHATS = Path(__file__).with_name("fresh_sales_chats.jsonl")
AUTHORS = {
    "user": Author.CUSTOMER,
    "customer": Author.CUSTOMER,
    "assistant": Author.BOT,
    "bot": Author.BOT,
    "agent": Author.AGENT,
}
LONG_AGO = datetime(2016, 1, 1, tzinfo=UTC)
"""Where records without times begin; before any of those that have some."""

SENTENCE = 4
"""Words from which a gold value is taken for a sentence, which nobody says literally."""
ENOUGH_OF_A_SENTENCE = 0.6
MESSAGES_OF_A_SESSION = 10_000


@dataclass(frozen=True)
class Gold:
    """One gold value, other accepted wordings, and the field it belongs to."""

    wordings: tuple[str, ...]
    field: str

    def stands_in(self, text: str) -> bool:
        """Whether a text says one of the accepted wordings."""
        return any(says(wording, text) for wording in self.wordings)


def read_records(path: Path, limit: int | None = None) -> list[Record]:
    """The records of a file, the first `limit` of them."""
    rows = [row for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
    return [json.loads(row) for row in rows[:limit]]


def conversation_files(folder: Path, only: str | None) -> list[Path]:
    """Our own chats and the outside conversations, those whose name holds `only`."""
    paths = [OWN_CHATS, *sorted(folder.glob("*.jsonl"))]
    return [path for path in paths if only is None or only in path.stem]


def transcripts_of(record: Record) -> Iterator[Transcript]:
    """The sessions of a record, oldest first; one without a message is left out.

    Message ids are unique within the record, and the times never run backwards.
    """
    moment = LONG_AGO
    for number, session in enumerate(record["sessions"], start=1):
        moment += timedelta(days=1)
        lines: list[Line] = []
        for place, message in enumerate(session, start=1):
            role, text, stamp = _parts(message)
            moment = max(moment + timedelta(seconds=1), _moment(stamp) if stamp else LONG_AGO)
            lines.append(Line(place, MESSAGES_OF_A_SESSION * number + place, AUTHORS[role], moment, text))
        if lines:
            yield Transcript(number, tuple(lines))


def _parts(message: Any) -> tuple[str, str, str | None]:
    if isinstance(message, dict):
        return message["role"], message["content"], message.get("ts")
    return message[0], message[1], None


def _moment(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def gold_of(record: Record) -> list[Gold]:
    """The gold values of a record: the last value of every slot, or the facts where there are no slots."""
    if record.get("latest"):
        others = record.get("latest_alt", {})
        return [
            Gold((value, *others.get(slot, ())), record["slot_field"][slot])
            for slot, value in record["latest"].items()
            if record["slot_field"].get(slot) in EVERY_SHOPS.by_name
        ]
    skipped = {"journey_stage", "last_interaction"}
    return [Gold((value,), name) for name, values in record["gold"].items() if name not in skipped for value in values]


def absent_from(record: Record) -> list[str]:
    """What must not be current at the end: named so in the record, or a value said earlier and safely distinct."""
    replaced = [value for slot in record.get("neg_safe", ()) for value in record["superseded"].get(slot, ())]
    return [*record.get("absent", ()), *replaced]


def says(wording: str, text: str) -> bool:
    """Whether a text holds a wording, or most of the content words of one that is a sentence."""
    if normalised(wording) in normalised(text):
        return True
    wanted = content_words(wording)
    shared = len(wanted & content_words(text))
    return len(wording.split()) >= SENTENCE and shared >= ENOUGH_OF_A_SENTENCE * len(wanted) > 0
