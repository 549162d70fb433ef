"""What an installation has recorded, read for the checks; and the log of every step of every delivery.

The log is written by triggers that the chaos run adds to its database, so that no step is missed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from memory.database import Database
from memory.models import (
    ConversationSession,
    Customer,
    Delivery,
    Media,
    Message,
    ProfileHead,
    ProfileVersion,
    Remembering,
)
from memory.versions import read_document

_TABLE = "CREATE TABLE chaos_steps (message_id BIGINT, before TEXT, after TEXT, attempts INTEGER, at DOUBLE PRECISION)"
_ON_SQLITE = (
    _TABLE,
    """CREATE TRIGGER chaos_step AFTER UPDATE ON deliveries
       WHEN OLD.status <> NEW.status OR OLD.attempts <> NEW.attempts BEGIN
       INSERT INTO chaos_steps VALUES (NEW.message_id, OLD.status, NEW.status, NEW.attempts - OLD.attempts,
       (julianday('now') - 2440587.5) * 86400.0); END""",
)
_ON_POSTGRESQL = (
    _TABLE,
    """CREATE FUNCTION chaos_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO chaos_steps VALUES (NEW.message_id, OLD.status, NEW.status, NEW.attempts - OLD.attempts,
       extract(epoch FROM clock_timestamp())); RETURN NULL; END $$""",
    """CREATE TRIGGER chaos_step AFTER UPDATE ON deliveries FOR EACH ROW
       WHEN (OLD.status <> NEW.status OR OLD.attempts <> NEW.attempts) EXECUTE FUNCTION chaos_step()""",
)


@dataclass(frozen=True)
class DeliveryStep:
    """A change of a delivery's row: its status before and after, and whether a try began with it, and when."""

    message_id: int
    before: str
    after: str
    begins_try: bool
    at: float


@dataclass(frozen=True)
class Records:
    """All rows that the checks look at."""

    customers: dict[int, Customer]
    messages: dict[int, Message]
    deliveries: dict[int, Delivery]
    media: list[Media]
    sessions: list[ConversationSession]
    rememberings: list[Remembering]
    heads: dict[int, ProfileHead]
    preferences: dict[int, list[str]]
    versions: list[ProfileVersion]
    steps: list[DeliveryStep]


def log_steps(database: Database) -> None:
    """Have the database itself keep each step of each delivery."""
    with database.transaction() as session:
        for statement in _ON_SQLITE if database.is_sqlite else _ON_POSTGRESQL:
            session.execute(text(statement))


def read_records(database: Database) -> Records:
    """Read everything."""
    with database.reading() as session:
        steps = session.execute(text("SELECT message_id, before, after, attempts, at FROM chaos_steps ORDER BY at"))
        heads = {one.customer_id: one for one in session.scalars(select(ProfileHead))}
        profiles = {customer_id: read_document(session, head.document) for customer_id, head in heads.items()}
        return Records(
            customers={one.id: one for one in session.scalars(select(Customer))},
            messages={one.id: one for one in session.scalars(select(Message).order_by(Message.id))},
            deliveries={one.message_id: one for one in session.scalars(select(Delivery))},
            media=list(session.scalars(select(Media))),
            sessions=list(session.scalars(select(ConversationSession))),
            rememberings=list(session.scalars(select(Remembering).order_by(Remembering.first_position))),
            heads=heads,
            preferences={
                one: [fact.text for fact in profile.active("preferences")] for one, profile in profiles.items()
            },
            versions=list(session.scalars(select(ProfileVersion).order_by(ProfileVersion.number))),
            steps=[DeliveryStep(row[0], row[1], row[2], row[3] > 0, row[4]) for row in steps],
        )


def what_is_left(database: Database) -> dict[str, int]:
    """How much of what is to be done is not done, by kind; empty when all is quiet."""
    with database.reading() as session:
        counts = {
            "customers who wait for an answer": _count(session, Customer.reply_due_at),
            "messages to send": _count(session, Delivery.due_at),
            "files to fetch or read": _count(session, Media.due_at),
            "pieces to remember": _count(session, Remembering.due_at),
            "open sessions": session.scalar(
                select(func.count()).select_from(ConversationSession).where(ConversationSession.closed_at.is_(None))
            )
            or 0,
        }
    return {name: count for name, count in counts.items() if count}


def _count(session: Session, column: object) -> int:
    return session.scalar(select(func.count(column))) or 0  # type: ignore[arg-type] # each is a column that may be NULL


def seconds(moment: datetime) -> float:
    """A moment in seconds of the machine's clock."""
    return moment.timestamp()
