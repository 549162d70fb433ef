"""Merging: the model proposes operations, code decides."""

from datetime import timedelta

import pytest

from memory.fields import EVERY_SHOPS
from memory.merging import Merged, Origin, Reason, merge
from memory.operations import Operation, ProfileUpdate
from memory.profile import Certainty, Evidence, Status
from tests.remembered import (
    MORNING,
    NOBODY,
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

ANA = "ana@shop.example"


def reasons(merged: Merged) -> list[Reason]:
    return [rejection.reason for rejection in merged.rejected]


def test_what_the_customer_said_is_kept_with_its_evidence() -> None:
    heard = transcript("bot: Hello!", "I only wear rose gold")
    merged = merge_session(NOBODY, heard, add("preferences", "rose gold", 2, "only wear rose gold"))
    [learnt] = merged.profile.of("preferences")
    assert (learnt.id, learnt.text, learnt.certainty, learnt.author) == ("f1", "rose gold", Certainty.STATED, "model")
    assert learnt.evidence == Evidence(message_id=702, quote="only wear rose gold")
    assert (learnt.said_at, learnt.session_id) == (heard.lines[1].said_at, 7)
    assert (merged.changed, merged.profile.next_fact) == (True, 2)


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (add("preferences", "silver", 2, "I love silver"), Reason.NOT_SAID),
        (add("preferences", "silver", 2, ""), Reason.NOT_SAID),
        (add("preferences", "gold chain", 1, "our gold chain"), Reason.NOT_BY_CUSTOMER),
        (add("shoe_size", "39", 2, "rings"), Reason.UNKNOWN_FIELD),
        (add("journey_stage", "near_decision", 2, "rings"), Reason.UNKNOWN_FIELD),
        (add("preferences", " \n ", 2, "rings"), Reason.UNUSABLE_TEXT),
        (add("preferences", "N/A", 2, "rings"), Reason.UNUSABLE_TEXT),
        (add("preferences", "Not specified.", 2, "rings"), Reason.UNUSABLE_TEXT),
        (add("preferences", "x" * 501, 2, "rings"), Reason.UNUSABLE_TEXT),
        (add("preferences", EVERY_SHOPS.by_name["preferences"].meaning, 2, "rings"), Reason.UNUSABLE_TEXT),
        (replace("preferences", "f9", "rings", 2), Reason.UNKNOWN_FACT),
        (replace("budget", "f1", "rings", 2), Reason.WRONG_FIELD),
        (remove("preferences", "f1", "I like rings", 2), Reason.UNPROVEN_REMOVAL),
        (resolve("f1", "rings", "rings", 2, field="preferences"), Reason.NOT_AN_OBJECTION),
        (resolve("f2", "", "rings", 2), Reason.UNUSABLE_TEXT),
        (resolve("f3", "free returns", "rings", 2), Reason.ALREADY_KNOWN),
    ],
)
def test_what_cannot_stand_is_rejected_with_its_reason_and_changes_nothing(
    operation: Operation, reason: Reason
) -> None:
    resolved = fact(3, "shipping", status=Status.RESOLVED, resolution="free")
    before = profile(preferences=(fact(1, "pearls"),), objections=(fact(2, "too dear"), resolved))
    merged = merge_session(before, transcript("bot: See our gold chain", "I like rings"), operation)
    assert reasons(merged) == [reason]
    assert merged.rejected[0].explanation.endswith(".")
    assert merged.profile is before
    assert not merged.changed


@pytest.mark.parametrize("line", [2, 3, 0, -1, 99])
def test_words_that_stand_in_another_line_than_the_cited_one_prove_nothing(line: int) -> None:
    said = transcript("I like pearls", "bot: Pearls!", "thanks")
    assert not merge_session(NOBODY, said, add("preferences", "pearls", line)).changed


def test_a_person_needs_no_evidence_and_locks_what_they_write() -> None:
    merged = merge_person(profile(budget=(fact(1, "up to $100"),)), add("budget", "up to $300", quote=None))
    written = merged.profile.value("budget")
    assert written is not None
    assert (written.text, written.author, written.locked_by, written.evidence) == ("up to $300", ANA, ANA, None)


