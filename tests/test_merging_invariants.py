"""What merging keeps true whatever is proposed: the invariants of DESIGN section 4, searched by hypothesis."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memory.fields import EVERY_SHOPS, FIELDS, Kind
from memory.merging import Merged, Origin, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Certainty, Profile, Stage, is_current
from memory.text import is_same
from memory.transcript import Transcript
from tests.remembered import MORNING, NOBODY, SEARCHED, by_model, merge_person, transcript

LINES = 4
FORGET = "please forget all that"
TEXTS = (
    "rose gold",
    "silver rings",
    "up to $200",
    "up to €200",
    "a gift by Friday",
    "预算两百",
    "बजट कम है",
    "Silver Rings!",
)
ONE_VALUE = [field.name for field in FIELDS if field.kind is Kind.ONE]
LISTS = [field.name for field in FIELDS if field.kind is Kind.LIST]


def session(number: int) -> Transcript:
    """A session in which the customer could have meant anything: session 2 is an hour after session 1."""
    return transcript(*[FORGET] * LINES, session=number, start=MORNING + timedelta(hours=number))


def operations(fields: Sequence[str], *fact_ids: str | None) -> st.SearchStrategy[Operation]:
    """Operations that are proven by every line of `session`."""
    return st.builds(
        Operation,
        action=st.sampled_from(Action),
        field=st.sampled_from(fields),
        fact=st.sampled_from(fact_ids),
        text=st.sampled_from(TEXTS),
        certainty=st.sampled_from(Certainty),
        message=st.integers(1, LINES),
        quote=st.just(FORGET),
    )


def aimed_operations(known: Profile, field: str) -> st.SearchStrategy[Operation]:
    """Operations in a field that name nothing or one of its current facts, as a model that is shown them does."""
    return operations([field], None, *(fact.id for fact in known.of(field) if is_current(fact)))


def updates(known: Profile) -> st.SearchStrategy[ProfileUpdate]:
    """Updates by a model that may name anything, but mostly names facts in the field where they are."""
    anything = operations(EVERY_SHOPS.operable, None, *(f"f{number}" for number in range(12)))
    aimed = [aimed_operations(known, field) for field in ("budget", "objections", "preferences")]
    return whole_updates(st.lists(st.one_of(anything, *aimed), max_size=7))


def updates_field_by_field(known: Profile) -> st.SearchStrategy[ProfileUpdate]:
    """Updates with at most one operation a field, and too few to be a sweeping removal."""
    fields = ("budget", "objections")
    return whole_updates(st.tuples(*(aimed_operations(known, field) for field in fields)))


def whole_updates(chosen: st.SearchStrategy[Any]) -> st.SearchStrategy[ProfileUpdate]:
    """Updates of these operations."""
    return st.builds(
        ProfileUpdate,
        operations=chosen.map(tuple),
        journey_stage=st.none() | st.sampled_from(Stage),
        last_interaction=st.none() | st.sampled_from(TEXTS),
    )


def merged(before: Profile, update: ProfileUpdate, number: int) -> Merged:
    return merge(before, update, session(number), by_model(number))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Profiles that came about by sessions 1 and 2 and perhaps by a person."""
    known = NOBODY
    for number in (1, 2):
        known = merged(known, draw(updates(known)), number).profile
    if draw(st.booleans()):
        known = merge_person(known, *draw(updates(known)).operations).profile
    return known


@st.composite
def profiles_and_updates(draw: st.DrawFn) -> tuple[Profile, ProfileUpdate]:
    """A profile, and an update that a later session proposes for it."""
    known = draw(profiles())
    return known, draw(updates(known))


@st.composite
def profiles_and_two_updates(draw: st.DrawFn) -> tuple[Profile, ProfileUpdate, ProfileUpdate]:
    """A profile, and the updates that two sessions at once propose for it."""
    known = draw(profiles())
    return known, draw(updates_field_by_field(known)), draw(updates_field_by_field(known))


def current(known: Profile) -> Counter[tuple[str, str]]:
    """What holds now, in words that are the same for texts that say the same."""
    said = TEXTS + tuple(Stage)
    return Counter(
        (field, next(text for text in said if is_same(text, fact.text)))
        for field, facts in known.facts.items()
        for fact in facts
        if is_current(fact)
    )


@SEARCHED
@given(profiles_and_updates())
def test_a_field_that_no_accepted_operation_names_is_the_very_same(case: tuple[Profile, ProfileUpdate]) -> None:
    before, update = case
    result = merged(before, update, 3)
    named = {operation.field for operation in result.applied}
    for field in before.facts.keys() - named:
        assert result.profile.facts[field] is before.facts[field]


