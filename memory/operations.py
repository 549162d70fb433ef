"""The operations a model or a person may ask for: the schema of a profile update. Pure."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from memory.fields import Fields
from memory.profile import Action, Certainty, Stage

__all__ = ["SCHEMA_NAME", "Action", "Operation", "ProfileUpdate", "UnusableOutput", "parse_update", "update_schema"]

SCHEMA_NAME = "profile_update"


class Operation(BaseModel):
    """One change to a profile, as proposed. `fact` names an existing fact (`f2`), `message` is a line's number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    action: Action
    field: str
    fact: str | None = None
    text: str | None = None
    certainty: Certainty = Certainty.STATED
    message: int | None = None
    quote: str | None = None


class ProfileUpdate(BaseModel):
    """What one session asks to change: operations, and the stage and last interaction given whole."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    operations: tuple[Operation, ...]
    journey_stage: Stage | None = None
    last_interaction: str | None = None


class UnusableOutput(ValueError):
    """A model's output that is not a profile update. Its text says what is wrong, for the model to mend."""


def parse_update(output: str) -> ProfileUpdate:
    """Read a model's raw output. Raises UnusableOutput when it is not JSON or not of the schema."""
    try:
        return ProfileUpdate.model_validate_json(output)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'output'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)[:5]
        )
        raise UnusableOutput(problems) from error


def update_schema(fields: Fields) -> dict[str, Any]:
    """The JSON schema of a profile update for strict structured output: all keys required, nothing else allowed."""
    operation = {
        "action": {"type": "string", "enum": [action.value for action in Action]},
        "field": {"type": "string", "enum": list(fields.operable)},
        "fact": {"type": ["string", "null"], "description": "id of the fact that is replaced, removed or resolved"},
        "text": {"type": ["string", "null"], "description": "the fact in the customer's language; null when removed"},
        "certainty": {"type": "string", "enum": [certainty.value for certainty in Certainty]},
        "message": {"type": "integer", "description": "number of the transcript line that proves it"},
        "quote": {"type": "string", "description": "the customer's own words in that line, copied exactly"},
    }
    stages = [stage.value for stage in Stage]
    return _strict_object(
        {
            "operations": {"type": "array", "items": _strict_object(operation)},
            "journey_stage": {"type": ["string", "null"], "enum": [*stages, None]},
            "last_interaction": {"type": ["string", "null"], "description": "at most 60 words"},
        }
    )


def _strict_object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
