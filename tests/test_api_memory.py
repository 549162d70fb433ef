"""All that `/v1` does with what is remembered: reading, correcting, going back, handing out, erasing."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.services import Services
from memory.leases import Work, acquire
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, MovingClock, RecordingQueueing, update
from tests.shop import Shop

SIGNED_IN = {"Authorization": f"Bearer {API_KEY}"}
ANA = "/v1/profile/+351910000001"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def remembered(shop: Shop, model: FakeLanguageModel, clock: MovingClock) -> Shop:
    """Ana has had two sessions: rose gold and €250, then €320."""
    shop.hears("I only wear rose gold. At most €250")
    gold = {"field": "preferences", "text": "rose gold", "message": 1, "quote": "rose gold"}
    budget = {"field": "budget", "text": "at most €250", "message": 1, "quote": "At most €250"}
    model.updates.append(update(gold, budget, stage="warm_lead"))
    shop.answers()
    shop.falls_silent()
    clock.move(days=1)
    shop.hears("We can go up to €320")
    higher = {"field": "budget", "text": "up to €320", "message": 1, "quote": "up to €320"}
    model.updates.append(update(higher, stage="near_decision"))
    shop.answers()
    shop.falls_silent()
    return shop


def get(client: FlaskClient, path: str, **query: Any) -> Any:
    answer = client.get(f"{ANA}{path}", headers=SIGNED_IN, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def patch(
    client: FlaskClient, *edits: dict[str, Any], headers: dict[str, str] | None = None, **more: Any
) -> TestResponse:
    return client.patch(ANA, json={"edits": list(edits), **more}, headers=SIGNED_IN | (headers or {}))


def roll_back(client: FlaskClient, **body: Any) -> TestResponse:
    return client.post(f"{ANA}/rollback", json=body, headers=SIGNED_IN)


def fact_id(client: FlaskClient, field: str, version: int = 2) -> str:
    return str(get(client, f"/versions/{version}")["facts"][field][-1]["id"])


def is_problem(answer: TestResponse, status: int) -> bool:
    body = answer.get_json(force=True)
    assert answer.status_code == status, answer.text
    return answer.content_type == "application/problem+json" and bool(body["detail"]) and body["status"] == status


def test_the_profile_is_read_as_it_was_at_a_moment(client: FlaskClient, remembered: Shop, clock: MovingClock) -> None:
    yesterday = clock.now().replace(hour=12).isoformat()
    assert get(client, "")["budget"] == "up to €320"
    before = client.get(ANA, headers=SIGNED_IN, query_string={"as_of": "2026-11-02T23:00:00Z"})
    assert (before.get_json()["budget"], before.headers["ETag"]) == ("at most €250", '"1"')
    assert get(client, "", as_of="2020-01-01T00:00:00")["budget"] is None
    assert get(client, "", as_of=yesterday)
    assert is_problem(client.get(ANA, headers=SIGNED_IN, query_string={"as_of": "yesterday"}), 422)
    assert is_problem(client.get(ANA, headers=SIGNED_IN, query_string={"as_of": "0001-01-01T00:00:00+14:00"}), 422)


def test_the_briefing_keeps_to_its_budget(client: FlaskClient, remembered: Shop) -> None:
    found = get(client, "/briefing")
    assert "up to €320" in found["briefing"]
    assert 0 < found["tokens"] <= 400
    assert get(client, "/briefing", tokens=60)["tokens"] <= 60
    client.post(
        "/v1/ingest", json={"customer_id": "new", "messages": [{"role": "user", "content": "hi"}]}, headers=SIGNED_IN
    )
    assert client.get("/v1/profile/new/briefing", headers=SIGNED_IN).get_json()["briefing"] is None


def test_the_history_comes_newest_first_and_in_pages(client: FlaskClient, remembered: Shop) -> None:
    first = get(client, "/history", limit=1)
    assert [version["number"] for version in first["versions"]] == [2]
    then = get(client, "/history", limit=1, before=first["next"])
    assert [version["number"] for version in then["versions"]] == [1]
    assert then["next"] is None
    assert then["versions"][0]["cause"] == "session"


def test_a_version_shows_every_fact_with_its_evidence(client: FlaskClient, remembered: Shop) -> None:
    version = get(client, "/versions/2")
    budget = version["facts"]["budget"]
    assert [fact["status"] for fact in budget] == ["superseded", "active"]
    assert budget[1]["evidence"]["quote"] == "up to €320"
    assert version["profile"]["budget"] == "up to €320"
    assert version["operations"]
    assert is_problem(client.get(f"{ANA}/versions/3", headers=SIGNED_IN), 404)


def test_two_versions_are_compared(client: FlaskClient, remembered: Shop) -> None:
    found = {one["field"]: one for one in get(client, "/versions/1/diff/2")["fields"]}
    assert [fact["text"] for fact in found["budget"]["added"]] == ["up to €320"]
    assert found["budget"]["changed"][0]["after"]["status"] == "superseded"
    assert "preferences" not in found
    assert {one["field"] for one in get(client, "/versions/0/diff/1")["fields"]} >= {"preferences", "budget"}


def test_a_person_corrects_a_profile_and_the_model_cannot_undo_it(
    client: FlaskClient, remembered: Shop, model: FakeLanguageModel
) -> None:
    answer = patch(
        client,
        {"action": "replace", "fact": fact_id(client, "budget"), "text": "up to €400"},
        {"action": "add", "field": "preferences", "text": "no nickel"},
        author="ana@shop.example",
    )
    body = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"], body["version"], body["changed"]) == (200, '"3"', 3, True)
    assert body["profile"]["budget"] == "up to €400"
    assert body["profile"]["preferences"] == ["rose gold", "no nickel"]
    assert get(client, "/history")["versions"][0] | {"created_at": ""} == {
        "number": 3,
        "cause": "api",
        "author": "ana@shop.example",
        "created_at": "",
        "operations": 2,
        "rejections": 0,
    }
    remembered.hears("my budget is €90")
    lower = {"field": "budget", "text": "my budget is €90", "message": 1, "quote": "my budget is €90"}
    model.updates.append(update(lower))
    remembered.answers()
    remembered.falls_silent()
    assert get(client, "")["budget"] == "up to €400"
    assert get(client, "/versions/4")["rejections"][0]["is_suggestion"]


@pytest.mark.parametrize(("decision", "budget"), [("accept", "my budget is €90"), ("dismiss", "up to €320")])
def test_a_suggestion_is_seen_in_the_version_and_decided(
    client: FlaskClient, remembered: Shop, model: FakeLanguageModel, clock: MovingClock, decision: str, budget: str
) -> None:
    patch(client, {"action": "lock", "fact": fact_id(client, "budget")})
    remembered.hears("my budget is €90")
    model.updates.append(
        update({"field": "budget", "text": "my budget is €90", "message": 1, "quote": "my budget is €90"})
    )
    remembered.answers()
    remembered.falls_silent()
    (suggestion,) = get(client, "/versions/4")["suggestions"]
    assert (suggestion["text"], suggestion["evidence"]["quote"]) == ("my budget is €90", "my budget is €90")
    assert patch(client, {"action": decision, "suggestion": suggestion["id"]}).status_code == 200
    version = get(client, "/versions/5")
    assert (version["suggestions"], version["profile"]["budget"]) == ([], budget)
    assert version["operations"][0] | {"action": decision, "suggestion": suggestion["id"]} == version["operations"][0]
    assert is_problem(patch(client, {"action": decision, "suggestion": suggestion["id"]}), 422)


def test_edits_that_change_nothing_make_no_version(client: FlaskClient, remembered: Shop) -> None:
    body = patch(client, {"action": "unlock", "fact": fact_id(client, "budget")}).get_json()
    assert (body["version"], body["changed"]) == (2, False)


def test_one_edit_that_does_not_stand_refuses_all_and_is_named(client: FlaskClient, remembered: Shop) -> None:
    answer = patch(
        client, {"action": "add", "field": "preferences", "text": "no nickel"}, {"action": "lock", "fact": "f99"}
    )
    assert is_problem(answer, 422)
    assert list(answer.get_json(force=True)["fields"]) == ["edits.1"]
    assert get(client, "")["preferences"] == ["rose gold"]


@pytest.mark.parametrize(
    "body", [{}, {"edits": []}, {"edits": [{"action": "sing"}]}, {"edits": [{"action": "add"}], "author": "model"}]
)
def test_senseless_edits_are_refused(client: FlaskClient, remembered: Shop, body: dict[str, Any]) -> None:
    assert is_problem(client.patch(ANA, json=body, headers=SIGNED_IN), 422)


def test_a_change_meant_for_an_older_version_is_refused(client: FlaskClient, remembered: Shop) -> None:
    edit = {"action": "add", "field": "preferences", "text": "no nickel"}
    assert is_problem(patch(client, edit, version=1), 409)
    assert is_problem(patch(client, edit, headers={"If-Match": '"1"'}), 412)
    assert is_problem(patch(client, edit, headers={"If-Match": "nonsense"}), 412)
    assert patch(client, edit, version=2).status_code == 200
    assert patch(client, edit | {"text": "long chains"}, headers={"If-Match": '"3"'}).status_code == 200
    assert patch(client, edit | {"text": "pearls"}, headers={"If-Match": "*"}).status_code == 200
    assert is_problem(client.post(f"{ANA}/rollback", json={"to": 1, "version": 1}, headers=SIGNED_IN), 409)


def test_a_dry_run_tells_what_a_rollback_would_change_and_changes_nothing(
    client: FlaskClient, remembered: Shop
) -> None:
    body = roll_back(client, to=1, dry_run=True).get_json()
    assert (body["version"], body["changed"], body["dry_run"]) == (2, True, True)
    assert body["profile"]["budget"] == "at most €250"
    assert {one["field"] for one in body["fields"]} >= {"budget", "journey_stage"}
    assert get(client, "")["budget"] == "up to €320"


def test_one_field_is_rolled_back_and_the_others_stay(client: FlaskClient, remembered: Shop) -> None:
    body = roll_back(client, to=1, field="budget").get_json()
    assert (body["version"], body["profile"]["budget"]) == (3, "at most €250")
    assert body["profile"]["journey_stage"] == "near_decision"
    whole = roll_back(client, to=1).get_json()
    assert whole["profile"]["journey_stage"] == "warm_lead"
    nothing = roll_back(client, to=1).get_json()
    assert (nothing["version"], nothing["changed"]) == (4, False)
    assert [version["number"] for version in get(client, "/history")["versions"]] == [4, 3, 2, 1]


def test_a_rollback_to_what_never_was_is_refused(client: FlaskClient, remembered: Shop) -> None:
    assert is_problem(roll_back(client, to=9), 422)
    assert is_problem(roll_back(client, to=1, field="shoe_size"), 422)
    assert is_problem(roll_back(client, to=0), 422)


def test_everything_we_hold_is_handed_out(client: FlaskClient, remembered: Shop) -> None:
    answer = client.get("/v1/customers/+351910000001/export", headers=SIGNED_IN)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    body = answer.get_json()
    assert len(body["tables"]["profile_versions"]) == 2
    assert body["profile"] == get(client, "")


def test_an_erased_customer_is_unknown(client: FlaskClient, remembered: Shop, queueing: RecordingQueueing) -> None:
    erased = client.delete("/v1/customers/+351910000001", headers=SIGNED_IN)
    assert (erased.status_code, erased.data) == (204, b"")
    assert queueing.failures_were_forgotten
    assert is_problem(client.get(ANA, headers=SIGNED_IN), 404)
    assert is_problem(client.delete("/v1/customers/+351910000001", headers=SIGNED_IN), 404)


def test_a_customer_at_work_is_erased_later(client: FlaskClient, remembered: Shop, services: Services) -> None:
    with services.database.transaction() as session:
        assert acquire(session, Work.REPLY, 1, "a worker", services.clock.now())
    answer = client.delete("/v1/customers/+351910000001", headers=SIGNED_IN)
    assert is_problem(answer, 409)
    assert answer.headers["Retry-After"] == "15"
    assert get(client, "")["budget"] == "up to €320"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1", 404), ("GET", "/v1/nothing", 404), ("PUT", "/v1/ingest", 405), ("POST", ANA, 405)],
)
def test_errors_outside_any_route_are_problems_too(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method, headers=SIGNED_IN)
    assert is_problem(answer, status)
    assert ("Allow" in answer.headers) == (status == 405)


def test_an_error_of_ours_is_a_problem_that_tells_nothing(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(type(services.database), "reading", broken)
    answer = app.test_client().get(ANA, headers=SIGNED_IN)
    assert is_problem(answer, 500)
    assert "secret" not in answer.text


def test_a_body_that_is_too_large_is_a_problem(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    answer = app.test_client().post("/v1/ingest", json={"customer_id": "x" * 200}, headers=SIGNED_IN)
    assert is_problem(answer, 413)


def test_the_page_of_the_contract_is_served_from_here(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("http-equiv", "")
    for path in ("/docs/assets/js/swagger-ui-bundle.js", "/docs/assets/css/swagger-ui.css", "/static/js/docs.js"):
        assert path in page.text
        with client.get(path) as file:
            assert file.status_code == 200
