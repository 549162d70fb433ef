"""The clock's rounds of retention: in small turns, whatever happens to the clock, and never too much."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as searched
from hypothesis import strategies as st
from sqlalchemy import delete, exists, select

from bot.clients.errors import ClientError
from bot.drain import WorkFailed
from bot.logs import configure_logs
from bot.retention import STEPS_A_TURN, Retention
from bot.services import Services
from memory.database import Base, Database
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.models import (
    AnswerState,
    ConversationSession,
    Customer,
    Delivery,
    Message,
    Remembering,
    RememberingState,
)
from memory.transcript import Author
from tests.fakes import FakeLanguageModel, MovingClock, RecordingQueueing
from tests.retaining import DAYS, a_round, count
from tests.shop import Shop


class CountingDatabase(Database):
    """Counts how often its file is compacted."""

    compactions = 0

    def overwrite_deleted(self) -> None:
        self.compactions += 1
        super().overwrite_deleted()


@pytest.fixture
def database(sqlite_database: Database, tmp_path: Path) -> Iterator[CountingDatabase]:
    """How rounds go does not depend on the database."""
    database = CountingDatabase(f"sqlite:///{tmp_path / 'rapport.db'}")
    yield database
    database.dispose()


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, settings=services.settings.model_copy(update={"retention_days": DAYS}))


@pytest.fixture
def many(database: CountingDatabase, services: Services, clock: MovingClock) -> Services:
    """More silent customers than one turn takes."""
    with database.transaction() as session:
        for number in range(STEPS_A_TURN + 5):
            said = [IngestedMessage(Author.CUSTOMER, "hi")]
            ingest(session, parse_identifier(f"crm-{number}"), said, clock.now(), "1")
    Shop(services, clock).works()
    clock.move(days=DAYS + 1)
    return services


def test_a_round_is_taken_in_small_turns_and_the_file_is_compacted_once(
    many: Services, database: CountingDatabase, queueing: RecordingQueueing, clock: MovingClock
) -> None:
    retention = Retention(many)
    assert retention.turn()
    assert (count(database, Customer), database.compactions) == (5, 0)
    assert not retention.turn()
    assert (count(database, Customer), database.compactions) == (0, 1)
    assert queueing.failures_were_forgotten
    clock.move(hours=1)
    assert not retention.turn()
    assert database.compactions == 1, "a round that deleted nothing has nothing to compact"


def test_what_a_killed_clock_has_begun_the_next_one_ends(many: Services, database: CountingDatabase) -> None:
    assert Retention(many).turn()
    a_round(many)
    assert (count(database, Customer), database.compactions) == (0, 1)
    a_round(many)
    assert database.compactions == 2, "the one before may have been killed just before it compacted"


def test_trouble_with_one_customer_keeps_no_other_from_being_erased(
    many: Services, database: CountingDatabase, capsys: pytest.CaptureFixture[str], logs_as_before: None
) -> None:
    configure_logs(production=True, part="test")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER trouble BEFORE DELETE ON customers WHEN old.id = 3 BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    a_round(many)
    assert count(database, Customer) == 1
    written = capsys.readouterr().out
    assert "retention_failed" in written
    assert "crm-" not in written


HAPPENINGS = (
    "hears",
    "hears",
    "answers",
    "model is away",
    "silence",
    "remembered unanswered",
    "cannot be remembered",
    "days",
    "round",
)
AWAY = ClientError("away")
UNANSWERED = [("hears", 1), ("model is away", 1), ("remembered unanswered", 1), ("days", 3)]
UNREMEMBERED = [("hears", 1), ("answers", 1), ("cannot be remembered", 1), ("days", 3)]


@searched(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(UNANSWERED)
@example(UNREMEMBERED)
@given(st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(1, 3)), min_size=4, max_size=10))
def test_nothing_goes_that_is_open_or_waits_or_is_not_remembered_yet(
    database: CountingDatabase,
    services: Services,
    model: FakeLanguageModel,
    clock: MovingClock,
    happening: list[tuple[str, int]],
) -> None:
    shop = Shop(services, clock)
    empty(database)
    for step, number in [*happening, ("days", 3), ("round", 1)]:
        needed, old = needed_messages(database), clock.now() - timedelta(days=DAYS)
        before = messages(database)
        with contextlib.suppress(WorkFailed):
            happens(step, number, shop, model, clock)
        after = messages(database)
        assert needed <= after.keys()
        assert all(before[key] < old for key in before.keys() - after.keys())


def happens(step: str, number: int, shop: Shop, model: FakeLanguageModel, clock: MovingClock) -> None:
    model.replies.clear()
    model.updates.clear()
    if step == "hears":
        shop.hears("opals", from_=f"whatsapp:+35191000000{number}")
    elif step == "days":
        clock.move(days=DAYS * number / 2)
    elif step == "round":
        a_round(shop.services)
    elif step == "silence":
        shop.falls_silent()
    elif step == "cannot be remembered":
        model.updates.extend([ValueError("no")] * 20)
        shop.falls_silent()
    elif step == "remembered unanswered":
        model.replies.extend([AWAY] * 20)
        shop.falls_silent()
    else:
        model.replies.extend([AWAY] * (20 if step == "model is away" else 0))
        shop.answers()


def needed_messages(database: Database) -> set[int]:
    """Messages of open sessions, those that wait for an answer or to be sent, and those that are not remembered."""
    pieces = (Remembering.session_id == Message.session_id) & (Remembering.state != RememberingState.DONE)
    unsent = (Delivery.message_id == Message.id) & Delivery.due_at.is_not(None)
    is_needed = (
        ConversationSession.closed_at.is_(None)
        | (Message.answer_state == AnswerState.WAITING)
        | exists().where(pieces)
        | exists().where(unsent)
    )
    join = ConversationSession.id == Message.session_id
    with database.reading() as session:
        return set(session.scalars(select(Message.id).join(ConversationSession, join).where(is_needed)))


def messages(database: Database) -> dict[int, datetime]:
    """When each stored message was recorded, by key."""
    with database.reading() as session:
        return dict(session.execute(select(Message.id, Message.recorded_at)).all())


def empty(database: Database) -> None:
    with database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
