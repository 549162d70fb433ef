"""What holds for all pages: living parts, the offline model's badge, errors."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.services import Services
from memory.database import Database
from tests.admin.pages import ACCOUNT, LIVE
from tests.fakes import FakeLanguageModel
from tests.shop import Shop


def test_living_parts_come_without_the_page_and_only_when_they_changed(seller: FlaskClient, remembered: Shop) -> None:
    first = seller.get("/admin/customers/1", headers=LIVE)
    assert "<!doctype" not in first.text.lower()
    assert [f'id="{part}"' in first.text for part in ("customer-head", "memory", "conversation")] == [True] * 3
    again = seller.get("/admin/customers/1", headers=LIVE | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    remembered.hears("And a bracelet?")
    changed = seller.get("/admin/customers/1", headers=LIVE | {"If-None-Match": first.headers["ETag"]})
    assert "And a bracelet?" in changed.text


@pytest.mark.parametrize("path", ["/admin/", "/admin/rememberings", "/admin/sign-in", "/admin/nothing"])
def test_the_offline_model_is_named_on_every_page(visitor: FlaskClient, model: FakeLanguageModel, path: str) -> None:
    badge = "<b>Offline model:</b> no key is set"
    visitor.post("/admin/sign-in", data=ACCOUNT)
    assert badge not in visitor.get(path, follow_redirects=True).text
    model.is_offline = True
    assert badge in visitor.get(path, follow_redirects=True).text


def test_an_error_of_ours_is_a_page_with_a_sentence(
    seller: FlaskClient, app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(Database, "reading", _broken)
    response = seller.get("/admin/")
    assert (response.status_code, "Something went wrong on our side." in response.text) == (500, True)


def _broken(_self: Database) -> None:
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize(
    ("path", "accept", "is_page"),
    [("/admin/x", "text/html", True), ("/admin/x", "application/json", False), ("/v1/x", "text/html", False)],
)
def test_only_people_get_error_pages(seller: FlaskClient, path: str, accept: str, is_page: bool) -> None:
    response: TestResponse = seller.get(path, headers={"Accept": accept})
    assert response.status_code in {401, 404}
    assert ('class="error-code"' in response.text) == is_page
