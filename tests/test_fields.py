"""Fields that a shop adds: remembered like the others, and nothing is lost when a shop changes its mind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import create_app
from bot.clients.offline_model.classifier import load_classifier
from bot.clients.offline_model.labels import Classifier
from bot.profile_fields import read_fields
from bot.prompts import extraction_messages
from bot.services import Services
from memory.briefing import brief
from memory.database import Database
from memory.extractor import ExtractionRequest
from memory.fields import EVERY_SHOPS, FieldDefinition, Fields, Kind, SenselessField, with_added
from memory.merging import merge
from memory.operations import ProfileUpdate, update_schema
from memory.profile import Profile, Status, is_current
from memory.upgrades import upgrade
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, MovingClock, update
from tests.offline_sessions import learned, remember
from tests.remembered import MORNING, NOBODY, SEARCHED, add, by_model, merge_person, merge_session, transcript
from tests.shop import Shop

RING_SIZE = FieldDefinition("ring_size", Kind.ONE, "the size of their rings")
BRANDS = FieldDefinition("brands_owned", Kind.LIST, "brands of jewellery they own already")
OURS = with_added([RING_SIZE, BRANDS])
JEWELLER = NOBODY.seen_with(OURS)

FILE = """
[ring_size]
kind = "one"
meaning = "the size of their rings"

