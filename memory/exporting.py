"""Everything we hold of a customer as one JSON document, and such a document taken in again.

An export is read off the tables themselves, so that a table added later is in it without a word here. Rows are
numbered anew from 1 within the export, and whatever points to a row points to that number: an export therefore says
nothing of the database it came from, and export, import, export gives the same document twice.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Table, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from memory.database import Base
from memory.models import Customer, Delivery, Media, ProfileHead, ProfileVersion
from memory.versions import Cause, head_of

FORMAT = "rapport-customer/1"
_OWNED_BY = "customer_id"
_DOCUMENTS = frozenset({ProfileHead.__tablename__, ProfileVersion.__tablename__})
_IN_FLIGHT = {
    Customer.__tablename__: ("reply_due_at", "reply_waiting_since"),
    Delivery.__tablename__: ("due_at",),
    Media.__tablename__: ("due_at",),
}
"""What would make an import send something to the customer, or fetch a file that belongs to another account."""

_SESSION_CAUSE = re.compile(r"(-?\d+):(-?\d+)")
"""The cause of a remembered session is named `<session>:<last message>`."""

Numbers = dict[str, dict[int, int]]
"""By table: from a row's number here to its number there."""


class ImportRefused(Exception):
    """A document that cannot be taken in. Its text is a sentence; nothing was changed."""


def tables_of_customers() -> list[Table]:
    """The tables whose rows belong to one customer, in an order in which rows only point backwards.

    Profiles come last: their documents cite sessions and messages, which no foreign key says.
    """
    tables = [table for table in Base.metadata.sorted_tables if _owned_by(table) in table.c]
    return sorted(tables, key=lambda table: table.name in _DOCUMENTS)


def _owned_by(table: Table) -> str:
    return "id" if table.name == Customer.__tablename__ else _OWNED_BY


def export_customer(session: Session, customer_id: int, now: datetime) -> dict[str, Any]:
    """Everything we hold of a customer, as JSON. `profile` is the compact profile, for people and other programs."""
    numbers: Numbers = {}
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in tables_of_customers():
        owner = table.c[_owned_by(table)]
        rows = session.execute(select(table).where(owner == customer_id).order_by(*table.primary_key)).mappings().all()
        if _numbered(table):
            numbers[table.name] = {row["id"]: place for place, row in enumerate(rows, start=1)}
        tables[table.name] = [dict(row) for row in rows]
    _number_deleted(numbers, [row for name in _DOCUMENTS for row in tables[name]])
    head = head_of(session, customer_id)
    return {
        "format": FORMAT,
        "exported_at": now.isoformat(),
        "customer_id": head.profile.customer_id,
        "profile": head.profile.compact(),
        "tables": {
            name: [_outside(Base.metadata.tables[name], row, numbers) for row in rows] for name, rows in tables.items()
        },
    }


def _numbered(table: Table) -> bool:
    return "id" in table.primary_key.columns


def _outside(table: Table, row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    renumbered = _renumbered(table, row, numbers)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in renumbered.items()}


