"""What a language model is told for a second look at a session's overlooked lines. Pure."""

from dataclasses import replace
from typing import Any

from bot.prompts import MESSAGE_CHARACTERS, Message, as_data, extraction_messages
from memory.extractor import ExtractionRequest, SecondLook


def second_look_messages(
    request: ExtractionRequest, look: SecondLook, schema: dict[str, Any] | None = None
) -> list[Message]:
    """The chat messages that ask about the overlooked lines alone.

    They begin as the extraction's do, so that the provider has the instructions in its cache. Each line comes with the
    one before it, because an answer lives from its question.
    """
    shown = {line.number - before for line in look.lines for before in (0, 1)}
    lines = tuple(line for line in request.transcript.lines if line.number in shown)
    shortened = replace(request, transcript=replace(request.transcript, lines=lines))
    return [*extraction_messages(shortened, schema), {"role": "user", "content": _question(look)}]


def _question(look: SecondLook) -> str:
    proposed = [as_data(text, MESSAGE_CHARACTERS) for text in look.proposed] or ["(nothing)"]
    numbers = ", ".join(str(line.number) for line in look.lines)
    task = (
        f"No operation cited line {numbers}. Read them once more. Propose operations only for what they say and "
        'neither the current facts nor your proposals hold; no operation is a fine answer. "journey_stage" and '
        '"last_interaction" are null.'
    )
    before = "These are lines of a conversation that you have read before. You proposed then:"
    return "\n".join([before, "<proposed>", *proposed, "</proposed>", task])
