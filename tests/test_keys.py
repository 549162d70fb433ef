"""Keys of `/v1`: scopes, rate limits, and the commands that make them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from bot import create_app
from bot.commands import main
from bot.keys import Scope, create_key, find_key, revoke_key
from bot.rate_limits import CountedRateLimits
from bot.services import Services, connect_to_queue
from bot.settings import Settings
from memory.database import Database
from memory.erasing import erase_customer
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.models import ApiKey
from memory.transcript import Author
from tests.conftest import API_KEY
from tests.fakes import MovingClock

CALLS = {
    Scope.INGEST: ("POST", "/v1/ingest"),
    Scope.READ: ("GET", "/v1/profile/nobody"),
    Scope.WRITE: ("PATCH", "/v1/profile/nobody"),
    Scope.ERASE: ("DELETE", "/v1/customers/nobody"),
}


@pytest.fixture
def client(settings: Settings, services: Services) -> FlaskClient:
    app = create_app(settings, services)
    app.testing = True
    return app.test_client()


def key_with(database: Database, clock: MovingClock, *scopes: Scope) -> str:
    with database.transaction() as session:
        return create_key(session, "a program", scopes, clock.now()).key


def status(client: FlaskClient, key: str, scope: Scope) -> int:
    method, path = CALLS[scope]
    return client.open(path, method=method, json={}, headers={"Authorization": f"Bearer {key}"}).status_code


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_opens_what_its_scopes_say_and_nothing_else(
    client: FlaskClient, database: Database, clock: MovingClock, scope: Scope
) -> None:
    key = key_with(database, clock, scope)
    for other in Scope:
        assert (status(client, key, other) != 403) == (other is scope)


def test_keys_of_the_settings_open_everything(client: FlaskClient) -> None:
    assert all(status(client, API_KEY, scope) in {404, 422} for scope in Scope)


def test_only_the_hash_of_a_key_is_stored(database: Database, clock: MovingClock) -> None:
    key = key_with(database, clock, Scope.READ)
    with database.reading() as session:
        row = session.scalars(select(ApiKey)).one()
        stored = [str(getattr(row, column.name)) for column in ApiKey.__table__.columns]
    assert not any(key in value for value in stored)
    assert row.prefix == key[: len(row.prefix)]


def test_a_key_is_found_by_all_of_it_and_not_after_it_is_revoked(database: Database, clock: MovingClock) -> None:
    key = key_with(database, clock, Scope.READ)
    with database.transaction() as session:
        assert find_key(session, key[:-1]) is None
        assert find_key(session, key + "x") is None
        found = find_key(session, key)
        assert found is not None
        assert revoke_key(session, found.id, clock.now())
        assert not revoke_key(session, found.id, clock.now())
        assert find_key(session, key) is None


def test_the_last_use_is_noted_once_a_minute(client: FlaskClient, database: Database, clock: MovingClock) -> None:
    key = key_with(database, clock, Scope.READ)

    def last_used() -> object:
        with database.reading() as session:
            return session.scalars(select(ApiKey.last_used_at)).one()

    assert last_used() is None
    first = clock.now()
    status(client, key, Scope.READ)
    clock.move(seconds=30)
    status(client, key, Scope.READ)
    assert last_used() == first
    clock.move(seconds=31)
    status(client, key, Scope.READ)
    assert last_used() == clock.now()


@pytest.mark.parametrize("key", ["", "rapport_", "rapport_\x80\xff", "rapport_ " * 1000])
def test_a_senseless_key_is_refused(client: FlaskClient, key: str) -> None:
    answer = client.get("/v1/profile/nobody", headers={"X-API-Key": key})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_key_that_calls_too_often_has_to_wait_and_others_do_not(
    settings: Settings, services: Services, database: Database, clock: MovingClock
) -> None:
    few = replace(services, settings=settings.model_copy(update={"api_calls_per_minute": 3}))
    client = create_app(few.settings, few).test_client()
    key = key_with(database, clock, Scope.READ)
    assert [status(client, key, Scope.READ) for _ in range(4)] == [404, 404, 404, 429]
    answer = client.get("/v1/profile/nobody", headers={"Authorization": f"Bearer {key}"})
    assert answer.content_type == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 120
    assert status(client, API_KEY, Scope.READ) == 404


def test_calls_are_counted_over_all_processes_and_here_while_the_queue_is_away(valkey_url: str) -> None:
    Redis.from_url(valkey_url).flushall()
    one, other = (CountedRateLimits(connect_to_queue(valkey_url)) for _ in range(2))
    assert [limits.seconds_to_wait("somebody", 2) for limits in (one, other)] == [None, None]
    assert one.seconds_to_wait("somebody", 2)
    away = CountedRateLimits(connect_to_queue("unix:///tmp/nobody-listens-here.sock"))
    assert [away.seconds_to_wait("somebody", 1) is None for _ in range(2)] == [True, False]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], logs_as_before: None
) -> Callable[..., str]:
    """Runs a command and returns what it wrote."""
    monkeypatch.setenv("VAR_FOLDER", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'commands.db'}")
    monkeypatch.chdir(tmp_path)

    def run(*words: str, status: int = 0) -> str:
        assert main(list(words)) == status
        written = capsys.readouterr()
        return written.err if status else written.out

    return run


def test_keys_are_made_listed_and_revoked_by_a_command(run: Callable[..., str], tmp_path: Path) -> None:
    key = run("key", "create", "CRM", "--scopes", "read,write").splitlines()[-1]
    database = Database(f"sqlite:///{tmp_path / 'commands.db'}")
    with database.reading() as session:
        found = find_key(session, key)
    assert found is not None
    assert found.scopes == ["read", "write"]
    listed = run("key", "list")
    assert "CRM" in listed
    assert key not in listed
    assert "opens nothing" in run("key", "revoke", "1")
    assert "revoked" in run("key", "list")
    with database.reading() as session:
        assert find_key(session, key) is None
    database.dispose()


def test_a_command_that_cannot_be_carried_out_says_so_in_a_sentence(run: Callable[..., str], tmp_path: Path) -> None:
    assert "separated by commas" in run("key", "create", "CRM", "--scopes", "all", status=2)
    assert "needs a name" in run("key", "create", " ", status=2)
    assert "no valid key 7" in run("key", "revoke", "7", status=2)
    assert "No customer" in run("export", "nobody", status=2)
    assert "cannot be read" in run("import", str(tmp_path / "missing.json"), status=2)
    for content in ("{", "[]", "{}", "\udcff"):
        (tmp_path / "wrong.json").write_bytes(content.encode("utf-8", "surrogateescape"))
        assert run("import", str(tmp_path / "wrong.json"), status=2)


def test_a_customer_moves_from_one_installation_to_another(run: Callable[..., str], tmp_path: Path) -> None:
    run("migrate")
    database = Database(f"sqlite:///{tmp_path / 'commands.db'}")
    said = IngestedMessage(Author.CUSTOMER, "Só uso ouro rosa")
    with database.transaction() as session:
        ingest(session, parse_identifier("crm-1"), [said], datetime(2026, 11, 2, tzinfo=UTC), "s-1")
    (tmp_path / "export.json").write_text(run("export", "crm-1"), encoding="utf-8")
    assert "already" in run("import", str(tmp_path / "export.json"), status=2)
    with database.transaction() as session:
        erase_customer(session, 1, datetime(2026, 11, 2, tzinfo=UTC))
    assert "taken in" in run("import", str(tmp_path / "export.json"))
    assert "Só uso ouro rosa" in run("export", "crm-1")
    database.dispose()