@pytest.mark.parametrize(
    "operation",
    [add("budget", "100 now"), replace("budget", "f1", "100 now"), remove("budget", "f1", "100 now, forget the rest")],
)
def test_the_model_can_only_suggest_a_change_of_what_a_person_wrote(operation: Operation) -> None:
    before = merge_person(NOBODY, add("budget", "up to $300")).profile
    merged = merge_session(
        before, transcript("100 now, forget the rest", start=MORNING + timedelta(hours=2)), operation
    )
    assert reasons(merged) == [Reason.LOCKED]
    assert merged.rejected[0].is_suggestion
    assert merged.profile.facts == before.facts
    assert [one.fact for one in merged.profile.suggestions] == ["f1"]


def test_what_a_person_corrected_does_not_come_back_by_itself() -> None:
    before = merge_person(
        profile(personal_details=(fact(1, "named Tom"),)), replace("personal_details", "f1", "named Tim")
    )
    earlier = merge_session(before.profile, transcript("yes, named Tom"), add("personal_details", "named Tom"))
    assert (reasons(earlier), earlier.profile) == ([Reason.OUTDATED], before.profile)
    heard = transcript("yes, named Tom", start=MORNING + timedelta(hours=2))
    later = merge_session(before.profile, heard, add("personal_details", "named Tom"))
    assert reasons(later) == [Reason.LOCKED]


def test_people_change_what_people_locked() -> None:
    before = profile(budget=(fact(1, "up to $100", locked_by=ANA, author=ANA),))
    merged = merge_person(before, replace("budget", "f1", "up to $50"), author="rui@shop.example")
    assert texts(merged.profile, "budget") == ["up to $50"]


def test_a_person_who_says_the_same_locks_it() -> None:
    merged = merge_person(profile(budget=(fact(1, "up to $100"),)), add("budget", "Up to $100"))
    assert [known.locked_by for known in merged.profile.of("budget")] == [ANA]


def test_a_replaced_fact_stays_in_the_history_with_pointers() -> None:
    before = profile(budget=(fact(1, "up to $100"),), preferences=(fact(2, "pearls"),))
    after = merge_session(before, transcript("up to $250 now"), replace("budget", "f1", "up to $250")).profile
    old, new = after.of("budget")
    assert (old.status, old.replaced_by, new.status, new.replaces) == (Status.SUPERSEDED, "f3", Status.ACTIVE, "f1")
    assert after.facts["preferences"] is before.facts["preferences"]


def test_in_a_field_of_one_value_an_add_replaces() -> None:
    before = profile(budget=(fact(1, "up to $100"),))
    assert texts(merge_session(before, transcript("$250"), add("budget", "$250")).profile, "budget") == ["$250"]


def test_a_target_replaced_meanwhile_is_followed_to_what_holds_now() -> None:
    before = profile(preferences=(fact(1, "gold"),))
    once = merge_session(before, transcript("silver"), replace("preferences", "f1", "silver")).profile
    later = transcript("platinum", session=8, start=MORNING + timedelta(hours=1))
    twice = merge_session(once, later, replace("preferences", "f1", "platinum")).profile
    assert texts(twice, "preferences") == ["platinum"]
    assert [known.replaced_by for known in twice.of("preferences")] == ["f2", "f3", None]


@pytest.mark.parametrize("propose", [replace("budget", "f1", "up to $50"), add("budget", "up to $50")])
def test_what_was_said_earlier_but_learnt_later_goes_straight_into_the_history(propose: Operation) -> None:
    before = profile(budget=(fact(1, "up to $100", said_at=MORNING + timedelta(hours=1)),))
    merged = merge_session(before, transcript("up to $50"), propose)
    assert texts(merged.profile, "budget") == ["up to $100"]
    assert merged.profile.of("budget")[1].replaced_by == "f1"


def test_a_late_session_does_not_win_over_what_was_said_again_after_it() -> None:
    before = profile(budget=(fact(1, "up to $100"),))
    again = merge_session(
        before, transcript("up to $100", start=MORNING + timedelta(hours=1)), add("budget", "up to $100")
    )
    assert [known.id for known in again.profile.of("budget")] == ["f1"]
    late = merge_session(again.profile, transcript("up to $50", session=6), add("budget", "up to $50"))
    assert texts(late.profile, "budget") == ["up to $100"]


