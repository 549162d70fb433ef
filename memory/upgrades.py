"""Stored profile documents of any schema version, read as today's. Pure.

When the schema changes, `SCHEMA_VERSION` rises by one and `STEPS` gains the function that lifts a document of the
version before. Documents are lifted when they are read and written in the new shape at the next append.
"""

from collections.abc import Callable, Mapping
from typing import Any

from memory.fields import EVERY_SHOPS, Fields
from memory.profile import SCHEMA_VERSION, Profile

Document = dict[str, Any]
Step = Callable[[Document], Document]


def _with_suggestions(document: Document) -> Document:
    """Since version 2 a profile holds what the customer's words suggest to people; until then nothing did."""
    return {**document, "suggestions": []}


STEPS: Mapping[int, Step] = {1: _with_suggestions}
"""From a schema version to the function that makes a document of it one of the next version."""


class UnknownSchema(ValueError):
    """A stored document is of a schema version that this release cannot read."""


def upgrade(document: Document, fields: Fields = EVERY_SHOPS, steps: Mapping[int, Step] = STEPS) -> Profile:
    """Read a stored document in a shop with these fields; the document itself is left as it is.

    Facts of fields that the shop no longer has are kept, and are there again when the field is. Raises UnknownSchema
    for a version without a way to today's, pydantic's ValidationError for a document that is not what its version says.
    """
    version = document.get("schema_version")
    while version != SCHEMA_VERSION:
        if not isinstance(version, int) or version not in steps:
            raise UnknownSchema(
                f"This profile was stored with schema version {version}; this release reads versions up to"
                f" {SCHEMA_VERSION}. Run the release that wrote it, or a newer one."
            )
        document = {**steps[version](document), "schema_version": version + 1}
        version += 1
    return Profile.model_validate(document).seen_with(fields)
