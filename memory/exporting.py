"""Everything we hold of a customer as one JSON document, and such a document taken in again.

An export is read off the tables themselves, so that a table added later is in it without a word here. Rows are
numbered anew from 1 within the export, and whatever points to a row points to that number: an export therefore says
nothing of the database it came from, and export, import, export gives the same document twice.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Select, Table, and_, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from memory.customer_merging import absorbed_customers
from memory.customers import get_customer, kept_customer
from memory.database import Base
from memory.models import AnswerState, Customer, CustomerMerge, Delivery, Media
from memory.renumbering import DOCUMENTS, Numbers, number_deleted, renumber_citations
from memory.versions import head_of

FORMAT = "rapport-customer/1"
_OWNED_BY = "customer_id"
_IN_FLIGHT = {
    Customer.__tablename__: ("reply_due_at", "reply_waiting_since"),
    Delivery.__tablename__: ("due_at",),
    Media.__tablename__: ("due_at",),
}
"""What would make an import send something to the customer, or fetch a file that belongs to another account."""


class ImportRefused(Exception):
    """A document that cannot be taken in. Its text is a sentence; nothing was changed."""


def tables_of_customers() -> list[Table]:
    """The tables whose rows belong to one customer, in an order in which rows only point backwards.

    Merges cite rows of other tables, which no foreign key says, and profiles cite all of these: so they come last.
    """
    tables = [table for table in Base.metadata.sorted_tables if set(_owners(table)) <= set(table.c.keys())]
    return sorted(tables, key=lambda table: (table.name in DOCUMENTS, table.name == CustomerMerge.__tablename__))


def _owners(table: Table) -> tuple[str, ...]:
    """The columns that say whose a row is."""
    return {Customer.__tablename__: ("id",), CustomerMerge.__tablename__: ("kept_id", "absorbed_id")}.get(
        table.name, (_OWNED_BY,)
    )


def export_customer(session: Session, customer_id: int, now: datetime) -> dict[str, Any]:
    """Everything we hold of a customer and of who was merged into it, as JSON.

    `profile` is the compact profile, for people and other programs.
    """
    numbers: Numbers = {}
    everyone = _everyone(session, customer_id)
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in tables_of_customers():
        rows = [dict(row) for row in session.execute(_rows_of(table, everyone)).mappings()]
        if _numbered(table):
            numbers[table.name] = {row["id"]: place for place, row in enumerate(rows, start=1)}
        tables[table.name] = rows
    number_deleted(numbers, tables)
    head = head_of(session, everyone[0])
    return {
        "format": FORMAT,
        "exported_at": now.isoformat(),
        "customer_id": head.profile.customer_id,
        "profile": head.profile.compact(),
        "tables": {name: _outside(Base.metadata.tables[name], rows, numbers) for name, rows in tables.items()},
    }


def _everyone(session: Session, customer_id: int) -> list[int]:
    """The customer, or whom it was merged into, and all who were merged into that one."""
    customer = get_customer(session, customer_id)
    kept_id = kept_customer(session, customer).id if customer else customer_id
    return [kept_id, *sorted(absorbed_customers(session, kept_id))]


def _rows_of(table: Table, everyone: list[int]) -> Select[Any]:
    """The rows that belong to these customers, who are one. Of merges those between them: others tell of others."""
    belongs = and_(*(table.c[name].in_(everyone) for name in _owners(table)))
    order = [table.c.id != everyone[0]] if table.name == Customer.__tablename__ else []
    return select(table).where(belongs).order_by(*order, *table.primary_key)


def _numbered(table: Table) -> bool:
    return "id" in table.primary_key.columns


def _outside(table: Table, rows: Iterable[Mapping[str, Any]], numbers: Numbers) -> list[dict[str, Any]]:
    renumbered = [_renumbered(table, row, numbers) for row in rows]
    renumbered.sort(key=lambda row: [row[column.name] for column in table.primary_key])
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in renumbered
    ]


def _renumbered(table: Table, row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The row with every number of a row, its own and those it points to, put into the other numbering."""
    values = deepcopy(dict(row))
    for column in table.columns:
        target = _points_to(column) or (table.name if column.name == "id" and _numbered(table) else None)
        if target is not None and values.get(column.name) is not None:
            values[column.name] = numbers.get(target, {}).get(values[column.name])
    renumber_citations(table.name, values, numbers)
    return values


def _points_to(column: Column[Any]) -> str | None:
    """The table whose `id` this column holds, also where a constraint spans several columns."""
    keys: set[ForeignKey] = column.foreign_keys
    named = {key.column.table.name if key.column.name == "id" else Customer.__tablename__ for key in keys}
    return Customer.__tablename__ if column.name == _OWNED_BY else next(iter(named), None)


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
        (kept,) = (row["id"] for row in self.tables[Customer.__tablename__] if row.get("merged_into_id") is None)
        return self.numbers[Customer.__tablename__][kept]

    def _inside(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        readers: dict[str, Callable[[Any], Any]] = {
            column.name: datetime.fromisoformat for column in table.columns if _is_moment(column)
        }
        known = {name: value for name, value in row.items() if name in table.c}
        values = {name: readers[name](value) if value and name in readers else value for name, value in known.items()}
        if values.get("answer_state") == AnswerState.WAITING:  # a takeover's end would have it answered
            values["answer_state"] = AnswerState.DECLINED
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
