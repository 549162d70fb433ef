"""Attached files: recorded with their message, claimed, fetched once, put into words once.

A file's row says what is to be done next and when (`due_at`). Every step begins by moving `due_at` to the time of the
next try, so a killed worker's step is repeated then; every step ends by a conditional UPDATE, so a repeated one changes
nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from memory.database import row_count
from memory.models import AnswerState, Customer, Media, MediaState, Message, Reading, StoredFile
from memory.text import storable

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 240, 900))
"""How long after the beginning of each try the next one may begin; after the last the file is given up.

All of them together are shorter than the silence that ends a session, so that what is said is there to be remembered.
"""


@dataclass(frozen=True)
class MediaReference:
    """Where a file is to be had, and what the channel says it is."""

    url: str
    content_type: str


@dataclass(frozen=True)
class ClaimedMedia:
    """A file that is to be fetched (`is_fetched` false) or put into words. `key` is where it is kept.

    After the last try nothing more is done, whatever came of it.
    """

    media_id: int
    kind: str
    url: str
    content_type: str
    is_fetched: bool
    key: str
    is_last_try: bool


@dataclass(frozen=True)
class FetchedFile:
    """What a file turned out to be: its size in bytes, its SHA-256 in hex."""

    content_type: str
    size: int
    sha256: str


def record_media(session: Session, message: Message, references: Sequence[MediaReference]) -> None:
    """Record the files of a message; they are due to be fetched at once."""
    for number, reference in enumerate(references):
        session.add(
            Media(
                customer_id=message.customer_id,
                message_id=message.id,
                number=number,
                url=storable(reference.url),
                declared_type=storable(reference.content_type)[:255],
                state=MediaState.DUE,
                due_at=message.recorded_at,
            )
        )
    session.flush()


def due_media(session: Session, customer_id: int, now: datetime) -> list[int]:
    """Keys of the customer's files that are due, in the order in which they came."""
    query = select(Media.id).where(Media.customer_id == customer_id, Media.due_at <= now)
    return list(session.scalars(query.order_by(Media.id)))


def claim_media(session: Session, media_id: int, now: datetime) -> ClaimedMedia | None:
    """Begin a try on a file that is due. None when it is not, or when its tries are used up: then it is given up."""
    media = session.get(Media, media_id)
    if media is None or media.due_at is None or media.due_at > now:
        return None
    if media.attempts >= len(PAUSES):
        give_media_up(session, media_id, MediaState.FAILED, media.error or "Every try ended without a word.")
        return None
    claimed = session.execute(
        update(Media)
        .where(Media.id == media_id, Media.attempts == media.attempts, Media.due_at <= now)
        .values(
            attempts=media.attempts + 1,
            due_at=now + PAUSES[media.attempts],
            first_tried_at=func.coalesce(Media.first_tried_at, now),
        )
        .execution_options(synchronize_session=False)
    )
    if row_count(claimed) != 1:
        return None
    message = session.get_one(Message, media.message_id)
    is_fetched = media.state == MediaState.FETCHED
    content_type = (media.content_type if is_fetched else None) or media.declared_type
    return ClaimedMedia(
        media_id=media_id,
        kind=message.kind,
        url=media.url,
        content_type=content_type,
        is_fetched=is_fetched,
        key=_key_of(session, media_id),
        is_last_try=media.attempts + 1 >= len(PAUSES),
    )


def _key_of(session: Session, media_id: int) -> str:
    stored = session.scalar(select(StoredFile).where(StoredFile.media_id == media_id))
    if stored is None:
        stored = StoredFile(key=secrets.token_hex(32), media_id=media_id)
        session.add(stored)
        session.flush()
    return stored.key


def mark_fetched(session: Session, claimed: ClaimedMedia, file: FetchedFile) -> bool:
    """Note that a file is kept. False when its message is gone meanwhile: then the file is to be deleted again."""
    fetched = session.execute(
        update(Media)
        .where(Media.id == claimed.media_id)
        .values(
            state=MediaState.FETCHED,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            error=None,
        )
    )
    if row_count(fetched) == 1:
        return True
    if session.get(StoredFile, claimed.key) is None:
        session.add(StoredFile(key=claimed.key, media_id=None))
    return False


