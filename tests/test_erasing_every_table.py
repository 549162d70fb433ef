"""Erasing empties every table, also those that somebody adds later.

Every table is filled with a customer's words and number, whatever its columns are; then the customer is erased, and
whatever still holds them is a table that erasing does not know of.
"""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, String, Table, insert, select
from sqlalchemy.dialects.postgresql import JSONB

from memory.database import Base, Database
from memory.erasing import erase_customer
from memory.leases import Work
from memory.models import Customer

WORDS = "xylophone +351910000001"
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

KEPT = {
    "api_keys": "holds what the team calls its keys, and nothing of customers",
    "channel_alerts": "holds what is wrong with one of the shop's own numbers, in our own sentences",
    "refused_webhooks": "counts by cause and endpoint; its example holds names of headers and no values",
    "stored_files": "holds random keys of files that are to be deleted, until they are",
}
"""Tables that keep their rows when a customer is erased, each with the reason why they may.

A new table fails the test below until `memory.erasing.erase_customer` empties it (a foreign key to `customers` with
ON DELETE CASCADE is enough) or it is listed here.
"""

PARTICULAR = {
    "leases.work": Work.REPLY,
    "leases.owner": "",
    "leases.expires_at": EARLIER,
    "customer_identifiers.kind": "crm",
    "early_statuses.provider_id": "SM1",
    "messages.provider_id": "SM1",
    "deliveries.provider_id": "SM2",
}
"""Columns whose value ties a row to the customer, or that erasing reads, by `table.column`."""


def filled(database: Database) -> int:
    """A row in each table, tied to one customer as far as its columns can. Returns the customer's key."""
    keys: dict[str, dict[str, Any]] = {}
    numbers = count(1)
    with database.transaction() as session:
        for table in Base.metadata.sorted_tables:
            row = {column.name: _value(column, keys, next(numbers)) for column in table.columns}
            values = {name: value for name, value in row.items() if value is not None}
            stored = session.execute(insert(table).values(values).returning(*table.columns)).mappings().one()
            keys[table.name] = dict(stored)
    return int(keys["customers"]["id"])


def _value(column: Column[Any], keys: dict[str, dict[str, Any]], number: int) -> Any:
    """What the column holds of the customer; None for what the database or its default gives, or may be absent."""
    name = f"{column.table.name}.{column.name}"
    if name in PARTICULAR:
        return PARTICULAR[name]
    if column.name == "subject_id":
        return keys["customers"]["id"]
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        return keys.get(target.table.name, {}).get(target.name)
    if column.primary_key and isinstance(column.type, Integer):
        return None
    return _words(column, number)


def _words(column: Column[Any], number: int) -> Any:
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, String):
        return f"{WORDS} {number}"[: kind.length or 1000]
    if isinstance(kind, JSON | JSONB):
        return {"words": WORDS}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Float):
        return number
    if isinstance(kind, Date):
        return EARLIER.date()
    if isinstance(kind, DateTime):
        return None if column.nullable else EARLIER
    raise AssertionError(f"{column}: say in this test how a column of the type {kind!r} is filled.")


def holding(database: Database, traces: tuple[str, ...] = ("xylophone", "351910000001", "SM1", "SM2")) -> set[str]:
    """The tables that hold something of the customer."""
    with database.reading() as session:
        rows = {table: session.execute(select(table)).all() for table in Base.metadata.sorted_tables}
    return {table.name for table, found in rows.items() if any(trace in str(found) for trace in traces)}


def has_words(table: Table) -> bool:
    return any(isinstance(getattr(column.type, "impl", column.type), String | JSON) for column in table.columns)


def test_erasing_empties_every_table_that_is_not_listed_with_a_reason(database: Database) -> None:
    customer_id = filled(database)
    with_words = {table.name for table in Base.metadata.sorted_tables if has_words(table)}
    assert with_words - {"leases"} <= holding(database), "this test must fill every table that can hold words"
    with database.transaction() as session:
        assert erase_customer(session, customer_id, NOW) is not None
    left = holding(database) - KEPT.keys()
    assert not left, (
        f"Erasing a customer leaves rows in {', '.join(sorted(left))}: empty them in memory/erasing.py,"
        " or list the table in KEPT with the reason why it may keep them."
    )
    with database.reading() as session:
        names = [table.name for table in Base.metadata.sorted_tables if session.execute(select(table)).first()]
    assert set(names) <= KEPT.keys()


def test_every_table_that_is_listed_exists_and_has_a_reason() -> None:
    assert KEPT.keys() <= Base.metadata.tables.keys()
    assert all(len(reason.split()) > 3 for reason in KEPT.values())


@pytest.mark.parametrize("table", [table for table in Base.metadata.sorted_tables if "customer_id" in table.c], ids=str)
def test_rows_of_a_customer_go_with_the_customer_in_the_database_itself(table: Table) -> None:
    own = [key for key in table.c.customer_id.foreign_keys if key.column is Customer.__table__.c.id]
    assert [key.ondelete for key in own] == ["CASCADE"]
