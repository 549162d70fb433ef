"""Bodies of `/v1`, checked."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from memory.database import LARGEST_KEY
from memory.editing import Edit, EditAction
from memory.identifiers import SenselessIdentifier, parse_identifier
from memory.ingesting import IngestedMessage
from memory.merging import MODEL
from memory.recognising import BY_CHANNEL
from memory.text import single_line, storable
from memory.transcript import Author

LONGEST_CONTENT = 65_536
MOST_MESSAGES = 2_000
LARGEST_NUMBER = 2**31 - 1
"""No profile has so many versions; databases refuse numbers that are much larger."""

_AUTHORS = {
    "user": Author.CUSTOMER,
    "customer": Author.CUSTOMER,
    "assistant": Author.BOT,
    "bot": Author.BOT,
    "agent": Author.AGENT,
}


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must lie between the years 1 and 9999 in UTC") from error


def _sensible(moment: datetime) -> datetime:
    earliest = datetime(2000, 1, 1, tzinfo=UTC)
    if not earliest <= moment <= datetime.now(UTC) + timedelta(days=1):
        raise ValueError("must lie between the year 2000 and today")
    return moment


def _can_be_stored(text: str) -> str:
    if storable(text) != text:
        raise ValueError("must not contain NUL characters or broken Unicode")
    return text


def _person(name: str) -> str:
    tidy = single_line(name, 255)
    if not tidy or tidy in {MODEL, BY_CHANNEL}:
        raise ValueError("must name a person")
    return tidy


def _identifier(name: str) -> str:
    try:
        parse_identifier(name)
    except SenselessIdentifier as error:
        raise ValueError(str(error)) from error
    return name


VersionNumber = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
MergeKey = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
PersonName = Annotated[
    str, Field(min_length=1, max_length=255), AfterValidator(_can_be_stored), AfterValidator(_person)
]


class IngestMessage(BaseModel):
    """One message of a conversation. `user` is the customer, `assistant` the bot, `agent` a human seller."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "customer", "assistant", "bot", "agent"]
    content: Annotated[str, Field(max_length=LONGEST_CONTENT), AfterValidator(_can_be_stored)]
    timestamp: Annotated[datetime, AfterValidator(_in_utc), AfterValidator(_sensible)] | None = None

    def as_ingested(self) -> IngestedMessage:
        """The message as memory takes it."""
        return IngestedMessage(_AUTHORS[self.role], self.content, self.timestamp)


class IngestBody(BaseModel):
    """A conversation to be remembered."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "customer_id": "+351910000001",
                    "session_id": "crm-7",
                    "messages": [
                        {"role": "user", "content": "I only wear rose gold", "timestamp": "2026-11-02T09:00:00Z"},
                        {"role": "assistant", "content": "Noted! Rings or necklaces?"},
                    ],
                }
            ]
        },
    )

    customer_id: Annotated[str, AfterValidator(_identifier)]
    messages: Annotated[list[IngestMessage], Field(min_length=1, max_length=MOST_MESSAGES)]
    session_id: Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_can_be_stored)] | None = None


class OfCustomer(BaseModel):
    """The path of a customer."""

    customer_id: str = Field(
        description="Phone number, e-mail, WhatsApp's business-scoped id or an id of your own",
        json_schema_extra={"example": "+351910000001"},
    )


class OfVersion(OfCustomer):
    """The path of one version."""

    number: VersionNumber = Field(json_schema_extra={"example": 2})


class OfDifference(OfVersion):
    """The path of a difference between two versions; version 0 is the empty profile."""

    other: VersionNumber = Field(json_schema_extra={"example": 3})


class AtMoment(BaseModel):
    """When the profile is asked for."""

    as_of: Annotated[datetime, AfterValidator(_in_utc)] | None = Field(
        None, description="The profile as it was at this moment (ISO 8601; UTC without a zone)"
    )


class OfBriefing(BaseModel):
    """How long a briefing may be."""

    tokens: int | None = Field(None, ge=60, le=4000, description="The installation's own budget when left out")


class OfHistory(BaseModel):
    """Which versions are asked for."""

    limit: int = Field(50, ge=1, le=200)
    before: VersionNumber | None = Field(None, description="Versions below this number: the `next` of a page before")


class OfMerges(BaseModel):
    """Which merges are asked for."""

    limit: int = Field(50, ge=1, le=200)
    before: MergeKey | None = Field(None, description="Merges before this one: the `next` of a page before")


class OfMerge(OfCustomer):
    """The path of one merge."""

    merge_id: MergeKey = Field(json_schema_extra={"example": 1})


class MergeBody(BaseModel):
    """Who turned out to be the same person, by any identifier."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"absorb": "ana@shop.example", "author": "joana@shop.example"}]},
    )

    absorb: Annotated[str, AfterValidator(_identifier)]
    author: PersonName | None = Field(None, description="Who decided it; the key's name when left out")


class UndoBody(BaseModel):
    """Make two customers again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"author": "joana@shop.example"}]})

    author: PersonName | None = Field(None, description="Who decided it; the key's name when left out")


class OnVersion(BaseModel):
    """Which version a change is meant for."""

    if_match: str | None = Field(
        None, alias="If-Match", description='The version that was read, as its ETag gave it: `"3"`', max_length=100
    )


class EditBody(BaseModel):
    """One edit, by the ids that a version shows: `accept` and `dismiss` name a `suggestion`, all but `add` a `fact`."""

    model_config = ConfigDict(extra="forbid")

    action: EditAction
    field: Annotated[str, Field(max_length=100), AfterValidator(_can_be_stored)] | None = None
    fact: Annotated[str, Field(max_length=40), AfterValidator(_can_be_stored)] | None = None
    text: Annotated[str, Field(max_length=4096), AfterValidator(_can_be_stored)] | None = None
    suggestion: Annotated[str, Field(max_length=40), AfterValidator(_can_be_stored)] | None = None

    def as_edit(self) -> Edit:
        """The edit as memory takes it."""
        return Edit(self.action, self.field, self.fact, self.text, self.suggestion)


class EditsBody(BaseModel):
    """A person's edits of a profile, taken whole or not at all. What they touch is locked: only people change it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "version": 3,
                    "author": "ana@shop.example",
                    "edits": [
                        {"action": "replace", "fact": "f2", "text": "up to $250"},
                        {"action": "add", "field": "preferences", "text": "no nickel"},
                        {"action": "confirm", "fact": "f5"},
                        {"action": "accept", "suggestion": "s9"},
                    ],
                }
            ]
        },
    )

    edits: Annotated[list[EditBody], Field(min_length=1, max_length=100)]
    version: VersionNumber | None = Field(None, description="The version that was read; 409 when it is not the head")
    author: PersonName | None = Field(None, description="Who edits; the key's name when left out")


class RollbackBody(BaseModel):
    """Go back to an earlier version; with `field` in that field alone. A rollback is a new version."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": 1, "field": "budget", "dry_run": True}]}
    )

    to: Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
    field: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_can_be_stored)] | None = None
    dry_run: bool = Field(False, description="Only tell what would change")
    version: VersionNumber | None = Field(None, description="The version that was read; 409 when it is not the head")
    author: PersonName | None = Field(None, description="Who rolls back; the key's name when left out")
