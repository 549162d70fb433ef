"""Whether a customer wants messages, on the customer's page: since when, what proves it, and how to note it by hand."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.services import Services
from memory.consent import opt_out_by_provider
from memory.customers import lock_customer
from memory.models import Customer
from tests.admin.pages import page_of, words_of
from tests.fakes import FakeSender, MovingClock
from tests.shop import Shop

ANA = "/admin/customers/1"


def is_opted_out(services: Services) -> bool:
    with services.database.reading() as session:
        return session.get_one(Customer, 1).opted_out_at is not None


def test_the_page_tells_since_when_a_customer_wants_no_messages_and_in_which_words(
    seller: FlaskClient, shop: Shop
) -> None:
    recorded = shop.hears("Thanks, but <b>please</b> stop.\nStop messaging me")
    page = page_of(seller, ANA)
    words = words_of(page)
    assert "Wants no messages since 2 Nov 2026, 09:00" in words
    assert "Stop messaging me" in words
    assert f"#message-{recorded.message_id}" in page
    assert "Opted out" in words_of(page_of(seller, "/admin/"))


def test_a_code_of_twilios_is_shown_as_what_it_means(
    seller: FlaskClient, shop: Shop, services: Services, clock: MovingClock
) -> None:
    recorded = shop.hears("hi")
    with services.database.transaction() as session:
        customer = lock_customer(session, 1)
        assert customer is not None
        opt_out_by_provider(session, customer, recorded.message_id, "63014", clock.now())
    assert "Twilio’s error 63014: blocked" in words_of(page_of(seller, ANA))


def test_a_seller_notes_an_opt_out_and_an_opt_in_by_hand(
    seller: FlaskClient, shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hi")
    assert "This customer has never opted out." in words_of(page_of(seller, ANA))
    answer = seller.post(f"{ANA}/opt-out?next={ANA}/conversation")
    assert answer.location == f"{ANA}/conversation"
    assert is_opted_out(services)
    assert "noted by team@shop.example" in words_of(page_of(seller, ANA))
    shop.answers()
    assert sender.texts == []
    seller.post(f"{ANA}/opt-in")
    assert not is_opted_out(services)
    page = words_of(page_of(seller, ANA))
    assert "Wants messages again: noted by team@shop.example" in page
    assert "Wants no messages: noted by team@shop.example" in page


def test_noting_what_holds_already_changes_nothing(seller: FlaskClient, shop: Shop, services: Services) -> None:
    shop.hears("STOP")
    assert "nothing had to change" in seller.post(f"{ANA}/opt-out", follow_redirects=True).text
    assert is_opted_out(services)
    assert "noted by" not in words_of(page_of(seller, ANA))


def test_a_seller_who_notes_an_opt_in_has_answered_the_flag_that_asked_for_it(
    seller: FlaskClient, shop: Shop, services: Services, clock: MovingClock
) -> None:
    recorded = shop.hears("hi")
    with services.database.transaction() as session:
        customer = lock_customer(session, 1)
        assert customer is not None
        opt_out_by_provider(session, customer, recorded.message_id, "63014", clock.now())
    shop.hears("hello?")
    assert "writes again" in words_of(page_of(seller, ANA))
    seller.post(f"{ANA}/opt-in")
    assert "writes again" not in words_of(page_of(seller, ANA))


@pytest.mark.parametrize("path", [f"{ANA}/opt-out", f"{ANA}/opt-in"])
def test_nobody_notes_anything_without_having_signed_in_or_without_the_pages_token(
    app: Flask, visitor: FlaskClient, seller: FlaskClient, shop: Shop, services: Services, path: str
) -> None:
    shop.hears("STOP" if path.endswith("in") else "hi")
    before = is_opted_out(services)
    assert "/admin/sign-in" in visitor.post(path).location
    app.config["WTF_CSRF_ENABLED"] = True
    assert seller.post(path).status_code == 400
    assert is_opted_out(services) == before


@pytest.mark.parametrize("key", [99, 2**63, 2**80])
def test_an_unknown_customer_is_not_found(seller: FlaskClient, key: int) -> None:
    assert seller.post(f"/admin/customers/{key}/opt-out").status_code == 404
