"""What keeps the shop's number from sending is shown on the admin pages until it is put right."""

import pytest
from flask.testing import FlaskClient

from bot.clients.errors import ClientError
from bot.status_reports import take_status
from tests.admin.pages import page_of, words_of
from tests.fakes import FakeSender, MovingClock
from tests.shop import Shop

PAGES = ("/admin/", "/admin/customers/1", "/admin/customers/1/conversation")


@pytest.fixture
def stopped(shop: Shop, sender: FakeSender) -> Shop:
    """Twilio's daily limit is reached with Ana's answer."""
    sender.errors.append(ClientError("limit", code="63038"))
    shop.hears("hi")
    shop.answers()
    return shop


@pytest.mark.parametrize("address", PAGES)
def test_every_page_that_shows_customers_shows_it(seller: FlaskClient, stopped: Shop, address: str) -> None:
    words = words_of(page_of(seller, address))
    assert "daily limit of messages is reached" in words
    assert "+14155238886 · Twilio's error 63038" in words
    assert "sending goes on in 15 min" in words


def test_a_person_ends_it_and_what_waited_is_sent_within_five_minutes(
    seller: FlaskClient, stopped: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    stopped.hears("me too", from_="whatsapp:+351910000002")
    stopped.answers()
    assert seller.post("/admin/alerts/1/done?next=/admin/").status_code == 302
    assert "daily limit" not in words_of(page_of(seller, "/admin/"))
    clock.move(minutes=5)
    stopped.works()
    assert sender.texts == ["You said: me too"]


def test_an_alert_that_is_gone_already_may_be_taken_away_again(seller: FlaskClient) -> None:
    assert seller.post("/admin/alerts/7/done").status_code == 302


def test_a_visitor_ends_nothing(visitor: FlaskClient, seller: FlaskClient, stopped: Shop) -> None:
    visitor.post("/admin/alerts/1/done")
    assert "daily limit" in words_of(page_of(seller, "/admin/"))


def test_twilios_own_words_are_shown_as_words(seller: FlaskClient, shop: Shop, sender: FakeSender) -> None:
    shop.hears("hi")
    shop.answers()
    take_status(shop.services, sender.accepted[0][0], "failed", "63999", "{{7*7}} <script>")
    page = page_of(seller, "/admin/customers/1/conversation")
    assert "error 63999: {{7*7}} &lt;script&gt;" in page
