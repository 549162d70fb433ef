"""A language model behind OpenAI's chat completions, at OpenAI or on any compatible server."""

import re
import time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

import structlog
from openai import APIConnectionError, APIStatusError, OpenAI
from pydantic import BaseModel, Field, ValidationError

from bot.clients.completions import Answer, Choice, ToolFunction, Usage, json_in, read_completion, reply_text
from bot.clients.deadlines import ClientWithDeadlines
from bot.clients.errors import ClientError
from bot.clients.openai_errors import RefusedRequestError, refused, unreachable
from bot.clients.protocols import ReplyRequest
from bot.prompts import (
    SEARCH_TOOL_NAME,
    WHOLE_CATALOGUE_PRODUCTS,
    Message,
    extraction_messages,
    product_lines,
    reply_messages,
    search_tool,
)
from bot.second_look import second_look_messages
from bot.selling.catalogue import Catalogue, Product
from memory.extractor import ExtractionRequest
from memory.operations import SCHEMA_NAME, update_schema

OPENAI_URL = "https://api.openai.com/v1"
REPLY_TIMEOUT_SECONDS = 20.0
EXTRACTION_TIMEOUT_SECONDS = 60.0
TOOL_ROUNDS = 3
MOST_PRODUCTS_FOUND = 20
PRODUCTS_FOUND = 10

_ABOUT_FORMAT = re.compile(
    r"response.?format|json.?schema|json.?object|structured.?output|grammar|guided", re.IGNORECASE
)
_ABOUT_TOOLS = re.compile(r"\btools?\b|function.?call", re.IGNORECASE)


