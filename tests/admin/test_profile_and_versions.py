"""What is remembered of one customer, as its page shows it."""

import re
from datetime import UTC, datetime

from flask.testing import FlaskClient

from bot.services import Services
from memory.profile import Fact
from memory.versions import Cause, Change, append_version, head_of, roll_back
from tests.admin.pages import page_of, words_of
from tests.fakes import FakeLanguageModel, update
from tests.shop import Shop

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_a_customer_without_a_profile_is_told_so(seller: FlaskClient, shop: Shop) -> None:
    shop.hears("Hello")
    page = words_of(page_of(seller, "/admin/customers/1"))
    assert "Nothing is remembered yet" in page
    assert "after 30 minutes of silence" in page


def test_every_fact_shows_the_customers_own_words_and_leads_to_the_message(
    seller: FlaskClient, remembered: Shop
) -> None:
    page = page_of(seller, "/admin/customers/1")
    assert "A gift for <mark>my sister&#39;s wedding</mark>, at most €250." in page
    assert 'href="/admin/customers/1/conversation?around=1#message-1"' in page
    fact = words_of(page[page.index('id="f1"') : page.index('id="f2"')])
    assert "her sister's wedding Stated learned just now Evidence" in fact.replace("&#39;", "'")
    assert "Customer, 2 Nov 2026, 09:00 Show in conversation" in fact


def test_all_nine_fields_are_named_in_words(seller: FlaskClient, remembered: Shop) -> None:
    headings = re.findall(r"<h3>([^<]+)</h3>", page_of(seller, "/admin/customers/1"))
    assert headings == [
        "Customer id",
        "Buying triggers",
        "Budget",
        "Objections",
        "Preferences",
        "Personal details",
        "Channel preference",
        "Journey stage",
        "Last interaction",
    ]


def test_what_a_fact_replaced_stays_in_the_history_of_its_field(seller: FlaskClient, changed: Shop) -> None:
    page = page_of(seller, "/admin/customers/1")
    budget = words_of(page[page.index('id="field-budget"') : page.index('id="field-objections"')])
    assert budget.index("up to €320") < budget.index("Earlier (1)") < budget.index("up to €250 Replaced")
    objections = words_of(page[page.index('id="field-objections"') : page.index('id="field-preferences"')])
    assert "returns are a hassle Resolved" in objections
    assert "free returns" in objections
    assert "How it was resolved" in objections


def test_versions_say_what_changed_and_what_was_refused_and_why(seller: FlaskClient, changed: Shop) -> None:
    page = page_of(seller, "/admin/customers/1/versions")
    words = words_of(page)
    assert words.index("2 Session remembered") < words.index("1 Session remembered")
    assert "Budget replaced up to €250 → up to €320" in words
    assert "Objection resolved returns are a hassle (free returns)" in words
    assert "Journey stage replaced Warm lead → Near decision" in words
    assert "Buying trigger added her sister&#39;s wedding" in words
    assert "Not applied (1)" in words
    assert "Add preference Nobody said so likes silver I love silver" in words
    assert "by the model" in words


def test_a_wish_against_what_a_person_wrote_is_a_suggestion(
    seller: FlaskClient, remembered: Shop, services: Services, model: FakeLanguageModel
) -> None:
    with services.database.transaction() as session:
        head = head_of(session, 1)
        budget = head.profile.value("budget")
        assert budget is not None
        locked = budget.model_copy(update={"locked_by": "joana@shop.example"})
        profile = head.profile.model_copy(update={"facts": dict(head.profile.facts) | {"budget": (locked,)}})
        change = Change(profile, Cause.PERSON, "edit-1", "joana@shop.example")
        append_version(session, 1, head.version, change, services.clock.now())
    remembered.hears("Up to €900!")
    remembered.answers()
    wish = {"action": "replace", "field": "budget", "fact": budget.id, "text": "up to €900", "message": 1}
    model.updates.append(update(wish | {"quote": "Up to €900"}))
    remembered.falls_silent()
    words = words_of(page_of(seller, "/admin/customers/1/versions"))
    assert "Replace budget Suggestion up to €900" in words
    assert "Changed by a person" in words
    assert "by joana@shop.example" in words
    assert "Budget locked up to €250 (by joana@shop.example)" in words


def test_a_rollback_says_what_it_brought_back(seller: FlaskClient, changed: Shop, services: Services) -> None:
    with services.database.transaction() as session:
        roll_back(session, 1, 1, author="joana@shop.example", cause_id="r1", now=services.clock.now())
    words = words_of(page_of(seller, "/admin/customers/1/versions"))
    assert "Rolled back to version 1" in words
    assert "Budget replaced up to €320 → up to €250" in words
    assert "Objection open again returns are a hassle" in words


def test_many_versions_come_in_pages(seller: FlaskClient, remembered: Shop, services: Services) -> None:
    with services.database.transaction() as session:
        for number in range(1, 25):
            head = head_of(session, 1)
            fact = Fact(id=f"f{100 + number}", text=f"detail {number}", said_at=MORNING, learned_at=MORNING)
            details = (*head.profile.of("personal_details"), fact)
            profile = head.profile.model_copy(
                update={"facts": dict(head.profile.facts) | {"personal_details": details}}
            )
            append_version(session, 1, number, Change(profile, Cause.API, str(number), "api"), MORNING)
    first = page_of(seller, "/admin/customers/1/versions")
    assert re.findall(r'id="version-(\d+)"', first) == [str(number) for number in range(25, 5, -1)]
    assert "Personal detail added detail 5" in words_of(first)
    assert first.count('class="change is-added"') == 20, "the oldest on a page is compared with the one on the next"
    assert "below=6" in first
    assert re.findall(r'id="version-(\d+)"', page_of(seller, "/admin/customers/1/versions?below=6"))[-1] == "1"
