"""Replays a record's gold statements through merging alone, as a model that misses nothing would propose them. Pure.

Every statement cites the customer's message it was made in. A session is merged in parts that end with such a message,
as a very long one is remembered, so that each value becomes a fact before the next takes its place. At the end
everything is merged once more, which may change nothing.

A slot is a thing of which one value holds at a time (`Hotel.pricerange`). In a field of several facts each slot has a
fact of its own; in a field of one value the fact tells of all its slots, as the extraction prompt asks for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from random import Random

from bench.conversations import Record, transcripts_of
from memory.evidence import quote_is_in
from memory.fields import EVERY_SHOPS, Kind
from memory.merging import MODEL, Merged, Origin, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Fact, Profile, Status, is_current
from memory.text import is_same
from memory.transcript import Author, Line, Transcript


@dataclass(frozen=True)
class Statement:
    """One gold statement as a fact's text, and the customer's line that proves it.

    Of all statements with the same `place` only the last one holds.
    """

    place: str
    field: str
    value: str
    text: str
    session_id: int
    line: Line


@dataclass
class Replayed:
    """What a replay shows. Each list has a sentence for everything that went wrong.

    `wrong`: a last value that is not current, or not alone; `outdated`: a replaced value that is current; `lost`: a
    value that is neither current nor in the history of a current one; `changed`: what merging again changed.
    """

    statements: int = 0
    values: int = 0
    replaced: int = 0
    wrong: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def is_exact(self) -> bool:
        """Whether nothing at all went wrong."""
        return not (self.wrong or self.outdated or self.lost or self.changed)


def replay(record: Record, chance: Random | None = None) -> Replayed:
    """Merge the gold statements of a record and compare the profile with them.

    Oldest first; with `chance` in any order, as when sessions are remembered late.
    """
    profile = Profile(customer_id=record["id"])
    statements = gold_statements(record)
    merged: list[tuple[Transcript, ProfileUpdate]] = []
    held: dict[str, Statement] = {}
    parts = list(_parts(record, statements))
    for part, stated in chance.sample(parts, len(parts)) if chance else parts:
        operations = [_operation(profile, held.get(statement.place), statement, part) for statement in stated]
        for statement in stated:
            held[statement.place] = max(statement, held.get(statement.place, statement), key=_said_at)
        merged.append((part, ProfileUpdate(operations=tuple(operations))))
        profile = _merge(profile, *merged[-1]).profile
    replayed = _compare(profile, statements)
    replayed.changed = [
        f"{record['id']}: session {part.session_id} is not merged once only"
        for part, update in merged
        if _merge(profile, part, update).changed
    ]
    return replayed


def gold_statements(record: Record) -> list[Statement]:
    """The statements of a record's `updates` that belong to a field of the profile, oldest first."""
    sessions = {transcript.session_id: transcript for transcript in transcripts_of(record)}
    statements: list[Statement] = []
    told: dict[str, dict[str, str]] = {}
    for update in record.get("updates", ()):
        slot, name, session_id = update["slot"], record["slot_field"].get(update["slot"]), update["session"] + 1
        if name not in EVERY_SHOPS.by_name:
            continue
        is_list = EVERY_SHOPS.by_name[name].kind is Kind.LIST
        place = slot if is_list else name
        values = told.setdefault(place, {})
        values[slot] = update["value"]
        text = "; ".join(f"{_spoken(each)}: {value}" for each, value in values.items())
        line = _proof(sessions[session_id], update["turn"])
        statements.append(Statement(place, name, update["value"], text, session_id, line))
    return statements


def _said_at(statement: Statement) -> datetime:
    return statement.line.said_at


def _spoken(slot: str) -> str:
    return slot.replace(".", " ").replace("_", " ")


def _proof(transcript: Transcript, turn: int) -> Line:
    """The customer's message of a turn; of what the shop proposed and the customer took, the next one or the last."""
    lines = [line for line in transcript.lines if line.author is Author.CUSTOMER]
    return next((line for line in lines if line.number > turn), lines[-1])


def _parts(record: Record, statements: Sequence[Statement]) -> Iterator[tuple[Transcript, list[Statement]]]:
    """The sessions cut behind every line that proves something, and what it proves."""
    sessions = {transcript.session_id: transcript for transcript in transcripts_of(record)}
    cuts: dict[int, int] = {}
    for (session_id, number), stated in groupby(statements, key=lambda each: (each.session_id, each.line.number)):
        lines = sessions[session_id].lines[cuts.get(session_id, 0) : number]
        cuts[session_id] = number
        renumbered = tuple(replace(line, number=place) for place, line in enumerate(lines, start=1))
        yield Transcript(session_id, renumbered), list(stated)


def _operation(profile: Profile, before: Statement | None, statement: Statement, part: Transcript) -> Operation:
    known = None
    if before is not None and EVERY_SHOPS.by_name[statement.field].kind is Kind.LIST:
        known = next(fact for fact in profile.active(statement.field) if is_same(fact.text, before.text))
    text = statement.line.text
    return Operation(
        action=Action.REPLACE if known else Action.ADD,
        field=statement.field,
        fact=known.id if known else None,
        text=statement.text,
        message=len(part.lines),
        quote=statement.value if quote_is_in(statement.value, text) else text,
    )


def _merge(profile: Profile, part: Transcript, update: ProfileUpdate) -> Merged:
    return merge(profile, update, part, Origin(MODEL, part.session_id, part.lines[-1].said_at))


def _compare(profile: Profile, statements: Sequence[Statement]) -> Replayed:
    last = {statement.place: statement for statement in statements}
    replayed = Replayed(statements=len(statements), values=len(last))
    for statement in statements:
        name = f"{profile.customer_id}: {statement.text}"
        facts = [fact for fact in profile.of(statement.field) if is_same(fact.text, statement.text)]
        if is_same(statement.text, last[statement.place].text):
            if [fact.status for fact in facts if is_current(fact)] != [Status.ACTIVE]:
                replayed.wrong.append(name)
            continue
        replayed.replaced += 1
        if any(is_current(fact) for fact in facts):
            replayed.outdated.append(name)
        if not any(_leads_to_a_current_one(profile, fact) for fact in facts):
            replayed.lost.append(name)
    return replayed


def _leads_to_a_current_one(profile: Profile, fact: Fact) -> bool:
    visited: set[str] = set()
    while not is_current(fact):
        following = profile.find(fact.replaced_by or "")
        if following is None or fact.id in visited:
            return False
        visited.add(fact.id)
        fact = following[1]
    return True
