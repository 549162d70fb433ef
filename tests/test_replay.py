"""Gold statements merged one after the other: the last value is current, every earlier one is in the history."""

import os
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.conversations import conversation_files, gold_of, read_records, transcripts_of
from bench.replaying import Replayed, gold_statements, replay
from bot.settings import PROJECT
from tests.remembered import SEARCHED

OUTSIDE = Path(os.environ.get("BENCH_CONVERSATIONS") or PROJECT.parent / "shared" / "data" / "conversations")
FIELD_OF_SLOT = {"ring size": "preferences", "colour": "preferences", "city": "personal_details", "limit": "budget"}

Said = tuple[str, str]


def record(*sessions: list[Said], **more: Any) -> dict[str, Any]:
    """A customer who states the value of a slot a message."""
    return {
        "id": "synthetic",
        "sessions": [
            [{"role": "user", "content": f"The {slot} is {value}."} for slot, value in said] for said in sessions
        ],
        "slot_field": FIELD_OF_SLOT,
        "updates": [
            {"session": number, "turn": turn, "slot": slot, "value": value, "op": "set"}
            for number, said in enumerate(sessions)
            for turn, (slot, value) in enumerate(said)
        ],
        **more,
    }


def exact(replayed: Replayed) -> bool:
    """Whether nothing went wrong; what did is shown."""
    assert [*replayed.wrong, *replayed.outdated, *replayed.lost, *replayed.changed] == []
    return replayed.is_exact


def comes_back(customer: dict[str, Any]) -> bool:
    """Whether a value is said again after another one. Late, nobody can tell that it took the other one's place again.

    A model that knows only "gold" hears "gold" and proposes nothing; "silver", said between the two, stands beside it.
    """
    said: dict[str, list[str]] = {}
    for statement in gold_statements(customer):
        said.setdefault(statement.place, []).append(statement.text)
    changes = [[text for text, _ in groupby(texts)] for texts in said.values()]
    return any(len(texts) > len(set(texts)) for texts in changes)


def test_a_value_that_is_said_later_is_current_and_the_earlier_one_history() -> None:
    replayed = replay(record([("ring size", "7"), ("limit", "$200")], [("ring size", "8"), ("limit", "$300")]))
    assert exact(replayed)
    assert (replayed.statements, replayed.values, replayed.replaced) == (4, 2, 2)


def test_a_value_that_comes_back_is_current_again() -> None:
    assert exact(
        replay(record([("colour", "gold")], [("colour", "silver"), ("colour", "rose gold")], [("colour", "gold")]))
    )


def test_values_changed_within_one_session_are_all_in_the_history() -> None:
    assert replay(record([("city", "Porto"), ("city", "Faro"), ("city", "Braga")])).replaced == 2


def test_what_the_shop_proposed_counts_from_the_customers_next_message() -> None:
    sessions = [[("user", "How about 100?"), ("assistant", "120."), ("user", "Fine.")]]
    update = {"session": 0, "turn": 1, "slot": "limit", "value": "120", "op": "set"}
    talk = [[{"role": role, "content": text} for role, text in said] for said in sessions]
    assert exact(replay(record(sessions=talk, updates=[update])))


statements = st.tuples(st.sampled_from(sorted(FIELD_OF_SLOT)), st.sampled_from(["one", "two", "$3", "4", "fünf"]))


@SEARCHED
@given(sessions=st.lists(st.lists(statements, min_size=1, max_size=5), max_size=5), seed=st.integers(0, 99))
def test_replaying_is_exact_in_any_order_of_arrival(sessions: list[list[Said]], seed: int) -> None:
    customer = record(*sessions)
    assert exact(replay(customer))
    assert comes_back(customer) or exact(replay(customer, Random(seed)))


def test_times_of_a_record_never_run_backwards() -> None:
    stamps = ["2023-05-01T10:00:00", "2023-04-01T09:00:00", None]
    talk = [{"role": "user", "content": "hi", **({"ts": stamp} if stamp else {})} for stamp in stamps]
    moments = [line.said_at for part in transcripts_of({"sessions": [talk, [], talk]}) for line in part.lines]
    assert moments == sorted(set(moments))


def test_gold_is_the_last_value_of_every_slot_with_its_other_wordings() -> None:
    known = record(latest={"limit": "$300"}, latest_alt={"limit": ["300"]})
    [gold] = gold_of(known)
    assert gold.field == "budget"
    assert gold.stands_in("not more than 300, please")


@pytest.mark.parametrize("path", conversation_files(OUTSIDE, None), ids=lambda path: path.stem)
def test_every_outside_conversation_replays_exactly_in_order_and_late(path: Path) -> None:
    for customer in read_records(path):
        assert exact(replay(customer))
        assert comes_back(customer) or exact(replay(customer, Random(1)))


def test_outside_conversations_hold_statements_to_replay() -> None:
    if not OUTSIDE.is_dir():
        pytest.skip(f"the outside conversations are not at {OUTSIDE}")
    replayed = [replay(customer) for path in conversation_files(OUTSIDE, None) for customer in read_records(path)]
    assert sum(each.replaced for each in replayed) > 900
