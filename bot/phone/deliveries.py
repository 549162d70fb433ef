"""Which of the shop's messages the handset still has to confirm, and who is at it: the status callbacks to come."""

from dataclasses import dataclass

from bot.phone.database import PhoneDatabase, next_revision
from bot.phone.records import Author, Message, Status, message_from
from bot.phone.settings import Now

# A process that dies while it posts a callback leaves the message to others after this time, longer than posting takes.
LEASE_SECONDS = 30.0
FOLLOWING = {Status.QUEUED: Status.SENT, Status.SENT: Status.DELIVERED, Status.DELIVERED: Status.READ}
# A message goes on to sent and delivered by itself; it is read only when the page has shown it.
OPEN = "author = :author AND (status IN (:queued, :sent) OR (status = :delivered AND is_seen = 1))"
CLAIM = f"""
    UPDATE messages SET leased_until = :lease WHERE position = (
        SELECT position FROM messages WHERE {OPEN} AND leased_until <= :now AND changed_at <= :due
        ORDER BY changed_at, position LIMIT 1
    ) RETURNING *
"""  # noqa: S608 - made of constants of ours
ANY_OPEN = f"SELECT EXISTS (SELECT 1 FROM messages WHERE {OPEN})"  # noqa: S608 - as above
WORDS = {"author": Author.SHOP, "queued": Status.QUEUED, "sent": Status.SENT, "delivered": Status.DELIVERED}


@dataclass(frozen=True)
class Delivery:
    """One step of one message: the status that it reaches now."""

    message: Message
    status: Status


class Deliveries:
    """Hands out the steps of each message one at a time and in order, to one taker at a time."""

    def __init__(self, database: PhoneDatabase, now: Now, pause_seconds: float) -> None:
        self._database = database
        self._now = now
        self._pause_seconds = pause_seconds

    def are_open(self) -> bool:
        """Whether any message has a step to come, be it now or after its pause."""
        with self._database.reading() as connection:
            return bool(connection.execute(ANY_OPEN, WORDS).fetchone()[0])

    def claim(self) -> Delivery | None:
        """Lease the step that is due the longest."""
        now = self._now().timestamp()
        times = {"now": now, "due": now - self._pause_seconds, "lease": now + LEASE_SECONDS}
        with self._database.transaction() as connection:
            rows = connection.execute(CLAIM, WORDS | times).fetchall()
        if not rows:
            return None
        message = message_from(rows[0])
        return Delivery(message, FOLLOWING[message.status])

    def finish(self, delivery: Delivery) -> None:
        """The step is done and its callback posted."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE messages SET status = ?, changed_at = ?, revision = ?, leased_until = 0 "
                "WHERE sid = ? AND status = ?",
                (
                    delivery.status,
                    self._now().timestamp(),
                    next_revision(connection),
                    delivery.message.sid,
                    delivery.message.status,
                ),
            )
