"""What stored documents cite by a row's number, and those numbers in another numbering. Pure.

Profiles cite sessions and messages, versions name what caused them, merges name the rows that they moved. No foreign
key says so, and what is cited may be deleted by now: it keeps a number below zero, which names no row anywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from memory.models import (
    ConsentEvent,
    ConversationSession,
    Customer,
    CustomerIdentifier,
    CustomerMerge,
    Message,
    ProfileHead,
    ProfileVersion,
)
from memory.versions import Cause

Numbers = dict[str, dict[int, int]]
"""By table: from a row's number here to its number there."""
Renumber = Callable[[str, int], int]
"""From a table and a number here to the number there."""

DOCUMENTS = frozenset({ProfileHead.__tablename__, ProfileVersion.__tablename__})
SESSIONS, MESSAGES = ConversationSession.__tablename__, Message.__tablename__
MERGES, CUSTOMERS = CustomerMerge.__tablename__, Customer.__tablename__
_MOVED = {
    "session_ids": SESSIONS,
    "identifier_ids": CustomerIdentifier.__tablename__,
    "consent_event_ids": ConsentEvent.__tablename__,
    "deleted_message_ids": MESSAGES,
}
"""Lists in what a merge has moved, and whose numbers they hold."""
_OF_MERGING = {"merge": MERGES, "absorbed": CUSTOMERS, "absorbed_into": CUSTOMERS}
"""What the operation of a merge names."""
_PAIR = re.compile(r"(-?\d+):(-?\d+)")
"""How causes are named: `<session>:<last message>` and `<merge>:<version>`."""


def number_deleted(numbers: Numbers, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Number what is cited and not among these rows any more: -1, -2 and so on in each table."""
    cited: dict[str, set[int]] = {}

    def note(table: str, number: int) -> int:
        cited.setdefault(table, set()).add(number)
        return number

    for name, rows in tables.items():
        for row in rows:
            _visit(name, dict(row), note)
    for table, found in cited.items():
        deleted = found - set(numbers.setdefault(table, {}))
        earlier_exports_first = sorted(deleted, key=lambda number: (number > 0, abs(number)))
        numbers[table] |= {number: -place for place, number in enumerate(earlier_exports_first, start=1)}


def renumber_citations(table: str, row: dict[str, Any], numbers: Numbers) -> None:
    """Put all that a row's documents cite into the other numbering, in place. What is not known names no row."""
    _visit(table, row, lambda cited, number: numbers.get(cited, {}).get(number, -abs(number)))


def _visit(table: str, row: dict[str, Any], renumber: Renumber) -> None:
    if table in DOCUMENTS:
        _visit_profile(row["document"], renumber)
    if table == ProfileVersion.__tablename__:
        _visit_cause(row, renumber)
    if table == MERGES:
        _visit_moved(row["moved"], renumber)


def _visit_profile(document: dict[str, Any], renumber: Renumber) -> None:
    """Sessions and messages that facts and suggestions cite, in a stored profile of any schema version."""
    for entry in _entries_in(document):
        if entry.get("session_id") is not None:
            entry["session_id"] = renumber(SESSIONS, entry["session_id"])
        for name in ("evidence", "resolution_evidence"):
            if cited := entry.get(name):
                cited["message_id"] = renumber(MESSAGES, cited["message_id"])


def _entries_in(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (fact for facts in document["facts"].values() for fact in facts)
    yield from document.get("suggestions", ())


def _visit_cause(version: dict[str, Any], renumber: Renumber) -> None:
    pair = _PAIR.fullmatch(version["cause_id"] or "")
    if version["cause"] == Cause.SESSION and pair:
        version["cause_id"] = f"{renumber(SESSIONS, int(pair[1]))}:{renumber(MESSAGES, int(pair[2]))}"
    elif version["cause"] == Cause.MERGE:
        for operation in version["operations"]:
            operation |= {
                name: renumber(_OF_MERGING[name], operation[name]) for name in _OF_MERGING if name in operation
            }
        if pair:
            version["cause_id"] = f"{renumber(MERGES, int(pair[1]))}:{pair[2]}"


def _visit_moved(moved: dict[str, Any], renumber: Renumber) -> None:
    moved |= {
        name: [renumber(table, number) for number in moved[name]] for name, table in _MOVED.items() if name in moved
    }
    moved["session_names"] = {str(renumber(SESSIONS, int(key))): name for key, name in moved["session_names"].items()}
