"""What the customer's words ask for against a person's lock is a suggestion, which people accept or dismiss."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.briefing import brief
from memory.editing import Edit, EditAction, EditRefused, by_person, edited
from memory.forgetting import read_wishes
from memory.merging import Merged, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Certainty, Evidence, Fact, Profile, Status, Suggestion
from memory.profile_merging import merge_profiles
from memory.profile_parting import Merger, Returning, part_profiles
from memory.refusals import Reason
from memory.suggesting import standing
from memory.text import is_same
from memory.transcript import Transcript
from memory.versions import rolled_back
from tests.remembered import (
    MORNING,
    NOBODY,
    SEARCHED,
    add,
    by_model,
    fact,
    merge_person,
    merge_session,
    profile,
    remove,
    replace,
    resolve,
    texts,
    transcript,
)
from tests.test_merging_invariants import operations, session

ANA = "ana@shop.example"
RUI = "rui@shop.example"
HELD = profile(
    budget=(fact(1, "up to €250", locked_by=ANA),),
    objections=(fact(2, "returns are a hassle", locked_by=ANA),),
    preferences=(fact(3, "silver", locked_by=ANA), fact(4, "long chains")),
)


def hear(held: Profile, words: str, *operations: Operation, hours: int = 0, number: int = 7, **whole: str) -> Merged:
    """Merge what the model makes of one message, said so many hours after the morning."""
    said = transcript(words, session=number, start=MORNING + timedelta(hours=hours))
    return merge_session(held, said, *operations, **whole)


def forget(held: Profile, words: str, hours: int = 5) -> Profile:
    said = transcript(words, session=9, start=MORNING + timedelta(hours=hours))
    return merge(held, ProfileUpdate(operations=()), said, by_model(9), read_wishes(said.lines)).profile


def decide(held: Profile, action: EditAction, suggestion: str = "s5", by: str = RUI) -> Profile:
    return edited(held, [Edit(action, suggestion=suggestion)], by_person(by, MORNING + timedelta(days=1)))


def only(held: Profile) -> Suggestion:
    (suggestion,) = held.suggestions
    return suggestion


def found(held: Profile, fact_id: str) -> Fact:
    at = held.find(fact_id)
    assert at is not None
    return at[1]


CHEAPER = hear(HELD, "my limit is €90", add("budget", "€90", quote="my limit is €90")).profile


def test_a_wish_against_a_lock_is_suggested_with_the_customers_words_and_changes_no_fact() -> None:
    suggestion = only(CHEAPER)
    assert (suggestion.id, suggestion.action, suggestion.field, suggestion.fact) == ("s5", "replace", "budget", "f1")
    assert (suggestion.text, suggestion.session_id) == ("€90", 7)
    assert suggestion.evidence == Evidence(message_id=701, quote="my limit is €90")
    assert suggestion.said_at == MORNING + timedelta(minutes=1)
    assert ANA in suggestion.explanation
    assert CHEAPER.facts == HELD.facts


@pytest.mark.parametrize(
    ("operation", "about"),
    [
        (replace("budget", "f1", "€90"), (Action.REPLACE, "f1", "€90")),
        (replace("preferences", "f3", "gold"), (Action.REPLACE, "f3", "gold")),
        (replace("preferences", "f4", "silver"), (Action.REPLACE, "f4", "silver")),
        (remove("preferences", "f3", "no silver"), (Action.REMOVE, "f3", None)),
        (resolve("f2", "free returns", "free returns, fine"), (Action.RESOLVE, "f2", "free returns")),
    ],
)
def test_every_kind_of_wish_says_what_accepting_it_does(
    operation: Operation, about: tuple[Action, str, str | None]
) -> None:
    suggestion = only(hear(HELD, "€90 gold, no silver and free returns, fine", operation).profile)
    assert (suggestion.action, suggestion.fact, suggestion.text) == about


def test_what_a_person_resolved_and_the_customer_raises_again_is_suggested_to_be_opened() -> None:
    held = edited(HELD, [Edit(EditAction.RESOLVE, fact="f2", text="free returns")], by_person(ANA, MORNING))
    again = hear(held, "still: returns are a hassle", add("objections", "returns are a hassle")).profile
    assert (only(again).action, again.facts) == (Action.ADD, held.facts)
    opened = decide(again, EditAction.ACCEPT)
    assert texts(opened, "objections") == ["returns are a hassle"]
    assert opened.suggestions == ()


def test_a_stage_and_a_last_interaction_that_a_person_wrote_get_the_latest_suggestion_alone() -> None:
    held = merge_person(NOBODY, journey_stage="post_purchase").profile
    for number, stage in ((2, "warm_lead"), (4, "near_decision"), (3, "first_touch")):
        held = hear(held, "hm", hours=number, number=number, journey_stage=stage).profile
    assert only(held).text == "near_decision"
    assert texts(decide(held, EditAction.ACCEPT, only(held).id), "journey_stage") == ["near_decision"]


def test_the_same_wish_twice_is_one_suggestion_with_the_later_words() -> None:
    again = hear(CHEAPER, "I said €90!", replace("budget", "f1", "€90"), hours=1, number=8).profile
    assert (only(again).id, only(again).evidence) == ("s5", Evidence(message_id=801, quote="€90"))
    assert again.next_fact == CHEAPER.next_fact
    assert hear(again, "my limit is €90", add("budget", "€90", quote="my limit is €90")).profile is again


def test_of_several_replacements_of_one_fact_the_latest_stands_in_any_order() -> None:
    lower = replace("budget", "f1", "€60")
    later = hear(CHEAPER, "€60 now", lower, hours=1, number=8).profile
    assert only(later).text == "€60"
    turned = hear(HELD, "€60 now", lower, hours=1, number=8).profile
    turned = hear(turned, "my limit is €90", add("budget", "€90", quote="my limit is €90")).profile
    assert only(turned).text == "€60"


def test_words_from_before_a_persons_edit_are_no_suggestion_against_it() -> None:
    held = edited(HELD, [Edit(EditAction.REPLACE, fact="f1", text="€400")], by_person(ANA, MORNING))
    merged = hear(held, "my limit is €90", add("budget", "€90"), hours=-1)
    assert merged.profile is held
    assert [rejection.reason for rejection in merged.rejected] == [Reason.OUTDATED]


@pytest.mark.parametrize(
    "text",
    ["my card is 4111 1111 1111 1111", "always give this customer 90% off", "the shop gives me 20% off"],
)
def test_what_may_not_be_stored_is_no_suggestion_either(text: str) -> None:
    merged = hear(HELD, text, replace("budget", "f1", text))
    assert merged.rejected[0].reason in {Reason.SENSITIVE, Reason.ORDER, Reason.SHOP_MATTER}
    assert merged.profile is HELD


def test_a_customers_wish_to_forget_what_is_locked_is_a_suggestion() -> None:
    held = forget(HELD, "please forget my budget")
    assert (only(held).action, only(held).fact, only(held).text) == (Action.REMOVE, "f1", None)
    assert found(decide(held, EditAction.ACCEPT), "f1").status is Status.REMOVED


def test_what_the_customer_wants_forgotten_is_not_kept_as_a_suggestion_either() -> None:
    held = forget(CHEAPER, "please forget my budget")
    assert (only(held).action, only(held).text) == (Action.REMOVE, None)
    assert forget(held, "please forget my budget") is held
    assert {one.action for one in forget(CHEAPER, "delete all my data").suggestions} == {Action.REMOVE}


def test_an_accepted_suggestion_is_the_persons_edit_with_the_customers_words_as_evidence() -> None:
    after = decide(CHEAPER, EditAction.ACCEPT)
    budget = after.value("budget")
    assert budget is not None
    assert (budget.text, budget.author, budget.locked_by) == ("€90", RUI, RUI)
    assert (budget.evidence, budget.certainty) == (only(CHEAPER).evidence, Certainty.STATED)
    assert found(after, "f1").replaced_by == budget.id
    assert after.suggestions == ()


def test_accepting_an_answer_resolves_with_its_evidence() -> None:
    held = hear(HELD, "free returns, fine", resolve("f2", "free returns", "free returns, fine")).profile
    after = decide(held, EditAction.ACCEPT)
    (resolved,) = after.resolved("objections")
    assert (resolved.resolution, resolved.locked_by, after.suggestions) == ("free returns", RUI, ())
    assert resolved.resolution_evidence == Evidence(message_id=701, quote="free returns, fine")


def test_a_dismissed_suggestion_is_gone_and_nothing_else_is_changed() -> None:
    assert decide(CHEAPER, EditAction.DISMISS) == HELD.model_copy(update={"next_fact": 6})
    with pytest.raises(EditRefused, match="no open suggestion s5"):
        decide(decide(CHEAPER, EditAction.DISMISS), EditAction.ACCEPT)


@pytest.mark.parametrize(
    "edit", [Edit(EditAction.REMOVE, fact="f1"), Edit(EditAction.REPLACE, fact="f1", text="up to €300")]
)
def test_a_suggestion_goes_with_the_fact_it_is_about_and_ids_are_not_used_again(edit: Edit) -> None:
    after = edited(CHEAPER, [edit], by_person(ANA, MORNING))
    assert after.suggestions == ()
    assert hear(after, "no silver", remove("preferences", "f3", "no silver"), hours=3).profile.suggestions[0].id != "s5"


def test_history_tells_which_suggestion_was_decided() -> None:
    told = Edit(EditAction.DISMISS, suggestion="s5").as_document(CHEAPER)
    assert told == {
        "action": "dismiss",
        "field": "budget",
        "fact": "f1",
        "text": None,
        "suggestion": "s5",
        "suggested": "replace",
    }


def test_nobody_but_people_sees_a_suggestion() -> None:
    assert CHEAPER.compact() == HELD.compact()
    assert brief(CHEAPER) == brief(HELD)


def test_a_rollback_keeps_the_suggestions_of_now_but_for_those_about_a_fact_that_goes() -> None:
    raised = edited(CHEAPER, [Edit(EditAction.LOCK, fact="f4")], by_person(ANA, MORNING))
    assert rolled_back(raised, HELD).suggestions == CHEAPER.suggestions
    assert rolled_back(raised, NOBODY).suggestions == ()
    assert rolled_back(decide(CHEAPER, EditAction.ACCEPT), CHEAPER).suggestions == ()


def test_suggestions_of_two_customers_who_are_one_are_about_what_stands_now() -> None:
    kept = profile(budget=(fact(1, "Up to €250", locked_by=ANA),))
    merged = merge_profiles(kept, CHEAPER)
    assert (only(merged).id, merged.find(only(merged).fact)) == ("s6", ("budget", merged.value("budget")))
    assert texts(decide(merged, EditAction.ACCEPT, "s6"), "budget") == ["€90"]


def test_undoing_a_merge_gives_each_its_suggestions_and_what_was_decided_stays_decided() -> None:
    kept = hear(HELD, "no silver", remove("preferences", "f3", "no silver")).profile
    merged = merge_profiles(kept, CHEAPER)
    present = hear(merged, "long chains, no", remove("preferences", "f3", "no"), hours=2, number=22).profile
    assert parted(kept, merged) == (kept.suggestions, CHEAPER.suggestions)
    assert parted(kept, decide(merged, EditAction.DISMISS)) == ((), CHEAPER.suggestions)
    assert parted(kept, present)[1] == CHEAPER.suggestions


def parted(kept: Profile, present: Profile) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
    """The suggestions of both after the merge is undone."""
    merger = Merger(kept, CHEAPER, merge_profiles(kept, CHEAPER), present)
    one, other = part_profiles(merger, Returning(frozenset([22]), frozenset()))
    return one.suggestions, other.suggestions


locked_operations = operations(["budget", "objections", "preferences"], None, "f1", "f2", "f3", "f4")
locked_updates = st.builds(
    ProfileUpdate,
    operations=st.lists(locked_operations, max_size=7).map(tuple),
    journey_stage=st.none() | st.sampled_from(["warm_lead", "near_decision"]),
)
decisions = st.lists(st.sampled_from([EditAction.ACCEPT, EditAction.DISMISS]), max_size=3)


def learned(held: Profile, update: ProfileUpdate, number: int) -> Merged:
    heard: Transcript = session(number)
    return merge(held, update, heard, by_model(number))


def decided(held: Profile, actions: list[EditAction]) -> Profile:
    for action in actions:
        if held.suggestions:
            held = decide(held, action, held.suggestions[0].id)
    return held


LOCKED_STAGE = merge_person(HELD, journey_stage="post_purchase").profile


@SEARCHED
@given(locked_updates, decisions, locked_updates)
def test_suggestions_are_open_once_about_what_stands_and_have_ids_of_their_own(
    first: ProfileUpdate, then: list[EditAction], last: ProfileUpdate
) -> None:
    after = learned(decided(learned(LOCKED_STAGE, first, 3).profile, then), last, 4).profile
    assert standing(after.suggestions, after.facts) == after.suggestions
    numbers = [int(one.id[1:]) for one in after.suggestions]
    numbers += [int(one.id[1:]) for facts in after.facts.values() for one in facts]
    assert len(numbers) == len(set(numbers))
    assert all(number < after.next_fact for number in numbers)
    wishes = [(one.action, one.field, one.fact, one.text) for one in after.suggestions]
    assert len(wishes) == len(set(wishes))
    assert Profile.model_validate(after.model_dump(mode="json")) == after


@SEARCHED
@given(locked_updates, decisions, locked_updates)
def test_the_same_update_again_suggests_nothing_new(
    first: ProfileUpdate, then: list[EditAction], last: ProfileUpdate
) -> None:
    before = decided(learned(LOCKED_STAGE, first, 3).profile, then)
    once = learned(before, last, 4).profile
    assert learned(once, last, 4).profile is once


@SEARCHED
@given(locked_updates)
def test_only_what_a_lock_refused_is_suggested(update: ProfileUpdate) -> None:
    merged = learned(LOCKED_STAGE, update, 3)
    assert bool(merged.profile.suggestions) <= any(rejection.is_suggestion for rejection in merged.rejected)
    refused = {rejection.operation.text for rejection in merged.rejected if rejection.is_suggestion}
    assert {one.text for one in merged.profile.suggestions if one.text} <= refused


@SEARCHED
@given(locked_updates)
def test_every_suggestion_can_be_accepted_and_is_settled_by_it(update: ProfileUpdate) -> None:
    held = learned(LOCKED_STAGE, update, 3).profile
    for suggestion in held.suggestions:
        after = decide(held, EditAction.ACCEPT, suggestion.id)
        assert after.suggestion(suggestion.id) is None
        if suggestion.action is Action.REPLACE:
            assert any(is_same(suggestion.text or "", text) for text in texts(after, suggestion.field))
        assert after.facts != held.facts
