"""Why webhooks are refused: the likely cause is found, counted and shown, and nobody can make the table grow."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot import create_app
from bot.admin.refusal_words import advice, likely_cause
from bot.refusal_counts import KEPT_DAYS, MOST_EXPLAINED, RefusalCounts
from bot.refusals import Cause, Refusal
from bot.services import Services
from bot.settings import Settings
from bot.sweeper import sweep
from memory.database import Database
from memory.models import RefusedWebhook
from tests.conftest import AUTH_TOKEN
from tests.fakes import MovingClock
from tests.shop import ANA, SHOP, sid
from tests.signing import SIGNATURE, Posted, form_request, json_request

BASE = "https://shop.example"
MESSAGES = "/webhooks/twilio/messages"
STATUS = "/webhooks/twilio/status"
ACCOUNT = "AC" + "0" * 32


def parameters(**changes: str) -> dict[str, str]:
    return {"MessageSid": sid(), "AccountSid": ACCOUNT, "From": ANA, "To": SHOP, "Body": "hello"} | changes


def refused(services: Services) -> list[RefusedWebhook]:
    services.refusals.write(services.database)
    with services.database.reading() as session:
        return list(session.scalars(select(RefusedWebhook).order_by(RefusedWebhook.id)))


Ask = Callable[..., RefusedWebhook]


@pytest.fixture
def ask(settings: Settings, services: Services) -> Ask:
    """Posts one request that is refused, to an installation with this PUBLIC_URL; answers what was counted."""

    def ask(posted: Posted, public_url: str = BASE, **headers: str) -> RefusedWebhook:
        changed = settings.model_copy(update={"public_url": public_url})
        client = create_app(changed, Services(**{**vars(services), "settings": changed})).test_client()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = client.post(posted.path, data=posted.body, headers={**posted.headers, **named})
        assert response.status_code == 403
        (row,) = refused(services)
        return row

    return ask


def signed_for(url_base: str, path: str = MESSAGES, **fields: str) -> Posted:
    """A form that Twilio signed for another address than the one it arrives at."""
    return form_request(AUTH_TOKEN, BASE, MESSAGES, parameters(**fields), signed_url=url_base + path)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Only what is written is tried on both databases, further below."""
    return sqlite_database


@pytest.mark.parametrize(
    ("public_url", "signed_base", "headers", "cause", "told"),
    [
        ("http://shop.example", "https://shop.example", {}, Cause.SCHEME, "PUBLIC_URL says http, Twilio signed https."),
        ("https://shop.example", "http://shop.example", {}, Cause.SCHEME, "PUBLIC_URL says https, Twilio signed http."),
        ("https://old.example", "https://shop.example", {"Host": "shop.example"}, Cause.HOST, "https://shop.example"),
        ("https://old.example", "https://shop.example", {"X_Forwarded_Host": "shop.example, x"}, Cause.HOST, "old"),
        ("http://old.example", "https://shop.example", {"X_Original_Host": "shop.example"}, Cause.HOST, "shop"),
        (BASE, "https://shop.example:8443", {"Host": "shop.example:8443"}, Cause.PORT, "shop.example:8443"),
        (BASE, "https://shop.example:8443", {"X_Forwarded_Port": "8443", "Host": "shop.example"}, Cause.PORT, "8443"),
        ("https://shop.example/bot", "https://shop.example", {}, Cause.PATH, "path"),
        (BASE, "https://shop.example/bot", {"X_Forwarded_Prefix": "/bot"}, Cause.PATH, "path"),
        (
            "",
            "https://shop.example",
            {"Host": "shop.example", "X_Forwarded_Proto": "https"},
            Cause.PROXY,
            "X-Forwarded",
        ),
        ("", "https://shop.example", {"X_Forwarded_Host": "shop.example"}, Cause.PROXY, "https://shop.example"),
    ],
)
def test_an_address_that_is_not_the_signed_one_is_named_with_what_twilio_signed(
    ask: Ask, public_url: str, signed_base: str, headers: dict[str, str], cause: Cause, told: str
) -> None:
    row = ask(signed_for(signed_base), public_url, **headers)
    assert row.cause == cause
    assert told in likely_cause(row.cause, row.example)
    if cause in {Cause.SCHEME, Cause.PORT, Cause.PROXY}:
        assert f"PUBLIC_URL to {signed_base}" in advice(row.cause, row.example)


