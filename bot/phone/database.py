"""The phone's own small SQLite file.

What it holds is Twilio's and the customers' side of every chat, which Rapport's own database must not know.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

BUSY_SECONDS = 10.0

SCHEMA = (
    # One counter stamps every change, so that a page can ask for all that changed since it last asked.
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
    "INSERT OR IGNORE INTO counter VALUES ('revision', 0)",
    """CREATE TABLE IF NOT EXISTS customers (
        phone_number TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        created_at REAL NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS messages (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        sid TEXT NOT NULL UNIQUE,
        phone_number TEXT NOT NULL REFERENCES customers (phone_number),
        author TEXT NOT NULL,
        text TEXT NOT NULL,
        status TEXT NOT NULL,
        problem TEXT,
        created_at REAL NOT NULL,
        changed_at REAL NOT NULL,
        revision INTEGER NOT NULL,
        status_callback TEXT,
        is_seen INTEGER NOT NULL DEFAULT 0,
        leased_until REAL NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX IF NOT EXISTS messages_of_customer ON messages (phone_number, revision)",
    "CREATE INDEX IF NOT EXISTS messages_by_status ON messages (author, status)",
    "PRAGMA user_version = 1",
)


class PhoneDatabase:
    """Connections to the file at `path`, one for each piece of work: safe with many threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        with closing(self._connect()) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection that holds the write lock: committed at the end, rolled back by an error."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:  # also when the process ends: what is not whole is taken back
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def overwrite_deleted(self) -> None:
        """Leave no trace of deleted rows in the file or its log."""
        with closing(self._connect()) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        # A crash of the machine may cost the last words of a trial chat; a crash of the process costs none.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            _create(connection)
        return connection


def next_revision(connection: sqlite3.Connection) -> int:
    """The stamp for the changes of this transaction. Stamps are committed in their order: SQLite has one writer."""
    row = connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value").fetchone()
    return int(row["value"])


def current_revision(connection: sqlite3.Connection) -> int:
    """The stamp of the latest change."""
    return int(connection.execute("SELECT value FROM counter WHERE name = 'revision'").fetchone()["value"])


def _create(connection: sqlite3.Connection) -> None:
    # Switching to WAL does not wait for its turn; when another process is just doing it, it need not be done twice.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute("COMMIT")
