"""What is remembered of a customer: the schema of a profile. Pure.

A profile has nine fields, and those that the shop added (`memory.fields`). Outside (`/v1`, export) it is compact:
strings and lists of strings (`Profile.compact`). Inside, every entry is a `Fact` with its evidence.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from memory.fields import EVERY_SHOPS, Fields

SCHEMA_VERSION = 2


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


class Action(StrEnum):
    """What an operation does to a profile."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    RESOLVE = "resolve"


class Stage(StrEnum):
    """Where the customer stands on the way to a purchase."""

    FIRST_TOUCH = "first_touch"
    WARM_LEAD = "warm_lead"
    NEAR_DECISION = "near_decision"
    POST_PURCHASE = "post_purchase"


class Evidence(BaseModel):
    """The message, and the customer's own words in it, that prove a fact.

    `is_transcribed` says that the words were spoken, and written down by a model that may have misheard.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    message_id: int
    quote: str
    is_transcribed: bool = Field(default=False, exclude_if=lambda is_transcribed: not is_transcribed)


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

    @property
    def last_said(self) -> datetime:
        """When the customer last said it, or took it back."""
        return self.last_said_at or self.said_at


class Suggestion(BaseModel):
    """What the customer's words ask for and only a person's lock has kept from being done: people accept or dismiss it.

    `action` is what accepting does to the fact that `fact` names: replace it by `text`, remove it, resolve it as
    `text` says, or open a resolved one again (add). `evidence`, `said_at` and `session_id` are of the words that ask
    for it; `explanation` says who stood in the way. `id` (`s3`) is never used again within its profile.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    action: Action
    field: str
    fact: str
    text: str | None = None
    evidence: Evidence | None = None
    said_at: datetime
    session_id: int | None = None
    explanation: str


class Profile(BaseModel):
    """One immutable state of what is remembered of a customer.

    `facts` maps the name of a field to its facts, oldest first, of every status; also of fields that the shop has no
    longer. `suggestions` are for people alone: neither the compact profile nor the briefing shows them. `next_fact`
    numbers the next fact or suggestion.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = SCHEMA_VERSION
    customer_id: str
    next_fact: int = 1
    facts: dict[str, tuple[Fact, ...]] = Field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    _fields: Fields = PrivateAttr(default=EVERY_SHOPS)

    @property
    def fields(self) -> Fields:
        """The shop's fields of today. They are the shop's and not the customer's: no document holds them."""
        return self._fields

    def seen_with(self, fields: Fields) -> "Profile":
        """The same profile in a shop with these fields."""
        if fields == self._fields:
            return self
        seen = self.model_copy()
        seen._fields = fields
        return seen

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
        """The one active fact of a field that holds one value, or None.

        A field that held several when its kind was changed shows a person's value, else what was said last.
        """
        return max(self.active(field), key=lambda fact: (fact.locked_by is not None, fact.last_said), default=None)

    def find(self, fact_id: str) -> tuple[str, Fact] | None:
        """The field and the fact with this id, of any status, or None."""
        for field, facts in self.facts.items():
            for fact in facts:
                if fact.id == fact_id:
                    return field, fact
        return None

    def suggestion(self, suggestion_id: str) -> Suggestion | None:
        """The open suggestion with this id, or None."""
        return next((one for one in self.suggestions if one.id == suggestion_id), None)

    @property
    def is_empty(self) -> bool:
        """True when nothing current is remembered."""
        return not any(self.active(field) or self.resolved(field) for field in self.facts)

    def compact(self) -> dict[str, Any]:
        """The profile as the outside sees it: a key a field, each a string, a list of strings or None."""
        outside: dict[str, Any] = {"customer_id": self.customer_id}
        for field in self.fields.all:
            if field.is_list:
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