@pytest.mark.parametrize("text", ["Rose  GOLD!", "rose-gold"])
def test_the_same_fact_is_not_stored_twice(text: str) -> None:
    before = profile(preferences=(fact(1, "rose gold"),))
    merged = merge_session(before, transcript("rose gold!"), add("preferences", text, quote="rose gold"))
    [known] = merged.profile.of("preferences")
    assert (known.text, known.last_said_at) == ("rose gold", MORNING + timedelta(minutes=1))
    again = merge_session(merged.profile, transcript("rose gold!"), add("preferences", text, quote="rose gold"))
    assert reasons(again) == [Reason.ALREADY_KNOWN]
    assert not again.changed


def test_another_currency_is_another_fact() -> None:
    before = profile(budget=(fact(1, "up to $200"),))
    assert texts(
        merge_session(before, transcript("€200"), add("budget", "up to €200", quote="200")).profile, "budget"
    ) == ["up to €200"]


def test_purple_then_blue_then_purple_is_purple() -> None:
    known = NOBODY
    for hour, colour in enumerate(["purple", "blue", "purple"]):
        heard = transcript(colour, session=hour, start=MORNING + timedelta(hours=hour))
        known = merge_session(known, heard, add("budget", colour)).profile
    assert texts(known, "budget") == ["purple"]
    assert [one.id for one in known.of("budget")] == ["f1", "f2", "f3"]


def test_replacing_by_something_known_leaves_one_of_it() -> None:
    before = profile(preferences=(fact(1, "gold"), fact(2, "silver")))
    after = merge_session(before, transcript("not gold, silver"), replace("preferences", "f1", "silver")).profile
    assert texts(after, "preferences") == ["silver"]
    assert [known.replaced_by for known in after.of("preferences")] == ["f2", None]


def test_an_objection_is_resolved_by_the_sellers_words_too() -> None:
    before = profile(objections=(fact(1, "shipping is dear"),))
    heard = transcript("is shipping dear?", "agent: Shipping is free over $50", "great")
    after = merge_session(before, heard, resolve("f1", "free over $50", "free over $50", 2)).profile
    [objection] = after.of("objections")
    assert (objection.status, objection.resolution) == (Status.RESOLVED, "free over $50")
    assert objection.resolution_evidence == Evidence(message_id=702, quote="free over $50")
    assert objection.text == "shipping is dear"


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("forget the pearl thing", "forget"),
        ("pearls bore me", "bore me"),
        ("ya no los quiero", "ya no"),
        ("不要了", "不要"),
    ],
)
def test_a_fact_is_removed_when_the_customer_takes_it_back_and_stays_in_the_history(said: str, quote: str) -> None:
    before = profile(preferences=(fact(1, "pearls"), fact(2, "gold")))
    after = merge_session(before, transcript(said), remove("preferences", "f1", quote)).profile
    assert [known.status for known in after.of("preferences")] == [Status.REMOVED, Status.ACTIVE]


def test_removing_everything_is_left_to_a_person() -> None:
    before = profile(preferences=tuple(fact(number, f"style {number}") for number in range(1, 7)))
    heard = transcript("forget everything about me")
    all_of_it = [remove("preferences", f"f{number}", "forget everything") for number in range(1, 7)]
    for some in (all_of_it, all_of_it[:4]):
        merged = merge_session(before, heard, *some)
        assert set(reasons(merged)) == {Reason.SWEEPING_REMOVAL}
        assert merged.profile is before
    assert len(merge_session(before, heard, *all_of_it[:3]).applied) == 3
    assert merge_person(before, *all_of_it).profile.is_empty


def test_of_several_operations_on_one_fact_the_first_accepted_wins() -> None:
    before = profile(preferences=(fact(1, "gold"),))
    heard = transcript("silver, no, platinum, forget it")
    proposed = (
        replace("preferences", "f1", "titanium"),
        replace("preferences", "f1", "silver"),
        replace("preferences", "f1", "platinum"),
        remove("preferences", "f1", "forget it"),
    )
    merged = merge_session(before, heard, *proposed)
    assert reasons(merged) == [Reason.NOT_SAID, Reason.ALREADY_CHANGED, Reason.ALREADY_CHANGED]
    assert texts(merged.profile, "preferences") == ["silver"]