def test_a_slash_too_many_and_a_lost_query_are_told_apart(ask: Ask) -> None:
    assert ask(signed_for(BASE, f"{MESSAGES}/")).cause == Cause.PATH


def test_a_query_that_was_changed_on_the_way_is_named(ask: Ask) -> None:
    fields = parameters()
    posted = form_request(AUTH_TOKEN, BASE, f"{MESSAGES}?a=1", fields, signed_url=BASE + MESSAGES)
    assert ask(posted).cause == Cause.QUERY


@pytest.mark.parametrize("sent", [b'{"Body": "other"}', b"", b"\xff"])
def test_a_changed_document_is_named(ask: Ask, sent: bytes) -> None:
    assert ask(json_request(AUTH_TOKEN, BASE, STATUS, parameters(), body=sent)).cause == Cause.BODY


def test_a_form_sent_under_another_name_or_lost_on_the_way_is_named(ask: Ask, services: Services) -> None:
    posted = form_request(AUTH_TOKEN, BASE, STATUS, parameters())
    assert ask(posted, Content_Type="text/plain").cause == Cause.BODY
    lost = form_request(AUTH_TOKEN, BASE, STATUS, parameters(), signed={})
    assert ask(lost).count == 2


def test_no_signature_and_a_shared_key_s_are_named(ask: Ask, services: Services) -> None:
    posted = form_request("shared", BASE, STATUS, parameters())
    named = {"X_Twilio_Webhooks_Signature_Settings": "key=k,algorithm=HMAC_SHA256"}
    assert ask(posted, **named).cause == Cause.SHARED_KEY


def test_a_missing_signature_is_named(ask: Ask) -> None:
    row = ask(Posted(STATUS, b"MessageSid=SM1", {}), X_Forwarded_Proto="https", User_Agent="curl")
    assert row.cause == Cause.NO_SIGNATURE
    assert row.example["headers"] == ["X-Forwarded-Proto"]


@pytest.mark.parametrize(
    ("fields", "token", "cause"),
    [
        ({}, "another token", Cause.TOKEN),
        ({"AccountSid": "AC" + "9" * 32}, "another token", Cause.ACCOUNT),
        ({"AccountSid": "AC" + "9" * 32}, AUTH_TOKEN, Cause.ACCOUNT),
        ({"AccountSid": ""}, "another token", Cause.STRANGER),
    ],
)
def test_another_account_and_another_token_are_told_apart(
    ask: Ask, fields: dict[str, str], token: str, cause: Cause
) -> None:
    assert ask(form_request(token, BASE, STATUS, parameters(**fields))).cause == cause


def test_a_signature_that_cannot_be_one_is_a_stranger_s(ask: Ask) -> None:
    posted = form_request(AUTH_TOKEN, BASE, STATUS, parameters())
    assert ask(Posted(posted.path, posted.body, posted.headers | {SIGNATURE: "bm9wZQ=="})).cause == Cause.STRANGER


def test_a_number_that_is_none_of_the_shop_s_is_refused_and_hinted_at(ask: Ask) -> None:
    row = ask(form_request(AUTH_TOKEN, BASE, MESSAGES, parameters(To="whatsapp:+14155550199")))
    assert row.cause == Cause.NUMBER
    assert "…0199" in likely_cause(row.cause, row.example)
    assert "4155550199" not in str(row.example)


def test_statuses_posted_to_the_address_for_messages_are_said_so(ask: Ask) -> None:
    fields = parameters(From=SHOP, To=ANA, MessageStatus="delivered")
    assert ask(form_request(AUTH_TOKEN, BASE, MESSAGES, fields)).cause == Cause.ENDPOINT


def test_every_cause_has_its_sentences_whatever_the_example_holds() -> None:
    for cause in Cause:
        for example in ({}, {"signed": "https://{0}.example", "configured": "{configured}", "number": "…{}"}):
            assert likely_cause(cause, example).endswith((".", "!"))
            assert advice(cause, example).endswith((".", ")"))
    assert likely_cause("of a later release", {}) == "of a later release"


