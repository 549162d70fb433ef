"""Who gets in, and who does not."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import create_app
from bot.admin.guessing import MOST_FAILURES
from bot.services import Services
from bot.settings import Settings
from tests.admin.pages import ACCOUNT, page_of
from tests.fakes import MovingClock
from tests.shop import Shop


def test_every_page_but_the_sign_in_asks_who_it_is(app: Flask, visitor: FlaskClient) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    guarded = [rule for rule in rules if rule.endpoint != "admin.sign_in"]
    assert len(guarded) >= 8
    for rule in guarded:
        _, path = rule.build(dict.fromkeys(rule.arguments - set(rule.defaults or {}), 1) | (rule.defaults or {})) or (
            "",
            "",
        )
        for method in (rule.methods or set()) - {"OPTIONS"}:
            response = visitor.open(path, method=method)
            assert (response.status_code, response.location.split("?")[0]) == (302, "/admin/sign-in"), (method, path)


@pytest.mark.parametrize(
    ("email", "password"),
    [("team@shop.example", "wrong"), ("nobody@shop.example", "a long password"), ("é@ü", "\0'; --")],
)
def test_whatever_is_wrong_at_sign_in_the_answer_is_the_same(visitor: FlaskClient, email: str, password: str) -> None:
    response = visitor.post("/admin/sign-in", data={"email": email, "password": password})
    assert response.status_code == 403
    assert "This e-mail and password do not belong together." in response.text
    assert visitor.get("/admin/").status_code == 302


def test_an_installation_without_a_password_lets_nobody_in(settings: Settings, services: Services) -> None:
    open_door = settings.model_copy(update={"admin_email": "", "admin_password": ""})
    app = create_app(open_door, Services(**vars(services) | {"settings": open_door}))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/admin/sign-in", data={"email": " ", "password": " "})
    client.post("/admin/sign-in", data={"email": "", "password": ""})
    assert client.get("/admin/").status_code == 302


def test_after_ten_wrong_tries_even_the_right_password_waits_a_minute(visitor: FlaskClient, clock: MovingClock) -> None:
    for _ in range(MOST_FAILURES):
        visitor.post("/admin/sign-in", data=ACCOUNT | {"password": "guess"})
    blocked = visitor.post("/admin/sign-in", data=ACCOUNT)
    assert (blocked.status_code, "Wait a minute" in blocked.text) == (429, True)
    elsewhere = visitor.post("/admin/sign-in", data=ACCOUNT, environ_base={"REMOTE_ADDR": "127.0.0.9"})
    assert elsewhere.status_code == 302
    clock.move(seconds=61)
    assert visitor.post("/admin/sign-in", data=ACCOUNT).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/admin/customers/5/conversation?around=7", "/admin/customers/5/conversation?around=7"),
        ("/admin", "/admin"),
        ("https://elsewhere.example/", "/admin/"),
        ("//elsewhere.example/admin", "/admin/"),
        ("/\\elsewhere.example", "/admin/"),
        ("/admin\\@elsewhere.example", "/admin/"),
        ("/administrator", "/admin/"),
        ("/admin/\r\nSet-Cookie: a=b", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_signing_in_leads_to_the_page_that_was_wanted_but_never_elsewhere(
    visitor: FlaskClient, wanted: str, reached: str
) -> None:
    response = visitor.post("/admin/sign-in", query_string={"next": wanted}, data=ACCOUNT)
    assert response.location == reached


def test_signing_out_needs_a_post_and_ends_the_sign_in(seller: FlaskClient) -> None:
    assert seller.get("/admin/sign-out").status_code == 405
    assert seller.get("/admin/").status_code == 200
    seller.post("/admin/sign-out")
    assert seller.get("/admin/").status_code == 302


def test_a_new_password_ends_older_sign_ins(seller: FlaskClient, settings: Settings, services: Services) -> None:
    changed = settings.model_copy(update={"admin_password": "another password"})
    cookie = seller.get_cookie("session")
    assert cookie is not None
    client = create_app(changed, Services(**vars(services) | {"settings": changed})).test_client()
    client.set_cookie("session", cookie.value)
    assert client.get("/admin/").status_code == 302


def test_a_button_pressed_from_another_site_does_nothing(seller: FlaskClient, app: Flask, remembered: Shop) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    response = seller.post("/admin/customers/1/flag/done")
    assert (response.status_code, "This page was open for too long." in response.text) == (400, True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page_of(seller, "/admin/"))
    assert token is not None
    assert seller.post("/admin/customers/1/flag/done", data={"csrf_token": token[1]}).status_code == 302


def test_pages_allow_only_our_own_scripts_and_are_kept_by_no_cache(seller: FlaskClient, remembered: Shop) -> None:
    response = seller.get("/admin/customers/1")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert response.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=|<style|<script(?! type=\"module\" src=\"/static/)", response.text)
