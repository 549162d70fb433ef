"""The database: engine, transactions, and the column types that all tables share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Result,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from memory.fields import EVERY_SHOPS, Fields

SQLITE_BUSY_SECONDS = 30
LARGEST_KEY = 2**63 - 1
"""A larger number names no row, and databases refuse it."""
_FIELDS = "fields"

Key = BigInteger().with_variant(Integer, "sqlite")
"""A number that names a row; SQLite numbers rows by itself only in an INTEGER column."""

Document = JSON().with_variant(JSONB, "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, always with its time zone, also on SQLite, which stores none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy hands it in
        """Refuse a moment without a time zone: it could mean any hour."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """Give SQLite's naive moments their zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Constraints are named by rule, so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: Document, list[Any]: Document}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


def normalised_url(url: str) -> str:
    """Heroku's `postgres://` and plain `postgresql://` mean psycopg 3 here."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def row_count(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE has touched: what decides who has claimed a piece of work."""
    if not isinstance(result, CursorResult):
        raise TypeError("only an UPDATE or DELETE has a row count")
    return result.rowcount


def fields_of(session: Session) -> Fields:
    """The fields of the shop whose database this session reads."""
    return cast("Fields", session.info.get(_FIELDS, EVERY_SHOPS))


class Database:
    """One engine and the ways to use it. Make one a process."""

    def __init__(self, url: str, *, pool_size: int = 20, fields: Fields = EVERY_SHOPS) -> None:
        """Connect lazily to `url`; `pool_size` bounds the connections that this process holds at once.

        `fields` are the shop's of today: every profile is read and written with them (`fields_of`).
        """
        self.engine = _engine(normalised_url(url), pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info={_FIELDS: fields})

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or rolled back when the block raises.

        On SQLite the write lock is taken at once (BEGIN IMMEDIATE), so that two writers wait and never deadlock.
        """
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads alone: takes no lock, is never committed."""
        with self._sessions(bind=self.engine.execution_options(read_only=True)) as session:
            yield session

    @contextmanager
    def changing_tables(self) -> Iterator[Connection]:
        """A transaction for migrations.

        SQLite changes a table by copying it; with foreign keys on, dropping the old one would empty all that point to
        it. So they are off until the end here, and looked through before the commit.
        """
        with self.engine.connect() as connection:
            if self.is_sqlite:
                _switch_foreign_keys(connection, on=False)
            try:
                with connection.begin():
                    yield connection
                    _refuse_dangling(connection, is_sqlite=self.is_sqlite)
            finally:
                if self.is_sqlite:
                    _switch_foreign_keys(connection, on=True)

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, which has one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    def overwrite_deleted(self) -> None:
        """SQLite: leave no trace of deleted rows in the file or its log. Elsewhere vacuuming is the server's part.

        Waits for other writers; raises sqlite3.OperationalError when they do not end in time.
        """
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str, pool_size: int) -> Engine:
    """Errors of the engine hide their parameters: they would carry customers' words into the logs."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=pool_size, max_overflow=5, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False},
        pool_size=pool_size,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late; `_begin_sqlite` sends it
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Past SQLAlchemy, which would begin a transaction first: within one SQLite ignores the switch."""
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _refuse_dangling(connection: Connection, *, is_sqlite: bool) -> None:
    if is_sqlite and (dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
        tables = ", ".join(sorted({row[0] for row in dangling}))
        raise RuntimeError(f"this migration would leave rows that point to nothing, in {tables}")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
