"""What people do to a profile: edit it, and roll it back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.comparing import difference
from memory.editing import Edit, EditAction, EditRefused, by_person, edited
from memory.fields import EVERY_SHOPS
from memory.profile import Certainty, Profile, Status
from memory.versions import rolled_back
from tests.remembered import MORNING, NOBODY, SEARCHED, add, fact, merge_session, profile, texts, transcript

ANA = "ana@shop.example"
HELD = profile(
    preferences=(fact(1, "rose gold"), fact(2, "thin chains", certainty=Certainty.INFERRED)),
    objections=(fact(3, "shipping is slow"),),
    budget=(fact(4, "up to €250"),),
)


def edit(held: Profile, action: str, **more: Any) -> Profile:
    return edited(held, [Edit(EditAction(action), **more)], by_person(ANA, MORNING))


def test_what_a_person_adds_needs_no_evidence_and_is_locked() -> None:
    after = edit(HELD, "add", field="preferences", text="no nickel")
    added = after.active("preferences")[-1]
    assert (added.text, added.author, added.locked_by, added.evidence) == ("no nickel", ANA, ANA, None)


def test_what_a_person_replaces_stays_in_the_history_and_the_model_cannot_change_it_back() -> None:
    after = edit(HELD, "replace", fact="f4", text="up to €400")
    assert texts(after, "budget") == ["up to €400"]
    assert after.find("f4")[1].status is Status.SUPERSEDED  # type: ignore[index] # it is there
    merged = merge_session(after, transcript("my budget is €90"), add("budget", "my budget is €90"))
    assert texts(merged.profile, "budget") == ["up to €400"]
    assert merged.rejected[0].is_suggestion


def test_a_removed_fact_stays_in_the_history() -> None:
    after = edit(HELD, "remove", fact="f1")
    assert texts(after, "preferences") == ["thin chains"]
    assert after.find("f1") is not None


def test_a_person_resolves_an_objection() -> None:
    after = edit(HELD, "resolve", fact="f3", text="express for free")
    assert after.resolved("objections")[0].resolution == "express for free"


def test_a_confirmed_fact_counts_as_stated_and_is_locked() -> None:
    confirmed = edit(HELD, "confirm", fact="f2").find("f2")
    assert confirmed is not None
    assert (confirmed[1].certainty, confirmed[1].locked_by) == (Certainty.STATED, ANA)


def test_locking_and_unlocking_leave_the_profile_as_it_was() -> None:
    locked = edit(HELD, "lock", fact="f1")
    assert locked.find("f1")[1].locked_by == ANA  # type: ignore[index] # it is there
    assert edit(locked, "unlock", fact="f1") == HELD
    assert edit(HELD, "unlock", fact="f1") is HELD


def test_stage_and_last_interaction_are_edited_like_other_fields() -> None:
    after = edit(NOBODY, "add", field="journey_stage", text="near_decision")
    stage = after.value("journey_stage")
    assert stage is not None
    assert (stage.text, stage.locked_by) == ("near_decision", ANA)
    assert edit(after, "remove", fact=stage.id).value("journey_stage") is None
    assert edit(HELD, "add", field="last_interaction", text="Rang us.").value("last_interaction") is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "add", "field": "shoe_size", "text": "38"},
        {"action": "add", "field": "preferences", "text": "  "},
        {"action": "add", "field": "preferences", "text": "x" * 501},
        {"action": "add", "field": "journey_stage", "text": "in love"},
        {"action": "replace", "fact": "f99", "text": "x"},
        {"action": "replace", "fact": "f1", "field": "budget", "text": "x"},
        {"action": "resolve", "fact": "f1", "text": "x"},
        {"action": "lock", "fact": None},
    ],
)
def test_an_edit_that_does_not_stand_is_refused_with_all_the_others(wrong: dict[str, Any]) -> None:
    edits = [Edit(EditAction.REMOVE, fact="f1"), Edit(**(wrong | {"action": EditAction(wrong["action"])}))]
    with pytest.raises(EditRefused) as refused:
        edited(HELD, edits, by_person(ANA, MORNING))
    assert refused.value.place == 1
    assert str(refused.value)


def test_a_person_may_only_write_the_same_in_another_way() -> None:
    respelt = edit(HELD, "replace", fact="f1", text=" Rose gold. ")
    (written,) = (one for one in respelt.of("preferences") if one.id == "f1")
    assert (written.text, written.locked_by, written.evidence) == (
        "Rose gold.",
        ANA,
        HELD.of("preferences")[0].evidence,
    )
    assert respelt.next_fact == HELD.next_fact


@pytest.mark.parametrize("text", ["", "word " * 61, "her card is 4111 1111 1111 1111"])
def test_a_last_interaction_that_could_not_be_stored_as_it_is_is_refused(text: str) -> None:
    with pytest.raises(EditRefused):
        edit(HELD, "add", field="last_interaction", text=text)


def test_history_is_not_edited() -> None:
    removed = edit(HELD, "remove", fact="f1")
    with pytest.raises(EditRefused, match="history"):
        edit(removed, "lock", fact="f1")


def test_a_difference_names_what_came_what_went_and_what_changed() -> None:
    after = edit(edit(HELD, "add", field="preferences", text="no nickel"), "lock", fact="f3")
    found = {one.field: one for one in difference(HELD, after)}
    assert set(found) == {"objections", "preferences"}
    assert [fact.text for fact in found["preferences"].added] == ["no nickel"]
    assert [(old.locked_by, new.locked_by) for old, new in found["objections"].changed] == [(None, ANA)]
    assert [fact.text for fact in difference(after, HELD)[1].removed] == ["no nickel"]
    assert difference(after, after) == []


FIELD_NAMES = [name for name in EVERY_SHOPS.by_name if name not in {"journey_stage", "last_interaction"}]
edits = st.one_of(
    st.builds(
        Edit,
        st.just(EditAction.ADD),
        st.sampled_from(FIELD_NAMES),
        st.none(),
        st.sampled_from(["red", "blue", "green", "€5"]),
    ),
    st.builds(
        Edit,
        st.sampled_from([action for action in EditAction if action is not EditAction.ADD]),
        st.none(),
        st.integers(1, 6).map(lambda number: f"f{number}"),
        st.sampled_from(["red", "blue", "yellow"]),
    ),
)


def _edited(held: Profile, wishes: list[Edit]) -> Profile:
    for wish in wishes:
        try:
            held = edited(held, [wish], by_person(ANA, MORNING))
        except EditRefused:
            continue
    return held


@SEARCHED
@given(st.lists(edits, max_size=8), st.lists(edits, max_size=8))
def test_a_rollback_restores_the_facts_exactly_and_reuses_no_id(first: list[Edit], then: list[Edit]) -> None:
    earlier = _edited(HELD, first)
    present = _edited(earlier, then)
    restored = rolled_back(present, earlier)
    assert restored.facts == earlier.facts
    assert restored.compact() == earlier.compact()
    assert restored.next_fact == present.next_fact
    assert rolled_back(restored, present).facts == present.facts


@SEARCHED
@given(st.lists(edits, max_size=8), st.lists(edits, max_size=8), st.sampled_from(FIELD_NAMES))
def test_a_rollback_of_one_field_leaves_the_others_byte_identical(
    first: list[Edit], then: list[Edit], field: str
) -> None:
    earlier = _edited(HELD, first)
    present = _edited(earlier, then)
    restored = rolled_back(present, earlier, field)
    assert restored.of(field) == earlier.of(field)
    for other in {*present.facts, *restored.facts} - {field}:
        before = [fact.model_dump_json() for fact in present.of(other)]
        assert [fact.model_dump_json() for fact in restored.of(other)] == before


@SEARCHED
@given(st.lists(edits, max_size=10), edits)
def test_an_edit_leaves_facts_of_other_fields_as_they_are(first: list[Edit], wish: Edit) -> None:
    before = _edited(HELD, first)
    after = _edited(before, [wish])
    found = before.find(wish.fact or "")
    field = wish.field or (found[0] if found else None)
    for other in set(before.facts) - {field}:
        assert after.of(other) is before.of(other)