def message_of(session: Session, media_id: int) -> Message | None:
    """The message that a file is attached to; None when it is gone."""
    return session.scalar(select(Message).join(Media, Media.message_id == Message.id).where(Media.id == media_id))


def mark_read(session: Session, media_id: int, reading: Reading, words: str, read_by: str) -> bool:
    """Keep what a file says, once. False when that has been done before."""
    read = session.execute(
        update(Media)
        .where(Media.id == media_id, Media.words.is_(None))
        .values(words=storable(words), reading=reading, read_by=read_by[:255], due_at=None, error=None)
    )
    return row_count(read) == 1


def leave_unread(session: Session, media_id: int, error: str | None = None) -> None:
    """Nothing more is to be done with a file that is kept: nothing can read it, or what could has refused."""
    session.execute(update(Media).where(Media.id == media_id).values(due_at=None, error=error))


def give_media_up(session: Session, media_id: int, state: MediaState, error: str) -> None:
    """Nothing more is to be done with a file. One that was fetched before stays so: it is kept, and cannot be read."""
    values = {"due_at": None, "error": storable(error)[:2000]}
    session.execute(update(Media).where(Media.id == media_id).values(values))
    not_kept = update(Media).where(Media.id == media_id, Media.state == MediaState.DUE)
    session.execute(not_kept.values(state=state))


def note_failure(session: Session, media_id: int, error: str) -> None:
    """A try failed; the next one's time is set already."""
    session.execute(update(Media).where(Media.id == media_id).values(error=storable(error)[:2000]))


def waits_for_files(session: Session, customer_id: int, now: datetime, patience: timedelta) -> datetime | None:
    """Until when an answer should wait for files of the waiting messages; None when nothing is pending any more.

    `patience` counts from the first try on the oldest: after a standstill no file has had its chance yet.
    """
    query = (
        select(Media.first_tried_at)
        .join(Message, Message.id == Media.message_id)
        .where(
            Message.customer_id == customer_id,
            Message.answer_state == AnswerState.WAITING,
            Media.due_at.is_not(None),
        )
    )
    return min(((tried_at or now) + patience for tried_at in session.scalars(query)), default=None)


def answer_without_waiting(session: Session, customer: Customer, now: datetime, debounce: timedelta) -> bool:
    """Make the customer's answer due once nothing is pending any more. The customer must be locked."""
    if customer.reply_due_at is None or waits_for_files(session, customer.id, now, timedelta()) is not None:
        return False
    newest = session.scalar(
        select(func.max(Message.recorded_at)).where(
            Message.customer_id == customer.id, Message.answer_state == AnswerState.WAITING
        )
    )
    customer.reply_due_at = min(customer.reply_due_at, max(now, (newest or now) + debounce))
    return True


def last_pending_of(session: Session, session_id: int, first: int, last: int) -> datetime | None:
    """When the last try is due of the files of a session's messages from one position to another; None without any."""
    return session.scalar(
        select(func.max(Media.due_at))
        .join(Message, Message.id == Media.message_id)
        .where(Message.session_id == session_id, Message.position.between(first, last))
    )


def kept_of(session: Session, media_ids: Sequence[int]) -> frozenset[int]:
    """Which of these files this installation keeps, or is about to."""
    query = select(StoredFile.media_id).where(StoredFile.media_id.in_(media_ids))
    return frozenset(found for found in session.scalars(query) if found is not None)


def orphaned_files(session: Session, limit: int = 200) -> list[str]:
    """Keys of kept files whose message is gone."""
    return list(session.scalars(select(StoredFile.key).where(StoredFile.media_id.is_(None)).limit(limit)))


def forget_file(session: Session, key: str) -> None:
    """A file is deleted: nothing is kept under its key any more."""
    stored = session.get(StoredFile, key)
    if stored is not None:
        session.delete(stored)
