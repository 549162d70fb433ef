"""Two profiles become one by the rules of memory, nothing is lost, and parting gives both back."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from memory.fields import FIELDS, GIVEN_WHOLE, Kind
from memory.profile import Evidence, Fact, Profile, Status, is_current
from memory.profile_merging import merge_profiles, number_of
from memory.profile_parting import Merger, Returning, part_profiles
from tests.remembered import (
    MORNING,
    NOBODY,
    SEARCHED,
    add,
    fact,
    merge_person,
    merge_session,
    profile,
    remove,
    texts,
    transcript,
)
from tests.test_merging_invariants import session, updates

NOTHING_RETURNS = Returning(frozenset(), frozenset())
BEFORE = MORNING - timedelta(hours=1)
LATER = MORNING + timedelta(days=1)


def facts_of(held: Profile) -> list[Fact]:
    return [one for facts in held.facts.values() for one in facts]


def undone(
    kept: Profile, absorbed: Profile, present: Profile | None = None, returning: Sequence[int] = ()
) -> tuple[Profile, Profile]:
    """Both profiles after a merge is undone; `returning` sessions go back to the absorbed customer."""
    merged = merge_profiles(kept, absorbed)
    messages = frozenset(100 * number + line for number in returning for line in range(1, 10))
    merger = Merger(kept, absorbed, merged, present or merged)
    return part_profiles(merger, Returning(frozenset(returning), messages))


def test_lists_hold_what_either_said_and_ids_are_never_used_twice() -> None:
    kept = profile(preferences=(fact(1, "rose gold"),))
    absorbed = profile(preferences=(fact(1, "silver"),), objections=(fact(2, "too dear"),))
    merged = merge_profiles(kept, absorbed)
    assert texts(merged, "preferences") == ["rose gold", "silver"]
    assert [one.id for one in facts_of(merged)] == ["f1", "f2", "f3"]
    assert merged.next_fact == 4


def test_in_a_field_of_one_value_the_latest_statement_wins_whoever_is_kept() -> None:
    early = profile(budget=(fact(1, "up to $200"),))
    late = profile(budget=(fact(1, "up to $300", said_at=MORNING),))
    for kept, absorbed in ((early, late), (late, early)):
        merged = merge_profiles(kept, absorbed)
        assert texts(merged, "budget") == ["up to $300"]
        loser = next(one for one in merged.of("budget") if one.text == "up to $200")
        assert (loser.status, loser.replaced_by) == (Status.SUPERSEDED, merged.value("budget").id)  # type: ignore[union-attr]


def test_what_a_person_locked_wins_over_what_was_said_later() -> None:
    kept = profile(budget=(fact(1, "up to $200", locked_by="ana@shop.example"),))
    absorbed = profile(budget=(fact(1, "up to $300", said_at=MORNING),))
    assert texts(merge_profiles(kept, absorbed), "budget") == ["up to $200"]
    assert texts(merge_profiles(absorbed, kept), "budget") == ["up to $200"]


def test_what_both_said_is_current_once_and_both_evidences_stay() -> None:
    kept = profile(preferences=(fact(1, "rose gold"),))
    absorbed = profile(
        preferences=(fact(1, "Rose gold!", said_at=MORNING, evidence=Evidence(message_id=9, quote="x")),)
    )
    merged = merge_profiles(kept, absorbed)
    assert texts(merged, "preferences") == ["Rose gold!"]
    assert {one.evidence.message_id for one in merged.of("preferences") if one.evidence} == {1001, 9}


def test_what_one_side_took_back_later_does_not_hold() -> None:
    kept = profile(preferences=(fact(1, "silver", status=Status.REMOVED, last_said_at=MORNING),))
    absorbed = profile(preferences=(fact(1, "silver"),))
    assert texts(merge_profiles(kept, absorbed), "preferences") == []
    said_again = profile(preferences=(fact(1, "silver", said_at=LATER),))
    assert texts(merge_profiles(kept, said_again), "preferences") == ["silver"]


def test_an_objection_answered_to_one_is_open_if_the_other_raised_it_after_that() -> None:
    answer = {"status": Status.RESOLVED, "resolution": "free returns", "resolved_at": MORNING}
    kept = profile(objections=(fact(1, "too dear", **answer),))
    before, after = (profile(objections=(fact(1, "too dear", said_at=at),)) for at in (BEFORE, LATER))
    assert texts(merge_profiles(kept, before), "objections") == []
    assert len(merge_profiles(kept, before).resolved("objections")) == 1
    assert texts(merge_profiles(kept, after), "objections") == ["too dear"]
    assert merge_profiles(kept, after).resolved("objections") == ()


def test_the_stage_of_the_later_conversation_counts() -> None:
    kept = merge_session(NOBODY, session(2), journey_stage="near_decision")
    absorbed = merge_session(NOBODY, session(1), journey_stage="first_touch")
    assert texts(merge_profiles(kept.profile, absorbed.profile), "journey_stage") == ["near_decision"]
    assert texts(merge_profiles(absorbed.profile, kept.profile), "journey_stage") == ["near_decision"]


def test_merging_with_an_empty_profile_changes_no_fact() -> None:
    known = profile(budget=(fact(1, "up to $200"),), preferences=(fact(2, "silver"),))
    assert merge_profiles(known, NOBODY).facts == known.facts
    assert texts(merge_profiles(NOBODY, known), "preferences") == ["silver"]


def test_undoing_puts_what_was_learned_since_where_its_session_goes() -> None:
    kept = profile(preferences=(fact(1, "rose gold"),))
    absorbed = profile(preferences=(fact(1, "silver"),))
    present = merge_profiles(kept, absorbed)
    for number, words in ((21, "pearls"), (22, "opals")):
        present = merge_session(present, transcript(words, session=number), add("preferences", words)).profile
    one, other = undone(kept, absorbed, present, returning=[22])
    assert texts(one, "preferences") == ["rose gold", "pearls"]
    assert texts(other, "preferences") == ["silver", "opals"]
    assert other.next_fact == 3


def test_undoing_keeps_a_later_change_with_the_fact_it_changed() -> None:
    kept = profile(preferences=(fact(1, "rose gold"),))
    absorbed = profile(preferences=(fact(1, "silver"),))
    present = merge_profiles(kept, absorbed)
    heard = transcript("forget the silver", session=22)
    present = merge_session(present, heard, remove("preferences", "f2", "forget the silver")).profile
    one, other = undone(kept, absorbed, present, returning=[22])
    assert texts(one, "preferences") == ["rose gold"]
    assert other.of("preferences")[0].status is Status.REMOVED


def test_undoing_takes_back_what_the_other_s_words_did_to_a_fact() -> None:
    kept = profile(budget=(fact(1, "up to $200"),))
    present = merge_profiles(kept, NOBODY)
    heard = transcript("up to $90", session=22)
    present = merge_session(present, heard, add("budget", "up to $90")).profile
    one, other = undone(kept, NOBODY, present, returning=[22])
    assert one.facts == kept.facts
    assert texts(other, "budget") == ["up to $90"]


def test_what_a_person_wrote_since_stays_with_the_kept_customer() -> None:
    present = merge_person(merge_profiles(NOBODY, NOBODY), add("preferences", "opals")).profile
    one, other = undone(NOBODY, NOBODY, present)
    assert texts(one, "preferences") == ["opals"]
    assert other.facts == {}


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Profiles that sessions and people have brought about."""
    held = NOBODY
    for number in draw(st.lists(st.integers(1, 5), max_size=3)):
        update = draw(updates(held))
        held = merge_session(
            held,
            session(number),
            *update.operations,
            journey_stage=update.journey_stage,
            last_interaction=update.last_interaction,
        ).profile
    return merge_person(held, *draw(updates(held)).operations).profile if draw(st.booleans()) else held


