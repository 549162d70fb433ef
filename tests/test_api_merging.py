"""`/v1` on customers found to be one."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.keys import Scope, create_key
from bot.services import Services
from memory.leases import Work
from tests import fakes
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, RecordingQueueing
from tests.shop import RUI, Shop

SIGNED_IN = {"Authorization": f"Bearer {API_KEY}"}
ANA, BY_MAIL = "+351910000001", "ana@shop.example"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def two(client: FlaskClient, shop: Shop, model: FakeLanguageModel) -> None:
    """Ana, known by her number and remembered to prefer silver, and by her e-mail, remembered to prefer pearls."""
    for name, words in ((ANA, "I love silver"), (BY_MAIL, "I love pearls")):
        operation = {"field": "preferences", "text": words.removeprefix("I love "), "message": 1, "quote": words}
        model.updates.append(fakes.update(operation))
        said = [{"role": "user", "content": words}]
        client.post("/v1/ingest", json={"customer_id": name, "messages": said}, headers=SIGNED_IN)
        shop.works()


def post(client: FlaskClient, path: str, body: Any = None) -> TestResponse:
    return client.post(f"/v1/customers/{path}", json=body or {}, headers=SIGNED_IN)


def got(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/v1/{path}", headers=SIGNED_IN)
    assert answer.status_code == 200
    return answer.get_json()


def problem(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.get_json(force=True)["detail"]


def test_two_are_merged_and_any_name_of_either_finds_the_one_profile(
    client: FlaskClient, two: None, queueing: RecordingQueueing
) -> None:
    queueing.woken.clear()
    answer = post(client, f"{ANA}/merge", {"absorb": "ANA@shop.example", "author": "Joana"})
    assert answer.status_code == 200
    assert answer.get_json() == {
        "id": 1,
        "kept": ANA,
        "absorbed": BY_MAIL,
        "author": "Joana",
        "merged_at": "2026-11-02T09:00:00Z",
        "version": 2,
        "undone_at": None,
        "undone_by": None,
    }
    assert set(queueing.woken) == set(Work)
    for name in (ANA, "00351910000001", BY_MAIL):
        profile = got(client, f"profile/{name}")
        assert (profile["customer_id"], profile["preferences"]) == (ANA, ["silver", "pearls"])
        assert got(client, f"profile/{name}/history")["versions"][0]["cause"] == "merge"


def test_a_merge_is_undone_and_both_are_read_as_before(client: FlaskClient, two: None) -> None:
    merge_id = post(client, f"{ANA}/merge", {"absorb": BY_MAIL}).get_json()["id"]
    undone = post(client, f"{BY_MAIL}/merges/{merge_id}/undo", {"author": "Rita"}).get_json()
    assert (undone["id"], undone["undone_by"], undone["author"]) == (merge_id, "Rita", "API")
    assert (undone["kept"], undone["absorbed"]) == (ANA, BY_MAIL)
    assert got(client, f"profile/{ANA}")["preferences"] == ["silver"]
    assert got(client, f"profile/{BY_MAIL}")["preferences"] == ["pearls"]
    for name in (ANA, BY_MAIL):
        assert got(client, f"customers/{name}/merges")["merges"] == [undone]


def test_merges_are_listed_newest_first_a_page_at_a_time(client: FlaskClient, two: None) -> None:
    for _ in range(3):
        merge_id = post(client, f"{ANA}/merge", {"absorb": BY_MAIL}).get_json()["id"]
        post(client, f"{ANA}/merges/{merge_id}/undo")
    pages = [got(client, f"customers/{ANA}/merges?limit=2")]
    pages.append(got(client, f"customers/{ANA}/merges?limit=2&before={pages[0]['next']}"))
    assert [[one["id"] for one in page["merges"]] for page in pages] == [[3, 2], [1]]
    assert pages[1]["next"] is None
    assert got(client, f"customers/{ANA}/merges?before=1")["merges"] == []


def test_a_merge_of_one_who_was_merged_again_names_who_goes_on(client: FlaskClient, two: None, shop: Shop) -> None:
    shop.hears("Hi", from_=RUI)
    first = post(client, f"{ANA}/merge", {"absorb": BY_MAIL}).get_json()["id"]
    post(client, f"{ANA}/merges/{first}/undo")
    post(client, "+351910000002/merge", {"absorb": ANA})
    (listed,) = got(client, f"customers/{BY_MAIL}/merges")["merges"]
    assert (listed["kept"], listed["absorbed"]) == (got(client, "profile/+351910000002")["customer_id"], BY_MAIL)


def test_what_cannot_be_merged_or_undone_is_a_problem_with_a_sentence(client: FlaskClient, two: None) -> None:
    nobody = "No customer is known by this id."
    assert problem(post(client, "nobody/merge", {"absorb": ANA})) == (404, nobody)
    unknown = post(client, f"{ANA}/merge", {"absorb": "nobody"})
    assert problem(unknown) == (422, "Nothing was changed. Please correct: absorb.")
    assert unknown.get_json(force=True)["fields"] == {"absorb": nobody}
    one = (409, "Nothing was changed. This is one customer already.")
    assert problem(post(client, f"{ANA}/merge", {"absorb": ANA})) == one
    merge_id = post(client, f"{ANA}/merge", {"absorb": BY_MAIL}).get_json()["id"]
    assert problem(post(client, f"{ANA}/merge", {"absorb": BY_MAIL})) == one
    assert problem(post(client, f"{ANA}/merges/999/undo")) == (404, "This customer has no merge 999.")
    for senseless in ("-1", "x", 2**63):
        assert problem(post(client, f"{ANA}/merges/{senseless}/undo"))[0] == 422
    assert post(client, f"{ANA}/merges/{merge_id}/undo").status_code == 200
    undone = (409, "Nothing was changed. This merge has been undone before.")
    assert problem(post(client, f"{ANA}/merges/{merge_id}/undo")) == undone


def test_a_merge_of_others_is_not_there(client: FlaskClient, two: None, shop: Shop) -> None:
    shop.hears("Hi", from_=RUI)
    merge_id = post(client, f"{ANA}/merge", {"absorb": BY_MAIL}).get_json()["id"]
    assert post(client, f"+351910000002/merges/{merge_id}/undo").status_code == 404
    assert got(client, "customers/+351910000002/merges")["merges"] == []


@pytest.mark.parametrize(
    "body", [{}, {"absorb": ""}, {"absorb": 7}, {"absorb": BY_MAIL, "author": "channel"}, {"absorb": BY_MAIL, "x": 1}]
)
def test_bad_bodies_are_refused_and_merge_nobody(client: FlaskClient, two: None, body: dict[str, Any]) -> None:
    assert post(client, f"{ANA}/merge", body).status_code == 422
    assert got(client, f"customers/{ANA}/merges")["merges"] == []


def test_a_key_that_only_reads_lists_merges_and_makes_none(client: FlaskClient, two: None, services: Services) -> None:
    with services.database.transaction() as session:
        key = create_key(session, "Reader", [Scope.READ], services.clock.now()).key
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get(f"/v1/customers/{ANA}/merges", headers=headers).status_code == 200
    for path, body in ((f"{ANA}/merge", {"absorb": BY_MAIL}), (f"{ANA}/merges/1/undo", {})):
        assert client.post(f"/v1/customers/{path}", json=body, headers=headers).status_code == 403
