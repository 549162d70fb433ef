"""`python -m bot doctor`: each thing that can be wrong has its sentence, and no key is ever shown."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
import structlog
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from bot import create_app
from bot.commands import main
from bot.doctor import examine, run_doctor
from bot.doctor.channel import check_account, check_numbers
from bot.doctor.findings import Finding, State
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
from bot.services import Services, build_language_model, build_provider_account
from bot.settings import Settings
from memory.database import Database
from memory.models import EarlyStatus
from tests.fakes import MovingClock, RecordingQueueing
from tests.loopback import LoopbackServer, Received, Response
from tests.servers import Failure, OpenAIServer, TwilioServer, sender

ACCOUNT = "AC" + "0" * 32
TOKEN = "twilio-token-for-tests"
NUMBER = "whatsapp:+14155550100"
OVERRIDES = "#rc=3&rp=ct,rt,5xx"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One kind is enough here."""
    return sqlite_database


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with TwilioServer(account_sid=ACCOUNT, auth_token=TOKEN) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, twilio: TwilioServer) -> Settings:
    return settings.model_copy(update={"twilio_api_base_url": twilio.url, "twilio_whatsapp_from": NUMBER})


def changed(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


def account(settings: Settings) -> Finding:
    return check_account(settings, build_provider_account(settings))


def number(settings: Settings) -> Finding:
    (finding,) = check_numbers(settings, build_provider_account(settings))
    return finding


class QuietHandler(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a port of loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_valid_account_is_well(settings: Settings) -> None:
    assert account(settings).state is State.OK


@pytest.mark.parametrize(
    ("change", "state", "told"),
    [
        ({"twilio_auth_token": "wrong"}, State.PROBLEM, "Twilio refuses SID and token"),
        ({"twilio_account_sid": "AC9"}, State.PROBLEM, "Twilio refuses SID and token"),
        ({"twilio_api_base_url": "http://127.0.0.1:9"}, State.PROBLEM, "could not be reached"),
    ],
)
def test_an_account_that_cannot_be_opened_has_its_sentence(
    settings: Settings, change: dict[str, str], state: State, told: str
) -> None:
    finding = account(changed(settings, **change))
    assert (finding.state, told in finding.sentence) == (state, True)


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [({"status": "suspended"}, State.PROBLEM, "“suspended”"), ({"type": "Trial"}, State.WARNING, "50 messages a day")],
)
def test_an_account_that_may_not_send_much_has_its_sentence(
    settings: Settings, twilio: TwilioServer, said: dict[str, str], state: State, told: str
) -> None:
    twilio.account |= said
    assert account(settings).state is state
    assert told in account(settings).sentence


def test_without_twilio_there_is_the_local_phone_but_not_in_production(settings: Settings) -> None:
    without = changed(settings, twilio_account_sid="", twilio_auth_token="", twilio_whatsapp_from="")
    assert check_account(without, None).state is State.OK
    assert check_account(changed(without, app_env="production"), None).state is State.PROBLEM
    assert check_numbers(without, None) == []


WEBHOOK = "https://shop.example/webhooks/twilio/messages"


@pytest.mark.parametrize(
    ("listed", "state", "told"),
    [
        ([sender(NUMBER, WEBHOOK + OVERRIDES)], State.OK, "posted to us"),
        ([sender("whatsapp:+1999", WEBHOOK)], State.PROBLEM, "is no WhatsApp sender of this account"),
        ([sender(NUMBER, WEBHOOK, status="PENDING_VERIFICATION")], State.PROBLEM, "PENDING_VERIFICATION"),
        ([sender(NUMBER)], State.WARNING, "no webhook of its own"),
        ([sender(NUMBER, "https://old.example/x?secret=1")], State.PROBLEM, "go to https://old.example/x; set"),
        ([sender(NUMBER, WEBHOOK + OVERRIDES, method="GET")], State.PROBLEM, "set the method to POST"),
        ([sender(NUMBER, WEBHOOK)], State.WARNING, "a restart is lost"),
        (None, State.SKIPPED, "does not list"),
    ],
)
def test_each_thing_about_a_number_has_its_sentence(
    settings: Settings, twilio: TwilioServer, listed: list[dict[str, object]] | None, state: State, told: str
) -> None:
    twilio.senders = listed
    finding = number(settings)
    assert (finding.state, told in finding.sentence) == (state, True), finding


def test_the_sandbox_is_named_as_such(settings: Settings) -> None:
    finding = number(changed(settings, twilio_whatsapp_from="whatsapp:+14155238886"))
    assert finding.state is State.OK
    assert f"{WEBHOOK}{OVERRIDES}" in finding.sentence
    assert "join <code>" in finding.sentence


def test_a_served_installation_takes_signed_webhooks_alone_and_the_probe_leaves_nothing(
    settings: Settings, services: Services, database: Database
) -> None:
    holder: dict[str, Flask] = {}

    def app(environ: dict[str, object], start: object) -> object:
        return holder["app"](environ, start)  # type: ignore[arg-type] # WSGI's own types say less than is so

    with serving(app) as url:  # type: ignore[arg-type] # as above
        here = changed(settings, public_url=url)
        holder["app"] = create_app(here, Services(**{**vars(services), "settings": here}))
        findings = check_public_url(here)
        assert [finding.state for finding in findings] == [State.WARNING, State.OK, State.OK]
        assert "http:" in findings[0].sentence
        other = changed(here, twilio_auth_token="another")
        refused = check_public_url(other)[-1]
        assert refused.state is State.PROBLEM
        assert "answered with 403, it must be 204" in refused.sentence
    with database.reading() as session:
        assert session.query(EarlyStatus).count() == 0


class Elsewhere(LoopbackServer):
    """Something else than Rapport at PUBLIC_URL."""

    def __init__(self, *responses: Response) -> None:
        super().__init__()
        self._responses = iter(responses)

    def respond(self, received: Received) -> Response:
        return next(self._responses)


ALIVE = Response(body='{"status": "alive"}')


@pytest.mark.parametrize(
    ("responses", "told"),
    [
        ([Response(status=502)], "something else than Rapport (HTTP 502)"),
        ([Response(body="<html>")], "something else than Rapport (HTTP 200)"),
        ([Response(dropped=True)], "is not reached from here"),
        ([ALIVE, Response(status=204), Response(status=204)], "without a signature was answered with 204"),
        ([ALIVE, Response(status=403), Response(status=500)], "signed webhook was answered with 500"),
        ([ALIVE, Response(dropped=True)], "did not answer"),
    ],
)
def test_what_answers_wrongly_at_the_public_address_has_its_sentence(
    settings: Settings, responses: list[Response], told: str
) -> None:
    with Elsewhere(*responses) as server:
        last = check_public_url(changed(settings, public_url=server.url))[-1]
    assert (last.state, told in last.sentence) == (State.PROBLEM, True), last


def test_an_address_that_nobody_serves_and_none_at_all_have_their_sentences(settings: Settings) -> None:
    gone = check_public_url(changed(settings, public_url="http://127.0.0.1:9"))
    assert "is not reached from here" in gone[-1].sentence
    without = check_public_url(changed(settings, public_url="", port=9))
    assert without[0].state is State.PROBLEM
    assert "X-Forwarded-Proto" in without[0].sentence


@pytest.fixture
def model() -> Iterator[OpenAIServer]:  # type: ignore[override] # a server instead of the fake
    with OpenAIServer() as server:
        yield server


@pytest.mark.parametrize(
    ("reply", "extraction", "states", "told"),
    [
        ("yes", None, [State.OK, State.OK], "keeps to the JSON schema"),
        (Failure(401), None, [State.PROBLEM, State.OK], "Check OPENAI_API_KEY"),
        (Failure(404), Failure(404), [State.PROBLEM, State.PROBLEM], "Check CHAT_MODEL"),
        ("yes", "I only wear rose gold!", [State.OK, State.PROBLEM], "does not keep to the JSON schema"),
        ("yes", {"operations": "none"}, [State.OK, State.PROBLEM], "does not keep to the JSON schema"),
    ],
)
def test_each_use_of_the_model_is_tried(
    settings: Settings,
    model: OpenAIServer,
    clock: MovingClock,
    reply: object,
    extraction: object,
    states: list[State],
    told: str,
) -> None:
    model.replies.append(reply)  # type: ignore[arg-type] # whatever the table above says
    if extraction is not None:
        model.extractions.append(extraction)  # type: ignore[arg-type] # as above
    asked = changed(settings, openai_base_url=model.base_url)
    findings = check_model(asked, build_language_model(asked), clock.now())
    assert [finding.state for finding in findings] == states
    assert told in " ".join(finding.sentence for finding in findings)
    assert len(model.bodies) == 2


def test_a_model_that_is_not_there_has_its_sentence(settings: Settings, clock: MovingClock) -> None:
    away = changed(settings, openai_base_url="http://127.0.0.1:9/v1")
    assert {finding.state for finding in check_model(away, build_language_model(away), clock.now())} == {State.PROBLEM}


def test_what_the_installation_has_itself_is_well(settings: Settings, services: Services, database: Database) -> None:
    findings = [check_folder(settings), check_secrets(settings), check_catalogue(settings), check_database(database)]
    findings += [check_queue(services.queueing), check_workers(services.queueing)]
    assert {finding.state for finding in findings} == {State.OK}


def test_a_folder_that_cannot_be_written_has_its_sentence(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    finding = check_folder(changed(settings, var_folder=tmp_path / "file" / "var"))
    assert finding.state is State.PROBLEM
    assert "VAR_FOLDER" in finding.sentence


def test_secrets_that_can_be_guessed_are_named_in_production_and_never_shown(settings: Settings) -> None:
    weak = changed(settings, app_env="production", secret_key="s" * 40, admin_password="12345678", api_keys="short-key")
    finding = check_secrets(weak)
    assert finding.sentence.startswith("SECRET_KEY, ADMIN_PASSWORD, API_KEYS can be guessed")
    assert "12345678" not in finding.sentence
    strong = changed(weak, secret_key="Zr8" * 4 + "kq0PxW1vBn", admin_password="a long password", api_keys="k" * 40)
    assert check_secrets(strong).state is State.OK


def test_a_catalogue_that_cannot_be_read_or_holds_nothing_has_its_sentence(settings: Settings, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("sku,name,price\n1,Ring,cheap\n")
    assert check_catalogue(changed(settings, catalogue=goods)).state is State.PROBLEM
    goods.write_text("sku,name,price\n")
    assert check_catalogue(changed(settings, catalogue=goods)).state in {State.WARNING, State.PROBLEM}


def test_a_database_that_is_away_or_of_yesterday_has_its_sentence(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert "python -m bot migrate" in check_database(empty).sentence
    away = Database("postgresql://user:password@127.0.0.1:9/none")
    finding = check_database(away)
    assert (finding.state, "password" in finding.sentence) == (State.PROBLEM, False)


def test_a_queue_that_is_away_and_no_workers_have_their_sentences(queueing: RecordingQueueing) -> None:
    queueing.living_workers = lambda: 0  # type: ignore[method-assign] # nobody works
    assert "None runs" in check_workers(queueing).sentence
    queueing.is_alive = lambda: False  # type: ignore[method-assign] # nor is there a queue
    assert check_queue(queueing).state is State.PROBLEM
    assert check_workers(queueing).state is State.SKIPPED


def test_everything_is_looked_at_and_no_key_is_shown(settings: Settings, database: Database, valkey_url: str) -> None:
    url = str(database.engine.url)
    here = changed(settings, database_url=url, redis_url=valkey_url, public_url="http://127.0.0.1:9")
    findings = list(examine(here))
    names = [finding.name for finding in findings]
    assert names == [
        *("Settings", "Folder", "Secrets", "Catalogue", "Database", "Queue", "Workers", "Twilio account"),
        *("Number +14155550100", "PUBLIC_URL", "Reachable", "Language model"),
    ]
    told = " ".join(finding.sentence for finding in findings)
    assert not any(
        secret in told for secret in (TOKEN, settings.secret_key, settings.admin_password, "a-key-for-tests")
    )


@pytest.mark.usefixtures("logs_as_before")
def test_the_command_prints_what_is_to_be_mended_and_makes_no_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "PUBLIC_URL", "OPENAI_API_KEY", "REDIS_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAR_FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("PORT", "9")
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "PROBLEM  Queue: It does not answer; start Rapport (`make run`)" in told[5]
    assert told[-1].endswith("to mend.")
    assert not (tmp_path / "var" / "secrets.json").exists()
    structlog.reset_defaults()


def test_settings_that_cannot_be_read_are_problems_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    output = StringIO()
    assert run_doctor(output) == 1
    assert output.getvalue().startswith("PROBLEM  Settings: PORT ")
