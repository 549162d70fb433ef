"""The sales team merges two customers found to be one, and undoes it."""

import re

import pytest
from flask.testing import FlaskClient

from memory.customer_merging import merge_customers
from memory.customers import find_or_create_customer
from memory.identifiers import parse_identifier
from memory.leases import Work
from memory.models import Customer
from tests.admin.conftest import WEDDING
from tests.admin.pages import LIVE, page_of, words_of
from tests.fakes import FakeLanguageModel, RecordingQueueing, update
from tests.shop import RUI, Shop

HERS = "/admin/customers/1"
HIS = "/admin/customers/2"


@pytest.fixture
def both(remembered: Shop, model: FakeLanguageModel) -> Shop:
    """Ana (customer 1) has up to €250; Rui (customer 2) says later that it is up to €300, and likes silver."""
    remembered.hears("Silver, up to €300", from_=RUI, name="Rui")
    remembered.answers()
    silver = {"field": "preferences", "text": "silver", "message": 1, "quote": "Silver"}
    budget = {"field": "budget", "text": "up to €300", "message": 1, "quote": "up to €300"}
    model.updates.append(update(silver, budget, stage="near_decision"))
    remembered.falls_silent()
    return remembered


def merged(shop: Shop, keep: int = 1, absorb: int = 2) -> int:
    with shop.services.database.transaction() as session:
        return merge_customers(session, keep, absorb, author="joana@shop.example", now=shop.clock.now()).id


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("rui", True),
        ("+351 910 000 002", True),
        ("00351910000002", True),
        ("whatsapp:+351910000002", True),
        ("910000002", True),
        ("RUI@MÜNCHEN.example", True),
        ("crm-7", True),
        ("+351 910 000 003", False),
        ("{{7*7}}", False),
        ("%", False),
    ],
)
def test_the_other_one_is_found_by_name_or_any_identifier_in_any_form(
    seller: FlaskClient, both: Shop, words: str, is_found: bool
) -> None:
    names = [parse_identifier(name) for name in (RUI, "rui@xn--mnchen-3ya.example", "crm-7")]
    with both.services.database.transaction() as session:
        find_or_create_customer(session, names, both.clock.now())
    page = seller.get(f"{HERS}/merge", query_string={"search": words}).text
    assert ('href="/admin/customers/1/merge/2"' in page) == is_found
    assert "/merge/1" not in page, "nobody is merged with themselves"
    assert is_found or "Nobody else matches" in page


def test_nothing_is_listed_before_somebody_is_searched_for(seller: FlaskClient, both: Shop) -> None:
    assert 'href="/admin/customers/1/merge"' in page_of(seller, HERS)
    page = page_of(seller, f"{HERS}/merge")
    assert "Search for the other one" in page
    assert "Rui" not in page


def test_both_are_compared_with_the_profile_they_would_share_and_nothing_is_changed(
    seller: FlaskClient, both: Shop
) -> None:
    page = page_of(seller, f"{HERS}/merge/2")
    words = words_of(page).replace("&#39;", "'")
    assert "Ana last seen 1 h ago Stays Phone +351910000001 Warm lead 5 facts" in words
    assert "Rui last seen 30 min ago Goes into the other Phone +351910000002 Near decision 3 facts" in words
    shared = words[words.index("The profile they would share") :]
    assert "Budget up to €300 from Rui up to €250 from Ana Into the history" in shared
    assert "Journey stage Near decision from Rui" in shared
    assert 'href="/admin/customers/2/merge/1"' in page, "the other one can stay instead"
    assert "Rui" in page_of(seller, "/admin/")


def test_what_both_say_is_told_once_and_two_of_one_name_are_told_apart(
    seller: FlaskClient, remembered: Shop, model: FakeLanguageModel
) -> None:
    remembered.hears("It is my sister's wedding", from_=RUI)
    remembered.answers()
    model.updates.append(update(WEDDING))
    remembered.falls_silent()
    words = words_of(page_of(seller, f"{HERS}/merge/2")).replace("&#39;", "'")
    assert words.count("her sister's wedding") == 1
    assert "Let Ana (+351910000002) stay instead" in words
    assert "from Ana (+351910000001)" in words


