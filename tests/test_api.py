"""`/v1` as other programs use it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.services import Services
from memory.fields import FIELDS
from memory.leases import Work
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, RecordingQueueing, update
from tests.shop import Shop

SIGNED_IN = {"Authorization": f"Bearer {API_KEY}"}
GOLD = "I only wear rose gold"
BODY: dict[str, Any] = {
    "customer_id": "+351 910 000 001",
    "messages": [
        {"role": "user", "content": GOLD, "timestamp": "2026-10-30T10:00:00Z"},
        {"role": "assistant", "content": "Noted!"},
    ],
}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def ingest(client: FlaskClient, body: Any) -> TestResponse:
    return client.post("/v1/ingest", json=body, headers=SIGNED_IN)


def profile(client: FlaskClient, name: str = "+351910000001") -> TestResponse:
    return client.get(f"/v1/profile/{name}", headers=SIGNED_IN)


def test_an_ingested_conversation_is_taken_at_once_and_remembered_by_a_job(
    client: FlaskClient, shop: Shop, model: FakeLanguageModel, queueing: RecordingQueueing
) -> None:
    model.updates.append(update({"field": "preferences", "text": "only rose gold", "message": 1, "quote": GOLD}))
    answer = ingest(client, BODY | {"session_id": "s-1"})
    assert (answer.status_code, answer.json) == (202, {"session_id": "s-1", "status": "queued"})
    assert Work.REMEMBER in queueing.woken
    assert model.extraction_requests == []
    shop.works()
    assert profile(client).json["preferences"] == ["only rose gold"]  # type: ignore[index] # it is an object
    assert ingest(client, BODY | {"session_id": "s-1"}).json == {"session_id": "s-1", "status": "remembered"}
    shop.works()
    assert len(model.extraction_requests) == 1


def test_the_compact_profile_has_exactly_its_nine_fields(client: FlaskClient) -> None:
    ingest(client, BODY)
    body = profile(client).json
    assert body is not None
    assert set(body) == {"customer_id", *(field.name for field in FIELDS)}
    assert body["customer_id"] == "+351910000001"
    assert (body["preferences"], body["budget"], body["journey_stage"]) == ([], None, None)


def test_the_same_session_id_of_two_customers_is_two_sessions(client: FlaskClient, shop: Shop) -> None:
    for customer in ("crm-1", "crm-2"):
        assert ingest(client, BODY | {"customer_id": customer, "session_id": "s"}).json["status"] == "queued"  # type: ignore[index] # as above


def test_a_customer_of_whatsapp_and_of_the_api_is_one(client: FlaskClient, shop: Shop) -> None:
    shop.hears("hi")
    assert profile(client).status_code == 200
    assert profile(client, "00351910000001").status_code == 200


def test_an_unknown_customer_is_not_found(client: FlaskClient) -> None:
    answer = profile(client, "+351999999999")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"Authorization": ""}]
)
def test_without_a_key_nothing_is_told_or_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    for answer in (
        client.post("/v1/ingest", json=BODY, headers=headers),
        client.get("/v1/profile/+351910000001", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer_id": ""}, "customer_id"),
        ({"customer_id": "x" * 300}, "customer_id"),
        ({"customer_id": 7}, "customer_id"),
        ({"messages": []}, "messages"),
        ({"messages": "hi"}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user"}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": "a\x00b"}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": "x", "timestamp": "soon"}]}, "messages.0.timestamp"),
        ({"messages": [{"role": "user", "content": "x", "timestamp": "2999-01-01"}]}, "messages.0.timestamp"),
        (
            {"messages": [{"role": "user", "content": "x", "timestamp": "0001-01-01T00:00:00+14:00"}]},
            "messages.0.timestamp",
        ),
        ({"session_id": ""}, "session_id"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_bad_input_is_refused_whole_and_names_the_field(
    client: FlaskClient, change: dict[str, Any], field: str
) -> None:
    answer = ingest(client, BODY | change)
    assert answer.status_code == 422
    assert field in answer.get_json(force=True)["fields"]
    assert profile(client).status_code == 404


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [(b"{", "application/json", 400), (b"a=1", "text/plain", 415), (b"[]", "application/json", 400)],
)
def test_what_is_not_a_json_object_is_refused(client: FlaskClient, data: bytes, kind: str, status: int) -> None:
    answer = client.post("/v1/ingest", data=data, content_type=kind, headers=SIGNED_IN)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_json_nested_without_end_is_refused(client: FlaskClient) -> None:
    answer = client.post("/v1/ingest", data="[" * 200_000, content_type="application/json", headers=SIGNED_IN)
    assert answer.status_code == 400


def test_a_name_that_grows_too_long_when_it_is_compared_is_still_taken(client: FlaskClient) -> None:
    assert ingest(client, BODY | {"customer_id": "ß" * 240 + "@a.pt"}).status_code == 202


def test_an_unknown_route_is_a_problem_too(client: FlaskClient) -> None:
    answer = client.get("/v1/nothing", headers=SIGNED_IN)
    assert answer.status_code == 404


def test_a_late_conversation_does_not_outrank_what_was_said_since(
    client: FlaskClient, shop: Shop, model: FakeLanguageModel, services: Services
) -> None:
    def budget(amount: str, when: str) -> None:
        words = f"my budget is {amount}"
        model.updates.append(update({"field": "budget", "text": words, "message": 1, "quote": words}))
        ingest(client, {"customer_id": "crm-9", "messages": [{"role": "user", "content": words, "timestamp": when}]})
        shop.works()

    budget("300", "2026-10-20T10:00:00Z")
    budget("100", "2026-09-01T10:00:00Z")
    assert profile(client, "crm-9").json["budget"] == "my budget is 300"  # type: ignore[index] # as above
