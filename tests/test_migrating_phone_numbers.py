"""The migration that gives phone numbers one form loses no name and tells of two customers who are one."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.migrating import migrate
from memory.customers import find_customer, get_customer
from memory.database import Database
from memory.identifiers import parse_identifier

ROWS = (
    (1, "phone", "+351910000001"),
    (2, "phone", "+5215512345678"),
    (3, "phone", "+551187654321"),
    (3, "phone", "+5511987654321"),
    (4, "phone", "+5491123456789"),
    (5, "phone", "+541123456789"),
    (6, "crm", "+541123456789"),
    (7, "phone", "+0012345678"),
)


CUSTOMER = """
    INSERT INTO customers (id, created_at, reply_attempts, reply_voided) VALUES (:customer, '2026-11-02 09:00:00', 0, 0)
"""
IDENTIFIER = """
    INSERT INTO customer_identifiers (customer_id, kind, value, created_at)
    VALUES (:customer, :kind, :value, '2026-11-02 09:00:00')
"""


def insert(connection: Connection) -> None:
    connection.execute(text(CUSTOMER), [{"customer": number} for number in range(1, 8)])
    rows = [{"customer": customer, "kind": kind, "value": value} for customer, kind, value in ROWS]
    connection.execute(text(IDENTIFIER), rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of the release before, with customers in it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        administration = Database(request.getfixturevalue("postgresql_url"))
        with administration.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS before_one_form"))
            connection.execute(text("CREATE DATABASE before_one_form"))
        url = administration.engine.url.set(database="before_one_form")
        administration.dispose()
        database = Database(url.render_as_string(hide_password=False))
    migrate(database, "0002")
    with database.engine.begin() as connection:
        insert(connection)
    return database


def test_every_customer_is_found_by_every_form_after_migrating(old_database: Database) -> None:
    migrate(old_database)
    with old_database.reading() as session:
        for customer_id, names in {
            1: ["+351910000001"],
            2: ["+5215512345678", "+525512345678"],
            3: ["+551187654321", "+5511987654321"],
            4: ["+5491123456789", "+541123456789"],
            7: ["+0012345678"],
        }.items():
            found = [find_customer(session, parse_identifier(name)) for name in names]
            assert {customer.id if customer else None for customer in found} == {customer_id}
    old_database.dispose()


def test_two_customers_with_one_number_are_left_and_one_is_flagged(old_database: Database) -> None:
    migrate(old_database)
    with old_database.reading() as session:
        flagged = get_customer(session, 5)
        assert flagged is not None
        assert flagged.flagged_at is not None
        assert "customer 4" in (flagged.flag_reason or "")
        left = session.execute(text("SELECT value FROM customer_identifiers WHERE customer_id = 5")).scalar()
        assert left == "+541123456789"
    old_database.dispose()
