"""The list of customers, through HTTP as a browser sees it."""

import pytest
from flask.testing import FlaskClient

from bot import create_app
from bot.services import Services
from bot.settings import Settings
from memory.customers import flag
from memory.database import Database
from memory.models import Customer, CustomerIdentifier
from tests.admin.pages import ACCOUNT, count_queries, page_of, words_of
from tests.fakes import MovingClock
from tests.shop import RUI, Shop


def test_an_empty_list_points_to_the_local_phone_where_there_is_one(services: Services, settings: Settings) -> None:
    without_twilio = dict.fromkeys(("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from"), "")
    local = settings.model_copy(update=without_twilio)
    app = create_app(local, Services(**vars(services) | {"settings": local}))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/admin/sign-in", data=ACCOUNT)
    assert 'href="/phone/">Open the local phone' in page_of(client, "/admin/")


def test_an_empty_list_with_twilio_says_who_will_appear(seller: FlaskClient) -> None:
    page = page_of(seller, "/admin/")
    assert "No customers yet" in page
    assert "/phone" not in page


def test_a_line_of_the_list_tells_name_number_stage_and_when_last_seen(
    seller: FlaskClient, remembered: Shop, clock: MovingClock
) -> None:
    line = words_of(page_of(seller, "/admin/"))
    assert "Ana +351910000001 Warm lead 30 min ago" in line
    assert 'title="2 Nov 2026, 09:00"' in page_of(seller, "/admin/")
    clock.move(days=2)
    assert "2 days ago" in words_of(page_of(seller, "/admin/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=ana", {"Ana"}),
        ("search=%2B351+910+000+002", {"Rui"}),
        ("search=351910", {"Ana", "Rui"}),
        ("search=%25", set()),
        ("stage=warm_lead", {"Ana"}),
        ("stage=near_decision", set()),
        ("flagged=1", {"Rui"}),
        ("search=a&stage=warm_lead&flagged=1", set()),
        ("page=2", set()),
        ("page=999999999999999999999", set()),
        ("page=-4&stage=%00", set()),
    ],
)
def test_the_list_is_searched_by_name_number_stage_and_flag(
    seller: FlaskClient, remembered: Shop, services: Services, query: str, found: set[str]
) -> None:
    rui = remembered.hears("Hello", from_=RUI, name="Rui").customer_id
    with services.database.transaction() as session:
        flag(session.get_one(Customer, rui), "Asks for a person", services.clock.now())
    page = page_of(seller, f"/admin/?{query}")
    assert {name for name in ("Ana", "Rui") if f">{name}</b>" in page} == found
    assert found or "Nobody matches" in page


def test_a_flagged_customer_is_seen_with_the_reason_and_the_flag_can_be_taken_away(
    seller: FlaskClient, remembered: Shop, services: Services
) -> None:
    with services.database.transaction() as session:
        flag(session.get_one(Customer, 1), "Asks for a person", services.clock.now())
    assert "1 waiting for a person" in words_of(page_of(seller, "/admin/"))
    assert "Asks for a person" in page_of(seller, "/admin/")
    assert "Asks for a person" in page_of(seller, "/admin/customers/1")
    response = seller.post("/admin/customers/1/flag/done?next=/admin/customers/1")
    assert response.location == "/admin/customers/1"
    assert "Asks for a person" not in page_of(seller, "/admin/customers/1")


def test_long_lists_come_in_pages_and_cost_the_same_few_queries(
    seller: FlaskClient, services: Services, database: Database
) -> None:
    now = services.clock.now()
    with database.transaction() as session:
        for number in range(120):
            session.add(Customer(display_name=f"No {number:03}", created_at=now, last_seen_at=now))
        session.flush()
        session.add_all(
            CustomerIdentifier(customer_id=key, kind="crm", value=f"crm-{key}", created_at=now) for key in range(1, 121)
        )
    with count_queries(database) as counted:
        first = page_of(seller, "/admin/")
    assert len(counted) < 10
    assert "1–50 of 120 customers" in first
    third = page_of(seller, "/admin/?page=3")
    assert (third.count('class="customer-line '), "101–120 of 120" in third) == (20, True)
    assert 'rel="next"' not in third
