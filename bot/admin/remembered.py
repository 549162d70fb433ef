"""A profile and its versions laid out for the page, each fact with its evidence. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.admin.changes import Change, Refusal, changes_between, dismissals, refusal_in_words
from bot.admin.quoting import Quoted, mark_quote
from bot.admin.words import FieldWords, fact_in_words, field_words
from memory.fields import Fields, Kind
from memory.models import Message, ProfileVersion
from memory.profile import Evidence, Fact, Profile, Status, Suggestion, is_current
from memory.upgrades import upgrade
from memory.versions import Cause


@dataclass(frozen=True)
class Cited:
    """A message that facts cite, and the customer's words in it, written or spoken."""

    message: Message
    words: str


@dataclass(frozen=True)
class Proof:
    """The words that prove something, and the message they stand in, None when it is not stored any more."""

    quote: str
    is_transcribed: bool
    cited: Cited | None
    marked: Quoted | None


@dataclass(frozen=True)
class Entry:
    """One fact as it is shown; `replaced_by` is the text of the fact that took its place."""

    fact: Fact
    text: str
    proof: Proof | None
    resolution_proof: Proof | None
    replaced_by: str | None


@dataclass(frozen=True)
class FieldSection:
    """One field: what holds, newest first and open before resolved, and what held earlier.

    `kind` is None for a field that the shop no longer has.
    """

    name: str
    words: FieldWords
    current: tuple[Entry, ...]
    earlier: tuple[Entry, ...]
    kind: Kind | None

    @property
    def takes_more(self) -> bool:
        """Whether something can be added: a field of one value that has one is edited, a dropped field stands still."""
        return self.kind is Kind.LIST or (self.kind is Kind.ONE and not self.current)


@dataclass(frozen=True)
class SuggestionEntry:
    """What the customer's words ask for, beside the fact that people hold against it."""

    suggestion: Suggestion
    words: FieldWords
    text: str
    held: Entry
    proof: Proof | None


@dataclass(frozen=True)
class VersionEntry:
    """One version, what it changed and what it refused. `message_id` is the last message it was learned from."""

    version: ProfileVersion
    cause: str
    message_id: int | None
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]


def cited_messages(profile: Profile) -> set[int]:
    """The keys of all messages that facts and suggestions of the profile cite."""
    facts = (fact for facts in profile.facts.values() for fact in facts)
    evidence = [found for fact in facts for found in (fact.evidence, fact.resolution_evidence)]
    evidence += [suggestion.evidence for suggestion in profile.suggestions]
    return {found.message_id for found in evidence if found is not None}


def lay_out_profile(profile: Profile, messages: Mapping[int, Cited]) -> list[FieldSection]:
    """All fields, also empty ones; `messages` are those that `cited_messages` names, by key."""
    return [_section(name, profile, messages) for name in profile.fields.ordered(*profile.facts)]


def lay_out_suggestions(profile: Profile, messages: Mapping[int, Cited]) -> list[SuggestionEntry]:
    """All open suggestions, newest first, each beside what people hold against it."""
    newest_first = sorted(profile.suggestions, key=lambda one: one.said_at, reverse=True)
    return [
        SuggestionEntry(
            suggestion=one,
            words=field_words(one.field, profile.fields),
            text=fact_in_words(one.field, one.text or ""),
            held=_entry(one.field, held[1], profile, messages),
            proof=_proof(one.evidence, messages),
        )
        for one in newest_first
        if (held := profile.find(one.fact)) is not None
    ]


def _section(name: str, profile: Profile, messages: Mapping[int, Cited]) -> FieldSection:
    newest_first = [_entry(name, fact, profile, messages) for fact in reversed(profile.of(name))]
    current = [entry for entry in newest_first if is_current(entry.fact)]
    return FieldSection(
        name=name,
        words=field_words(name, profile.fields),
        current=tuple(sorted(current, key=lambda entry: entry.fact.status is Status.RESOLVED)),
        earlier=tuple(entry for entry in newest_first if not is_current(entry.fact)),
        kind=profile.fields.by_name[name].kind if name in profile.fields.by_name else None,
    )


def _entry(field: str, fact: Fact, profile: Profile, messages: Mapping[int, Cited]) -> Entry:
    successor = profile.find(fact.replaced_by) if fact.replaced_by else None
    return Entry(
        fact=fact,
        text=fact_in_words(field, fact.text),
        proof=_proof(fact.evidence, messages),
        resolution_proof=_proof(fact.resolution_evidence, messages),
        replaced_by=fact_in_words(field, successor[1].text) if successor else None,
    )


def _proof(evidence: Evidence | None, messages: Mapping[int, Cited]) -> Proof | None:
    if evidence is None:
        return None
    cited = messages.get(evidence.message_id)
    marked = mark_quote(cited.words, evidence.quote) if cited else None
    return Proof(evidence.quote, evidence.is_transcribed, cited, marked)


def lay_out_versions(newest_first: Iterable[ProfileVersion], fields: Fields, *, limit: int) -> list[VersionEntry]:
    """The first `limit` versions, each compared with the one before; so give one more than `limit`.

    `fields` are the shop's of today.
    """
    versions = list(newest_first)
    profiles = [upgrade(version.document, fields) for version in versions]
    profiles.append(Profile(customer_id=""))
    return [
        _version_entry(version, before=profiles[place + 1], after=profiles[place])
        for place, version in enumerate(versions[:limit])
    ]


def _version_entry(version: ProfileVersion, *, before: Profile, after: Profile) -> VersionEntry:
    return VersionEntry(
        version=version,
        cause=_cause_in_words(version),
        message_id=_last_message(version),
        changes=(*changes_between(before, after), *dismissals(version.operations, before)),
        refusals=tuple(refusal_in_words(rejection, after) for rejection in version.rejections),
    )


def _cause_in_words(version: ProfileVersion) -> str:
    if version.cause == Cause.ROLLBACK:
        numbers = [operation["rolled_back_to"] for operation in version.operations if "rolled_back_to" in operation]
        return f"Rolled back to version {numbers[0]}" if numbers else "Rolled back"
    if version.cause == Cause.MERGE and any("undone" in operation for operation in version.operations):
        return "Merge of customers undone"
    return {
        Cause.SESSION: "Session remembered",
        Cause.PERSON: "Changed by a person",
        Cause.API: "Changed through the API",
        Cause.MERGE: "Customers merged",
        Cause.SCHEMA: "Brought to a new schema",
    }[Cause(version.cause)]


def _last_message(version: ProfileVersion) -> int | None:
    """The cause of a remembered session is named `<session>:<last message>`."""
    _, _, message_id = version.cause_id.rpartition(":")
    return int(message_id) if version.cause == Cause.SESSION and message_id.isdigit() else None
