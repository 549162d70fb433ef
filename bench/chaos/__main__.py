"""The chaos run itself.

    python -m bench.chaos [--trials 500] [--seed 1] [--database sqlite|postgresql]

Starts a whole installation of its own against a Twilio and a model on loopback, plays the trials, waits until all is
quiet, and checks. Prints its counts and every violation; exit status 1 on any.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import structlog

from bench.chaos.checking import Checks, Violation
from bench.chaos.checking_memory import memory_violations
from bench.chaos.outages import Outages
from bench.chaos.playing import Ledger, Playing
from bench.chaos.records import Records, log_steps, read_records, what_is_left
from bench.chaos.stand_ins import ChaosModel, ChaosTwilio
from bench.chaos.trials import SILENCE_SECONDS, draw
from bench.own_postgresql import add_database, own_postgresql
from bot.services import SHARE_OF_DEADLINE, build_services
from bot.settings import Settings
from memory.database import Database
from tests.installation import Installation, installed

QUIET_SECONDS = 400.0
"""How long it may take until nothing is left to do: killed workers' leases run out, failed tries are repeated."""
SHORT = {
    "SESSION_TIMEOUT_SECONDS": str(SILENCE_SECONDS),
    "REPLY_DEBOUNCE_SECONDS": "0.2",
    "REPLY_DEADLINE_SECONDS": "5",
    "ANSWERS_PER_HOUR": "10000",
    "SEND_RATE_PER_SECOND": "1000",
    "VISION_MODEL": "a-model-that-sees",
}


def main() -> int:
    """Run it and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description="A chaos run.")
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--log", type=Path, help="where to keep what the installation logged")
    options = parser.parse_args()
    print(f"chaos: {options.trials} trials, seed {options.seed}, {options.database}", flush=True)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # what a person does here is counted, not told
    with (
        tempfile.TemporaryDirectory() as folder,
        _database_url(options.database, Path(folder)) as url,
        ChaosModel() as model,
        ChaosTwilio() as twilio,
    ):
        with installed(Path(folder), model, twilio, DATABASE_URL=url, **SHORT) as rapport:
            violations = _run(rapport, model, twilio, options, url)
        violations += [Violation("a process outlives the installation", None, (pid,)) for pid in _orphans(folder)]
        if options.log:
            options.log.write_text("".join(rapport.log))
    for what, count in Counter(violation.what for violation in violations).most_common():
        print(f"{count} × {what}")
    for violation in violations:
        print(f"VIOLATION seed {options.seed} trial {violation.trial}: {violation.what} {violation.ids}")
    print(f"violations: {len(violations)}")
    return 1 if violations else 0


@contextlib.contextmanager
def _database_url(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'chaos.db'}"
        return
    with own_postgresql(durable=False) as url:
        yield add_database(url, "chaos")


def _run(
    rapport: Installation, model: ChaosModel, twilio: ChaosTwilio, options: argparse.Namespace, url: str
) -> list[Violation]:
    database = Database(url)
    log_steps(database)
    settings = Settings(
        _env_file=None,
        database_url=url,
        redis_url=f"unix://{rapport.folder / 'valkey.sock'}",
        takeover_return_minutes=60,
        session_timeout_seconds=SILENCE_SECONDS,
    )
    outages = Outages(rapport, url, options.seed)
    playing = Playing(rapport, twilio, model, outages, build_services(settings))
    trials = draw(options.seed, options.trials, on_postgresql=options.database == "postgresql")
    started = time.monotonic()
    playing.play_all(trials)
    played = time.monotonic()
    print(f"  all played after {played - started:.0f} s; waiting until all is quiet", flush=True)
    left = _wait_until_quiet(database)
    print(f"  quiet after {time.monotonic() - played:.0f} s more", flush=True)
    records = read_records(database)
    listening = timedelta(seconds=float(SHORT["REPLY_DEADLINE_SECONDS"]) * SHARE_OF_DEADLINE)
    taken = list(twilio.messages)
    checks = Checks(playing.ledger, records, taken, twilio.taken_at, twilio.left_at, listening)
    _print_counts(options.trials, playing.ledger, records, twilio, model, outages)
    undone = [Violation(f"not done in time: {name}", None, (count,)) for name, count in left.items()]
    return [*undone, *checks.violations(), *memory_violations(playing.ledger, records)]


def _wait_until_quiet(database: Database) -> dict[str, int]:
    """Wait until nothing is left to do for a while. What is left when patience ends."""
    deadline = time.monotonic() + QUIET_SECONDS
    quiet_since = None
    while time.monotonic() < deadline:
        if what_is_left(database):
            quiet_since = None
        else:
            quiet_since = quiet_since or time.monotonic()
            if time.monotonic() - quiet_since > 3:  # a status that comes late may change something yet
                return {}
        time.sleep(0.5)
    return what_is_left(database)


def _print_counts(
    trials: int, ledger: Ledger, records: Records, twilio: ChaosTwilio, model: ChaosModel, outages: Outages
) -> None:
    answers = Counter(message.purpose for message in records.messages.values() if message.author == "bot")
    looked_up = sum(one.method == "GET" and one.path.endswith("/Messages.json") for one in list(twilio.received))
    counts: dict[str, object] = {
        "trials": trials,
        "customers": len(records.customers),
        "messages of customers": len(ledger.said),
        **ledger.counts,
        **twilio.done,
        **model.done,
        **outages.done,
        "processes killed": outages.kills,
        "answers": answers["answer"],
        "further parts": sum(count for purpose, count in answers.items() if (purpose or "").startswith("answer part")),
        "other lines of the bot's": {
            purpose: count for purpose, count in answers.items() if not (purpose or "").startswith("answer")
        },
        "messages of persons": len(ledger.written),
        "sends taken": len(twilio.messages),
        "look-ups": looked_up,
        "status callbacks by HTTP status": dict(twilio.reports),
        "calls of the model": len(model.received),
        "sessions": len(records.sessions),
        "rememberings": dict(Counter(piece.state for piece in records.rememberings)),
        "versions": len(records.versions),
        "flagged": dict(Counter(one.flag_reason for one in records.customers.values() if one.flag_reason)),
    }
    for name, count in counts.items():
        print(f"{name}: {count}")


def _orphans(folder: str) -> list[int]:
    """Processes of the installation that are still there."""
    time.sleep(1)
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"VAR_FOLDER={folder}\0".encode() in environment.read_bytes():
                found.append(int(environment.parent.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
