"""Answers through chat completions: the client against an OpenAI-compatible server on loopback."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from bot.clients.deadlines import MOST_BYTES
from bot.clients.errors import ClientError
from bot.clients.openai_model import OpenAIModel
from bot.clients.protocols import ReplyRequest, Shop, Utterance
from bot.selling.catalogue import Catalogue, Product
from memory.transcript import Author
from tests.servers import Failure, OpenAIServer, Response, Said, SearchCall

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
KEY = "sk-secret-key"
WORDS = "a silver ring for my wife"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


def model_at(base_url: str, *, api_key: str = KEY, timeout: float = 5) -> OpenAIModel:
    return OpenAIModel.from_settings(
        api_key=api_key,
        base_url=base_url,
        chat_model="small",
        extraction_model="large",
        reply_timeout=timeout,
        extraction_timeout=timeout,
    )


def asked_with(products: int) -> ReplyRequest:
    goods = [Product(sku=str(number), name=f"Ring {number}", price=Decimal(100 + number)) for number in range(products)]
    return ReplyRequest(
        shop=Shop(name="Aurora", description="Jewellery.", timezone="Europe/Lisbon", currency="EUR"),
        catalogue=Catalogue(products=tuple(goods), currency="EUR"),
        customer_name="Ana",
        profile=None,
        briefing=None,
        earlier=(),
        session=(Utterance(author=Author.CUSTOMER, text=WORDS, said_at=NOW),),
        unanswered=1,
        now=NOW,
    )


QUESTION = asked_with(2)
QUESTION_TO_A_LARGE_SHOP = asked_with(41)


def test_an_answer_is_what_the_model_says(server: OpenAIServer) -> None:
    server.replies.append("  Of course! ")

    assert model_at(server.base_url).reply(QUESTION) == "Of course!"
    [body] = server.reply_bodies
    assert body["model"] == "small"
    assert body["messages"][-1] == {"role": "user", "content": WORDS}
    assert set(body) == {"model", "messages"}


def test_the_model_is_named_and_online(server: OpenAIServer) -> None:
    model = model_at(server.base_url)

    assert (model.name, model.is_offline) == ("small", False)


def test_a_local_server_needs_no_key(server: OpenAIServer) -> None:
    assert model_at(server.base_url, api_key="").reply(QUESTION) == "All right!"


def test_thoughts_are_not_said(server: OpenAIServer) -> None:
    server.replies.append("<think>She wants silver.</think>\n\nGladly!")

    assert model_at(server.base_url).reply(QUESTION) == "Gladly!"


def test_of_an_answer_that_is_cut_off_whole_sentences_are_said(server: OpenAIServer) -> None:
    server.replies.append(Said("We have two. The first costs 100 EUR! The sec", finish_reason="length"))

    assert model_at(server.base_url).reply(QUESTION) == "We have two. The first costs 100 EUR!"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "<think>and so on",
        Said(None, refusal="I cannot."),
        Said("The begin", finish_reason="length"),
        Response(body="<html>", content_type="text/html"),
        Response(body="{cut"),
        Response(body="{}"),
        Response(body='{"choices": []}'),
        Response(dropped=True),
    ],
)
def test_no_usable_answer_is_a_temporary_error(server: OpenAIServer, answer: str | Said | Response) -> None:
    server.replies.append(answer)

    with pytest.raises(ClientError) as caught:
        model_at(server.base_url).reply(QUESTION)

    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("failure", "permanent"),
    [
        (Failure(400), True),
        (Failure(401, "invalid_api_key"), True),
        (Failure(403), True),
        (Failure(404, "model_not_found"), True),
        (Failure(408), False),
        (Failure(429, "rate_limit_exceeded"), False),
        (Failure(429, "insufficient_quota"), True),
        (Failure(500), False),
        (Failure(503), False),
    ],
)
def test_a_refusal_says_whether_it_helps_to_try_again(server: OpenAIServer, failure: Failure, permanent: bool) -> None:
    server.replies.append(failure)

    with pytest.raises(ClientError) as caught:
        model_at(server.base_url).reply(QUESTION)

    assert caught.value.permanent is permanent
    assert caught.value.code == (failure.code or str(failure.status))
    assert len(server.received) == 1


def test_an_error_repeats_neither_the_key_nor_the_customers_words(server: OpenAIServer) -> None:
    server.replies.append(Failure(400, message=f"Bad input: {WORDS}; your key is {KEY}"))

    with pytest.raises(ClientError) as caught:
        model_at(server.base_url).reply(QUESTION)

    assert WORDS not in str(caught.value)
    assert KEY not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_model_that_thinks_too_long_is_a_temporary_error(server: OpenAIServer) -> None:
    server.reply_gate.clear()

    with pytest.raises(ClientError) as caught:
        model_at(server.base_url, timeout=0.2).reply(QUESTION)

    assert not caught.value.permanent


@pytest.mark.parametrize("status", [200, 500])
def test_a_server_that_drips_white_space_does_not_hold_a_call_beyond_its_time(
    server: OpenAIServer, status: int
) -> None:
    server.replies.append(Response(status=status, body=" " * 200 + "{}", drips=0.05))
    began = time.monotonic()

    with pytest.raises(ClientError) as caught:
        model_at(server.base_url, timeout=0.5).reply(QUESTION)

    assert not caught.value.permanent
    assert time.monotonic() - began < 5


def test_an_answer_without_end_is_a_temporary_error(server: OpenAIServer) -> None:
    server.replies.append(Response(body=" " * (MOST_BYTES + 2)))

    with pytest.raises(ClientError) as caught:
        model_at(server.base_url).reply(QUESTION)

    assert not caught.value.permanent


def test_a_server_that_does_not_listen_is_a_temporary_error() -> None:
    with OpenAIServer() as server:
        base_url = server.base_url

    with pytest.raises(ClientError) as caught:
        model_at(base_url).reply(QUESTION)

    assert not caught.value.permanent


def test_what_an_answer_cost_is_logged_without_its_words(server: OpenAIServer) -> None:
    with capture_logs() as logs:
        model_at(server.base_url).reply(QUESTION)

    [entry] = logs
    assert (entry["purpose"], entry["model"]) == ("reply", "small")
    assert (entry["prompt_tokens"], entry["completion_tokens"]) == (100, 10)
    assert entry["seconds"] >= 0
    assert WORDS not in str(entry)


def test_the_model_searches_a_large_catalogue(server: OpenAIServer) -> None:
    server.replies += [SearchCall('{"words": "ring", "max_price": 101.5, "limit": 5}'), "Ring 0 or Ring 1?"]

    assert model_at(server.base_url).reply(QUESTION_TO_A_LARGE_SHOP) == "Ring 0 or Ring 1?"
    first, second = server.reply_bodies
    assert [tool["function"]["name"] for tool in first["tools"]] == ["search_catalogue"]
    call, result = second["messages"][-2:]
    assert result["role"] == "tool"
    assert result["tool_call_id"] == call["tool_calls"][0]["id"]
    assert result["content"] == "- Ring 0 | 100 EUR | in stock\n- Ring 1 | 101 EUR | in stock"


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (SearchCall("no JSON"), "could not be read"),
        (SearchCall('{"words": ["ring"]}'), "words"),
        (SearchCall('{"words": "ring", "max_price": -1}'), "max_price"),
        (SearchCall('{"words": "ring", "max_price": "cheap"}'), "max_price"),
        (SearchCall("{}", name="send_money"), "no such tool"),
        (SearchCall('{"words": "submarine"}'), "No product fits"),
        (SearchCall('{"words": "ring", "max_price": null, "limit": null}'), "Ring 0"),
        (SearchCall(""), "Ring 0"),
    ],
)
def test_whatever_the_model_calls_it_gets_an_answer(server: OpenAIServer, call: SearchCall, answer: str) -> None:
    server.replies += [call, "Good."]

    assert model_at(server.base_url).reply(QUESTION_TO_A_LARGE_SHOP) == "Good."
    assert answer in server.reply_bodies[1]["messages"][-1]["content"]


def test_a_search_gives_a_few_products_however_many_are_asked_for(server: OpenAIServer) -> None:
    server.replies += [SearchCall('{"words": "ring", "limit": 1000}'), "Good."]
    model_at(server.base_url).reply(QUESTION_TO_A_LARGE_SHOP)

    assert len(server.reply_bodies[1]["messages"][-1]["content"].splitlines()) == 20


def test_after_three_searches_the_model_must_answer(server: OpenAIServer) -> None:
    server.on_reply = lambda body: "Enough." if body.get("tool_choice") == "none" else SearchCall('{"words": "ring"}')

    assert model_at(server.base_url).reply(QUESTION_TO_A_LARGE_SHOP) == "Enough."
    assert len(server.received) == 4


def test_where_tools_are_refused_we_search_and_remember_it() -> None:
    with OpenAIServer(refuses_tools=True) as server:
        model = model_at(server.base_url)

        assert model.reply(QUESTION_TO_A_LARGE_SHOP) == "All right!"
        assert model.reply(QUESTION_TO_A_LARGE_SHOP) == "All right!"

        assert ["tools" in body for body in server.reply_bodies] == [True, False, False]
        assert "Ring 0" in server.reply_bodies[1]["messages"][0]["content"]
