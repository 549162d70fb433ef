"""A customer's page hands out everything that is held, and erases it on a person's word."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import create_app
from bot.retention import Retention
from bot.services import Services
from memory.customer_merging import merge_customers
from memory.customers import get_customer
from memory.leases import Work, acquire
from tests.admin.pages import ACCOUNT, page_of, words_of
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel
from tests.shop import RUI, Shop

ERASE = "/admin/customers/1/erase"


def is_there(services: Services, customer_id: int = 1) -> bool:
    with services.database.reading() as session:
        return get_customer(session, customer_id) is not None


def test_the_export_of_the_page_is_the_document_of_the_api(seller: FlaskClient, remembered: Shop) -> None:
    assert "/admin/customers/1/export" in page_of(seller, "/admin/customers/1")
    given = seller.get("/admin/customers/1/export")
    same = seller.get("/v1/customers/+351910000001/export", headers={"Authorization": f"Bearer {API_KEY}"})
    assert given.get_json() == same.get_json()
    assert given.headers["Content-Disposition"] == 'attachment; filename="customer-1.json"'
    assert "sister's wedding" in given.text


def test_the_page_says_what_goes_what_stays_elsewhere_and_that_there_is_no_way_back(
    seller: FlaskClient, changed: Shop
) -> None:
    assert ERASE in page_of(seller, "/admin/customers/1")
    page = words_of(page_of(seller, ERASE))
    for sentence in (
        "There is no way back.",
        "4 messages in 2 sessions",
        "The profile with 2 versions",
        "Twilio keeps its message logs for 400 days, whatever is deleted here.",
        "send a DELETE for each message to Twilio&#39;s REST API".replace("&#39;", "'"),
        "Backups of the database are yours to expire",
    ):
        assert sentence in page, sentence


@pytest.mark.parametrize("typed", ["Ana", " ana ", "+351910000001", "+351 910 000 001"])
def test_a_customer_is_erased_by_their_name_or_any_identifier(
    seller: FlaskClient, remembered: Shop, services: Services, typed: str
) -> None:
    done = seller.post(ERASE, data={"name": typed}, follow_redirects=True)
    assert "The customer is erased." in done.text
    assert not is_there(services)
    assert seller.get(ERASE).status_code == seller.get("/admin/customers/1/export").status_code == 404


@pytest.mark.parametrize("typed", ["", " ", "Rui", "+351910000002", "An", "1", "x" * 300])
def test_anything_else_erases_nobody(seller: FlaskClient, remembered: Shop, services: Services, typed: str) -> None:
    remembered.hears("hello", from_=RUI, name="Rui")
    page = seller.post(ERASE, data={"name": typed})
    assert (page.status_code, 'class="field-problem"' in page.text) == (422, True)
    assert is_there(services)


def test_a_customer_at_work_is_not_erased_and_a_sentence_says_when(
    seller: FlaskClient, remembered: Shop, services: Services
) -> None:
    with services.database.transaction() as session:
        acquire(session, Work.REPLY, 1, "a worker", services.clock.now())
    page = seller.post(ERASE, data={"name": "Ana"})
    assert page.status_code == 409
    assert "Nothing was erased: this customer is being answered or remembered right now." in words_of(page.text)
    assert is_there(services)


def test_whoever_was_merged_is_erased_with_the_one_they_are(
    seller: FlaskClient, remembered: Shop, services: Services
) -> None:
    remembered.hears("hello", from_=RUI, name="Rui")
    with services.database.transaction() as session:
        merge_customers(session, 1, 2, author="ana@shop.example", now=services.clock.now())
    for key in (1, 2):
        page = words_of(page_of(seller, f"/admin/customers/{key}/erase"))
        assert "Erase Ana ?" in page
        assert "1 other customer who turned out to be this one and was merged" in page
    seller.post("/admin/customers/2/erase", data={"name": "+351910000002"})
    assert not is_there(services, 1)
    assert not is_there(services, 2)


def test_a_strange_name_is_shown_as_it_is_and_can_be_typed(seller: FlaskClient, shop: Shop, services: Services) -> None:
    shop.hears("hi", name="{{7*7}} <b>")
    assert "Erase {{7*7}} &lt;b&gt;" in words_of(page_of(seller, ERASE))
    seller.post(ERASE, data={"name": "{{7*7}} <b>"})
    assert not is_there(services)


def test_erasing_is_for_the_sales_team_alone_and_needs_the_page(
    visitor: FlaskClient, app: Flask, remembered: Shop, services: Services
) -> None:
    for path in (ERASE, "/admin/customers/1/export"):
        assert visitor.get(path).status_code == 302
    assert visitor.post(ERASE, data={"name": "Ana"}).status_code == 302
    visitor.post("/admin/sign-in", data=ACCOUNT)
    app.config["WTF_CSRF_ENABLED"] = True
    assert visitor.post(ERASE, data={"name": "Ana"}).status_code == 400
    assert is_there(services)


@pytest.fixture
def forgetful(services: Services) -> FlaskClient:
    """One of the sales team of a shop that keeps words for 30 days."""
    services = replace(services, settings=services.settings.model_copy(update={"retention_days": 30}))
    app = create_app(services.settings, services)
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = True
    client = app.test_client()
    client.post("/admin/sign-in", data=ACCOUNT)
    return client


def test_every_page_works_when_the_words_are_deleted_and_says_so(
    forgetful: FlaskClient, changed: Shop, model: FakeLanguageModel, services: Services
) -> None:
    assert "deleted 30 days after its session" in words_of(page_of(forgetful, "/admin/customers/1"))
    changed.clock.move(days=31)
    changed.hears("hello")
    settings = services.settings.model_copy(update={"retention_days": 30})
    Retention(replace(services, settings=settings)).turn()
    profile = page_of(forgetful, "/admin/customers/1")
    assert "The message itself is not stored any more." in profile
    assert "my sister&#39;s wedding" in profile
    assert "show the session" not in page_of(forgetful, "/admin/customers/1/versions")
    for path in ("", "?around=1"):
        assert "hello" in page_of(forgetful, f"/admin/customers/1/conversation{path}")
    assert "No messages are stored." in page_of(forgetful, "/admin/customers/1/conversation?before=3")
    assert "also beyond the 30 days after which other words are deleted" in words_of(
        page_of(forgetful, "/admin/rememberings")
    )


def test_without_the_setting_no_page_speaks_of_days(seller: FlaskClient, remembered: Shop) -> None:
    for path in ("/admin/customers/1", "/admin/rememberings"):
        assert "days" not in words_of(page_of(seller, path))
