"""People correct what is remembered of a customer, on the customer's page."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bot import create_app
from bot.services import Services
from bot.settings import Settings
from memory.customer_merging import merge_customers
from memory.database import Database
from memory.fields import FieldDefinition, Kind, with_added
from memory.models import ProfileVersion
from memory.profile import Fact, Status
from memory.versions import version_of
from tests.admin.pages import ACCOUNT, page_of, words_of
from tests.fakes import FakeLanguageModel, update
from tests.shop import RUI, Shop

TEAM = ACCOUNT["email"]
CARD = "her card is 4111 1111 1111 1111"


def fact_of(shop: Shop, field: str) -> Fact:
    """The newest current fact of a field."""
    held = shop.profile()
    return (*held.resolved(field), *held.active(field))[-1]


def do(client: FlaskClient, action: str, text: str | None = None, **about: Any) -> TestResponse:
    """Press the button of an edit; `version` is the one the page was made on."""
    version = about.pop("version", None)
    form = {name: value for name, value in (("text", text), ("version", version)) if value is not None}
    return client.post("/admin/customers/1", query_string={"action": action, **about}, data=form)


def versions(services: Services) -> int:
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(ProfileVersion)) or 0


def words_beside_the_form(answer: TestResponse) -> tuple[str, str]:
    """What is typed in the open form, and the sentence that says what is wrong with it."""
    typed = re.search(r"<textarea[^>]*>([^<]*)</textarea>", answer.text)
    problem = re.search(r'<p class="field-problem"[^>]*>([^<]*)</p>', answer.text)
    assert typed is not None
    assert problem is not None
    return typed.group(1), problem.group(1)


def suggest_lower_budget(shop: Shop, model: FakeLanguageModel) -> str:
    """The customer says less than what a person has locked. Returns the id of the suggestion."""
    budget = fact_of(shop, "budget")
    assert budget.locked_by
    shop.hears("Up to €90 now")
    shop.answers()
    wish = {"action": "replace", "field": "budget", "fact": budget.id, "text": "up to €90", "message": 1}
    model.updates.append(update(wish | {"quote": "Up to €90 now"}))
    shop.falls_silent()
    (suggestion,) = shop.profile().suggestions
    return suggestion.id


def test_a_fact_is_edited_by_whoever_is_signed_in_and_the_page_goes_to_it(
    seller: FlaskClient, remembered: Shop, services: Services
) -> None:
    answer = do(seller, "replace", "up to €400", fact=fact_of(remembered, "budget").id, version=1)
    budget = fact_of(remembered, "budget")
    assert (answer.status_code, answer.location) == (303, f"/admin/customers/1#{budget.id}")
    assert (budget.text, budget.author, budget.locked_by) == ("up to €400", TEAM, TEAM)
    with services.database.reading() as session:
        version = version_of(session, 1, 2)
        assert version is not None
        assert (version.cause, version.author) == ("person", TEAM)


@pytest.mark.parametrize(
    ("action", "field", "text", "becomes"),
    [
        ("lock", "budget", None, {"locked_by": TEAM}),
        ("confirm", "journey_stage", None, {"locked_by": TEAM, "certainty": "stated"}),
        ("resolve", "objections", "free returns", {"status": "resolved", "resolution": "free returns"}),
        ("replace", "journey_stage", "near_decision", {"text": "near_decision", "author": TEAM}),
    ],
)
def test_every_quiet_action_does_what_it_says(
    seller: FlaskClient, remembered: Shop, action: str, field: str, text: str | None, becomes: dict[str, str]
) -> None:
    assert do(seller, action, text, fact=fact_of(remembered, field).id).status_code == 303
    assert fact_of(remembered, field).model_dump(mode="json").items() >= becomes.items()


def test_what_was_locked_is_unlocked_and_what_is_removed_stays_in_the_history(
    seller: FlaskClient, remembered: Shop
) -> None:
    budget = fact_of(remembered, "budget").id
    do(seller, "lock", fact=budget)
    do(seller, "unlock", fact=budget)
    assert fact_of(remembered, "budget").locked_by is None
    assert do(seller, "remove", fact=budget).location == "/admin/customers/1#field-budget"
    assert remembered.profile().of("budget")[0].status is Status.REMOVED


def test_removing_is_asked_for_before_it_is_done(seller: FlaskClient, remembered: Shop) -> None:
    budget = fact_of(remembered, "budget").id
    page = page_of(seller, f"/admin/customers/1?action=remove&fact={budget}")
    assert "Remove this from the profile? It stays in the history." in page
    assert fact_of(remembered, "budget").id == budget


def test_something_is_added_to_a_customer_of_whom_nothing_is_remembered(seller: FlaskClient, shop: Shop) -> None:
    shop.hears("Hello")
    assert 'action=add&amp;field=preferences#field-preferences"' in page_of(seller, "/admin/customers/1")
    assert do(seller, "add", "no nickel", field="preferences", version=0).status_code == 303
    assert fact_of(shop, "preferences").text == "no nickel"


def test_only_lists_and_empty_fields_can_be_added_to_and_a_stage_is_chosen(
    seller: FlaskClient, remembered: Shop
) -> None:
    page = page_of(seller, "/admin/customers/1")
    fields = set(re.findall(r"action=add&amp;field=(\w+)#", page))
    assert fields == {"buying_triggers", "objections", "preferences", "personal_details", "channel_preference"}
    stage = fact_of(remembered, "journey_stage").id
    chosen = page_of(seller, f"/admin/customers/1?action=replace&fact={stage}")
    assert '<option value="warm_lead" selected>Warm lead</option>' in chosen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (CARD, "It carries a card number, which is never stored as a fact."),
        ("x" * 501, "It is longer than 500 characters."),
        (" ", "It says nothing."),
    ],
)
@pytest.mark.parametrize("action", ["add", "replace"])
def test_what_is_refused_stays_in_the_form_beside_one_sentence(
    seller: FlaskClient, remembered: Shop, services: Services, action: str, text: str, sentence: str
) -> None:
    about = {"field": "preferences"} if action == "add" else {"fact": fact_of(remembered, "budget").id}
    answer = do(seller, action, text, version=1, **about)
    assert (answer.status_code, words_beside_the_form(answer)) == (422, (text, sentence))
    assert versions(services) == 1


def test_a_fact_that_changed_while_somebody_wrote_is_not_overwritten_and_the_words_stay(
    seller: FlaskClient, changed: Shop
) -> None:
    before = changed.profile().of("budget")[0].id
    answer = do(seller, "replace", "up to €500", fact=before, version=1)
    typed, sentence = words_beside_the_form(answer)
    assert (answer.status_code, typed) == (409, "up to €500")
    assert "has changed while you wrote" in sentence
    budget = fact_of(changed, "budget")
    assert budget.text == "up to €320"
    assert f'formaction="/admin/customers/1?action=replace&amp;fact={budget.id}"' in answer.text
    assert 'name="version" form="edit" value="2"' in answer.text
    assert do(seller, "replace", "up to €500", fact=budget.id, version=2).status_code == 303


def test_a_version_that_came_meanwhile_does_not_matter_where_the_fact_is_the_same(
    seller: FlaskClient, changed: Shop
) -> None:
    trigger = fact_of(changed, "buying_triggers").id
    assert do(seller, "replace", "her own wedding", fact=trigger, version=1).status_code == 303
    assert do(seller, "add", "no nickel", field="preferences", version=1).status_code == 303


def test_a_fact_that_is_gone_leaves_the_words_as_something_new(seller: FlaskClient, remembered: Shop) -> None:
    trigger = fact_of(remembered, "buying_triggers").id
    do(seller, "remove", fact=trigger)
    answer = do(seller, "replace", "her own wedding", fact=trigger, version=1)
    assert (answer.status_code, words_beside_the_form(answer)[0]) == (409, "her own wedding")
    assert 'formaction="/admin/customers/1?action=add&amp;field=buying_triggers"' in answer.text
    told = do(seller, "lock", fact=trigger, version=1)
    assert "so nothing was done" in words_of(seller.get(told.location).text)


@pytest.mark.parametrize(
    ("action", "field", "text"),
    [("replace", "budget", "up to €400"), ("add", "channel_preference", "e-mail"), ("remove", "budget", None)],
)
def test_a_button_pressed_twice_does_it_once_without_a_word(
    seller: FlaskClient, remembered: Shop, services: Services, action: str, field: str, text: str | None
) -> None:
    about = {"field": field} if action == "add" else {"fact": fact_of(remembered, field).id}
    answers = [do(seller, action, text, version=1, **about) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert versions(services) == 2


def test_a_suggestion_stands_at_the_top_with_what_it_is_against_and_the_customers_words(
    seller: FlaskClient, remembered: Shop, model: FakeLanguageModel
) -> None:
    do(seller, "replace", "up to €400", fact=fact_of(remembered, "budget").id)
    suggestion = suggest_lower_budget(remembered, model)
    page = page_of(seller, "/admin/customers/1")
    words = words_of(page[page.index('id="suggestions"') : page.index('id="field-budget"')])
    assert "The customer now says up to €90 ; you wrote up to €400 ." in words
    assert "Accept up to €90 Dismiss up to €90 Evidence" in words
    assert "<mark>Up to €90 now</mark>" in page
    assert do(seller, "accept", suggestion=suggestion).status_code == 303
    budget = fact_of(remembered, "budget")
    assert (budget.text, budget.author) == ("up to €90", TEAM)
    assert budget.evidence is not None
    assert 'id="suggestions"' not in page_of(seller, "/admin/customers/1")


def test_a_dismissed_suggestion_is_told_among_the_versions(
    seller: FlaskClient, remembered: Shop, model: FakeLanguageModel
) -> None:
    do(seller, "lock", fact=fact_of(remembered, "budget").id)
    suggestion = suggest_lower_budget(remembered, model)
    do(seller, "dismiss", suggestion=suggestion)
    assert fact_of(remembered, "budget").text == "up to €250"
    assert "Budget suggestion dismissed up to €90" in words_of(page_of(seller, "/admin/customers/1/versions"))
    twice = do(seller, "dismiss", suggestion=suggestion)
    assert f"no open suggestion {suggestion}" in words_of(seller.get(twice.location).text)


def test_a_restoration_is_shown_before_it_is_done_and_only_while_it_is_true(
    seller: FlaskClient, changed: Shop, services: Services
) -> None:
    page = words_of(page_of(seller, "/admin/customers/1/versions?restore=1"))
    assert "Restoring version 1 would change: Budget replaced up to €320 → up to €250 Only this" in page
    assert "Objection open again returns are a hassle" in page
    assert versions(services) == 2
    do(seller, "lock", fact=fact_of(changed, "budget").id)
    late = seller.post("/admin/customers/1/versions?restore=1&version=2")
    assert late.location == "/admin/customers/1/versions?restore=1#version-1"
    assert fact_of(changed, "budget").text == "up to €320"
    assert "The profile has changed meanwhile" in words_of(seller.get(late.location).text)
    assert seller.post("/admin/customers/1/versions?restore=1&version=3").status_code == 303
    assert fact_of(changed, "budget").text == "up to €250"


def test_one_field_is_restored_and_the_others_stay(seller: FlaskClient, changed: Shop) -> None:
    assert seller.post("/admin/customers/1/versions?restore=1&field=budget&version=2").status_code == 303
    assert fact_of(changed, "budget").text == "up to €250"
    assert fact_of(changed, "journey_stage").text == "near_decision"
    assert "by team@shop.example" in words_of(page_of(seller, "/admin/customers/1/versions"))


def test_who_became_a_part_of_another_is_not_edited_and_typed_words_are_not_lost(
    seller: FlaskClient, remembered: Shop, services: Services
) -> None:
    other = remembered.hears("Hello", from_=RUI, name="Rui").customer_id
    trigger = fact_of(remembered, "buying_triggers").id
    with services.database.transaction() as session:
        merge_customers(session, other, 1, author=TEAM, now=services.clock.now())
    assert "?action=" not in page_of(seller, f"/admin/customers/1?action=replace&fact={trigger}")
    assert "restore=" not in page_of(seller, "/admin/customers/1/versions")
    answer = do(seller, "replace", "her own wedding", fact=trigger, version=1)
    typed, sentence = words_beside_the_form(answer)
    assert (answer.status_code, typed) == (422, "her own wedding")
    assert sentence == "This customer is a part of another one by now: change the profile of that one."
    late = seller.post("/admin/customers/1/versions?restore=1")
    assert "part of another one" in words_of(seller.get(late.location).text)


def test_a_shops_own_field_is_edited_like_the_others_and_stands_still_when_the_shop_drops_it(
    seller: FlaskClient, remembered: Shop, settings: Settings, services: Services
) -> None:
    ours = with_added([FieldDefinition("ring_size", Kind.ONE, "the size of their rings")])
    database = Database(services.database.engine.url.render_as_string(hide_password=False), fields=ours)
    app = create_app(settings, replace(services, database=database))
    app.config["WTF_CSRF_ENABLED"] = False
    jeweller = app.test_client()
    jeweller.post("/admin/sign-in", data=ACCOUNT)
    assert words_beside_the_form(do(jeweller, "add", CARD, field="ring_size"))[0] == CARD
    assert do(jeweller, "add", "size 52", field="ring_size").status_code == 303
    size = remembered.profile().of("ring_size")[0].id
    assert f"action=replace&amp;fact={size}#" in page_of(jeweller, "/admin/customers/1")
    database.dispose()
    dropped = page_of(seller, "/admin/customers/1")
    assert "size 52" in dropped
    assert f"fact={size}" not in dropped


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/customers/1", 400),
        ("/admin/customers/1?action=sing&fact=f1", 400),
        ("/admin/customers/99?action=lock&fact=f1", 404),
        ("/admin/customers/99999999999999999999?action=lock&fact=f1", 405),
        ("/admin/customers/1/versions", 400),
        ("/admin/customers/1/versions?restore=9", 404),
        ("/admin/customers/1/versions?restore=1&field=shoe_size", 404),
        ("/admin/customers/1?action=lock&fact=f99", 303),
        ("/admin/customers/1?action=replace", 303),
        ("/admin/customers/1?action=add&field=x%00y", 303),
    ],
)
def test_senseless_addresses_change_nothing(
    seller: FlaskClient, remembered: Shop, services: Services, path: str, status: int
) -> None:
    assert seller.post(path, data={"text": "x", "version": "nonsense"}).status_code == status
    assert versions(services) == 1


def test_nobody_edits_without_signing_in(visitor: FlaskClient, remembered: Shop, services: Services) -> None:
    assert "/admin/sign-in" in do(visitor, "lock", fact="f1").location
    assert "/admin/sign-in" in visitor.post("/admin/customers/1/versions?restore=1").location
    assert versions(services) == 1


def test_an_untyped_refresh_is_the_same_page_whatever_the_token(seller: FlaskClient, remembered: Shop) -> None:
    path = f"/admin/customers/1?action=replace&fact={fact_of(remembered, 'budget').id}"
    first = seller.get(path, headers={"X-Rapport-Live": "1"})
    assert "csrf_token" not in first.text
    again = seller.get(path, headers={"X-Rapport-Live": "1", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