def test_an_example_holds_nothing_of_a_customer_and_nothing_that_a_stranger_chose(ask: Ask) -> None:
    posted = form_request(
        "another token", BASE, f"{MESSAGES}?name=Ana", parameters(Body="my secret", ProfileName="Ana")
    )
    row = ask(
        posted,
        "https://user:password@shop.example",
        Host="<script>.example",
        X_Forwarded_Host="Ana",
        X_Evil_Header="Ana",
        X_Forwarded_Prefix="/Ana",
    )
    told = str(row.example)
    assert not any(word in told for word in ("Ana", "secret", "script", "Evil", "password", "351910"))
    assert set(row.example) == {"scheme", "host", "path", "headers", "configured"}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_refusals_are_counted_a_day_a_cause_and_an_endpoint(
    request: pytest.FixtureRequest, clock: MovingClock, kind: str
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    one, other = RefusalCounts(), RefusalCounts()
    for counts in (one, other, one):
        counts.count(Refusal(Cause.HOST, "messages", {"host": str(clock.now().minute)}), clock.now(), database)
        clock.move(minutes=1)
        counts.write(database)
    one.count(Refusal(Cause.HOST, "status"), clock.now(), database)
    clock.move(days=1)
    one.count(Refusal(Cause.HOST, "messages"), clock.now(), database)
    one.write(database)
    one.write(database)
    with database.reading() as session:
        rows = list(session.scalars(select(RefusedWebhook).order_by(RefusedWebhook.last_at)))
    assert [(row.endpoint, row.count) for row in rows] == [("messages", 3), ("status", 1), ("messages", 1)]
    assert (rows[0].last_at - rows[0].first_at).total_seconds() == 120
    assert rows[0].example == {"host": "2"}


def test_a_flood_costs_no_writes_no_rows_and_no_searching_for_causes(
    app: Flask, services: Services, database: Database
) -> None:
    client = app.test_client()
    posted = form_request(AUTH_TOKEN, "http://shop.example", MESSAGES, parameters())
    for _ in range(MOST_EXPLAINED + 30):
        assert client.post(posted.path, data=posted.body, headers=posted.headers).status_code == 403
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RefusedWebhook)) == 0
    assert {row.cause: row.count for row in refused(services)} == {Cause.SCHEME: MOST_EXPLAINED, Cause.TOKEN: 30}


def test_one_writing_is_planned_at_a_time_and_counts_from_many_threads_are_not_lost(
    database: Database, clock: MovingClock
) -> None:
    planned: list[Callable[[], None]] = []
    counts = RefusalCounts(planned.append)

    def count() -> None:
        for _ in range(200):
            counts.count(Refusal(Cause.TOKEN, "status"), clock.now(), database)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(planned) == 1
    planned.pop()()
    counts.count(Refusal(Cause.TOKEN, "status"), clock.now(), database)
    assert len(planned) == 1
    planned.pop()()
    with database.reading() as session:
        assert session.scalar(select(RefusedWebhook.count)) == 801


def test_what_cannot_be_written_is_kept(
    database: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = RefusalCounts()
    counts.count(Refusal(Cause.TOKEN, "status"), clock.now(), database)
    with monkeypatch.context() as away:
        away.setattr(database, "transaction", _away)
        counts.write(database)
    counts.count(Refusal(Cause.TOKEN, "status"), clock.now(), database)
    counts.write(database)
    with database.reading() as session:
        assert session.scalar(select(RefusedWebhook.count)) == 2


def test_the_last_writing_waits_for_the_one_that_runs(
    database: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on, ended = threading.Event(), threading.Event(), threading.Event()
    transaction = database.transaction

    def slow() -> Any:
        begun.set()
        may_go_on.wait(10)
        return transaction()

    counts = RefusalCounts()
    counts.count(Refusal(Cause.TOKEN, "status"), clock.now(), database)
    monkeypatch.setattr(database, "transaction", slow)
    running = threading.Thread(target=counts.write, args=[database])
    last = threading.Thread(target=lambda: (counts.write(database), ended.set()))
    running.start()
    assert begun.wait(10)
    last.start()
    assert not ended.wait(0.05)
    may_go_on.set()
    assert ended.wait(10)
    running.join()
    with database.reading() as session:
        assert session.scalar(select(RefusedWebhook.count)) == 1


def _away() -> Any:
    raise OperationalError("BEGIN", {}, Exception("away"))


def test_days_long_past_are_dropped(services: Services, clock: MovingClock) -> None:
    services.refusals.count(Refusal(Cause.TOKEN, "status"), clock.now(), services.database)
    assert len(refused(services)) == 1
    clock.move(days=KEPT_DAYS + 1)
    sweep(services)
    assert refused(services) == []
