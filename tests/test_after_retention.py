"""What still works when the sessions that taught a fact are deleted: pages, /v1, exports, merges."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot import create_app
from bot.migrating import migrate
from bot.services import Services
from memory.customer_merging import merge_customers, undo_merge
from memory.database import Database
from memory.erasing import erase_customer
from memory.exporting import export_customer, import_customer
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.models import ConsentEvent
from memory.transcript import Author
from memory.versions import history_of
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, MovingClock
from tests.remembered import texts
from tests.retaining import DAYS, a_round, key_of, said, talks
from tests.shop import ANA, RUI, Shop

SIGNED_IN = {"Authorization": f"Bearer {API_KEY}"}


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, settings=services.settings.model_copy(update={"retention_days": DAYS}))


@pytest.fixture
def client(services: Services) -> FlaskClient:
    app = create_app(services.settings, services)
    app.testing = True
    return app.test_client()


def export(database: Database, clock: MovingClock) -> dict[str, Any]:
    key = key_of(database)
    assert key is not None
    with database.reading() as session:
        document = export_customer(session, key, clock.now())
    return json.loads(json.dumps(document))  # type: ignore[no-any-return] # it is an object


@pytest.fixture
def forgotten(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> dict[str, Any]:
    """Ana's first two sessions are deleted, the third is there. What she is exported as before."""
    for stone in ("opals", "pearls"):
        talks(shop, model, stone)
    clock.move(days=DAYS + 1)
    talks(shop, model, "jade")
    document = export(database, clock)
    a_round(services)
    assert said(database) == ["jade"]
    return document


def test_every_route_of_the_api_answers_as_before(
    client: FlaskClient, forgotten: dict[str, Any], services: Services
) -> None:
    profile = client.get("/v1/profile/+351910000001", headers=SIGNED_IN)
    assert profile.get_json()["preferences"] == ["opals", "pearls", "jade"]
    for path in ("briefing", "history", "versions/1", "versions/1/diff/3"):
        assert client.get(f"/v1/profile/+351910000001/{path}", headers=SIGNED_IN).status_code == 200, path
    back = client.post("/v1/profile/+351910000001/rollback", headers=SIGNED_IN, json={"to": 1})
    assert back.get_json()["profile"]["preferences"] == ["opals"]
    a_round(services)
    assert client.delete("/v1/customers/+351910000001", headers=SIGNED_IN).status_code == 204


def test_an_export_after_retention_says_the_same_of_memory_and_comes_back_the_same_elsewhere(
    forgotten: dict[str, Any], database: Database, clock: MovingClock, tmp_path: Any
) -> None:
    document = export(database, clock)
    assert document["profile"] == forgotten["profile"]
    cited = [fact["evidence"]["message_id"] for fact in facts_of(document)]
    assert [number > 0 for number in cited] == [False, False, True]
    elsewhere = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    migrate(elsewhere)
    with elsewhere.transaction() as session:
        for number in range(3):  # rows of somebody else under the numbers that were cited
            ingest(
                session, parse_identifier("crm-2"), [IngestedMessage(Author.CUSTOMER, "hi")], clock.now(), str(number)
            )
        import_customer(session, document)
    assert export(elsewhere, clock) == document
    elsewhere.dispose()


def facts_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["tables"]["profiles"][0]["document"]["facts"]["preferences"]
    return found


def test_undoing_a_merge_gives_facts_back_to_the_right_one_though_their_sessions_are_deleted(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals", ANA)
    talks(shop, model, "pearls", RUI)
    with database.transaction() as session:
        merge_id = merge_customers(session, 1, 2, author="ana@shop.example", now=clock.now()).id
    talks(shop, model, "jade", RUI)
    clock.move(days=DAYS + 1)
    talks(shop, model, "amber", ANA)
    a_round(services)
    assert said(database) == ["amber"]
    with database.transaction() as session:
        undo_merge(session, merge_id, author="ana@shop.example", now=clock.now())
    assert texts(shop.profile(ANA), "preferences") == ["opals", "amber"]
    assert texts(shop.profile(RUI), "preferences") == ["pearls", "jade"]
    clock.move(days=2)
    a_round(services)
    assert key_of(database, RUI) is not None, "the parting was heard of lately"
    with database.transaction() as session:
        assert erase_customer(session, 2, clock.now()) is not None
    with database.reading() as session:
        kept = str([(one.document, one.operations, one.rejections) for one in history_of(session, 1)])
    assert "amber" in kept
    assert not any(word in kept for word in ("pearls", "jade"))


def test_erasing_finds_what_a_merged_customer_taught_also_when_its_sessions_were_deleted_after_the_parting(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals", ANA)
    talks(shop, model, "pearls", RUI)
    with database.transaction() as session:
        merge_id = merge_customers(session, 1, 2, author="ana@shop.example", now=clock.now()).id
    talks(shop, model, "jade", RUI)
    with database.transaction() as session:
        undo_merge(session, merge_id, author="ana@shop.example", now=clock.now())
    clock.move(days=DAYS + 1)
    for name in (ANA, RUI):
        shop.hears("hello", from_=name)
    a_round(services)
    assert said(database, RUI) == ["hello"]
    with database.transaction() as session:
        assert erase_customer(session, 2, clock.now()) is not None
    with database.reading() as session:
        kept = str([(one.document, one.operations, one.rejections) for one in history_of(session, 1)])
    assert "opals" in kept
    assert not any(word in kept for word in ("pearls", "jade"))


def test_undoing_a_merge_gives_an_opt_out_back_whose_message_is_deleted(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals", ANA)
    talks(shop, model, "pearls", RUI)
    with database.transaction() as session:
        merge_id = merge_customers(session, 1, 2, author="ana@shop.example", now=clock.now()).id
    shop.hears("STOP", from_=RUI)
    shop.works()
    shop.falls_silent()
    clock.move(days=DAYS + 1)
    shop.hears("hello", from_=ANA)
    a_round(services)
    with database.transaction() as session:
        undo_merge(session, merge_id, author="ana@shop.example", now=clock.now())
    with database.reading() as session:
        (proof,) = session.scalars(select(ConsentEvent)).all()
        assert (proof.customer_id, proof.words, proof.message_id) == (2, "STOP", None)


def test_undoing_the_inner_of_two_merges_gives_facts_of_deleted_sessions_back_too(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    eva = "whatsapp:+351910000003"
    for name, stone in ((ANA, "opals"), (RUI, "pearls"), (eva, "quartz")):
        talks(shop, model, stone, name)
    with database.transaction() as session:
        inner = merge_customers(session, 1, 2, author="ana@shop.example", now=clock.now()).id
    talks(shop, model, "jade", RUI)
    with database.transaction() as session:
        outer = merge_customers(session, 3, 1, author="ana@shop.example", now=clock.now()).id
    talks(shop, model, "topaz", RUI)
    clock.move(days=DAYS + 1)
    shop.hears("hello", from_=eva)
    a_round(services)
    for merge_id in (outer, inner):
        with database.transaction() as session:
            undo_merge(session, merge_id, author="ana@shop.example", now=clock.now())
    assert texts(shop.profile(ANA), "preferences") == ["opals"]
    assert texts(shop.profile(RUI), "preferences") == ["pearls", "jade", "topaz"]
    assert texts(shop.profile(eva), "preferences") == ["quartz"]
