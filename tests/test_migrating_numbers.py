"""The migration that copies two tables of SQLite loses no row, and none that points to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, table, text

from bot.migrating import migrate
from memory.database import Database

TABLES = ("customers", "sessions", "messages", "deliveries", "rememberings")
ROWS = """
    INSERT INTO customers (id, created_at, reply_attempts, reply_voided) VALUES (1, '2026-11-02 09:00:00', 0, 0);
    INSERT INTO sessions (id, customer_id, public_id, channel, opened_at, last_message_at, message_count,
        remembering_through) VALUES (7, 1, 's', 'api', '2026-11-02 09:00:00', '2026-11-02 09:00:00', 2, 2);
    INSERT INTO messages (id, customer_id, session_id, position, channel, author, kind, text, said_at, recorded_at,
        answered_by_id) VALUES
        (40, 1, 7, 1, 'api', 'customer', 'text', 'opals', '2026-11-02 09:00:00', '2026-11-02 09:00:00', 41),
        (41, 1, 7, 2, 'api', 'bot', 'text', 'yes', '2026-11-02 09:00:00', '2026-11-02 09:00:00', NULL);
    INSERT INTO deliveries (message_id, customer_id, status, attempts, updated_at)
        VALUES (41, 1, 'sent', 1, '2026-11-02 09:00:00');
    INSERT INTO rememberings (id, customer_id, session_id, first_position, last_position, state, attempts, created_at)
        VALUES (3, 1, 7, 1, 2, 'done', 1, '2026-11-02 09:00:00')
"""
NEXT_MESSAGE = """
    INSERT INTO messages (customer_id, session_id, position, channel, author, kind, text, said_at, recorded_at)
    VALUES (1, 7, 9, 'api', 'bot', 'text', 'hi', '2026-11-02 09:00:00', '2026-11-02 09:00:00') RETURNING id
"""


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database of the release before, with one row in each table."""
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(database, "0005")
    with database.engine.begin() as connection:
        for statement in ROWS.split(";"):
            connection.execute(text(statement))
    yield database
    database.dispose()


def everything(connection: Connection) -> dict[str, list[dict[str, object]]]:
    return {
        name: [dict(row) for row in connection.execute(select(text("*")).select_from(table(name))).mappings()]
        for name in TABLES
    }


def is_held(before: dict[str, list[dict[str, object]]], after: dict[str, list[dict[str, object]]]) -> bool:
    """Whether every row still says what it said; later columns may have come."""
    return all(
        row.items() <= later.items() for name in TABLES for row, later in zip(before[name], after[name], strict=True)
    )


def test_every_row_is_still_there_and_no_number_of_a_deleted_one_is_given_again(old: Database) -> None:
    with old.engine.connect() as connection:
        before = everything(connection)
    migrate(old)
    with old.engine.begin() as connection:
        assert is_held(before, everything(connection))
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        connection.execute(text("DELETE FROM messages WHERE id = 41"))
        assert connection.execute(text("SELECT count(*) FROM deliveries")).scalar() == 0, "keys still cascade"
        assert connection.execute(text(NEXT_MESSAGE)).scalar() == 42
        connection.execute(text("DELETE FROM messages"))
        assert connection.execute(text(NEXT_MESSAGE)).scalar() == 43
        connection.execute(text("DELETE FROM sessions"))
    with old.engine.begin() as connection:
        session = """
            INSERT INTO sessions (customer_id, public_id, channel, opened_at, last_message_at, message_count,
            remembering_through) VALUES (1, 't', 'api', '2026-11-02 09:00:00', '2026-11-02 09:00:00', 0, 0) RETURNING id
        """
        assert connection.execute(text(session)).scalar() == 8


def test_a_migration_that_leaves_rows_which_point_to_nothing_is_undone_whole(old: Database) -> None:
    with (
        pytest.raises(RuntimeError, match="messages, rememberings"),
        old.changing_tables() as connection,
    ):
        connection.execute(text("DELETE FROM sessions"))
    with old.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
