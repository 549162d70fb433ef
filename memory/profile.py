"""What is remembered of a customer: the schema of a profile. Pure.

A profile has nine fields. Outside (`/v1`, export) it is compact: strings and lists of strings (`Profile.compact`).
Inside, every entry is a `Fact` with its evidence.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1


class Kind(StrEnum):
    """How many current values a field holds."""

    LIST = "list"
    ONE = "one"


class Status(StrEnum):
    """Where a fact stands. Only active and resolved facts are current; the others are history."""

    ACTIVE = "active"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"
    REMOVED = "removed"


class Certainty(StrEnum):
    """Whether the customer said it or it was concluded from what the customer said."""

    STATED = "stated"
    INFERRED = "inferred"


class Stage(StrEnum):
    """Where the customer stands on the way to a purchase."""

    FIRST_TOUCH = "first_touch"
    WARM_LEAD = "warm_lead"
    NEAR_DECISION = "near_decision"
    POST_PURCHASE = "post_purchase"


class FieldDefinition(BaseModel):
    """One field of the profile; `meaning` is what the language model is told about it."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Kind
    meaning: str


FIELDS: tuple[FieldDefinition, ...] = (
    FieldDefinition(name="buying_triggers", kind=Kind.LIST, meaning="the event, need or deadline behind the purchase"),
    FieldDefinition(
        name="budget", kind=Kind.ONE, meaning="range or ceiling of what they can spend, with its constraints"
    ),
    FieldDefinition(
        name="objections",
        kind=Kind.LIST,
        meaning="what holds them back from buying, one concern each; resolve one that was answered to satisfaction",
    ),
    FieldDefinition(
        name="preferences", kind=Kind.LIST, meaning="products, styles, brands, sizes, features wanted or rejected"
    ),
    FieldDefinition(
        name="personal_details", kind=Kind.LIST, meaning="family, names, dates, work, hobbies: things that build trust"
    ),
    FieldDefinition(name="channel_preference", kind=Kind.ONE, meaning="how they want to be contacted, and when"),
    FieldDefinition(name="journey_stage", kind=Kind.ONE, meaning="where they stand on the way to a purchase"),
    FieldDefinition(
        name="last_interaction", kind=Kind.ONE, meaning="what the last conversation was about and where it stopped"
    ),
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}
OPERABLE_FIELDS = tuple(field.name for field in FIELDS if field.name not in {"journey_stage", "last_interaction"})
"""The fields that operations may name; stage and last interaction are given whole with every session."""


class Evidence(BaseModel):
    """The message, and the customer's own words in it, that prove a fact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    message_id: int
    quote: str


class Fact(BaseModel):
    """One remembered thing in one field. `id` (`f7`) is never used again within its profile.

    `said_at` is when the customer said it, `learned_at` when it was remembered, `last_said_at` when the customer said
    it again or took it back (None: neither happened); all in UTC. `replaces` and `replaced_by` are fact ids. `author`
    is `model` or who wrote it; a fact with `locked_by` is changed by people only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    status: Status = Status.ACTIVE
    certainty: Certainty = Certainty.STATED
    evidence: Evidence | None = None
    session_id: int | None = None
    said_at: datetime
    learned_at: datetime
    last_said_at: datetime | None = None
    author: str = "model"
    replaces: str | None = None
    replaced_by: str | None = None
    resolution: str | None = None
    resolution_evidence: Evidence | None = None
    resolved_at: datetime | None = None
    locked_by: str | None = None


class Profile(BaseModel):
    """One immutable state of what is remembered of a customer.

    `facts` maps the name of a field to its facts, oldest first, of every status. `next_fact` numbers the next fact.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = SCHEMA_VERSION
    customer_id: str
    next_fact: int = 1
    facts: dict[str, tuple[Fact, ...]] = Field(default_factory=dict)

    def of(self, field: str) -> tuple[Fact, ...]:
        """All facts of a field, of every status, oldest first."""
        return self.facts.get(field, ())

    def active(self, field: str) -> tuple[Fact, ...]:
        """The facts of a field that hold now, oldest first."""
        return tuple(fact for fact in self.of(field) if fact.status is Status.ACTIVE)

    def resolved(self, field: str) -> tuple[Fact, ...]:
        """The facts of a field that were answered, oldest first."""
        return tuple(fact for fact in self.of(field) if fact.status is Status.RESOLVED)

    def value(self, field: str) -> Fact | None:
        """The one active fact of a field that holds one value, or None."""
        active = self.active(field)
        return active[-1] if active else None

    def find(self, fact_id: str) -> tuple[str, Fact] | None:
        """The field and the fact with this id, of any status, or None."""
        for field, facts in self.facts.items():
            for fact in facts:
                if fact.id == fact_id:
                    return field, fact
        return None

    @property
    def is_empty(self) -> bool:
        """True when nothing current is remembered."""
        return not any(self.active(field) or self.resolved(field) for field in self.facts)

    def compact(self) -> dict[str, Any]:
        """The profile as the outside sees it: nine keys, each a string, a list of strings or None."""
        outside: dict[str, Any] = {"customer_id": self.customer_id}
        for field in FIELDS:
            if field.kind is Kind.LIST:
                outside[field.name] = [compact_text(fact) for fact in self.of(field.name) if is_current(fact)]
            else:
                fact = self.value(field.name)
                outside[field.name] = fact.text if fact else None
        return outside


def is_current(fact: Fact) -> bool:
    """True for a fact that belongs to the present profile and not only to its history."""
    return fact.status in {Status.ACTIVE, Status.RESOLVED}


def compact_text(fact: Fact) -> str:
    """A fact as one string; a resolved one says how it was resolved."""
    if fact.status is not Status.RESOLVED:
        return fact.text
    return f"{fact.text} (resolved: {fact.resolution})" if fact.resolution else f"{fact.text} (resolved)"
