"""The pure parts of the admin pages: moments, quotes, changes and names in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin import words
from bot.admin.changes import Change, Verb, changes_between
from bot.admin.guessing import MOST_ADDRESSES, MOST_FAILURES, GuessingBrake
from bot.admin.moments import Moments
from bot.admin.quoting import mark_quote
from memory.fields import FIELDS
from memory.models import Channel, DeliveryStatus, IdentifierKind
from memory.profile import Fact, Profile, Stage, Status
from memory.refusals import Reason
from memory.sessions import ClosedBecause
from memory.transcript import Author
from tests.remembered import MORNING, NOBODY, fact, profile

LISBON = Moments("Europe/Lisbon")
NOON = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 7, 15, 12, 0, tzinfo=UTC), "15 Jul 2026, 13:00"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "31 Dec 2026, 23:59"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 Oct 2026, 01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 Oct 2026, 01:30"),
    ],
)
def test_moments_are_told_in_the_shops_time_zone(moment: datetime, text: str) -> None:
    assert LISBON.exact(moment) == text


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=11), "11 h ago"),
        (timedelta(hours=14), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "8 Jul 2026"),
    ],
)
def test_the_past_is_told_as_people_tell_it(past: timedelta, text: str) -> None:
    assert LISBON.ago(NOON - past, NOON) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=4.2), "in 5 s"),
        (timedelta(minutes=9), "in 9 min"),
        (timedelta(hours=3), "in 3 h"),
        (timedelta(hours=13), "on 16 Jul 2026, 02:00"),
    ],
)
def test_the_future_is_told_as_people_tell_it(left: timedelta, text: str) -> None:
    assert LISBON.until(NOON + left, NOON) == text


@pytest.mark.parametrize(
    ("text", "quote", "marked"),
    [
        ("I ONLY wear  rose-gold!", "only wear rose gold", "ONLY wear  rose-gold"),
        ("party art", "art", "art"),
        ("我想要玫瑰金的项链", "玫瑰金", "玫瑰金"),
        ("price (a.b)* [x", "a.b", "a.b"),
        ("nothing of it", "something", None),
        ("anything", "…!", None),
    ],
)
def test_a_quote_is_marked_as_it_was_written(text: str, quote: str, marked: str | None) -> None:
    found = mark_quote(text, quote)
    assert (found.quote if found else None) == marked


@given(text=st.text(max_size=80), quote=st.text(max_size=20))
def test_a_marked_message_is_still_the_whole_message(text: str, quote: str) -> None:
    found = mark_quote(text, quote)
    assert found is None or found.before + found.quote + found.after == text


@given(st.lists(st.text("abé漢ع9", min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_any_run_of_words_of_a_message_is_found_in_it(said: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(said) - 1))
    end = data.draw(st.integers(start + 1, len(said)))
    assert mark_quote(", ".join(said), " ".join(said[start:end])) is not None


held = st.builds(
    lambda number, text, status: fact(number, text, status=status),
    st.integers(1, 6),
    st.sampled_from(["gold", "silver", "pearls"]),
    st.sampled_from(Status),
)
profiles = st.builds(
    lambda preferences, budget: profile(preferences=tuple(preferences), budget=tuple(budget)),
    st.lists(held, max_size=4, unique_by=lambda one: one.id),
    st.lists(held, max_size=2, unique_by=lambda one: one.id),
)


@given(profiles)
def test_a_profile_does_not_differ_from_itself(same: Profile) -> None:
    assert changes_between(same, same) == []


@given(profiles, profiles)
def test_every_fact_that_came_or_went_is_told(before: Profile, after: Profile) -> None:
    told = [text for change in changes_between(before, after) for text in (change.text, change.before)]
    for field in ("preferences", "budget"):
        was = {one.id: one.text for one in (*before.active(field), *before.resolved(field))}
        now = {one.id: one.text for one in (*after.active(field), *after.resolved(field))}
        assert {now[key] for key in now.keys() - was.keys()} <= set(told)
        if field == "preferences":
            assert {was[key] for key in was.keys() - now.keys()} <= set(told)


def test_what_changed_is_told_by_field_and_with_what_was_there_before() -> None:
    before = profile(
        preferences=(fact(1, "gold"), fact(2, "pearls")),
        objections=(fact(3, "too dear"),),
        journey_stage=(fact(4, "warm_lead"),),
    )
    after = before.model_copy(
        update={
            "facts": {
                "preferences": (
                    _altered(before, "f1", status=Status.SUPERSEDED, replaced_by="f5"),
                    _altered(before, "f2", status=Status.REMOVED),
                    fact(5, "rose gold", replaces="f1"),
                    fact(6, "brass", status=Status.SUPERSEDED),
                ),
                "objections": (_altered(before, "f3", status=Status.RESOLVED, resolution="paid in three parts"),),
                "journey_stage": (fact(7, "near_decision"),),
                "shoe_size": (fact(8, "38"),),
            }
        }
    )
    assert changes_between(before, after) == [
        Change(Verb.RESOLVED, "objection", "too dear", detail="paid in three parts"),
        Change(Verb.REPLACED, "preference", "rose gold", before="gold"),
        Change(Verb.REMOVED, "preference", "pearls"),
        Change(Verb.NOTED, "preference", "brass"),
        Change(Verb.REPLACED, "journey stage", "Near decision", before="Warm lead"),
        Change(Verb.ADDED, "shoe size", "38"),
    ]


def _altered(held_by: Profile, fact_id: str, **changes: object) -> Fact:
    found = held_by.find(fact_id)
    assert found is not None
    return found[1].model_copy(update=changes)


def test_what_was_said_again_locked_or_opened_again_is_told() -> None:
    before = profile(
        preferences=(fact(1, "gold"), fact(2, "pearls")), objections=(fact(3, "dear", status=Status.RESOLVED),)
    )
    after = before.model_copy(
        update={
            "facts": {
                "preferences": (
                    _altered(before, "f1", last_said_at=MORNING),
                    _altered(before, "f2", locked_by="joana@shop.example"),
                ),
                "objections": (_altered(before, "f3", status=Status.ACTIVE),),
            }
        }
    )
    assert [(change.verb, change.text) for change in changes_between(before, after)] == [
        (Verb.REOPENED, "dear"),
        (Verb.CONFIRMED, "gold"),
        (Verb.LOCKED, "pearls"),
    ]


def test_nobody_has_no_changes_and_everything_of_a_first_profile_is_added() -> None:
    first = profile(preferences=(fact(1, "gold"),))
    assert [change.verb for change in changes_between(NOBODY, first)] == [Verb.ADDED]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (Stage, words.STAGES),
        (IdentifierKind, words.IDENTIFIERS),
        (Channel, words.CHANNELS),
        (Author, words.AUTHORS),
        (ClosedBecause, words.CLOSED_BECAUSE),
        (DeliveryStatus, words.DELIVERIES),
        (Reason, words.REASONS),
    ],
)
def test_everything_that_is_stored_by_a_word_has_one_for_people(values: type, names: dict[str, str]) -> None:
    assert set(names) == {value.value for value in values}  # type: ignore[attr-defined] # they are enumerations


def test_every_field_has_a_heading_and_one_added_by_settings_goes_by_its_name() -> None:
    assert all(words.field_words(field.name).hint for field in FIELDS)
    assert words.field_words("shoe_size") == words.FieldWords("Shoe size", "shoe size", "")


def test_a_flood_of_addresses_costs_no_memory_and_forgets_the_oldest_first() -> None:
    brake = GuessingBrake()
    for _ in range(MOST_FAILURES):
        brake.record_failure("first", NOON)
    for number in range(MOST_ADDRESSES - 1):
        brake.record_failure(f"address {number}", NOON)
    assert brake.is_on("first", NOON)
    brake.record_failure("one more", NOON)
    assert not brake.is_on("first", NOON)