def _renumbered(table: Table, row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The row with every number of a row, its own and those it points to, put into the other numbering."""
    values = deepcopy(dict(row))
    for column in table.columns:
        target = _points_to(column) or (table.name if column.name == "id" and _numbered(table) else None)
        if target is not None and values.get(column.name) is not None:
            values[column.name] = numbers.get(target, {}).get(values[column.name])
    if table.name in _DOCUMENTS:
        _renumber_document(values["document"], numbers)
    if table.name == ProfileVersion.__tablename__ and values["cause"] == Cause.SESSION:
        values["cause_id"] = _renumbered_cause(values["cause_id"], numbers)
    return values


def _points_to(column: Column[Any]) -> str | None:
    """The table whose `id` this column holds, also where a constraint spans several columns."""
    keys: set[ForeignKey] = column.foreign_keys
    named = {key.column.table.name if key.column.name == "id" else Customer.__tablename__ for key in keys}
    return Customer.__tablename__ if column.name == _OWNED_BY else next(iter(named), None)


def _number_deleted(numbers: Numbers, rows: Iterable[Mapping[str, Any]]) -> None:
    """Sessions and messages that are cited and not stored any more: -1, -2 and so on, which name no row anywhere."""
    cited = [pair for row in rows for pair in _cited_by(row)]
    for name in ("sessions", "messages"):
        deleted = {number for table, number in cited if table == name} - set(numbers[name])
        earlier_exports_first = sorted(deleted, key=lambda number: (number > 0, abs(number)))
        numbers[name] |= {number: -place for place, number in enumerate(earlier_exports_first, start=1)}


def _cited_by(row: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Tables and numbers of all that the profile in this row, and the cause of this version, name."""
    for entry in _entries_in(row["document"]):
        if entry.get("session_id") is not None:
            yield "sessions", entry["session_id"]
        yield from (("messages", cited["message_id"]) for cited in _evidence_of(entry))
    if found := _SESSION_CAUSE.fullmatch(row.get("cause_id") or ""):
        yield from (("sessions", int(found[1])), ("messages", int(found[2])))


def _entries_in(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All facts and suggestions of a stored profile, of any schema version."""
    yield from (fact for facts in document["facts"].values() for fact in facts)
    yield from document.get("suggestions", ())


def _evidence_of(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (entry[name] for name in ("evidence", "resolution_evidence") if entry.get(name))


def _renumber_document(document: dict[str, Any], numbers: Numbers) -> None:
    """Sessions and messages that the facts and suggestions of a stored profile cite."""
    for entry in _entries_in(document):
        if entry.get("session_id") is not None:
            entry["session_id"] = _renumbered_citation("sessions", entry["session_id"], numbers)
        for cited in _evidence_of(entry):
            cited["message_id"] = _renumbered_citation("messages", cited["message_id"], numbers)


def _renumbered_cause(cause_id: str, numbers: Numbers) -> str:
    found = _SESSION_CAUSE.fullmatch(cause_id)
    if found is None:
        return cause_id
    session_id = _renumbered_citation("sessions", int(found[1]), numbers)
    return f"{session_id}:{_renumbered_citation('messages', int(found[2]), numbers)}"


def _renumbered_citation(table: str, number: int, numbers: Numbers) -> int:
    """What is not stored gets a number that names no row."""
    return numbers[table].get(number, -abs(number))


def import_customer(session: Session, document: Any) -> int:
    """Take an exported customer in, under new numbers. Returns the customer's key.

    Nothing that was on its way to the customer is sent by an import. Raises ImportRefused for what is no export, or
    when something of this customer is here already.
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise ImportRefused(f"This is no export of a customer: its format is not {FORMAT}.")
    try:
        with session.begin_nested():
            return _Import(session, document["tables"]).run()
    except IntegrityError as error:
        raise ImportRefused("This customer, or a message of theirs, is here already. Erase it first.") from error
    except (KeyError, TypeError, ValueError, AttributeError, StatementError) as error:
        raise ImportRefused("This export is damaged: a part of it is missing or not what it should be.") from error


@dataclass
class _Import:
    session: Session
    tables: Mapping[str, list[dict[str, Any]]]
    numbers: Numbers = field(default_factory=dict)

    def run(self) -> int:
        """Take all tables in. Returns the customer's key."""
        for table in tables_of_customers():
            self.numbers[table.name] = {}
            rows = self.tables.get(table.name, [])
            for row in rows:
                self._take_in(table, self._inside(table, row))
            for row in rows:
                self._link(table, row)
        (customer_id,) = self.numbers[Customer.__tablename__].values()
        return customer_id

    def _inside(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        readers: dict[str, Callable[[Any], Any]] = {
            column.name: datetime.fromisoformat for column in table.columns if _is_moment(column)
        }
        known = {name: value for name, value in row.items() if name in table.c}
        values = {name: readers[name](value) if value and name in readers else value for name, value in known.items()}
        return values | dict.fromkeys(_IN_FLIGHT.get(table.name, ()))

    def _take_in(self, table: Table, row: dict[str, Any]) -> None:
        values = _renumbered(table, row, self.numbers)
        if not _numbered(table):
            self.session.execute(insert(table).values(values))
            return
        del values["id"]
        (key,) = self.session.execute(insert(table).values(values).returning(table.c.id)).one()
        self.numbers[table.name][row["id"]] = key

    def _link(self, table: Table, row: Mapping[str, Any]) -> None:
        """Rows that point to later rows of their own table, known only now."""
        own = [column.name for column in table.columns if _points_to(column) == table.name]
        links = {name: self.numbers[table.name][row[name]] for name in own if row.get(name) is not None}
        if links:
            key = self.numbers[table.name][row["id"]]
            self.session.execute(update(table).where(table.c.id == key).values(links))


def _is_moment(column: Column[Any]) -> bool:
    return isinstance(getattr(column.type, "impl", column.type), DateTime)