def without_pointers(one: Fact) -> tuple[object, ...]:
    return one.text, one.evidence, one.said_at, one.learned_at, one.session_id, one.author


@SEARCHED
@given(profiles(), profiles())
def test_no_fact_is_lost_and_no_id_used_twice(kept: Profile, absorbed: Profile) -> None:
    merged = merge_profiles(kept, absorbed)
    for field in {**kept.facts, **absorbed.facts}:
        if field in GIVEN_WHOLE:
            continue
        before = [*kept.of(field), *absorbed.of(field)]
        assert sorted(map(str, map(without_pointers, merged.of(field)))) == sorted(
            map(str, map(without_pointers, before))
        )
    ids = [one.id for one in facts_of(merged)]
    assert len(ids) == len(set(ids))
    assert all(number_of(one) < merged.next_fact for one in ids)


@SEARCHED
@given(profiles(), profiles())
def test_every_pointer_leads_to_a_fact_and_one_value_is_one(kept: Profile, absorbed: Profile) -> None:
    merged = merge_profiles(kept, absorbed)
    for definition in FIELDS:
        current = [one for one in merged.of(definition.name) if is_current(one)]
        assert definition.kind is Kind.LIST or len(current) <= 1
    assert all(merged.find(one.replaced_by) for one in facts_of(merged) if one.replaced_by)


@SEARCHED
@given(profiles(), profiles())
def test_the_order_of_the_two_does_not_matter_for_what_is_current(one: Profile, other: Profile) -> None:
    forth, back = merge_profiles(one, other), merge_profiles(other, one)
    for definition in FIELDS:
        if definition.kind is Kind.ONE:
            said = [held.value(definition.name) for held in (forth, back)]
            assert len({one and (one.locked_by is not None, one.last_said) for one in said}) == 1


@SEARCHED
@given(profiles(), profiles())
def test_undoing_at_once_restores_both_exactly(kept: Profile, absorbed: Profile) -> None:
    one, other = undone(kept, absorbed)
    assert one.facts == kept.facts
    assert other == absorbed


@SEARCHED
@given(profiles(), profiles(), st.data())
def test_undoing_later_loses_nothing_of_before_nor_of_since(
    kept: Profile, absorbed: Profile, data: st.DataObject
) -> None:
    present = merged = merge_profiles(kept, absorbed)
    for number in (6, 7):
        present = merge_session(present, session(number), *data.draw(updates(present)).operations).profile
    one, other = undone(kept, absorbed, present, returning=[7])
    for side, before in ((one, kept), (other, absorbed)):
        held = {fact.id: fact for fact in facts_of(side)}
        assert len(held) == len(facts_of(side))
        assert all(without_pointers(held[fact.id]) == without_pointers(fact) for fact in facts_of(before))
        assert all(number_of(fact.id) < side.next_fact for fact in facts_of(side))
    since = [fact for fact in facts_of(present) if number_of(fact.id) >= merged.next_fact]
    later = (
        [fact for fact in facts_of(one) if fact.session_id == 6],
        [fact for fact in facts_of(other) if fact.session_id == 7],
    )
    assert len(later[0]) + len(later[1]) == len(since)
