"""What we read of a chat completion, and what of its text is an answer. Pure."""

import re

from pydantic import BaseModel, Field, ValidationError

from bot.clients.errors import ClientError

_SENTENCE_END = re.compile(r"(?:[.!?…؟](?=[\s)\"»”’]|$)|[。！？।])[)\"»”’]*")


class ToolFunction(BaseModel):
    """What a model wants called: a name, and its arguments as JSON text."""

    name: str = ""
    arguments: str = ""


class ToolCall(BaseModel):
    """One call of a tool; its result must name the same id."""

    id: str
    function: ToolFunction


class Answer(BaseModel):
    """A model's turn: words, calls of tools, or a refusal."""

    content: str | None = None
    refusal: str | None = None
    tool_calls: list[ToolCall] | None = None


class Choice(BaseModel):
    """An answer, and why the model stopped (`stop`, `length`, `tool_calls`, `content_filter` …)."""

    message: Answer
    finish_reason: str | None = None


class Usage(BaseModel):
    """What a completion cost, in tokens, where the server counts."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Completion(BaseModel):
    """What we read of a completion. Compatible servers differ in all the rest, and the SDK checks none of it."""

    choices: list[Choice] = Field(min_length=1)
    usage: Usage | None = None


def read_completion(text: str) -> Completion:
    """Read a server's answer. Raises ClientError when it is no completion."""
    try:
        return Completion.model_validate_json(text)
    except ValidationError:
        # Not its details: they repeat what the server said.
        raise ClientError("The language model's server gave something that is no chat completion.") from None


def json_in(text: str) -> str:
    """The JSON object within a model's text, without thoughts, code fences or words around it.

    Of text without one, or cut off in its middle, whatever is there: it will not parse, and the model is asked again.
    """
    answer = without_thoughts(text)
    start, end = answer.find("{"), answer.rfind("}")
    return answer[start : end + 1] if 0 <= start < end else answer


def without_thoughts(text: str) -> str:
    """The text after the `<think>…</think>` of a reasoning model; nothing when the thinking was cut off."""
    answer = text.rpartition("</think>")[2].strip()
    return "" if answer.startswith("<think>") else answer


def reply_text(choice: Choice) -> str:
    """What a customer may read of an answer. Raises ClientError when that is nothing."""
    text = without_thoughts(choice.message.content or "")
    if choice.finish_reason in {"length", "content_filter"}:
        # Half a sentence is not for customers; what was said in full before it is.
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        text = text[: ends[-1]] if ends else ""
    if not text:
        raise ClientError(f"The language model gave no answer (finish reason: {choice.finish_reason}).")
    return text
