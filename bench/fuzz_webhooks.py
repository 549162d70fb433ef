"""Throws mutated and random requests at Twilio's endpoints and counts what should not have happened: `make fuzz`.

    python -m bench.fuzz_webhooks [--count 100000] [--seed N] [--over-http 2000] [--database-url URL]

Requests are signed ones, forms and JSON, with something changed, or noise; most go to the application itself, some
over HTTP to the web server. Exit status 1 when any answer is a 5xx, when a request that is not signed is taken, when
one that is signed, well formed and for us is refused, or when anything is recorded that was not signed.
"""

import argparse
import logging
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from flask.testing import FlaskClient
from sqlalchemy import select

from bench import drawn_requests, fuzzed_requests
from bench.fuzzed_requests import ACCOUNT_SID, AUTH_TOKEN, BASE, SENDERS, Sent, is_for_us, is_signed, is_well_formed
from bench.wire import over_http, served
from bot import create_app
from bot.migrating import migrate
from bot.selling.catalogue import read_catalogue
from bot.services import MediaServices, Services
from bot.settings import Settings
from memory.clock import SystemClock
from memory.database import Database
from memory.models import EarlyStatus, Message
from tests.fakes import FakeLanguageModel, FakeMedia, FakeSender, RecordingQueueing

ALLOWED = frozenset({204, 400, 403, 404, 405, 408, 411, 413, 414, 415, 431})
MOST_SHOWN = 20
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What no database takes, so that an id is recorded without it."""
Send = Callable[[Sent], int | None]


@dataclass
class Outcome:
    """What was answered, and what should not have been."""

    statuses: Counter[str] = field(default_factory=Counter)
    signed: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    signed_ids: set[str] = field(default_factory=set)

    def judge(self, sent: Sent, status: int | None) -> None:
        """Count one answer; None is a connection that was closed without one."""
        signed = is_signed(sent)
        self.statuses[str(status)] += 1
        self.signed["signed" if signed else "not signed"] += 1
        if signed:
            fields = fuzzed_requests.fields_of(fuzzed_requests.as_it_arrives(sent))
            named = (str(fields.get(name)) for name in ("MessageSid", "SmsMessageSid", "SmsSid"))
            self.signed_ids |= {_UNSTORABLE.sub("", name)[:255] for name in named}
        if problem := _problem(sent, status, signed=signed):
            self.violations.append(f"{problem}: {str(sent)[:600]}")


def _problem(sent: Sent, status: int | None, *, signed: bool) -> str | None:
    if status is None:
        return None if sent.length is not None or sent.noise else "no answer"
    if status not in ALLOWED:
        return f"answered {status}"
    if status == 204 and not signed:
        return "taken without a signature"
    if signed and status != 204 and is_well_formed(sent) and is_for_us(sent):
        return f"signed and refused with {status}"
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz and report. Returns the exit status."""
    options = _options(arguments)
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(
        f"seed {options.seed}, {options.count} requests to the application, {options.over_http} over HTTP", flush=True
    )
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        settings = fuzz_settings(Path(folder), options.database_url)
        database = Database(settings.database_url)
        migrate(database)
        chance = random.Random(options.seed)
        fuzz(chance, options.count, to_application(settings, database), outcome)
        if options.over_http:
            with served(settings) as port:
                fuzz(chance, options.over_http, lambda sent: over_http(port, sent), outcome)
        outcome.violations.extend(unsigned_records(database, outcome.signed_ids))
        database.dispose()
    return _report(outcome)


def fuzz(chance: random.Random, count: int, send: Send, outcome: Outcome) -> None:
    """Send so many requests and judge the answers."""
    started = time.monotonic()
    for number in range(1, count + 1):
        sent = drawn_requests.random_request(chance, f"SM{chance.getrandbits(128):032x}")
        outcome.judge(sent, send(sent))
        if number % 5_000 == 0:
            rate = number / (time.monotonic() - started)
            print(f"{number} of {count}, {rate:.0f} a second, {len(outcome.violations)} violations", flush=True)


def fuzz_settings(folder: Path, database_url: str = "") -> Settings:
    """An installation with two numbers behind one public address, with nobody to talk to."""
    return Settings(
        _env_file=None,
        var_folder=folder,
        public_url=BASE,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        twilio_whatsapp_from=",".join(SENDERS),
        database_url=database_url or f"sqlite:///{folder / 'fuzz.db'}",
        secret_key="s" * 48,
        admin_email="team@shop.example",
        admin_password="a long password",  # noqa: S106 - nobody signs in here
        api_keys="a-key-for-fuzzing",
    )


def to_application(settings: Settings, database: Database) -> Send:
    """Sends to the application itself, with a queue, a model and a provider that do nothing."""
    catalogue = read_catalogue(settings.catalogue, settings.shop_currency)
    queueing, model, sender = RecordingQueueing(), FakeLanguageModel(), FakeSender()
    nobody = FakeMedia()
    media = MediaServices(fetcher=nobody, storage=nobody, reader=nobody)
    services = Services(settings, database, SystemClock(), queueing, model, sender, catalogue, media)
    app = create_app(settings, services)
    client = app.test_client()

    def send(sent: Sent) -> int:
        queueing.woken.clear()
        queueing.timers.clear()
        if not services.refusals.explains:  # or the causes would be looked for at the start alone
            services.refusals.write(database)
        return _open(client, sent)

    return send


def _open(client: FlaskClient, sent: Sent) -> int:
    length = {} if sent.length is None else {"CONTENT_LENGTH": sent.length}
    response = client.open(
        sent.path,
        method=sent.method,
        query_string=sent.query,
        data=sent.body,
        headers=sent.headers,
        environ_overrides=length,
    )
    return response.status_code


def unsigned_records(database: Database, signed_ids: set[str]) -> list[str]:
    """What is recorded and was in no signed request."""
    with database.reading() as session:
        queries = (select(Message.provider_id), select(EarlyStatus.provider_id))
        recorded = {str(each) for query in queries for each in session.scalars(query) if each}
    return [f"recorded without a signature: {each}" for each in sorted(recorded - signed_ids)]


def _report(outcome: Outcome) -> int:
    print("answers:", dict(sorted(outcome.statuses.items())))
    print("requests:", dict(outcome.signed), "violations:", len(outcome.violations))
    for violation in outcome.violations[:MOST_SHOWN]:
        print(" ", violation)
    return 1 if outcome.violations else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz_webhooks")
    parser.add_argument("--count", type=int, default=100_000, help="requests to the application itself")
    parser.add_argument("--over-http", type=int, default=2_000, help="requests over HTTP to the web server")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32), help="the same seed, the same requests")
    parser.add_argument("--database-url", default="", help="a fresh database; a SQLite file by default")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
