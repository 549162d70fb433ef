"""A shop with some past, and one of its sales team at the admin pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import create_app
from bot.services import Services
from bot.settings import Settings
from memory.database import Database
from tests.admin.pages import ACCOUNT
from tests.fakes import FakeLanguageModel, MovingClock, update
from tests.shop import Shop

WEDDING = {"field": "buying_triggers", "text": "her sister's wedding", "message": 1, "quote": "my sister's wedding"}
BUDGET = {"field": "budget", "text": "up to €250", "message": 1, "quote": "at most €250"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What pages ask is asked of PostgreSQL by one test of its own; the others run on SQLite alone."""
    return sqlite_database


@pytest.fixture
def app(settings: Settings, services: Services) -> Flask:
    app = create_app(settings, services)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def seller(app: Flask) -> FlaskClient:
    """One of the sales team, signed in."""
    client = app.test_client()
    assert client.post("/admin/sign-in", data=ACCOUNT).status_code == 302
    return client


@pytest.fixture
def shop(services: Services, clock: MovingClock) -> Shop:
    return Shop(services, clock)


@pytest.fixture
def remembered(shop: Shop, model: FakeLanguageModel) -> Shop:
    """Ana (customer 1) has had one session, and it is remembered."""
    shop.hears("A gift for my sister's wedding, at most €250. But returns are a hassle!")
    shop.answers()
    objection = {"field": "objections", "text": "returns are a hassle", "message": 1, "quote": "returns are a hassle"}
    model.updates.append(update(WEDDING, BUDGET, objection, stage="warm_lead", last="Asked for a wedding gift."))
    shop.falls_silent()
    return shop


@pytest.fixture
def changed(remembered: Shop, model: FakeLanguageModel) -> Shop:
    """A second session of Ana's raised the budget and answered the objection; a third wish had no proof."""
    remembered.hears("We can go up to €320. Free returns, then I am happy")
    remembered.answers()
    facts = {fact.text: fact.id for field in ("budget", "objections") for fact in remembered.profile().of(field)}
    higher = {"action": "replace", "fact": facts["up to €250"], "text": "up to €320", "quote": "up to €320"}
    answer = {"action": "resolve", "fact": facts["returns are a hassle"], "text": "free returns", "quote": "I am happy"}
    unsaid = {"field": "preferences", "text": "likes silver", "message": 1, "quote": "I love silver"}
    operations = (higher | {"field": "budget", "message": 1}, answer | {"field": "objections", "message": 1}, unsaid)
    model.updates.append(update(*operations, stage="near_decision", last="Wants to order."))
    remembered.falls_silent()
    return remembered
