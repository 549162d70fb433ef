"""Extraction through chat completions: the client against an OpenAI-compatible server on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.clients.completions import json_in, without_thoughts
from bot.clients.errors import ClientError
from bot.clients.openai_model import OpenAIModel
from memory.extractor import ExtractionRequest
from memory.fields import EVERY_SHOPS
from memory.operations import UnusableOutput, parse_update, update_schema
from memory.profile import Profile
from memory.transcript import Author, Line, Transcript
from tests.servers import NOTHING_LEARNT, Failure, OpenAIServer, Said

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


def model_at(base_url: str) -> OpenAIModel:
    return OpenAIModel.from_settings(api_key="key", base_url=base_url, chat_model="small", extraction_model="large")


def a_session(problem: str | None = None) -> ExtractionRequest:
    line = Line(number=1, message_id=7, author=Author.CUSTOMER, said_at=NOW, text="I only wear silver")
    return ExtractionRequest(
        profile=Profile(customer_id="+351910000001"),
        transcript=Transcript(session_id=1, lines=(line,)),
        problem=problem,
    )


def test_an_extraction_is_held_to_the_strict_schema(server: OpenAIServer) -> None:
    output = model_at(server.base_url).extract(a_session())

    assert json.loads(output) == NOTHING_LEARNT
    [body] = server.extraction_bodies
    assert body["model"] == "large"
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "profile_update", "strict": True, "schema": update_schema(EVERY_SHOPS)},
    }


@pytest.mark.parametrize(
    ("refused", "formats"),
    [
        (["json_schema"], ["json_schema", "json_object", "json_object"]),
        (["json_schema", "json_object"], ["json_schema", "json_object", None, None]),
    ],
)
def test_where_a_format_is_refused_the_next_is_taken_and_remembered(
    refused: list[str], formats: list[str | None]
) -> None:
    with OpenAIServer(refused_formats=refused) as server:
        model = model_at(server.base_url)
        for _ in range(2):
            assert json.loads(model.extract(a_session())) == NOTHING_LEARNT

        bodies = server.extraction_bodies
        assert [body.get("response_format", {}).get("type") for body in bodies] == formats
        assert json.dumps(update_schema(EVERY_SHOPS)) in bodies[-1]["messages"][0]["content"]


@pytest.mark.parametrize("failure", [Failure(400, message="context length exceeded"), Failure(401), Failure(503)])
def test_another_refusal_is_no_reason_to_give_up_the_schema(server: OpenAIServer, failure: Failure) -> None:
    server.extractions.append(failure)
    model = model_at(server.base_url)

    with pytest.raises(ClientError):
        model.extract(a_session())
    model.extract(a_session())

    assert [body["response_format"]["type"] for body in server.extraction_bodies] == ["json_schema"] * 2


def test_a_server_that_refuses_every_format_is_not_given_up(server: OpenAIServer) -> None:
    server.extractions += [Failure(422, message="bad request: {'response_format': 'json_schema', …}")] * 3
    model = model_at(server.base_url)

    with pytest.raises(ClientError):
        model.extract(a_session())
    model.extract(a_session())

    assert server.extraction_bodies[-1]["response_format"]["type"] == "json_schema"


def test_a_second_try_carries_the_problem_and_the_schema(server: OpenAIServer) -> None:
    model_at(server.base_url).extract(a_session(problem="operations: Field required"))

    messages = server.extraction_bodies[0]["messages"]
    assert "operations: Field required" in messages[-1]["content"]
    assert json.dumps(update_schema(EVERY_SHOPS)) in messages[0]["content"]


def test_a_refusal_to_extract_is_an_error(server: OpenAIServer) -> None:
    server.extractions.append(Said(None, refusal="I cannot help with that."))

    with pytest.raises(ClientError):
        model_at(server.base_url).extract(a_session())


def test_an_extraction_that_is_cut_off_does_not_pass_for_a_whole_one(server: OpenAIServer) -> None:
    whole = json.dumps({"operations": [{"action": "add", "field": "preferences"}], "journey_stage": None})
    server.extractions += [Said(whole[:length], finish_reason="length") for length in range(len(whole))]
    model = model_at(server.base_url)

    for _ in range(len(whole)):
        with pytest.raises(UnusableOutput):
            parse_update(model.extract(a_session()))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '```json\n{"a": 1}\n```',
        'Here it is: {"a": 1} I hope it helps.',
        '<think>{"b": 2}?</think>{"a": 1}',
        'thoughts without a beginning</think> {"a": 1}',
    ],
)
def test_json_is_found_in_what_stands_around_it(text: str) -> None:
    assert json.loads(json_in(text)) == {"a": 1}


@pytest.mark.parametrize("text", ["", "nothing", "}{", "{", "<think>never ended"])
def test_text_without_json_stays_without(text: str) -> None:
    assert json_in(text) in {text, ""}


def test_words_without_thoughts_stay_as_they_are() -> None:
    assert without_thoughts("I <3 rings.") == "I <3 rings."