@pytest.mark.parametrize(
    ("lines", "message", "text", "certainty"),
    [
        (("I want pearls",), 1, "likes pearls", Certainty.STATED),
        (("bot: Is 300 your limit?", "yes"), 2, "up to 300", Certainty.STATED),
        (("I have two girls",), 1, "mother", Certainty.INFERRED),
    ],
)
def test_stated_is_only_what_has_words_of_the_conversation(
    lines: tuple[str, ...], message: int, text: str, certainty: Certainty
) -> None:
    merged = merge_session(NOBODY, transcript(*lines), add("preferences", text, message, lines[-1]))
    assert merged.profile.of("preferences")[0].certainty is certainty


def test_texts_are_stored_on_one_line_and_without_what_a_database_refuses() -> None:
    merged = merge_session(
        NOBODY, transcript("rose gold"), add("preferences", "rose\0\n  gold\ud800", quote="rose\t gold\0")
    )
    [learnt] = merged.profile.of("preferences")
    assert (learnt.text, learnt.evidence) == ("rose gold", Evidence(message_id=701, quote="rose gold"))
    assert "\0" not in merge_session(NOBODY, transcript("x"), add("\0", "x")).rejected[0].operation.field


def test_nothing_proposed_and_nothing_said_change_nothing() -> None:
    before = profile(preferences=(fact(1, "gold"),))
    assert merge(before, ProfileUpdate(operations=()), transcript(), by_model(7)).profile is before
    unheard = merge(before, ProfileUpdate(operations=(add("preferences", "x"),)), None, Origin("model", 7, MORNING))
    assert reasons(unheard) == [Reason.NOT_SAID]


def test_an_objection_that_is_raised_again_after_it_was_resolved_is_open_again() -> None:
    settled = merge_session(
        profile(objections=(fact(1, "too expensive"),)),
        transcript("ok, fine then"),
        resolve("f1", "free returns", "ok, fine then"),
    ).profile
    later = transcript("it is still too expensive", session=8, start=MORNING + timedelta(hours=2))
    again = merge_session(settled, later, add("objections", "too expensive"))
    assert texts(again.profile, "objections") == ["too expensive"]
    assert not merge_session(again.profile, later, add("objections", "too expensive")).changed


def test_an_objection_restated_in_the_words_of_a_resolved_one_does_not_vanish() -> None:
    resolved = fact(2, "too expensive", status=Status.RESOLVED, resolution="free returns")
    known = profile(objections=(fact(1, "slow delivery"), resolved))
    heard = transcript("it is not the slow delivery, it is too expensive")
    assert texts(merge_session(known, heard, replace("objections", "f1", "too expensive")).profile, "objections") == [
        "too expensive"
    ]


def test_a_late_session_does_not_resolve_an_objection_that_was_raised_again_after_it() -> None:
    later = transcript("it is too expensive", session=8, start=MORNING + timedelta(hours=2))
    open_again = merge_session(
        profile(objections=(fact(1, "too expensive"),)), later, add("objections", "too expensive")
    ).profile
    late = merge_session(open_again, transcript("ok, fine then"), resolve("f1", "free returns", "ok, fine then"))
    assert reasons(late) == [Reason.OUTDATED]
    assert texts(late.profile, "objections") == ["too expensive"]


def test_replacing_everything_with_words_that_nobody_said_is_left_to_a_person() -> None:
    wishes = ("rose gold necklaces", "no nickel", "size 52 rings", "pearl earrings", "small stones")
    known = profile(preferences=tuple(fact(number, text) for number, text in enumerate(wishes, start=1)))
    wiped = merge_session(
        known,
        transcript("hi"),
        *(replace("preferences", f"f{number}", f"nothing {number}", quote="hi") for number in range(1, 6)),
    )
    assert texts(wiped.profile, "preferences") == texts(known, "preferences")
    assert set(reasons(wiped)) == {Reason.SWEEPING_REMOVAL}
