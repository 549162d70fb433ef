"""What a chaos run does to the processes and to the database of the installation."""

import contextlib
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
from redis import RedisError
from sqlalchemy.engine import make_url

from bench.chaos.trials import Outage
from tests.installation import Installation

REST_SECONDS = 1.5
"""So long at least nothing else is broken."""
_PARTS = {
    Outage.QUEUE_KILLED: "valkey-server",
    Outage.WORKERS_KILLED: "bot worker",
    Outage.WEB_KILLED: "bot web",
    Outage.CLOCK_KILLED: "bot clock",
}


@dataclass
class Outages:
    """Breaks one thing after the other. `done` counts what was broken, `kills` the processes killed."""

    rapport: Installation
    database_url: str
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def happen(self, outage: Outage, seconds: float) -> None:
        """Break something, for so many seconds where it can be mended again."""
        with self._turn:
            self.done[f"outage: {outage}"] += 1
            self._break(outage, seconds)
            time.sleep(REST_SECONDS)

    def _break(self, outage: Outage, seconds: float) -> None:
        if outage in _PARTS:
            self.kills += self.rapport.kill(_PARTS[outage])
        elif outage is Outage.WORKER_KILLED:
            self._kill_one("bot worker")
        elif outage is Outage.POWER_CUT:
            self.kills += len(self.rapport.pids(""))
            self.rapport.kill_all()
            self.rapport.start()
        elif outage is Outage.QUEUE_EMPTIED:
            with contextlib.suppress(RedisError, OSError):  # it may be down from the kill before
                self.rapport.empty_queue()
        else:
            with self._broken_database(outage):
                time.sleep(seconds)

    def _kill_one(self, part: str) -> None:
        found = self.rapport.pids(part)
        if found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._chance.choice(found), signal.SIGKILL)
                self.kills += 1

    def _broken_database(self, outage: Outage) -> contextlib.AbstractContextManager[None]:
        ways: dict[Outage, Callable[[str], contextlib.AbstractContextManager[None]]] = {
            Outage.DATABASE_LOCKED: _locked,
            Outage.DATABASE_FROZEN: _frozen,
            Outage.CONNECTIONS_CUT: _cut,
            Outage.DATABASE_AWAY: _away,
        }
        return ways[outage](self.database_url)


@contextlib.contextmanager
def _locked(url: str) -> Iterator[None]:
    """SQLite: somebody else writes, and writes, and writes."""
    with contextlib.closing(sqlite3.connect(make_url(url).database or "", timeout=30, isolation_level=None)) as one:
        one.execute("BEGIN EXCLUSIVE")
        yield
        one.execute("ROLLBACK")


@contextlib.contextmanager
def _beside(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """PostgreSQL: a connection to another database of the server, and the name of ours."""
    ours = make_url(url)
    there = ours.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(there, autocommit=True) as connection:
        yield connection, str(ours.database)


@contextlib.contextmanager
def _frozen(url: str) -> Iterator[None]:
    """No statement ends, and no connection is refused."""
    with _beside(url) as (connection, name):
        found = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name])
        pids = [int(pid) for (pid,) in found]
        try:
            for pid in pids:
                _signal(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in pids:
                _signal(pid, signal.SIGCONT)


@contextlib.contextmanager
def _cut(url: str) -> Iterator[None]:
    """All connections break once; new ones are taken at once."""
    with _beside(url) as (connection, name):
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    yield


@contextlib.contextmanager
def _away(url: str) -> Iterator[None]:
    """All connections break, and new ones are refused."""
    with _beside(url) as (connection, name):
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
