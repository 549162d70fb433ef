"""`python -m bot …`: the parts of Rapport as commands."""

import argparse
import logging
import sys
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from bot.data_commands import CommandRefused, add_parsers
from bot.local_secrets import complete_settings
from bot.logs import configure_logs
from bot.selling.catalogue import CatalogueError
from bot.settings import Settings, SettingsError, load_settings
from memory.database import Database


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit status; a problem with the settings is one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Rapport: a WhatsApp sales bot that remembers.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, help_text) in COMMANDS.items():
        commands.add_parser(name, help=help_text)
    add_parsers(commands)
    given = parser.parse_args(arguments)
    try:
        if "handler" in given:
            given.handler(_database(given.command), given)
        else:
            return COMMANDS[given.command][0]() or 0
    except (SettingsError, CatalogueError, CommandRefused) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OperationalError:
        sys.stderr.write("The database cannot be reached or written; check DATABASE_URL and that its server runs.\n")
        return 2
    return 0


def _settings(part: str) -> Settings:
    settings = complete_settings(load_settings()).settings
    configure_logs(production=settings.is_production, part=part)
    return settings


def _database(part: str) -> Database:
    """The database, brought up to date: a key can be made before anything else runs."""
    from bot.migrating import migrate  # noqa: PLC0415 - each command imports only what it runs
    from bot.services import open_database  # noqa: PLC0415 - as above

    database = open_database(_settings(part))
    migrate(database)
    return database


def _run() -> None:
    from bot.running import run  # noqa: PLC0415 - each command imports only what it runs

    run(complete_settings(load_settings()))


def _web() -> None:
    from bot.web import serve  # noqa: PLC0415 - as above

    serve(_settings("web"))


def _worker() -> None:
    from bot.worker import work  # noqa: PLC0415 - as above

    work(_settings("worker"))


def _clock() -> None:
    from bot.timekeeping import keep_time  # noqa: PLC0415 - as above

    keep_time(_settings("clock"))


def _migrate() -> None:
    _database("migrate")


def _doctor() -> int:
    from bot.doctor import run_doctor  # noqa: PLC0415 - as above

    configure_logs(production=False, part="doctor", level=logging.CRITICAL)  # what it finds are sentences
    return run_doctor()


COMMANDS: dict[str, tuple[Callable[[], int | None], str]] = {
    "run": (_run, "everything in one terminal"),
    "web": (_web, "the web server"),
    "worker": (_worker, "one worker: answers, sends, remembers"),
    "clock": (_clock, "timers and the sweeper"),
    "doctor": (_doctor, "check the settings against reality, and say what to mend"),
    "migrate": (_migrate, "bring the database up to date"),
}
