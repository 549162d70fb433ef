"""A customer's messages laid out as a conversation with its session boundaries. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

from bot.admin.files import AttachedFile, attached_file
from memory.conveying import Conveyed
from memory.models import ConversationSession, Delivery, Media, Message, Remembering


@dataclass(frozen=True)
class Entry:
    """One message: what it conveys, how far it has come, whether a day begins with it, what was remembered up to it.

    `files` are those that the customer attached. `version` is whose version of which number the remembering brought
    about; None when it changed nothing.
    """

    message: Message
    conveyed: Conveyed
    files: tuple[AttachedFile, ...]
    delivery: Delivery | None
    starts_day: bool
    remembering: Remembering | None
    version: tuple[int, int] | None


@dataclass(frozen=True)
class Stretch:
    """Messages of one session in a row. Not all of its messages need be among them: others are on another page."""

    session: ConversationSession
    entries: tuple[Entry, ...]

    @property
    def has_start(self) -> bool:
        """Whether the session begins here."""
        return self.entries[0].message.position == 1

    @property
    def has_end(self) -> bool:
        """Whether the session ends here, for now or for good."""
        return self.entries[-1].message.position == self.session.message_count


@dataclass(frozen=True)
class Surroundings:
    """What belongs to the messages: what they convey, their files, sessions, deliveries, and versions by cause id.

    `kept` are the keys of those files that are here: an imported customer's are not.
    """

    conveyed: Mapping[int, Conveyed]
    media: Mapping[int, Sequence[Media]]
    kept: frozenset[int]
    sessions: Mapping[int, ConversationSession]
    deliveries: Mapping[int, Delivery]
    rememberings: Sequence[Remembering]
    versions: Mapping[str, tuple[int, int]]


def lay_out(
    messages: Sequence[Message], surroundings: Surroundings, local: Callable[[datetime], datetime]
) -> list[Stretch]:
    """Cut messages, oldest first, where one session ends and another begins. `local` gives the shop's time."""
    remembered = {(one.session_id, one.last_position): one for one in surroundings.rememberings}
    entries = [
        Entry(
            message=message,
            conveyed=surroundings.conveyed[message.id],
            files=tuple(
                attached_file(media, is_here=media.id in surroundings.kept)
                for media in surroundings.media.get(message.id, ())
            ),
            delivery=surroundings.deliveries.get(message.id),
            starts_day=starts_day,
            remembering=remembered.get((message.session_id, message.position)),
            version=surroundings.versions.get(cause_id_of(message)),
        )
        for message, starts_day in zip(messages, _day_starts(messages, local), strict=True)
    ]
    by_session = groupby(entries, key=lambda entry: entry.message.session_id)
    return [Stretch(surroundings.sessions[session_id], tuple(run)) for session_id, run in by_session]


def cause_id_of(message: Message) -> str:
    """What a version is caused by whose remembering ended with this message."""
    return f"{message.session_id}:{message.id}"


def _day_starts(messages: Sequence[Message], local: Callable[[datetime], datetime]) -> Iterator[bool]:
    days: list[date | None] = [None, *(local(message.said_at).date() for message in messages)]
    return (before != day for before, day in pairwise(days))
