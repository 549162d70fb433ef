"""The page of the operator: what answers, what was refused and why, what was not delivered."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from bot.refusals import Cause, Refusal
from bot.services import Services
from bot.status_reports import take_status
from memory.clock import Clock
from memory.database import Database
from tests.admin.pages import LIVE, page_of, words_of
from tests.fakes import FakeSender
from tests.shop import Shop


def test_refused_webhooks_stand_with_their_cause_and_what_to_do(
    seller: FlaskClient, services: Services, clock: Clock
) -> None:
    example = {"path": "/webhooks/twilio/messages", "scheme": "http", "host": "<b>evil</b>", "headers": ["Via"]}
    proven = {"configured": "http://shop.example", "signed": "https://shop.example"}
    for _ in range(3):
        services.refusals.count(Refusal(Cause.SCHEME, "messages", example | proven), clock.now(), services.database)
    services.refusals.write(services.database)
    page = page_of(seller, "/admin/health")
    words = words_of(page)
    assert "PUBLIC_URL says http, Twilio signed https. 3 refused Set PUBLIC_URL to https://shop.example" in words
    assert "/webhooks/twilio/messages" in words
    assert "<b>evil" not in page


def test_a_quiet_installation_says_so(seller: FlaskClient) -> None:
    words = words_of(page_of(seller, "/admin/health"))
    for sentence in ("Database answers", "Workers answer", "Nothing was refused", "over WhatsApp: none yet", ": none."):
        assert sentence in words


def test_the_last_message_and_what_was_not_delivered_are_told(
    seller: FlaskClient, services: Services, shop: Shop, sender: FakeSender
) -> None:
    shop.hears("hello")
    shop.answers()
    ((provider_id, _),) = sender.accepted
    take_status(services, provider_id, "undelivered", "63024", None)
    words = words_of(page_of(seller, "/admin/health"))
    assert "over WhatsApp: just now" in words
    assert "1 with Twilio's code 63024" in words


def test_the_page_comes_also_while_the_database_is_away(
    app: Flask, seller: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "reading", _away)
    assert "Database answers not" in words_of(page_of(seller, "/admin/health"))


def _away(_self: Database) -> None:
    raise OperationalError("SELECT 1", {}, Exception("away"))


def test_it_lives_and_is_for_the_team_alone(seller: FlaskClient, visitor: FlaskClient) -> None:
    assert "<!doctype" not in seller.get("/admin/health", headers=LIVE).text.lower()
    assert visitor.get("/admin/health").status_code == 302
