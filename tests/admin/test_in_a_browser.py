"""The admin pages in a real browser: they live, and keep the reader's place while they do."""

import base64
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from bot.clients.protocols import MediaFile
from bot.services import Services
from memory.customers import flag
from memory.models import Customer, MessageKind
from tests.admin.pages import ACCOUNT
from tests.admin.test_files import attach
from tests.fakes import FakeLanguageModel, FakeMedia, update
from tests.shop import RUI, Shop

pytestmark = pytest.mark.browser
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The pages, served on loopback with CSRF protection on."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/admin"
    server.shutdown()
    thread.join()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says; a policy that is broken shows here."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    """A desktop browser's window, signed in."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/")
    page.get_by_label("E-mail").fill(ACCOUNT["email"])
    page.get_by_label("Password").fill(ACCOUNT["password"])
    page.get_by_role("button", name="Sign in").click()
    yield page
    page.close()


def refresh(page: Page) -> None:
    """What happens every five seconds, now: as when the reader comes back to the page."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_memory_and_messages_appear_while_evidence_stays_open(
    page: Page, address: str, changed: Shop, complaints: list[str]
) -> None:
    page.goto(f"{address}/customers/1")
    page.locator("#f1").get_by_text("Evidence").click()
    expect(page.locator("#f1 mark")).to_have_text("my sister's wedding")
    changed.hears("And a bracelet, please")
    refresh(page)
    expect(page.get_by_role("log").get_by_text("And a bracelet, please")).to_be_visible()
    expect(page.locator("#f1 mark")).to_be_visible()
    page.get_by_role("link", name="Show in conversation").first.click()
    expect(page.locator("#message-1")).to_have_class("bubble by-customer is-sought")
    assert page.url == f"{address}/customers/1"
    assert complaints == []


def test_a_fact_is_edited_in_place_and_no_typed_word_is_lost_while_the_page_lives(
    page: Page, address: str, changed: Shop, complaints: list[str]
) -> None:
    page.goto(f"{address}/customers/1")
    budget = changed.profile().active("budget")[0].id
    page.get_by_role("link", name="Edit up to €320").click()
    expect(page.get_by_label("Change this budget")).to_be_focused()
    page.get_by_label("Change this budget").press_sequentially(", rings €500")
    changed.hears("And a bracelet, please")
    refresh(page)
    expect(page.get_by_role("log").get_by_text("And a bracelet, please")).to_be_visible()
    expect(page.get_by_label("Change this budget")).to_have_value("up to €320, rings €500")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#field-budget .fact.is-active .fact-text")).to_have_text("up to €320, rings €500")
    assert changed.profile().active("budget")[0].id != budget
    assert page.url.endswith(f"/customers/1#{changed.profile().active('budget')[0].id}")
    assert complaints == []


def test_a_menu_resolves_an_objection_and_escape_closes_the_form(
    page: Page, address: str, remembered: Shop, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/customers/1")
    objections = page.locator("#field-objections")
    for key in ("Escape", "Control+Enter"):
        objections.get_by_title("More").click()
        objections.get_by_role("link", name="Resolve…").click()
        page.get_by_label("How was it answered?").fill("free returns")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.keyboard.press(key)
        expect(page.get_by_label("How was it answered?")).to_have_count(0)
    expect(objections.locator(".resolution")).to_have_text("free returns")
    assert complaints == []


def test_a_suggestion_appears_by_itself_and_is_accepted(
    page: Page, address: str, remembered: Shop, model: FakeLanguageModel, complaints: list[str]
) -> None:
    page.goto(f"{address}/customers/1")
    page.locator("#field-budget").get_by_title("More").click()
    page.locator("#field-budget").get_by_role("button", name="Lock").click()
    remembered.hears("Up to €90 now")
    remembered.answers()
    budget = remembered.profile().active("budget")[0].id
    wish = {"action": "replace", "field": "budget", "fact": budget, "text": "up to €90", "message": 1}
    model.updates.append(update(wish | {"quote": "Up to €90 now"}))
    remembered.falls_silent()
    refresh(page)
    expect(page.locator(".suggestion-words")).to_have_text("The customer now says up to €90; you locked up to €250.")
    page.get_by_role("button", name="Accept up to €90").click()
    expect(page.locator("#field-budget .fact.is-active .fact-text")).to_have_text("up to €90")
    expect(page.locator("#suggestions")).to_have_count(0)
    assert complaints == []


def test_a_search_is_answered_while_it_is_typed(page: Page, address: str, remembered: Shop) -> None:
    page.goto(f"{address}/")
    remembered.hears("Hello", from_=RUI, name="Rui")
    page.get_by_role("searchbox").press_sequentially("ru")
    expect(page.locator(".customer-line .name")).to_have_text(["Rui"])
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.url == f"{address}/?search=ru"


@pytest.mark.parametrize("path", ["", "/versions", "/conversation"])
def test_a_phone_shows_one_part_at_a_time_and_nothing_sticks_out(
    page: Page, address: str, changed: Shop, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/customers/1{path}")
    assert page.locator("#memory").is_visible() != page.get_by_role("log").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_buttons_work_with_the_one_token_of_the_page(page: Page, address: str, remembered: Shop) -> None:
    with remembered.services.database.transaction() as session:
        flag(session.get_one(Customer, 1), "Asks for a person", remembered.clock.now())
    page.goto(f"{address}/customers/1/versions")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("The flag is taken away.")).to_be_visible()
    assert page.url == f"{address}/customers/1/versions"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_key_is_made_with_the_boxes_that_were_ticked(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(f"{address}/keys")
    page.get_by_label("What is it for?").fill("CRM")
    page.get_by_label("write").check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.locator("#made-key")).to_contain_text("rapport_")
    expect(page.locator("article .badge")).to_have_text(["ingest", "read", "write"])
    page.get_by_role("button", name="Revoke CRM").click()
    expect(page.locator("article .badge.bad")).to_have_text("Revoked just now")
    assert complaints == []


def test_two_customers_are_merged_and_parted_again(
    page: Page, address: str, remembered: Shop, complaints: list[str]
) -> None:
    remembered.hears("Hello", from_=RUI, name="Rui")
    page.goto(f"{address}/customers/1")
    page.get_by_role("link", name="Merge with another customer").click()
    page.get_by_role("searchbox").press_sequentially("910 000 002")
    page.locator("#candidates").get_by_role("link", name="Rui").click()
    page.get_by_role("button", name="Merge both").click()
    expect(page.locator("#customer-head")).to_contain_text("Merged with Rui (+351910000002) by team@shop.example")
    page.locator("#customer-head summary").get_by_text("Undo").click()
    refresh(page)
    page.get_by_role("button", name="Yes, these are two customers").click()
    expect(page.get_by_text("these are two customers again")).to_be_visible()
    assert complaints == []


def test_a_customers_picture_is_shown_within_the_conversation(
    page: Page, address: str, shop: Shop, services: Services, media: FakeMedia, complaints: list[str]
) -> None:
    attach(shop, services, media, MessageKind.IMAGE, MediaFile(PIXEL, "image/png"))
    page.goto(f"{address}/customers/1/conversation")
    picture = page.get_by_role("img", name="A picture from the customer")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1)
    assert complaints == []


def test_a_customer_is_exported_and_erased_by_a_person_who_types_the_name(
    page: Page, address: str, changed: Shop, complaints: list[str]
) -> None:
    page.goto(f"{address}/customers/1")
    with page.expect_download() as exported:
        page.get_by_role("link", name="Export").click()
    assert exported.value.suggested_filename == "customer-1.json"
    page.get_by_role("link", name="Erase this customer").click()
    expect(page.get_by_role("heading", name="Erase Ana?")).to_be_visible()
    page.get_by_label("Type the customer's name").fill("Rui")
    page.get_by_role("button", name="Erase for ever").click()
    expect(page.locator(".field-problem")).to_contain_text("Nothing was erased.")
    page.get_by_label("Type the customer's name").fill("ana")
    page.get_by_role("button", name="Erase for ever").click()
    expect(page.get_by_text("The customer is erased.")).to_be_visible()
    expect(page.locator(".customer-line")).to_have_count(0)
    assert [text for text in complaints if "422" not in text] == []  # the browser itself tells of a refused form
