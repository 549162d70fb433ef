"""`python -m bot key …`, `export` and `import`: keys of `/v1` and single customers, from a terminal."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.keys import Scope, create_key, list_keys, revoke_key
from memory.clock import SystemClock
from memory.customers import find_customer
from memory.database import Database
from memory.exporting import ImportRefused, export_customer, import_customer
from memory.identifiers import SenselessIdentifier, parse_identifier


class CommandRefused(Exception):
    """A command that cannot be carried out. Its text is one sentence for the person who typed it."""


def make_key(database: Database, given: argparse.Namespace) -> None:
    """Make a key and show it, once."""
    try:
        scopes = {Scope(word.strip()) for word in given.scopes.split(",")}
    except ValueError:
        raise CommandRefused(f"Scopes are some of {', '.join(Scope)}, separated by commas.") from None
    try:
        with database.transaction() as session:
            made = create_key(session, given.name, scopes, SystemClock().now())
    except ValueError as error:
        raise CommandRefused(str(error)) from error
    _say(f"Key {made.row.id} for “{made.row.name}” opens {', '.join(made.row.scopes)}. It is shown this once:")
    _say(made.key)


def show_keys(database: Database, _given: argparse.Namespace) -> None:
    """List all keys, without what makes them keys."""
    with database.reading() as session:
        rows = list_keys(session)
    for row in rows:
        state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else "valid"
        used = f"last used {row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "never used"
        _say(f"{row.id:>4}  {row.prefix}…  {','.join(row.scopes):<24}  {state}, {used}  {row.name}")
    if not rows:
        _say("There are no keys but those of API_KEYS.")


def take_key_back(database: Database, given: argparse.Namespace) -> None:
    """Revoke a key."""
    with database.transaction() as session:
        is_revoked = revoke_key(session, given.id, SystemClock().now())
    if not is_revoked:
        raise CommandRefused(f"There is no valid key {given.id}; `python -m bot key list` shows all.")
    _say(f"Key {given.id} opens nothing any more.")


def write_export(database: Database, given: argparse.Namespace) -> None:
    """Write everything we hold of a customer as JSON."""
    with database.reading() as session:
        try:
            customer = find_customer(session, parse_identifier(given.customer_id))
        except SenselessIdentifier as error:
            raise CommandRefused(str(error)) from error
        if customer is None:
            raise CommandRefused("No customer is known by this id.")
        _say(json.dumps(export_customer(session, customer.id, SystemClock().now()), ensure_ascii=False, indent=1))


def take_export_in(database: Database, given: argparse.Namespace) -> None:
    """Take an exported customer in."""
    try:
        document: Any = json.loads(given.file.read_text(encoding="utf-8"))
        with database.transaction() as session:
            import_customer(session, document)
    except OSError as error:
        raise CommandRefused(f"{given.file} cannot be read ({error.strerror}).") from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise CommandRefused(f"{given.file} is not JSON.") from error
    except ImportRefused as refused:
        raise CommandRefused(str(refused)) from refused
    _say("The customer is taken in.")


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these commands. Each sets `handler`: a function of the database and what was typed."""
    key = commands.add_parser("key", help="make, list and revoke keys of /v1")
    actions = key.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="make a key; it is shown once")
    create.add_argument("name", help="what the key is for")
    create.add_argument("--scopes", default="ingest,read", help=f"some of {','.join(Scope)}; default %(default)s")
    create.set_defaults(handler=make_key)
    actions.add_parser("list", help="show all keys").set_defaults(handler=show_keys)
    revoke = actions.add_parser("revoke", help="let a key open nothing any more")
    revoke.add_argument("id", type=int, help="its number in `key list`")
    revoke.set_defaults(handler=take_key_back)
    export = commands.add_parser("export", help="everything we hold of a customer, as JSON on standard output")
    export.add_argument("customer_id", help="phone number, e-mail or another id of the customer")
    export.set_defaults(handler=write_export)
    taking_in = commands.add_parser("import", help="take an exported customer in")
    taking_in.add_argument("file", type=Path)
    taking_in.set_defaults(handler=take_export_in)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