@pytest.mark.parametrize(("kept", "absorbed"), [(1, 2), (2, 1)])
def test_who_merges_lands_on_the_kept_customer_s_page_and_all_work_goes_on(
    seller: FlaskClient, both: Shop, queueing: RecordingQueueing, kept: int, absorbed: int
) -> None:
    queueing.woken.clear()
    response = seller.post(f"/admin/customers/{kept}/merge/{absorbed}")
    assert response.location == f"/admin/customers/{kept}"
    assert set(queueing.woken) == set(Work)
    words = words_of(page_of(seller, response.location))
    assert "The two are one customer now." in words
    other = {2: "Rui (+351910000002)", 1: "Ana (+351910000001)"}[absorbed]
    assert f"Merged with {other} by team@shop.example on 2 Nov 2026, 10:00 Undo" in words
    assert "+351910000001" in words
    assert "+351910000002" in words
    assert "up to €300" in words


def test_the_page_of_an_absorbed_customer_leads_to_the_kept_one_and_keeps_its_versions(
    seller: FlaskClient, both: Shop
) -> None:
    merged(both)
    for tab in ("", "/versions", "/conversation"):
        page = page_of(seller, f"{HIS}{tab}")
        assert "This customer is a part of Ana ." in words_of(page)
        assert 'href="/admin/customers/1">Open' in page
        assert "Merge with another customer" not in page
    assert "+351910000002" in words_of(page_of(seller, HIS))
    versions = words_of(page_of(seller, f"{HIS}/versions"))
    assert "2 Customers merged" in versions
    assert "Preference added silver" in versions
    assert seller.get(f"{HIS}/merge").location == HIS


def test_what_was_remembered_before_is_still_found_from_the_messages_and_they_from_it(
    seller: FlaskClient, both: Shop
) -> None:
    merged(both)
    page = page_of(seller, f"{HERS}/conversation")
    assert "nothing new" not in page
    assert 'href="/admin/customers/2/versions?below=2#version-1"' in page
    (link,) = re.findall(r'href="(/admin/customers/1/conversation[^"#]*)', page_of(seller, f"{HIS}/versions"))
    assert "Silver, up to €300" in page_of(seller, link)


def test_somebody_who_is_looking_at_an_absorbed_customer_sees_it_happen(seller: FlaskClient, both: Shop) -> None:
    merged(both)
    parts = seller.get(HIS, headers=LIVE).text
    head = parts[parts.index('id="customer-head"') : parts.index('id="memory"')]
    assert "This customer is a part of" in head
    assert "silver" not in parts


def test_a_chain_of_merges_leads_to_who_is_left(seller: FlaskClient, both: Shop) -> None:
    third = both.hears("Hi", from_="whatsapp:+351910000003", name="Eva").customer_id
    merged(both)
    merged(both, third, 1)
    for one in (HERS, HIS):
        assert f'href="/admin/customers/{third}">Open' in page_of(seller, one)


def test_a_merge_is_undone_by_its_button_and_told_in_the_history_of_both(
    seller: FlaskClient, both: Shop, queueing: RecordingQueueing
) -> None:
    merge_id = merged(both)
    assert f'formaction="/admin/customers/1/merges/{merge_id}/undo"' in page_of(seller, HERS)
    queueing.woken.clear()
    response = seller.post(f"{HERS}/merges/{merge_id}/undo")
    assert (response.location, set(queueing.woken)) == (HERS, set(Work))
    words = words_of(page_of(seller, HERS))
    assert "The merge is undone: these are two customers again." in words
    assert "Undone merges (1) Merged with Rui (+351910000002) by joana@shop.example on" in words
    assert "; undone by team@shop.example on" in words
    assert "up to €250" in words
    assert "Merge of customers undone" in words_of(page_of(seller, f"{HERS}/versions"))
    his = words_of(page_of(seller, HIS))
    assert "Merged into Ana (+351910000001) by joana@shop.example" in his
    assert "silver" in his


