"""A customer's conversation, as its page shows it."""

import re

import pytest
from flask.testing import FlaskClient

from bot.services import Services
from memory.customers import flag
from memory.database import Database
from memory.identifiers import Identifier
from memory.ingesting import IngestedMessage, ingest
from memory.models import Customer, Delivery, IdentifierKind
from memory.transcript import Author
from tests.admin.pages import page_of, words_of
from tests.fakes import FakeLanguageModel, MovingClock, update
from tests.shop import RUI, Shop

HOSTILE = "{{7*7}} <script>alert(1)</script>"


def test_the_conversation_shows_where_sessions_begin_and_end_and_what_became_of_them(
    seller: FlaskClient, changed: Shop
) -> None:
    changed.hears("One more thing")
    page = page_of(seller, "/admin/customers/1/conversation")
    words = words_of(page[page.index('id="conversation"') :])
    in_order = [
        "Session opened 2 Nov 2026, 09:00 · WhatsApp",
        "Monday, 2 November 2026",
        "A gift for my sister",
        "Session closed 2 Nov 2026, 09:30 after the customer fell silent",
        "· version 1",
        "We can go up to €320",
        "· version 2",
        "One more thing",
        "An answer is being made",
    ]
    places = [words.index(sentence) for sentence in in_order]
    assert places == sorted(places)
    assert 'href="/admin/customers/1/versions?below=2#version-1"' in page


def test_a_failed_delivery_shows_its_error(seller: FlaskClient, remembered: Shop, database: Database) -> None:
    with database.transaction() as session:
        delivery = session.get_one(Delivery, 2)
        delivery.status, delivery.error_code, delivery.error = "failed", "63016", "The window is closed."
    assert "Not delivered (error 63016): The window is closed." in words_of(page_of(seller, "/admin/customers/1"))


@pytest.mark.parametrize("status", ["drafted", "sending", "sent", "delivered", "read", "failed"])
def test_every_delivery_status_has_its_tick_in_words(
    seller: FlaskClient, remembered: Shop, database: Database, status: str
) -> None:
    with database.transaction() as session:
        session.get_one(Delivery, 2).status = status
    assert re.search(rf'class="delivery is-{status}" title="[A-Z][a-z ]+, 2 Nov', page_of(seller, "/admin/customers/1"))


@pytest.fixture
def talkative(database: Database, clock: MovingClock) -> None:
    """A customer (1) with 200 messages in one session."""
    messages = [IngestedMessage(Author.CUSTOMER, f"words {number}.") for number in range(1, 201)]
    with database.transaction() as session:
        ingest(session, Identifier(IdentifierKind.CRM, "talkative"), messages, clock.now())


@pytest.mark.parametrize(
    ("query", "shown", "others"),
    [
        ("", (141, 200), (True, False)),
        ("?before=141", (81, 140), (True, True)),
        ("?before=21", (1, 20), (False, True)),
        ("?around=100", (70, 129), (True, True)),
        ("?around=2", (1, 31), (False, True)),
        ("?around=199", (169, 200), (True, False)),
        ("?around=99999", (171, 200), (True, False)),
        ("?around=nonsense&before=-5", (141, 200), (True, False)),
    ],
)
def test_the_conversation_pages_backwards_and_opens_around_a_message(
    seller: FlaskClient, talkative: None, query: str, shown: tuple[int, int], others: tuple[bool, bool]
) -> None:
    page = page_of(seller, f"/admin/customers/1/conversation{query}")
    keys = [int(number) for number in re.findall(r'id="message-(\d+)"', page)]
    assert (keys[0], keys[-1]) == shown
    assert ("Earlier messages" in page, "Later messages" in page) == others
    assert page.count("is-sought") == (query in ("?around=100", "?around=2", "?around=199"))


def test_messages_of_another_customer_are_never_shown(seller: FlaskClient, remembered: Shop) -> None:
    foreign = remembered.hears("A secret of Rui's", from_=RUI, name="Rui").message_id
    assert "secret" not in page_of(seller, f"/admin/customers/1/conversation?around={foreign}")


@pytest.mark.parametrize("tab", ["", "/versions", "/conversation"])
def test_what_customers_write_is_shown_as_they_wrote_it_and_never_run(
    seller: FlaskClient, shop: Shop, model: FakeLanguageModel, services: Services, tab: str
) -> None:
    shop.hears(HOSTILE, name=HOSTILE)
    shop.answers()
    model.updates.append(
        update({"field": "preferences", "text": HOSTILE, "message": 1, "quote": HOSTILE}, last=HOSTILE)
    )
    shop.falls_silent()
    with services.database.transaction() as session:
        flag(session.get_one(Customer, 1), HOSTILE, services.clock.now())
    for page in (page_of(seller, f"/admin/customers/1{tab}"), page_of(seller, f"/admin/?search={HOSTILE}")):
        assert "<script>alert" not in page
        assert "{{7*7}} &lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert 'dir="auto"' in page


@pytest.mark.parametrize("path", ["/admin/customers/77", "/admin/customers/99999999999999999999999", "/admin/nothing"])
def test_what_does_not_exist_is_said_in_a_sentence(seller: FlaskClient, path: str) -> None:
    response = seller.get(path)
    assert (response.status_code, "There is no such page." in response.text) == (404, True)
