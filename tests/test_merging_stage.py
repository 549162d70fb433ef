"""Stage and last interaction: given whole with every session, replaced in place."""

from datetime import timedelta

from memory.merging import Reason
from memory.operations import Action
from memory.profile import Certainty, Stage
from tests.remembered import MORNING, NOBODY, merge_person, merge_session, transcript


def test_stage_and_last_interaction_are_replaced_in_place() -> None:
    first = merge_session(NOBODY, transcript("hi"), journey_stage=Stage.WARM_LEAD, last_interaction="asked " * 70)
    stage, talk = first.profile.value("journey_stage"), first.profile.value("last_interaction")
    assert stage is not None
    assert talk is not None
    assert (stage.text, stage.certainty, stage.evidence) == ("warm_lead", Certainty.INFERRED, None)
    assert len(talk.text.rstrip("…").split()) == 60
    later = transcript("hello", start=MORNING + timedelta(hours=1))
    second = merge_session(first.profile, later, journey_stage=Stage.NEAR_DECISION, last_interaction="N/A")
    assert [(known.id, known.text) for known in second.profile.of("journey_stage")] == [("f3", "near_decision")]
    assert second.profile.facts["last_interaction"] is first.profile.facts["last_interaction"]


def test_an_older_session_does_not_set_the_stage_back() -> None:
    later = transcript("I take it", start=MORNING + timedelta(hours=1))
    known = merge_session(NOBODY, later, journey_stage=Stage.NEAR_DECISION).profile
    merged = merge_session(known, transcript("hi"), journey_stage=Stage.FIRST_TOUCH)
    assert [rejection.reason for rejection in merged.rejected] == [Reason.OUTDATED]
    assert merged.profile is known


def test_a_stage_that_a_person_set_is_only_suggested_to_change() -> None:
    known = merge_person(NOBODY, journey_stage=Stage.POST_PURCHASE).profile
    later = transcript("hello", start=MORNING + timedelta(hours=2))
    [suggestion] = merge_session(known, later, journey_stage=Stage.WARM_LEAD).rejected
    assert suggestion.is_suggestion
    assert (suggestion.operation.action, suggestion.operation.field) == (Action.REPLACE, "journey_stage")
    assert suggestion.operation.text == "warm_lead"