class OutputFormat(StrEnum):
    """How a server is held to the schema of a profile update, from the strictest way to none."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


_NEXT_FORMAT = {
    OutputFormat.JSON_SCHEMA: OutputFormat.JSON_OBJECT,
    OutputFormat.JSON_OBJECT: OutputFormat.TEXT,
}


class _Search(BaseModel):
    """Arguments of the search tool, as a model gives them."""

    words: str = ""
    max_price: Annotated[Decimal, Field(ge=0)] | None = None
    limit: Annotated[int, Field(ge=1)] | None = None


class OpenAIModel:
    """Answers and extracts through chat completions. Safe to share between threads.

    What a server turns out not to support (strict output, tools) is remembered, so that it is asked only once.
    """

    is_offline = False

    def __init__(
        self,
        client: OpenAI,
        *,
        chat_model: str,
        extraction_model: str,
        reply_timeout: float = REPLY_TIMEOUT_SECONDS,
        extraction_timeout: float = EXTRACTION_TIMEOUT_SECONDS,
    ) -> None:
        self.name = chat_model
        self._client = client
        self._extraction_model = extraction_model
        self._reply_timeout = reply_timeout
        self._extraction_timeout = extraction_timeout
        self._output_format = OutputFormat.JSON_SCHEMA
        self._takes_tools = True

    @classmethod
    def from_settings(
        cls,
        *,
        api_key: str,
        base_url: str | None,
        chat_model: str,
        extraction_model: str,
        reply_timeout: float = REPLY_TIMEOUT_SECONDS,
        extraction_timeout: float = EXTRACTION_TIMEOUT_SECONDS,
    ) -> Self:
        """A model from plain settings; time-outs are seconds. A local server (`base_url`) needs no key."""
        client = OpenAI(
            api_key=api_key or "no-key-needed",
            base_url=base_url or OPENAI_URL,
            timeout=reply_timeout,
            http_client=ClientWithDeadlines(),
            max_retries=0,  # our retries live in the database, hidden ones would only hold a worker
        )
        return cls(
            client,
            chat_model=chat_model,
            extraction_model=extraction_model,
            reply_timeout=reply_timeout,
            extraction_timeout=extraction_timeout,
        )

    def reply(self, request: ReplyRequest) -> str:
        """The answer to the unanswered utterances, as plain text. Raises ClientError.

        In a catalogue too large for the prompt the model searches by itself; for a server without tools we search with
        the customer's words.
        """
        deadline = time.monotonic() + self._reply_timeout
        if len(request.catalogue.products) <= WHOLE_CATALOGUE_PRODUCTS:
            return reply_text(self._ask_for_reply(reply_messages(request), deadline))
        if self._takes_tools:
            try:
                return reply_text(self._reply_with_tools(request, deadline))
            except RefusedRequestError as refusal:
                if not _ABOUT_TOOLS.search(refusal.complaint):
                    raise
        choice = self._ask_for_reply(reply_messages(request, _fitting_products(request)), deadline)
        self._takes_tools = False
        return reply_text(choice)

    def extract(self, request: ExtractionRequest) -> str:
        """A profile update as JSON text; whether it can be used is for remembering to find out. Raises ClientError."""
        output_format = self._output_format
        while True:
            try:
                output = self._extract_as(output_format, request)
            except RefusedRequestError as refusal:
                if output_format not in _NEXT_FORMAT or not _ABOUT_FORMAT.search(refusal.complaint):
                    raise
                output_format = _NEXT_FORMAT[output_format]
            else:
                # Only what has worked is remembered: some servers repeat the whole request in every complaint.
                self._output_format = output_format
                return output

    def _extract_as(self, output_format: OutputFormat, request: ExtractionRequest) -> str:
        # A second try carries the schema in words too: some servers accept response_format and do not enforce it.
        is_enforced = output_format is OutputFormat.JSON_SCHEMA and request.problem is None
        schema = update_schema(request.profile.fields)
        look = request.second_look
        in_words = None if is_enforced else schema
        messages = second_look_messages(request, look, in_words) if look else extraction_messages(request, in_words)
        options = _response_format(output_format, schema)
        choice = self._ask("extraction", self._extraction_model, messages, self._extraction_timeout, options)
        if choice.message.refusal:
            raise ClientError("The language model refused to read this conversation.")
        return json_in(choice.message.content or "")

    def _reply_with_tools(self, request: ReplyRequest, deadline: float) -> Choice:
        messages = reply_messages(request)
        tools = {"tools": [search_tool()]}
        for _ in range(TOOL_ROUNDS):
            choice = self._ask_for_reply(messages, deadline, tools)
            if not choice.message.tool_calls:
                return choice
            messages += _tool_messages(choice.message, request.catalogue)
        return self._ask_for_reply(messages, deadline, {**tools, "tool_choice": "none"})

    def _ask_for_reply(self, messages: list[Message], deadline: float, options: dict[str, Any] | None = None) -> Choice:
        # The time-out is for the whole answer, however many searches it takes.
        seconds_left = max(deadline - time.monotonic(), 0.1)
        return self._ask("reply", self.name, messages, seconds_left, options or {})

    def _ask(
        self, purpose: str, model: str, messages: list[Message], timeout: float, options: dict[str, Any]
    ) -> Choice:
        started = time.monotonic()
        parameters: dict[str, Any] = {"model": model, "messages": messages, "timeout": timeout, **options}
        try:
            response = self._client.chat.completions.with_raw_response.create(**parameters)
        # Without their causes: these carry what the server says, which may repeat the customer's words.
        except APIStatusError as error:
            raise refused(error) from None
        except APIConnectionError as error:
            raise unreachable(error) from None
        completion = read_completion(response.text)
        usage = completion.usage or Usage()
        structlog.get_logger().info(
            "model_answered",
            purpose=purpose,
            model=model,
            seconds=round(time.monotonic() - started, 3),
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
        )
        return completion.choices[0]


def _response_format(output_format: OutputFormat, schema: dict[str, Any]) -> dict[str, Any]:
    if output_format is OutputFormat.TEXT:
        return {}
    if output_format is OutputFormat.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}
    named = {"name": SCHEMA_NAME, "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _tool_messages(answer: Answer, catalogue: Catalogue) -> list[Message]:
    """The model's own turn, said back to it as the protocol demands, and the results of its calls."""
    calls = answer.tool_calls or []
    said = [{"id": call.id, "type": "function", "function": call.function.model_dump()} for call in calls]
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": _result(call.function, catalogue)} for call in calls
    ]
    return [{"role": "assistant", "content": answer.content or "", "tool_calls": said}, *results]


def _result(function: ToolFunction, catalogue: Catalogue) -> str:
    if function.name != SEARCH_TOOL_NAME:
        return f"Error: there is no such tool; the only one is {SEARCH_TOOL_NAME}."
    try:
        search = _Search.model_validate_json(function.arguments or "{}")
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return f"Error: the arguments could not be read ({problems})."
    limit = min(search.limit or PRODUCTS_FOUND, MOST_PRODUCTS_FOUND)
    found = catalogue.search(search.words, limit=limit, max_price=search.max_price)
    return product_lines(found, catalogue.currency) or "No product fits."


def _fitting_products(request: ReplyRequest) -> tuple[Product, ...]:
    unanswered = request.session[-request.unanswered :] if request.unanswered else ()
    words = " ".join(utterance.text for utterance in unanswered)
    return request.catalogue.search(words, limit=MOST_PRODUCTS_FOUND)