@SEARCHED
@given(profiles_and_updates())
def test_adding_to_a_list_leaves_all_that_says_something_else_the_very_same(
    case: tuple[Profile, ProfileUpdate],
) -> None:
    before, update = case
    adds = tuple(operation for operation in update.operations if operation.action is Action.ADD)
    after = merged(before, ProfileUpdate(operations=adds), 3).profile
    for field in LISTS:
        added = [operation.text or "" for operation in adds if operation.field == field]
        for fact in before.of(field):
            if not any(is_same(fact.text, text) for text in added):
                assert any(fact is kept for kept in after.of(field))


@SEARCHED
@given(profiles_and_updates())
def test_nothing_is_lost_and_no_id_is_used_twice(case: tuple[Profile, ProfileUpdate]) -> None:
    before, update = case
    after = merged(before, update, 3).profile
    for field in EVERY_SHOPS.operable:
        assert {fact.id for fact in before.of(field)} <= {fact.id for fact in after.of(field)}
    ids = [fact.id for facts in after.facts.values() for fact in facts]
    assert len(ids) == len(set(ids))
    known = {fact.id for facts in before.facts.values() for fact in facts}
    assert all(int(new[1:]) >= before.next_fact for new in set(ids) - known)
    assert all(int(fact_id[1:]) < after.next_fact for fact_id in ids)


@SEARCHED
@given(profiles_and_updates())
def test_a_field_of_one_value_has_at_most_one_and_no_list_says_the_same_twice(
    case: tuple[Profile, ProfileUpdate],
) -> None:
    before, update = case
    after = merged(before, update, 3).profile
    assert all(len(after.active(field)) <= 1 for field in ONE_VALUE)
    assert all(count == 1 for count in current(after).values())


@SEARCHED
@given(profiles_and_updates())
def test_what_was_replaced_points_to_what_replaced_it(case: tuple[Profile, ProfileUpdate]) -> None:
    before, update = case
    after = merged(before, update, 3).profile
    for facts in after.facts.values():
        ids = {fact.id for fact in facts}
        assert all((fact.replaced_by in ids) == (fact.status == "superseded") for fact in facts)


@SEARCHED
@given(profiles_and_updates())
def test_merging_the_same_update_again_changes_nothing(case: tuple[Profile, ProfileUpdate]) -> None:
    before, update = case
    once = merged(before, update, 3)
    again = merged(once.profile, update, 3)
    assert again.profile is once.profile
    assert not again.changed


@SEARCHED
@given(profiles_and_two_updates())
def test_the_order_in_which_two_sessions_are_merged_does_not_matter(
    case: tuple[Profile, ProfileUpdate, ProfileUpdate],
) -> None:
    before, earlier, later = case
    in_order = merged(merged(before, earlier, 3).profile, later, 4).profile
    turned = merged(merged(before, later, 4).profile, earlier, 3).profile
    assert current(in_order) == current(turned)


@SEARCHED
@given(profiles_and_updates())
def test_the_model_never_changes_a_locked_fact(case: tuple[Profile, ProfileUpdate]) -> None:
    before, update = case
    after = merged(before, update, 3).profile
    for field, facts in before.facts.items():
        for fact in facts:
            if fact.locked_by and is_current(fact):
                assert fact in after.of(field)


@SEARCHED
@given(profiles(), st.data())
def test_words_that_nobody_said_change_nothing(before: Profile, data: st.DataObject) -> None:
    garbage = data.draw(
        st.lists(
            st.builds(
                Operation,
                action=st.sampled_from(Action),
                field=st.sampled_from(EVERY_SHOPS.operable) | st.text(),
                fact=st.none() | st.sampled_from(["f1", "f2", "f3"]) | st.text(),
                text=st.none() | st.text(),
                message=st.none() | st.integers(),
                quote=st.none() | st.text().map(lambda words: f"{words} nobody said this {words}"),
            )
        )
    )
    result = merge(before, ProfileUpdate(operations=tuple(garbage)), session(3), by_model(3))
    assert result.profile is before
    assert not result.applied
    assert len(result.rejected) == len(garbage)


@SEARCHED
@given(profiles_and_updates(), st.text(min_size=1).filter(lambda name: name != "model"))
def test_whatever_a_person_asks_for_leaves_a_sound_profile(case: tuple[Profile, ProfileUpdate], author: str) -> None:
    before, update = case
    after = merge(before, update, None, Origin(author, None, MORNING)).profile
    assert all(len(after.active(field)) <= 1 for field in ONE_VALUE)
    assert all(count == 1 for count in current(after).values())
    known = {fact.id for facts in before.facts.values() for fact in facts}
    assert all(fact.locked_by == author for facts in after.facts.values() for fact in facts if fact.id not in known)


@SEARCHED
@given(profiles_and_updates())
def test_a_profile_survives_its_storage(case: tuple[Profile, ProfileUpdate]) -> None:
    before, update = case
    after = merged(before, update, 3).profile
    assert Profile.model_validate(after.model_dump(mode="json")) == after
