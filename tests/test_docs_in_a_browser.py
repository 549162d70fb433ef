"""/docs in a real browser: it shows the contract and calls the API, and asks nobody else for anything."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from bot.api import ROUTES
from memory.database import Database
from tests.conftest import API_KEY

pytestmark = pytest.mark.browser


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The page does not care which."""
    return sqlite_database


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_the_page_shows_every_route_and_calls_the_api(browser: Browser, address: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/docs")
    expect(page.locator(".opblock")).to_have_count(len(ROUTES))
    assert complaints == []
    page.locator(".auth-wrapper .authorize").first.click()
    page.get_by_label("auth-bearer-value").fill(API_KEY)
    page.locator(".auth-btn-wrapper .authorize").first.click()
    page.locator(".btn-done").first.click()
    page.locator("#operations-scope\\:_read-get_profile, [id$=get_profile]").first.click()
    page.locator(".opblock.is-open .execute").click()
    expect(page.locator(".opblock.is-open .live-responses-table .response-col_status").last).to_contain_text("404")
    expect(page.locator(".opblock.is-open .live-responses-table")).to_contain_text("No customer is known by this id.")
    assert all(url.startswith((address, "data:")) for url in asked), asked
    assert not any("Content Security Policy" in complaint for complaint in complaints), complaints
    page.close()