[brands_owned]
kind = "list"
meaning = "brands of jewellery they own already"
"""


@pytest.fixture
def classifier() -> Classifier:
    return load_classifier()


@pytest.fixture
def with_fields(services: Services) -> Iterator[Callable[[Fields], Services]]:
    """The same shop after a restart with these fields."""
    opened: list[Database] = []

    def start_again(fields: Fields) -> Services:
        url = services.database.engine.url.render_as_string(hide_password=False)
        opened.append(Database(url, fields=fields))
        return replace(services, database=opened[-1])

    yield start_again
    for database in opened:
        database.dispose()


def said(profile: Profile, field: str, text: str, hour: int) -> Profile:
    """The profile after the customer has said one thing in a session at this hour."""
    heard = transcript(text, session=hour, start=MORNING + timedelta(hours=hour))
    operation = add(field, text)
    return merge(profile, ProfileUpdate(operations=(operation,)), heard, by_model(hour)).profile


def test_a_file_of_fields_is_read(tmp_path: Path) -> None:
    path = tmp_path / "fields.toml"
    path.write_text(FILE, encoding="utf-8")
    assert read_fields(path) == OURS
    assert read_fields(None) == EVERY_SHOPS


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[ring size]\nkind = 'one'\nmeaning = 'x'", "not TOML"),
        ("[Ring]\nkind = 'one'\nmeaning = 'x'", "small letters"),
        ("[budget]\nkind = 'one'\nmeaning = 'x'", "exists already"),
        ("[customer_id]\nkind = 'one'\nmeaning = 'x'", "exists already"),
        ("[ring_size]\nkind = 'two'\nmeaning = 'x'", "kind of ring_size"),
        ("[ring_size]\nkind = 'one'", "two keys"),
        ("[ring_size]\nkind = 'one'\nmeaning = 'x'\nlabel = 'y'", "two keys"),
        ("ring_size = 'one'", "two keys"),
        ("[ring_size]\nkind = 'one'\nmeaning = ' '", "meaning of ring_size"),
        ("[ring_size]\nkind = 'one'\nmeaning = \"a\\nb\"", "meaning of ring_size"),
        ("\n".join(f"[field_{n}]\nkind = 'one'\nmeaning = 'x'" for n in range(21)), "at most 20"),
    ],
)
def test_a_senseless_file_of_fields_is_refused_with_a_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "fields.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SenselessField, match=complaint) as refused:
        read_fields(path)
    assert str(refused.value).endswith(".")


def test_an_added_field_of_one_value_holds_the_latest_and_a_list_holds_them_all() -> None:
    profile = said(said(JEWELLER, "ring_size", "size 52", 1), "ring_size", "size 54", 2)
    profile = said(said(profile, "brands_owned", "I have Pandora", 3), "brands_owned", "and Cartier", 4)
    assert profile.compact()["ring_size"] == "size 54"
    assert profile.compact()["brands_owned"] == ["I have Pandora", "and Cartier"]


def test_no_operation_names_a_field_that_the_shop_has_not() -> None:
    assert said(NOBODY, "ring_size", "size 52", 1) == NOBODY


def test_nothing_but_what_an_added_field_means_is_no_fact() -> None:
    merged = merge_session(JEWELLER, transcript(RING_SIZE.meaning), add("ring_size", RING_SIZE.meaning))
    assert not merged.changed


def test_the_prompt_and_its_schema_name_the_added_fields() -> None:
    request = ExtractionRequest(JEWELLER, transcript("hi"))
    assert "- ring_size (one fact): the size of their rings" in extraction_messages(request)[0]["content"]
    assert "ring_size" in str(update_schema(OURS))
    assert "ring_size" not in str(update_schema(EVERY_SHOPS))


def test_the_briefing_tells_them_by_their_names() -> None:
    text = brief(said(JEWELLER, "ring_size", "size 52", 1))
    assert text is not None
    assert "Ring size: size 52\n" in text


def test_a_customer_can_have_an_added_field_forgotten(
    with_fields: Callable[[Fields], Services], clock: MovingClock, model: FakeLanguageModel
) -> None:
    our_shop = Shop(with_fields(OURS), clock)
    our_shop.hears("My ring size is 52")
    our_shop.answers()
    model.updates.append(update({"field": "ring_size", "text": "52", "message": 1, "quote": "ring size is 52"}))
    our_shop.falls_silent()
    assert our_shop.profile().compact()["ring_size"] == "52"
    our_shop.hears("please forget my ring size")
    our_shop.falls_silent()
    assert our_shop.profile().compact()["ring_size"] is None


def test_a_field_taken_away_keeps_its_facts_and_gives_them_back(
    with_fields: Callable[[Fields], Services], clock: MovingClock, model: FakeLanguageModel
) -> None:
    before, after = Shop(with_fields(OURS), clock), Shop(with_fields(EVERY_SHOPS), clock)
    before.hears("My ring size is 52")
    before.answers()
    model.updates.append(update({"field": "ring_size", "text": "52", "message": 1, "quote": "ring size is 52"}))
    before.falls_silent()
    after.hears("I like silver")
    after.answers()
    model.updates.append(update({"field": "preferences", "text": "silver", "message": 1, "quote": "I like silver"}))
    after.falls_silent()
    assert "ring_size" not in after.profile().compact()
    assert before.profile().compact()["ring_size"] == "52"
    assert before.profile().compact()["preferences"] == ["silver"]


def test_v1_shows_edits_and_rolls_back_added_fields(
    services: Services, with_fields: Callable[[Fields], Services]
) -> None:
    app = create_app(services.settings, with_fields(OURS))
    client, headers = app.test_client(), {"Authorization": f"Bearer {API_KEY}"}
    messages = [{"role": "user", "content": "hi"}]
    path = "/v1/profile/+351910000001"
    client.post("/v1/ingest", json={"customer_id": "+351910000001", "messages": messages}, headers=headers)
    for size in ("52", "54"):
        edit = {"action": "add", "field": "ring_size", "text": size}
        assert client.patch(path, json={"edits": [edit]}, headers=headers).status_code == 200
    assert client.get(path, headers=headers).json["ring_size"] == "54"
    back = client.post(f"{path}/rollback", json={"to": 1, "field": "ring_size"}, headers=headers)
    assert back.json["profile"]["ring_size"] == "52"
    assert client.get(f"{path}/versions/1", headers=headers).json["profile"]["ring_size"] == "52"


@pytest.mark.parametrize(
    "said_by_customer",
    [
        (("customer", "My ring size is 52"),),
        (("bot", "What is your ring size?"), ("customer", "52")),
    ],
)
def test_the_offline_model_hears_a_field_that_is_named(
    classifier: Classifier, said_by_customer: tuple[tuple[str, str], ...]
) -> None:
    heard = learned(remember(classifier, *said_by_customer, profile=JEWELLER))
    assert "52" in heard["ring_size"][0]
    assert "preferences" not in heard


def test_the_offline_model_takes_no_question_for_a_value(classifier: Classifier) -> None:
    update = remember(classifier, ("customer", "How do I find out my ring size?"), profile=JEWELLER)
    assert "ring_size" not in learned(update)


@dataclass(frozen=True)
class Change:
    """One thing that happens to a shop: it changes its fields, or the customer says something."""

    fields: Fields | None = None
    field: str = ""
    text: str = ""
    by_person: bool = False


NAMES = ("ring_size", "brands_owned", "budget", "preferences")
DEFINITIONS = st.lists(
    st.builds(FieldDefinition, st.sampled_from(NAMES[:2]), st.sampled_from(Kind), st.just("what it means")),
    max_size=2,
    unique_by=lambda definition: definition.name,
)
CHANGES = st.one_of(
    st.builds(Change, fields=DEFINITIONS.map(with_added)),
    st.builds(
        Change,
        field=st.sampled_from(NAMES),
        text=st.sampled_from(["one thing", "another thing", "a third thing"]),
        by_person=st.booleans(),
    ),
)


def after(profile: Profile, change: Change, hour: int) -> Profile:
    """The profile as it is read again after a change."""
    fields = profile.fields if change.fields is None else change.fields
    document = profile.model_dump(mode="json")
    profile = upgrade(document, fields)
    if change.field in fields.by_name and change.by_person:
        return merge_person(profile, add(change.field, change.text)).profile
    return said(profile, change.field, change.text, hour) if change.field else profile


@SEARCHED
@given(st.lists(CHANGES, max_size=12))
def test_whatever_a_shop_does_with_its_fields_no_fact_is_lost(changes: list[Change]) -> None:
    profile, seen = NOBODY, set[str]()
    for hour, change in enumerate(changes, start=1):
        profile = after(profile, change, hour)
        held = {fact.id for facts in profile.facts.values() for fact in facts}
        assert seen <= held
        seen |= held
        for definition in profile.fields.added:
            current = [fact for fact in profile.of(definition.name) if is_current(fact)]
            shown = profile.compact()[definition.name]
            assert bool(shown) == bool(current)


@SEARCHED
@given(st.lists(CHANGES, max_size=8), DEFINITIONS.map(with_added))
def test_a_field_that_the_shop_does_not_have_stays_as_it_is(changes: list[Change], fields: Fields) -> None:
    profile = NOBODY.seen_with(OURS)
    for hour, change in enumerate(changes, start=1):
        profile = after(profile, change, hour)
    foreign = {name: facts for name, facts in profile.facts.items() if name not in fields.by_name}
    later = said(said(profile.seen_with(fields), "budget", "one thing", 30), "ring_size", "another thing", 31)
    assert all(later.facts[name] is facts for name, facts in foreign.items())


@SEARCHED
@given(st.lists(CHANGES, max_size=8), DEFINITIONS.map(with_added))
def test_going_to_other_fields_and_back_changes_nothing(changes: list[Change], fields: Fields) -> None:
    profile = NOBODY
    for hour, change in enumerate(changes, start=1):
        profile = after(profile, change, hour)
    there = upgrade(profile.model_dump(mode="json"), fields)
    back = upgrade(there.model_dump(mode="json"), profile.fields)
    assert back == profile
    assert back.compact() == profile.compact()


def test_a_list_that_became_one_value_shows_what_was_said_last_and_a_persons_before_all() -> None:
    several = said(said(JEWELLER, "brands_owned", "one thing", 1), "brands_owned", "another thing", 2)
    one = with_added([replace(BRANDS, kind=Kind.ONE)])
    assert several.seen_with(one).compact()["brands_owned"] == "another thing"
    confirmed = merge_person(several, add("brands_owned", "one thing")).profile
    assert confirmed.seen_with(one).compact()["brands_owned"] == "one thing"
    assert {fact.status for fact in confirmed.of("brands_owned")} == {Status.ACTIVE}
