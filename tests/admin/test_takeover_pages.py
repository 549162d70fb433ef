"""Taking a chat over, as a person does it."""

from dataclasses import replace

from flask.testing import FlaskClient

from bot import create_app
from bot.services import Services
from memory.models import Customer
from tests.admin.pages import ACCOUNT, page_of, words_of
from tests.fakes import FakeSender, MovingClock
from tests.shop import Shop
from tests.test_window import REOPEN

WRITE = "/admin/customers/1/write"


def test_a_person_takes_the_chat_over_writes_and_hands_it_back(
    seller: FlaskClient, shop: Shop, sender: FakeSender
) -> None:
    shop.hears("do you deliver?")
    assert "The bot answers this chat." in words_of(page_of(seller, "/admin/customers/1/conversation"))
    seller.post("/admin/customers/1/take-over")
    assert "team@shop.example has this chat." in words_of(page_of(seller, "/admin/customers/1/conversation"))
    seller.post(WRITE, data={"text": "Yes, tomorrow {{7*7}}", "form_id": "1"})
    shop.works()
    assert sender.texts == ["Yes, tomorrow {{7*7}}"]
    page = words_of(page_of(seller, "/admin/customers/1/conversation"))
    assert "Agent · team@shop.example Yes, tomorrow {{7*7}}" in page
    seller.post("/admin/customers/1/hand-back")
    assert "The bot answers this chat." in words_of(page_of(seller, "/admin/customers/1/conversation"))


def test_words_that_cannot_be_sent_stay_in_the_form(seller: FlaskClient, shop: Shop, clock: MovingClock) -> None:
    shop.hears("hello?")
    shop.answers()
    clock.move(hours=24, seconds=1)
    answer = seller.post(WRITE, data={"text": "Are you still there?", "form_id": "1"})
    assert answer.status_code == 422
    assert "more than 24 hours old" in words_of(answer.text)
    assert ">Are you still there?</textarea>" in answer.text


def test_an_empty_message_and_one_to_nobody_are_refused(seller: FlaskClient, shop: Shop, services: Services) -> None:
    shop.hears("hello?")
    assert seller.post(WRITE, data={"text": "  ", "form_id": "1"}).status_code == 422
    assert seller.post("/admin/customers/77/write", data={"text": "hi"}).status_code == 404
    assert seller.post("/admin/customers/77/take-over").status_code == 404
    assert seller.post(f"/admin/customers/{10**30}/take-over").status_code == 404
    with services.database.reading() as session:
        assert session.get_one(Customer, 1).taken_over_at is None


def test_late_words_are_taken_where_a_template_can_ask_the_customer_to_write_again(
    services: Services, shop: Shop, clock: MovingClock
) -> None:
    shop.hears("hello?")
    shop.answers()
    clock.move(hours=25)
    app = create_app(services.settings, replace(services, templates=REOPEN))
    app.config["WTF_CSRF_ENABLED"] = False
    seller = app.test_client()
    seller.post("/admin/sign-in", data=ACCOUNT)
    assert seller.post(WRITE, data={"text": "Are you still there?", "form_id": "1"}).status_code == 302
