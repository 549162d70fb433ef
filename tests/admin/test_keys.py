"""The page of API keys."""

import re

from flask.testing import FlaskClient

from bot.services import Services
from tests.admin.pages import page_of, words_of

NEW = {"name": "CRM of the shop", "scopes": ["read", "write"]}


def make(seller: FlaskClient) -> str:
    """The key that a form makes."""
    page = seller.post("/admin/keys", data=NEW)
    assert page.status_code == 200
    found = re.search(r'id="made-key">([^<]+)<', page.text)
    assert found
    return found[1]


def test_a_key_is_shown_once_and_opens_what_was_chosen(seller: FlaskClient) -> None:
    key = make(seller)
    assert key not in page_of(seller, "/admin/keys")
    assert "CRM of the shop" in words_of(page_of(seller, "/admin/keys"))
    signed_in = {"Authorization": f"Bearer {key}"}
    assert seller.get("/v1/profile/nobody", headers=signed_in).status_code == 404
    assert seller.delete("/v1/customers/nobody", headers=signed_in).status_code == 403
    assert "last used just now" in words_of(page_of(seller, "/admin/keys"))


def test_a_revoked_key_opens_nothing_any_more(seller: FlaskClient) -> None:
    key = make(seller)
    assert seller.post("/admin/keys/1/revoke", follow_redirects=True).status_code == 200
    assert seller.get("/v1/profile/nobody", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert "Revoked just now" in words_of(page_of(seller, "/admin/keys"))
    again = seller.post("/admin/keys/1/revoke", follow_redirects=True)
    assert "There was nothing to revoke." in again.text
    assert seller.post(f"/admin/keys/{2**70}/revoke").status_code == 404


def test_a_key_without_a_name_or_a_scope_is_not_made(seller: FlaskClient) -> None:
    for wrong in ({"name": "", "scopes": ["read"]}, {"name": " ", "scopes": ["read"]}, {"name": "x"}):
        page = seller.post("/admin/keys", data=wrong)
        assert page.status_code == 422
        assert 'class="field-problem"' in page.text
    assert "No keys yet" in page_of(seller, "/admin/keys")
    assert seller.post("/admin/keys", data={"name": "x", "scopes": ["everything"]}).status_code == 422


def test_keys_are_for_the_sales_team_alone(visitor: FlaskClient, services: Services) -> None:
    assert visitor.get("/admin/keys").status_code == 302
    assert visitor.post("/admin/keys", data=NEW).status_code == 302
    assert visitor.post("/admin/keys/1/revoke").status_code == 302
