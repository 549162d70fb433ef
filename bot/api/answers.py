"""What `/v1` answers with: the shapes behind `/openapi.json`."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from memory.comparing import FieldDifference
from memory.ingesting import IngestStatus
from memory.models import CustomerMerge, ProfileVersion
from memory.profile import Fact, Profile, Suggestion
from memory.versions import Cause

COMPACT: JsonDict = {
    "customer_id": "+351910000001",
    "buying_triggers": ["her sister's wedding on 12 December"],
    "budget": "up to $250",
    "objections": ["returns are a hassle (resolved: free returns within 30 days)"],
    "preferences": ["rose gold necklaces"],
    "personal_details": ["has a daughter, Inês"],
    "channel_preference": "WhatsApp, evenings",
    "journey_stage": "near_decision",
    "last_interaction": "Compared two necklaces; wants to decide by Friday.",
}


class Ingested(BaseModel):
    """What became of a conversation. It is remembered by a job: ask again with the same `session_id` to see how far."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"session_id": "crm-7", "status": "queued"}]})

    session_id: str
    status: IngestStatus


class CompactProfile(BaseModel):
    """The profile in strings and lists of strings. Fields that the shop added stand beside these."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [COMPACT]})

    customer_id: str
    buying_triggers: list[str]
    budget: str | None
    objections: list[str]
    preferences: list[str]
    personal_details: list[str]
    channel_preference: str | None
    journey_stage: str | None
    last_interaction: str | None


class Briefing(BaseModel):
    """The profile as text for a system prompt; null where nothing is remembered."""

    customer_id: str
    briefing: str | None
    tokens: int = Field(description="How long the text is, in o200k tokens")


class VersionEntry(BaseModel):
    """One version in the history: what brought it about, and how many operations stood or fell."""

    number: int
    cause: Cause
    author: str
    created_at: datetime
    operations: int
    rejections: int

    @classmethod
    def of(cls, version: ProfileVersion) -> "VersionEntry":
        """The entry of a stored version."""
        return cls(
            number=version.number,
            cause=Cause(version.cause),
            author=version.author,
            created_at=version.created_at,
            operations=len(version.operations),
            rejections=len(version.rejections),
        )


class History(BaseModel):
    """Versions, newest first. Give `next` as `before` for the page after this one; null on the last."""

    customer_id: str
    versions: list[VersionEntry]
    next: int | None


class Version(BaseModel):
    """One version whole: every fact by field, of every status, with evidence, what was asked for, and what was open.

    A suggestion is what the customer's words ask for against a person's lock: edits `accept` or `dismiss` it.
    """

    number: int
    cause: Cause
    author: str
    created_at: datetime
    profile: CompactProfile
    facts: dict[str, tuple[Fact, ...]]
    suggestions: tuple[Suggestion, ...]
    operations: list[dict[str, Any]]
    rejections: list[dict[str, Any]]

    @classmethod
    def of(cls, version: ProfileVersion, profile: Profile) -> "Version":
        """A stored version, with its document as it is read today."""
        return cls(
            number=version.number,
            cause=Cause(version.cause),
            author=version.author,
            created_at=version.created_at,
            profile=compact(profile),
            facts=profile.facts,
            suggestions=profile.suggestions,
            operations=version.operations,
            rejections=version.rejections,
        )


class ChangedFact(BaseModel):
    """A fact that stands in both states and differs."""

    before: Fact
    after: Fact


class FieldChanges(BaseModel):
    """What differs in one field."""

    field: str
    added: list[Fact]
    removed: list[Fact]
    changed: list[ChangedFact]

    @classmethod
    def of(cls, found: FieldDifference) -> "FieldChanges":
        """The answer's form of a difference."""
        changed = [ChangedFact(before=before, after=after) for before, after in found.changed]
        return cls(field=found.field, added=list(found.added), removed=list(found.removed), changed=changed)


class Difference(BaseModel):
    """What differs between two versions, by field; empty when nothing does."""

    customer_id: str
    before: int
    after: int
    fields: list[FieldChanges]


class Changed(BaseModel):
    """The profile after a change. `version` stays the same when there was nothing to change."""

    version: int
    changed: bool
    profile: CompactProfile


class RolledBack(Changed):
    """The profile after a rollback, or as it would be after a dry run, and what differs."""

    dry_run: bool
    fields: list[FieldChanges]


class Merge(BaseModel):
    """Two customers found to be one. `kept` is who goes on, by today's best name; `absorbed` who was merged into it.

    `version` is the version of the kept profile that the merge brought about; `undone_at` is null while it stands.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "kept": "+351910000001",
                    "absorbed": "ana@shop.example",
                    "author": "joana@shop.example",
                    "merged_at": "2026-11-02T09:00:00Z",
                    "version": 4,
                    "undone_at": None,
                    "undone_by": None,
                }
            ]
        }
    )

    id: int
    kept: str
    absorbed: str
    author: str
    merged_at: datetime
    version: int
    undone_at: datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, merge: CustomerMerge, kept: str, absorbed: str) -> "Merge":
        """The answer's form of a stored merge between customers of these names."""
        return cls(
            id=merge.id,
            kept=kept,
            absorbed=absorbed,
            author=merge.author,
            merged_at=merge.merged_at,
            version=merge.kept_version,
            undone_at=merge.undone_at,
            undone_by=merge.undone_by,
        )


class Merges(BaseModel):
    """Merges of a customer, newest first. Give `next` as `before` for the page after this one; null on the last."""

    customer_id: str
    merges: list[Merge]
    next: int | None


class Export(BaseModel):
    """Everything we hold of a customer. `python -m bot import FILE` takes it in again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"format": "rapport-customer/1", "profile": COMPACT}]})

    format: str
    exported_at: datetime
    customer_id: str
    profile: CompactProfile
    tables: dict[str, list[dict[str, Any]]]


class ProblemAnswer(BaseModel):
    """An error (RFC 9457). `detail` is a sentence to act on; `fields` names what is wrong in the request."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not valid",
                    "status": 422,
                    "detail": "Nothing was changed. Please correct: edits.0.text.",
                    "fields": {"edits.0.text": "It says nothing."},
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] | None = None


def compact(profile: Profile) -> CompactProfile:
    """The compact profile as an answer."""
    return CompactProfile.model_validate(profile.compact())
