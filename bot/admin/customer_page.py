"""Reads everything the page of one customer shows."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.admin import queries
from bot.admin.changes import Change, changes_by_field
from bot.admin.conversation import Stretch, Surroundings, cause_id_of, lay_out
from bot.admin.merges import MergeState, read_merge_state
from bot.admin.moments import Moments
from bot.admin.progress import Progress, progress_by_id
from bot.admin.queries import MessagePage
from bot.admin.remembered import (
    Cited,
    FieldSection,
    SuggestionEntry,
    VersionEntry,
    cited_messages,
    lay_out_profile,
    lay_out_suggestions,
    lay_out_versions,
)
from memory.consent import consent_history
from memory.conveying import conveyed_by, media_of
from memory.customers import get_customer, identifiers_of
from memory.database import fields_of
from memory.identifiers import Identifier
from memory.media import kept_of
from memory.models import ConsentEvent, ConversationSession, Customer, Remembering
from memory.profile import Profile, Stage
from memory.transcript import Author
from memory.versions import head_of, history_of, rollback_of

VERSIONS_A_PAGE = 20


@dataclass(frozen=True)
class CustomerHeader:
    """Who the customer is and how remembering stands.

    `unfinished` is what waits to be remembered or failed, `consent` all that was noted of it, newest first. One who was
    merged into another is shown under the names of before.
    """

    customer: Customer
    identifiers: list[Identifier]
    profile: Profile
    version: int
    open_sessions: list[ConversationSession]
    unfinished: list[Remembering]
    progress: dict[int, Progress]
    merging: MergeState
    consent: list[ConsentEvent]

    @property
    def stage(self) -> str | None:
        """The journey stage, None where none is known."""
        stage = self.profile.value("journey_stage")
        return Stage(stage.text).value if stage and stage.text in set(Stage) else None

    @property
    def name(self) -> str:
        """What the customer is called: by name, else by the best identifier."""
        best = self.identifiers[0].value if self.identifiers else self.profile.customer_id
        return self.customer.display_name or best


@dataclass(frozen=True)
class Conversation:
    """Some of the conversation, and the progress of the rememberings named in it, by key."""

    page: MessagePage
    stretches: list[Stretch]
    progress: dict[int, Progress]


@dataclass(frozen=True)
class VersionPage:
    """Some versions, newest first. `before` is the number that the next page begins below, None on the last one."""

    entries: list[VersionEntry]
    before: int | None


@dataclass(frozen=True)
class Restoring:
    """A version that may be restored: what would change, by field, as long as `head` is the newest version."""

    number: int
    head: int
    changes: dict[str, list[Change]]


class CustomerReader:
    """Reads one customer's page at one moment, within one database session."""

    def __init__(self, session: Session, customer_id: int, now: datetime) -> None:
        self._session = session
        self._customer_id = customer_id
        self._now = now

    def header(self) -> CustomerHeader | None:
        """Who the customer is; None when there is no such customer."""
        customer = get_customer(self._session, self._customer_id)
        if customer is None:
            return None
        head = head_of(self._session, self._customer_id)
        unfinished = queries.unfinished_rememberings(self._session, self._customer_id)
        merging = read_merge_state(self._session, customer)
        return CustomerHeader(
            customer=customer,
            identifiers=merging.former_names or identifiers_of(self._session, self._customer_id),
            profile=head.profile,
            version=head.version,
            open_sessions=queries.open_sessions(self._session, self._customer_id),
            unfinished=unfinished,
            progress=self._progress(unfinished),
            merging=merging,
            consent=consent_history(self._session, self._customer_id),
        )

    def sections(self, profile: Profile) -> list[FieldSection]:
        """The profile with the messages that prove it."""
        return lay_out_profile(profile, self._cited(profile))

    def _cited(self, profile: Profile) -> dict[int, Cited]:
        messages = queries.messages_by_id(self._session, self._customer_id, cited_messages(profile))
        conveyed = conveyed_by(self._session, list(messages.values()))
        return {key: Cited(message, conveyed[key].words) for key, message in messages.items()}

    def suggestions(self, profile: Profile) -> list[SuggestionEntry]:
        """What waits for a person to decide."""
        return lay_out_suggestions(profile, self._cited(profile)) if profile.suggestions else []

    def restoring(self, number: int | None, field: str | None = None) -> Restoring | None:
        """What going back to a version would change; None when none is asked for or it does not exist."""
        if number is None:
            return None
        try:
            head, restored = rollback_of(self._session, self._customer_id, number, field)
        except LookupError:
            return None
        return Restoring(number, head.version, changes_by_field(head.profile, restored))

    def versions(self, before: int | None) -> VersionPage:
        """The newest versions, or those below a number."""
        found = history_of(self._session, self._customer_id, limit=VERSIONS_A_PAGE + 1, before=before)
        laid_out = lay_out_versions(found, fields_of(self._session), limit=VERSIONS_A_PAGE)
        entries = self._without_deleted(laid_out)
        return VersionPage(entries, entries[-1].version.number if len(found) > VERSIONS_A_PAGE else None)

    def _without_deleted(self, entries: list[VersionEntry]) -> list[VersionEntry]:
        """Versions point to the message they were learned from only while it is stored, whosever it is by now."""
        sought = {entry.message_id for entry in entries if entry.message_id is not None}
        stored = queries.stored_messages(self._session, sought)
        return [entry if entry.message_id in stored else replace(entry, message_id=None) for entry in entries]

    def conversation(self, moments: Moments, *, around: int | None, before: int | None) -> Conversation:
        """The newest messages, those before a message, or those around one."""
        page = queries.read_messages(self._session, self._customer_id, around=around, before=before)
        session_ids = {message.session_id for message in page.messages}
        rememberings = queries.rememberings_of(self._session, session_ids)
        causes = {cause_id_of(message) for message in page.messages}
        incoming = [message.id for message in page.messages if message.author == Author.CUSTOMER]
        media = media_of(self._session, incoming)
        surroundings = Surroundings(
            conveyed=conveyed_by(self._session, page.messages),
            media=media,
            kept=kept_of(self._session, [one.id for files in media.values() for one in files]),
            sessions=queries.sessions_by_id(self._session, session_ids),
            deliveries=queries.deliveries_of(self._session, {message.id for message in page.messages}),
            rememberings=rememberings,
            versions=queries.versions_by_cause(self._session, self._customer_id, causes),
        )
        stretches = lay_out(page.messages, surroundings, moments.local)
        return Conversation(page, stretches, self._progress(rememberings))

    def _progress(self, rememberings: list[Remembering]) -> dict[int, Progress]:
        is_working = queries.is_remembering(self._session, self._customer_id, self._now)
        return progress_by_id(rememberings, self._now, is_working=is_working)
