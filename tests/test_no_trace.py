"""An erased customer leaves no trace: not in the database's file, the queue, the local phone, nor ever in a log."""

import base64
import contextlib
import logging
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue
from rq.registry import FailedJobRegistry
from rq.results import Result
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot import create_app
from bot.logs import configure_logs
from bot.phone.database import PhoneDatabase
from bot.phone.store import PhoneStore
from bot.queueing import QUEUES, RedisQueueing
from bot.retention import Retention
from bot.services import Services, connect_to_queue
from memory.database import Database
from memory.leases import Work
from memory.models import Message
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, MovingClock, update
from tests.shop import RUI, Shop

SIGNED_IN = {"Authorization": f"Bearer {API_KEY}"}
WORDS = "xylophone-shaped pendant"
TRACES = (b"xylophone", b"351910000001", b"Asked for a pendant")
CITED = {"field": "preferences", "text": f"a {WORDS}", "message": 1, "quote": WORDS}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """PostgreSQL's files are its server's."""
    return sqlite_database


@pytest.fixture
def queue(valkey_url: str) -> Iterator[Redis]:
    connection = connect_to_queue(valkey_url)
    connection.flushall()
    yield connection
    connection.flushall()
    connection.close()


@pytest.fixture
def services(services: Services, queue: Redis) -> Services:
    return replace(services, queueing=RedisQueueing(queue))


@pytest.fixture
def client(services: Services) -> FlaskClient:
    app = create_app(services.settings, services)
    app.testing = False
    return app.test_client()


@pytest.fixture
def remembered(services: Services, clock: MovingClock, model: FakeLanguageModel) -> Shop:
    """Ana and Rui have each had a session, answered and remembered; Ana's is on the local phone too."""
    shop = Shop(services, clock)
    for customer in (RUI, "whatsapp:+351910000001"):
        shop.hears(f"I look for a {WORDS}", from_=customer)
        shop.answers()
        model.updates.append(update(CITED, stage="warm_lead", last="Asked for a pendant."))
        shop.falls_silent()
    phone = PhoneStore(PhoneDatabase(services.settings.phone_file), clock.now)
    phone.add_first_customers()
    phone.write("SM1", "+351910000001", f"I look for a {WORDS}")
    return shop


def files_with(folder: Path, trace: bytes) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file() and trace in path.read_bytes()]


def everything_in(queue: Redis) -> bytes:
    """All keys and values, also those that RQ has compressed."""
    found: list[bytes] = []
    for key in queue.scan_iter():
        found += [key, *_values(queue, key)]
    for value in list(found):
        with contextlib.suppress(zlib.error, ValueError):
            found.append(zlib.decompress(base64.b64decode(value, validate=True)))
    return b"\n".join(found)


def _values(queue: Redis, key: bytes) -> list[bytes]:
    read: dict[bytes, Any] = {
        b"string": lambda: [queue.get(key)],
        b"hash": lambda: [part for pair in queue.hgetall(key).items() for part in pair],
        b"list": lambda: queue.lrange(key, 0, -1),
        b"set": lambda: list(queue.smembers(key)),
        b"zset": lambda: queue.zrange(key, 0, -1),
        b"stream": lambda: [part for _, entry in queue.xrange(key) for pair in entry.items() for part in pair],
    }
    return list(read[queue.type(key)]())


def test_nothing_of_an_erased_customer_is_left_in_files_or_queue(
    client: FlaskClient, remembered: Shop, services: Services, queue: Redis, tmp_path: Path
) -> None:
    services.queueing.wake(Work.REPLY)
    sends = Queue(QUEUES[Work.SEND], connection=queue)
    failed = sends.enqueue("bot.jobs.drain", "send")
    Result.create_failure(failed, ttl=3600, exc_string=f"ValueError: {WORDS}")
    FailedJobRegistry(queue=sends).add(failed)
    assert b"xylophone" in everything_in(queue)
    assert {"phone.db-wal", "rapport.db-wal"} & set(files_with(tmp_path, b"xylophone"))
    for name in ("+351910000001", "+351910000002"):
        assert client.delete(f"/v1/customers/{name}", headers=SIGNED_IN).status_code == 204
    for trace in TRACES:
        assert files_with(tmp_path, trace) == [], trace
        assert trace not in everything_in(queue), trace


def test_retention_leaves_nothing_of_a_silent_customer_and_of_others_nothing_but_what_is_remembered(
    remembered: Shop, services: Services, queue: Redis, clock: MovingClock, tmp_path: Path
) -> None:
    services = replace(services, settings=services.settings.model_copy(update={"retention_days": 30}))
    failed = Queue(QUEUES[Work.SEND], connection=queue).enqueue("bot.jobs.drain", "send")
    Result.create_failure(failed, ttl=3600, exc_string=f"ValueError: {WORDS}")
    FailedJobRegistry(queue=Queue(QUEUES[Work.SEND], connection=queue)).add(failed)
    clock.move(days=31)
    remembered.hears("Hello again", from_=RUI)
    traces = b"I look for a xylophone", b"You said: I look", b"351910000001"
    assert all(files_with(tmp_path, trace) for trace in traces)
    while Retention(services).turn():
        pass
    for trace in traces:
        assert files_with(tmp_path, trace) == [], trace
    assert b"xylophone" not in everything_in(queue)
    assert files_with(tmp_path, WORDS.encode()) == ["rapport.db"], "Rui's facts keep their quotes"


def test_the_other_customer_stays_whole(client: FlaskClient, remembered: Shop) -> None:
    before = client.get("/v1/customers/+351910000002/export", headers=SIGNED_IN).get_json()
    assert client.delete("/v1/customers/+351910000001", headers=SIGNED_IN).status_code == 204
    assert client.get("/v1/customers/+351910000002/export", headers=SIGNED_IN).get_json() == before


def test_logs_never_hold_a_customers_words_or_number(
    client: FlaskClient,
    services: Services,
    model: FakeLanguageModel,
    clock: MovingClock,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    logs_as_before: None,
) -> None:
    configure_logs(production=True, part="test")
    shop = Shop(services, clock)
    shop.hears(f"I look for a {WORDS}")
    model.replies.append(ValueError(f"cannot think of a {WORDS}"))
    with contextlib.suppress(Exception):
        shop.answers()
    model.updates.extend([f'{{"operations": "{WORDS}"}}'] * 2)
    with contextlib.suppress(Exception):
        shop.falls_silent()
    client.get("/v1/profile/+351910000001", headers=SIGNED_IN)
    client.delete("/v1/customers/+351910000001", headers=SIGNED_IN)
    try:
        with database.transaction() as session:
            session.execute(insert(Message).values(text=WORDS, customer_id=1, session_id=1))
    except IntegrityError:
        logging.getLogger("some.library").exception("It failed.")
    written = capsys.readouterr()
    assert "some.library" in written.out
    assert "IntegrityError" in written.out
    for trace in TRACES:
        assert trace.decode() not in written.out + written.err, trace
