"""`python -m bot doctor`: the settings against reality, in sentences that say what to mend. Keys are never shown."""

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from bot.doctor.channel import check_account, check_numbers
from bot.doctor.findings import Finding, State, ok, problem
from bot.doctor.installation import (
    check_catalogue,
    check_database,
    check_folder,
    check_queue,
    check_secrets,
    check_workers,
)
from bot.doctor.model import check_model
from bot.doctor.reaching import check_public_url
from bot.local_secrets import FILE_NAME, complete_settings
from bot.queueing import RedisQueueing
from bot.services import build_language_model, build_provider_account, connect_to_queue
from bot.settings import Settings, SettingsError, load_settings
from memory.clock import SystemClock
from memory.database import Database

__all__ = ["Finding", "State", "examine", "run_doctor"]

_WIDTH = max(len(state) for state in State)


def run_doctor(output: TextIO | None = None) -> int:
    """Check everything and print what was found. Returns the exit status: 1 when anything must be mended."""
    out = output or sys.stdout
    try:
        settings = _settings()
    except SettingsError as error:
        return _print(out, (problem("Settings", sentence) for sentence in str(error).splitlines()))
    return _print(out, examine(settings))


def _settings() -> Settings:
    """As `complete_settings`, but nothing is made here: the first start makes secrets, and shows them once."""
    settings = load_settings()
    return complete_settings(settings).settings if (settings.var_folder / FILE_NAME).is_file() else settings


def examine(settings: Settings) -> Iterator[Finding]:
    """One finding after the other, the nearest things first."""
    queueing = RedisQueueing(connect_to_queue(settings.queue_url))
    database = Database(settings.database_url)
    account = build_provider_account(settings) if settings.uses_twilio else None
    yield ok("Settings", "They can be read.")
    yield check_folder(settings)
    yield check_secrets(settings)
    yield check_catalogue(settings)
    yield check_database(database)
    database.dispose()
    yield check_queue(queueing)
    yield check_workers(queueing)
    yield check_account(settings, account)
    yield from check_numbers(settings, account)
    yield from check_public_url(settings)
    yield from check_model(settings, build_language_model(settings), SystemClock().now())


def _print(out: TextIO, findings: Iterable[Finding]) -> int:
    problems = 0
    for finding in findings:
        out.write(f"{finding.state:<{_WIDTH}}  {finding.name}: {finding.sentence}\n")
        out.flush()
        problems += finding.state is State.PROBLEM
    out.write("Everything works.\n" if not problems else f"{problems} to mend.\n")
    return 1 if problems else 0
