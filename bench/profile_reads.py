"""What a profile read costs, with few customers and with very many: `make bench-reads`.

    python -m bench.profile_reads [--customers 1000000] [--reads 3000]

Starts a PostgreSQL of its own with two databases, one of 1,000 customers and one of `--customers` (for 1,000,000 it
takes about 4 GB of disk, given back at the end), each with the same typical profile of 20 facts. Then profiles of
random customers are read in turns, first in the one, then in the other database, so that a busy machine slows all
figures alike; the medians are compared. Exit status 1 when a ratio that is promised is missed.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from bench.own_postgresql import add_database, own_postgresql
from memory.briefing import brief
from memory.database import Database
from memory.identifiers import Identifier
from memory.models import IdentifierKind, ProfileHead
from memory.profile import Evidence, Fact, Profile
from memory.versions import head_known_by, head_of

FEW = 1_000
MOST_GROWTH = 1.3
MOST_OVER_BARE = 2.0
READS_AT_A_TIME = 50
"""So many reads share a session, before the other database has its turn."""

_TYPICAL = {
    "buying_triggers": ["her sister's wedding on 12 December 2026", "wants to wear it at the rehearsal dinner"],
    "budget": ["up to $250, her husband has to agree above that"],
    "objections": ["shipping might take too long", "is not sure about the return policy", "plating may wear off"],
    "preferences": [
        "rose gold necklaces",
        "no silver, it turns dark on her",
        "small pendants rather than big ones",
        "likes the Aurora collection",
        "ring size 7",
        "gift wrapping in dark green",
        "stones in pale colours",
    ],
    "personal_details": [
        "has two daughters, Inês and Marta",
        "works as a nurse at night",
        "her birthday is on 3 May",
        "lives in Porto",
    ],
    "channel_preference": ["WhatsApp, in the evening after eight"],
    "journey_stage": ["near_decision"],
    "last_interaction": ["Asked whether the Aurora necklace can be engraved; waits for a photo and the final price."],
}


def typical_profile() -> Profile:
    """A profile of 20 facts, as a customer of a few months has."""
    start, numbered, facts = datetime(2026, 3, 1, 18, 30, tzinfo=UTC), 1, {}
    for name, texts in _TYPICAL.items():
        held = []
        for said in texts:
            moment = start + timedelta(days=9 * numbered, minutes=numbered)
            evidence = Evidence(message_id=70_000 + 31 * numbered, quote=f"well, {said}, if that is possible")
            fact = Fact(id=f"f{numbered}", text=said, said_at=moment, learned_at=moment + timedelta(minutes=32))
            held.append(fact.model_copy(update={"evidence": evidence, "session_id": 900 + numbered}))
            numbered += 1
        facts[name] = tuple(held)
    return Profile(customer_id=phone_of(1), next_fact=numbered, facts=facts)


def phone_of(number: int) -> str:
    """The phone number of a customer by its place."""
    return f"+351{910_000_000 + number}"


def fill(database: Database, customers: int) -> None:
    """Give a database so many customers with a phone number and a typical profile each."""
    document = typical_profile().model_dump_json()
    with database.transaction() as session:
        session.execute(text("ALTER TABLE profiles SET UNLOGGED"))  # filled faster; it is read as any other table
        session.execute(
            text("INSERT INTO customers (created_at, reply_attempts, reply_voided) SELECT now(), 0, 0"
                 " FROM generate_series(1, :customers)"), {"customers": customers},
        )  # fmt: skip
        session.execute(
            text("INSERT INTO customer_identifiers (customer_id, kind, value, created_at)"
                 " SELECT id, 'phone', '+351' || (910000000 + id), now() FROM customers"),
        )  # fmt: skip
        session.execute(
            text("INSERT INTO profiles (customer_id, version, document, stage, updated_at)"
                 " SELECT id, 7, CAST(:document AS jsonb), 'near_decision', now() FROM customers"),
            {"document": document},
        )  # fmt: skip
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


Read = Callable[[Session, int], object]
_BARE = select(ProfileHead.document).where(ProfileHead.customer_id == bindparam("customer_id"))


def _bare(session: Session, number: int) -> object:
    return session.execute(_BARE, {"customer_id": number}).scalar_one()


def _by_key(session: Session, number: int) -> object:
    return head_of(session, number)


def _by_phone(session: Session, number: int) -> object:
    found = head_known_by(session, Identifier(IdentifierKind.PHONE, phone_of(number)))
    assert found is not None
    return found


BARE = "bare SELECT"
READS: dict[str, Read] = {BARE: _bare, "by key": _by_key, "by phone number": _by_phone}


@dataclass
class Measured:
    """Seconds a read, by its name, in the database of few and in that of many."""

    few: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in READS})
    many: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in READS})
    briefing: list[float] = field(default_factory=list)

    def ratios(self) -> dict[str, tuple[float, float]]:
        """What is promised: a sentence, the ratio measured and the most it may be."""
        few, many = ({name: statistics.median(each) for name, each in one.items()} for one in (self.few, self.many))
        ratios = {"a briefing over a millisecond": (statistics.median(self.briefing) / 0.001, 1.0)}
        for name in READS:
            if name != BARE:
                ratios[f"{name}, many customers over few"] = many[name] / few[name], MOST_GROWTH
                ratios[f"{name} over a bare SELECT, few customers"] = few[name] / few[BARE], MOST_OVER_BARE
                ratios[f"{name} over a bare SELECT, many customers"] = many[name] / many[BARE], MOST_OVER_BARE
        return ratios


def measure(few: Database, many: Database, customers: int, reads: int, chance: random.Random) -> Measured:
    """Read profiles of random customers, `reads` of each kind in each database, in turns."""
    measured, profile = Measured(), typical_profile()
    for turn in range(-1, reads // READS_AT_A_TIME):
        for database, most, seconds in ((few, FEW, measured.few), (many, customers, measured.many)):
            with database.reading() as session:
                for _ in range(READS_AT_A_TIME):
                    for name, read in chance.sample(list(READS.items()), len(READS)):
                        spent = _timed(lambda: read(session, chance.randint(1, most)))  # noqa: B023 - called at once
                        if turn >= 0:  # the first turn is for caches and connections
                            seconds[name].append(spent)
        measured.briefing.extend(_timed(lambda: brief(profile)) for _ in range(READS_AT_A_TIME if turn >= 0 else 1))
    return measured


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def report(measured: Measured, customers: int) -> bool:
    """Print medians and ratios. True when every ratio is held."""
    print(f"{'microseconds: median, quickest tenth':40} {FEW:>16,} {customers:>16,} customers")
    for name in READS:
        print(f"{name:40} {_shown(measured.few[name])} {_shown(measured.many[name])}")
    print(f"{'briefing':40} {_shown(measured.briefing)}")
    ratios = measured.ratios()
    for name, (ratio, most) in ratios.items():
        print(f"{name:50} {ratio:6.2f}  at most {most}  {'held' if ratio <= most else 'MISSED'}")
    return all(ratio <= most for ratio, most in ratios.values())


def _shown(seconds: Sequence[float]) -> str:
    """The median, and what the least disturbed tenth of the reads took at most: on a busy machine both matter."""
    quickest = sorted(seconds)[len(seconds) // 10]
    return f"{1e6 * statistics.median(seconds):8.0f} {1e6 * quickest:7.0f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, read, compare. Returns the exit status: 1 when a ratio is missed."""
    parser = argparse.ArgumentParser(description="Measure what a profile read costs, with few and with many customers.")
    parser.add_argument("--customers", type=int, default=1_000_000, help="so many in the second database")
    parser.add_argument("--reads", type=int, default=3_000, help="so many of each kind in each database")
    options = parser.parse_args(arguments)
    with own_postgresql(durable=False) as url:
        few, many = Database(url), Database(add_database(url, "many"))
        try:
            for database, customers in ((few, FEW), (many, options.customers)):
                print(f"Filling in {customers:,} customers …", flush=True)
                fill(database, customers)
            measured = measure(few, many, options.customers, options.reads, random.Random(1))
        finally:
            few.dispose()
            many.dispose()
    return 0 if report(measured, options.customers) else 1


if __name__ == "__main__":
    sys.exit(main())
