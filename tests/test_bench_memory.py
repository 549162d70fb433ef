"""The bench of memory: what it counts, that it goes on where it stopped, and what it says without conversations."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import structlog

from bench import overlooking
from bench.measuring import Meter, Score, measure
from bench.memory import main
from bench.reporting import Price, read_prices, score_table
from bench.state import State
from memory.extractor import ExtractionRequest
from tests.fakes import FakeLanguageModel, update
from tests.servers import Failure, OpenAIServer

LEARNS_GOLD = update({"field": "preferences", "text": "rose gold", "message": 1, "quote": "rose gold"})


def customer(number: int = 1) -> dict[str, Any]:
    """A customer who wants silver first and rose gold in the end."""
    return {
        "id": f"customer {number}",
        "sessions": [[{"role": "user", "content": "I like silver"}], [{"role": "user", "content": "only rose gold"}]],
        "latest": {"metal": "rose gold"},
        "superseded": {"metal": ["silver"]},
        "neg_safe": ["metal"],
        "slot_field": {"metal": "preferences"},
        "updates": [
            {"session": 0, "turn": 0, "slot": "metal", "value": "silver", "op": "set"},
            {"session": 1, "turn": 0, "slot": "metal", "value": "rose gold", "op": "set"},
        ],
    }


@pytest.fixture(autouse=True)
def _structlog_as_it_was() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def conversations(tmp_path: Path) -> Path:
    """A folder with one file of three customers."""
    folder = tmp_path / "conversations"
    folder.mkdir()
    rows = [json.dumps(customer(number)) for number in range(1, 4)]
    (folder / "metals.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OpenAIServer]:
    """The model that the settings name."""
    with OpenAIServer() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.base_url)
        monkeypatch.setenv("EXTRACTION_MODEL", "small")
        monkeypatch.setenv("VAR_FOLDER", str(tmp_path / "var"))
        yield running


def test_found_outdated_and_unproven_things_are_counted() -> None:
    model = FakeLanguageModel()
    first = {"field": "preferences", "text": "silver", "message": 1, "quote": "I like silver"}
    invented = {"field": "budget", "text": "$900", "message": 1, "quote": "nine hundred"}
    model.updates.extend([update(first, invented), LEARNS_GOLD])
    score = measure(customer(), Meter(model), second_look=False)
    assert (score.gold, score.said, score.found, score.filed) == (1, 1, 1, 1)
    assert (score.absent, score.outdated) == (1, 1)
    assert (score.operations, score.unproven, score.rejected) == (3, 1, Counter({"not_said": 1}))
    assert (score.records, score.sessions, score.calls) == (1, 2, 2)


def test_a_value_that_was_replaced_is_not_outdated() -> None:
    model = FakeLanguageModel()
    first = {"field": "preferences", "text": "silver", "message": 1, "quote": "I like silver"}
    turned = {**first, "action": "replace", "fact": "f1", "text": "rose gold", "quote": "rose gold"}
    model.updates.extend([update(first), update(turned)])
    assert measure(customer(), Meter(model), second_look=False).outdated == 0


def test_output_that_stays_unusable_teaches_nothing_and_is_counted() -> None:
    model = FakeLanguageModel()
    model.updates.extend(["?", "?", LEARNS_GOLD])
    score = measure(customer(), Meter(model), second_look=False)
    assert (score.unusable, score.found, score.calls) == (1, 1, 3)


def test_a_second_look_is_counted_as_a_call() -> None:
    model = FakeLanguageModel()
    score = measure(customer(), Meter(model), second_look=True)
    assert score.calls == 3
    assert [request.second_look is not None for request in model.extraction_requests] == [False, True, False]


def test_scores_add_up() -> None:
    total = Score(gold=1, rejected=Counter(locked=1))
    total.add(Score(gold=2, seconds=0.5, rejected=Counter(locked=1, not_said=1)))
    assert (total.gold, total.seconds, total.rejected) == (3, 0.5, Counter(locked=2, not_said=1))


def test_the_model_of_the_settings_is_measured_with_its_tokens_and_cost(
    server: OpenAIServer, conversations: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--conversations", str(conversations), "--file", "metals", "--prices", "small=1:2"]) == 0
    assert len(server.extraction_bodies) == 6
    results = json.loads((tmp_path / "var" / "bench-memory" / "results.json").read_text())
    measured = results["files"]["metals"]
    assert (results["model"], measured["calls"], measured["prompt_tokens"]) == ("small", 6, 600)
    shown = capsys.readouterr().out
    assert "0.0007" in shown  # 600 prompt tokens at 1 and 60 completion tokens at 2 dollars a million
    assert not (tmp_path / "var" / "bench-memory" / "state.jsonl").exists()


def test_an_interrupted_run_goes_on_where_it_stopped(
    server: OpenAIServer, conversations: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--conversations", str(conversations), "--file", "metals"]
    server.extractions.extend([update(), update(), Failure(401)])
    assert main(arguments) == 1
    assert "run this again" in capsys.readouterr().err
    asked_before = len(server.extraction_bodies)
    assert main(arguments) == 0
    assert len(server.extraction_bodies) - asked_before == 4


def test_a_limit_is_heeded_and_conversations_can_be_remembered_at_once(
    server: OpenAIServer, conversations: Path, tmp_path: Path
) -> None:
    arguments = ["--conversations", str(conversations), "--file", "metals", "--limit", "2", "--at-once", "2"]
    assert main(arguments) == 0
    results = json.loads((tmp_path / "var" / "bench-memory" / "results.json").read_text())
    assert (results["files"]["metals"]["records"], results["files"]["metals"]["prompt_tokens"]) == (2, 400)


def test_a_replay_needs_no_model(server: OpenAIServer, conversations: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--conversations", str(conversations), "--replay"]) == 0
    assert "3/3" in capsys.readouterr().out
    assert server.bodies == []


def test_without_the_outside_conversations_a_sentence_says_so(
    server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--conversations", str(tmp_path / "nowhere"), "--limit", "1"]) == 0
    assert "nowhere is not there: the outside conversations are skipped." in capsys.readouterr().out


def test_prices_that_cannot_be_read_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--prices", "small=cheap"]) == 2
    assert "'small=cheap'" in capsys.readouterr().err


def test_prices_are_read_by_model() -> None:
    assert read_prices("org/a:b=1:2, c=0.5:4") == {"org/a:b": Price(1, 2), "c": Price(0.5, 4)}


def test_what_is_not_known_is_not_shown_as_nothing() -> None:
    row = score_table("offline", {"chats": Score(calls=1)}, None).splitlines()[2]
    assert row.split().count("n/a") == 8


def test_a_state_of_another_run_or_a_torn_line_is_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    State(path, "one").keep("file", 0, Score(gold=3, rejected=Counter(locked=2)))
    path.write_text(path.read_text() + '{"run": "one", "fi')
    again = State(path, "one")
    again.keep("file", 1, Score(gold=4))
    assert State(path, "one").score("file", 0) == Score(gold=3, rejected=Counter(locked=2))
    assert State(path, "one").score("file", 1) == Score(gold=4)
    assert State(path, "other").score("file", 0) is None


def test_calls_of_the_extractor_are_timed_even_when_they_fail() -> None:
    def fails(_: ExtractionRequest) -> str:
        raise RuntimeError

    model = FakeLanguageModel()
    model.updates.append(fails)
    meter = Meter(model)
    with pytest.raises(RuntimeError):
        measure(customer(), meter, second_look=False)
    assert meter.score.calls == 1


def test_what_a_second_look_could_bring_is_told_from_what_it_would_cost() -> None:
    talks = [customer(number) for number in range(60)]
    attentive, careless = (overlooking.measure(talks, rate, Random(1)) for rate in (0.0, 0.5))
    assert (attentive.first, attentive.second, attentive.more_calls) == (attentive.statements, 0, 0)
    assert careless.first < careless.statements
    assert 0 < careless.second <= careless.statements - careless.first
    assert 0 < careless.more_calls <= careless.calls
    assert careless.more_tokens > 0