def test_what_cannot_be_merged_or_undone_is_one_sentence_on_the_page(seller: FlaskClient, both: Shop) -> None:
    third = both.hears("Hi", from_="whatsapp:+351910000003", name="Eva").customer_id

    def told(response_path: str, method: str = "post") -> str:
        response = seller.open(response_path, method=method, follow_redirects=True)
        assert response.status_code == 200
        (sentence,) = re.findall(r'role="alert">.*?<span>(.*?)</span>', response.text)
        return str(sentence)

    assert told(f"{HERS}/merge/1") == "This is one customer already."
    assert told(f"{HERS}/merge/999") == "There is no such customer."
    assert told(f"{HERS}/merge/999", "get") == "There is no such customer."
    merge_id = merged(both)
    already = "One of the two has been merged into another customer already."
    assert told(f"{HERS}/merge/2") == told(f"{HIS}/merge/{third}") == told(f"{HERS}/merge/2", "get") == already
    assert told(f"/admin/customers/{third}/merges/{merge_id}/undo") == f"This customer has no merge {merge_id}."
    assert told(f"{HERS}/merges/999/undo") == "This customer has no merge 999."
    seller.post(f"{HERS}/merges/{merge_id}/undo")
    page_of(seller, HERS)
    assert told(f"{HERS}/merges/{merge_id}/undo") == "This merge has been undone before."


@pytest.mark.parametrize("path", ["/999/merge", "/99999999999999999999/merge", f"/1/merge/{2**63}"])
def test_who_is_not_there_has_no_page(seller: FlaskClient, both: Shop, path: str) -> None:
    assert seller.get(f"/admin/customers{path}").status_code == 404


def test_strangers_can_neither_see_nor_merge(visitor: FlaskClient, both: Shop) -> None:
    assert "/admin/sign-in" in visitor.get(f"{HERS}/merge/2").location
    for path in (f"{HERS}/merge/2", f"{HERS}/merges/1/undo"):
        assert "/admin/sign-in" in visitor.post(path).location
    with both.services.database.reading() as session:
        assert session.get_one(Customer, 2).merged_into_id is None


def test_a_name_that_is_markup_is_shown_as_it_is(seller: FlaskClient, both: Shop) -> None:
    both.hears("Hi", from_="whatsapp:+351910000003", name="<script>{{7*7}}</script>")
    for path in (f"{HERS}/merge?search=7*7", f"{HERS}/merge/3"):
        page = page_of(seller, path)
        assert "&lt;script&gt;{{7*7}}&lt;/script&gt;" in page


def test_the_flag_about_a_number_with_another_account_leads_to_the_merge_and_is_answered_by_it(
    seller: FlaskClient, both: Shop
) -> None:
    known, new = (both.hears("It is me", account=account).customer_id for account in ("PT.777", "PT.888"))
    assert known == 1
    assert f'href="/admin/customers/{new}/merge/1">Compare with' in page_of(seller, f"/admin/customers/{new}")
    assert f'href="/admin/customers/{new}/merge/1"' in page_of(seller, f"/admin/customers/{new}/merge")
    assert "Compare with" not in page_of(seller, HERS)
    seller.post(f"{HERS}/merge/{new}")
    page = page_of(seller, HERS)
    assert "another WhatsApp account" not in page
    assert "waiting for a person" not in page_of(seller, "/admin/")


def test_the_history_says_that_whatsapp_proved_two_to_be_one(seller: FlaskClient, both: Shop) -> None:
    account = "whatsapp:PT.123"
    both.hears("hello", from_=account, account=account)
    both.hears("it is me", from_=RUI, account=account)
    versions = words_of(page_of(seller, f"{HIS}/versions"))
    assert "by WhatsApp, which proved both to be one" in versions
    assert "by channel" not in versions
