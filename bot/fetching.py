"""Use case: what customers attach is fetched, kept, and put into words where a model can.

Nothing is held while an outside service is asked. A file is kept under a key that was recorded before, so that a crash
in between leaves nothing behind that nobody knows of, and the next try writes the same file again.
"""

import contextvars
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from bot.clients.errors import ClientError
from bot.clients.protocols import MediaFile
from bot.consent import heed_spoken
from bot.services import Services
from memory.customers import lock_customer
from memory.leases import Work
from memory.media import (
    ClaimedMedia,
    FetchedFile,
    answer_without_waiting,
    claim_media,
    due_media,
    forget_file,
    give_media_up,
    leave_unread,
    mark_fetched,
    mark_read,
    message_of,
    note_failure,
    orphaned_files,
)
from memory.models import MediaState, MessageKind, Reading

AT_ONCE = 4
"""How many files of one customer, an album's say, are fetched at once."""
MOST_IN_MEMORY = 8
"""How many files one process holds at once: at most 16 MB each."""
_places = threading.BoundedSemaphore(MOST_IN_MEMORY)


class Fetching:
    """Fetches what is due with the services it is given."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._debounce = timedelta(seconds=services.settings.reply_debounce_seconds)

    def fetch_all(self, customer_id: int) -> None:
        """Take all the customer's due files a step further; then the answer that waited for them waits no longer."""
        now = self._services.clock.now()
        with self._services.database.reading() as session:
            due = due_media(session, customer_id, now)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="media") as pool:
            # In copies of this context, so that the job's and the customer's ids stand in their log lines, too.
            handled = [pool.submit(contextvars.copy_context().run, self._handle, media_id) for media_id in due]
        for one in handled:
            one.result()
        with self._services.database.transaction() as session:
            customer = lock_customer(session, customer_id)
            is_due = customer is not None and answer_without_waiting(
                session, customer, self._services.clock.now(), self._debounce
            )
        if is_due:
            self._services.queueing.wake(Work.REPLY)

    def _handle(self, media_id: int) -> None:
        with self._services.database.transaction() as session:
            claimed = claim_media(session, media_id, self._services.clock.now())
        if claimed is None:
            return
        with _places:
            try:
                file = self._kept(claimed) if claimed.is_fetched else self._fetched(claimed)
                if file is not None:
                    self._read(claimed, file)
            except ClientError as error:
                self._record_failure(claimed, error)

    def _fetched(self, claimed: ClaimedMedia) -> MediaFile | None:
        """The file, fetched and kept; None when its message has gone meanwhile."""
        media = self._services.media
        file = media.fetcher.fetch(claimed.url, claimed.content_type)
        media.storage.put(claimed.key, file)
        digest = hashlib.sha256(file.content).hexdigest()
        fetched = FetchedFile(file.content_type, len(file.content), digest)
        with self._services.database.transaction() as session:
            is_wanted = mark_fetched(session, claimed, fetched)
        structlog.get_logger().info("media_fetched", media=claimed.media_id, bytes=fetched.size)
        return file if is_wanted else None

    def _kept(self, claimed: ClaimedMedia) -> MediaFile:
        return MediaFile(self._services.media.storage.get(claimed.key), claimed.content_type)

    def _read(self, claimed: ClaimedMedia, file: MediaFile) -> None:
        reader = self._services.media.reader
        kind = MessageKind(claimed.kind) if claimed.kind in set(MessageKind) else MessageKind.UNSUPPORTED
        reading = reader.reading_of(kind, file.content_type)
        words = ""
        if reading is not None:
            words = (reader.transcribe if reading is Reading.TRANSCRIPT else reader.describe)(file).strip()
        with self._services.database.transaction() as session:
            if reading is not None and words:
                self._keep_words(session, claimed.media_id, reading, words)
            else:
                leave_unread(session, claimed.media_id, "There are no words in it." if reading else None)
        structlog.get_logger().info("media_read", media=claimed.media_id, reading=reading, has_words=bool(words))

    def _keep_words(self, session: Session, media_id: int, reading: Reading, words: str) -> None:
        message = message_of(session, media_id)
        if message is not None:
            lock_customer(session, message.customer_id)
            session.refresh(message)  # before the lock it may have become another customer's
        read_by = self._services.media.reader.name_of(reading)
        if mark_read(session, media_id, reading, words, read_by) and message and reading is Reading.TRANSCRIPT:
            heed_spoken(session, self._services, message, words, self._services.clock.now())

    def _record_failure(self, claimed: ClaimedMedia, error: ClientError) -> None:
        with self._services.database.transaction() as session:
            if error.permanent or claimed.is_last_try:
                state = MediaState.REFUSED if error.permanent else MediaState.FAILED
                give_media_up(session, claimed.media_id, state, str(error))
            else:
                note_failure(session, claimed.media_id, str(error))
        structlog.get_logger().warning(
            "media_failed", media=claimed.media_id, code=error.code, given_up=error.permanent
        )


def delete_orphaned_files(services: Services) -> int:
    """Delete kept files whose messages are gone. Returns how many; those that resist are tried again another time."""
    with services.database.reading() as session:
        keys = orphaned_files(session)
    deleted = 0
    for key in keys:
        try:
            services.media.storage.delete(key)
        except ClientError as error:
            structlog.get_logger().warning("file_not_deleted", code=error.code, error=type(error).__name__)
            continue
        with services.database.transaction() as session:
            forget_file(session, key)
        deleted += 1
    return deleted
