"""Sessions: the boundary is decided when a message is recorded, closing happens once and asks for remembering."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.services import Services
from bot.sweeper import close_session_if_idle, sweep
from memory.customers import find_or_create_customer
from memory.identifiers import parse_identifier
from memory.leases import Work
from memory.models import Channel, ConversationSession, Remembering, StoredFile
from memory.sessions import PART_LENGTH, close_if_idle, end_session_now, start_session
from tests.fakes import FakeLanguageModel, FakeMedia, MovingClock, RecordingQueueing
from tests.shop import RUI, Shop

TIMEOUT = timedelta(seconds=1800)


def sessions(services: Services) -> list[ConversationSession]:
    with services.database.reading() as session:
        return list(session.scalars(select(ConversationSession).order_by(ConversationSession.id)))


def rememberings(services: Services) -> list[Remembering]:
    with services.database.reading() as session:
        return list(session.scalars(select(Remembering).order_by(Remembering.id)))


def test_messages_within_the_timeout_share_a_session(shop: Shop, services: Services, clock: MovingClock) -> None:
    shop.hears("one")
    clock.move(seconds=1800)
    shop.hears("two")
    clock.move(seconds=1800)
    shop.hears("three")
    assert [session.message_count for session in sessions(services)] == [3]


def test_a_message_after_the_timeout_closes_the_session_as_of_its_end_and_opens_the_next(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    shop.hears("one")
    spoken_at = clock.now()
    clock.move(hours=5)
    shop.hears("two")
    first, second = sessions(services)
    assert first.closed_at == spoken_at + TIMEOUT
    assert first.closed_because == "silence"
    assert second.closed_at is None


def test_each_customer_has_sessions_of_their_own(shop: Shop, services: Services) -> None:
    shop.hears("one")
    shop.hears("two", from_=RUI)
    assert len({session.customer_id for session in sessions(services)}) == 2


def test_the_bots_answer_keeps_the_session_open(shop: Shop, services: Services, clock: MovingClock) -> None:
    shop.hears("hi")
    clock.move(seconds=1700)
    shop.works()
    clock.move(seconds=200)
    sweep(services)
    assert sessions(services)[0].closed_at is None


def test_the_sweeper_closes_what_is_idle_once_and_wakes_remembering(
    shop: Shop, services: Services, clock: MovingClock, queueing: RecordingQueueing
) -> None:
    shop.hears("hi")
    clock.move(seconds=1801)
    queueing.woken.clear()
    sweep(services)
    sweep(services)
    assert sessions(services)[0].closed_at is not None
    assert len(rememberings(services)) == 1
    assert Work.REMEMBER in queueing.woken


def test_a_timer_that_comes_early_is_set_again(
    shop: Shop, services: Services, clock: MovingClock, queueing: RecordingQueueing
) -> None:
    recorded = shop.hears("hi")
    clock.move(seconds=1799.2)
    close_session_if_idle(services, recorded.session_id)
    assert sessions(services)[0].closed_at is None
    assert queueing.timers[-1][0] == recorded.session_id
    assert queueing.timers[-1][1] > clock.now()


def test_many_who_close_a_session_at_once_ask_for_remembering_once(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    recorded = shop.hears("hi")
    clock.move(seconds=1801)

    def close(_: int) -> None:
        with services.database.transaction() as session:
            close_if_idle(session, recorded.session_id, clock.now(), TIMEOUT)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(close, range(16)))
    assert len(rememberings(services)) == 1


def test_a_message_that_comes_while_the_session_is_closed_opens_the_next_and_is_not_lost(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=1801)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(sweep, services), pool.submit(shop.hears, "back again")]:
            done.result()
    assert [session.message_count for session in sessions(services)] == [2, 1]
    assert [session.closed_at is None for session in sessions(services)] == [False, True]


def test_a_very_long_session_is_remembered_in_parts_while_it_is_open(
    shop: Shop, services: Services, model: FakeLanguageModel
) -> None:
    for number in range(PART_LENGTH * 2 + 5):
        shop.hears(f"message {number}")
        shop.clock.move(seconds=2)
    shop.works()
    assert sessions(services)[0].closed_at is None
    assert [len(request.transcript.lines) for request in model.extraction_requests] == [60, 60]
    shop.falls_silent()
    assert len(model.extraction_requests) == 3
    said = [line.text for request in model.extraction_requests for line in request.transcript.lines]
    assert len(said) == len(set(said))


def test_a_session_can_be_ended_at_once(shop: Shop, services: Services, clock: MovingClock) -> None:
    recorded = shop.hears("hi")
    with services.database.transaction() as session:
        assert end_session_now(session, recorded.customer_id, Channel.WHATSAPP, clock.now())
        assert not end_session_now(session, recorded.customer_id, Channel.WHATSAPP, clock.now())
    assert sessions(services)[0].closed_because == "ended"


def test_one_sweep_closes_all_that_is_idle_however_many(services: Services, clock: MovingClock) -> None:
    with services.database.transaction() as session:
        for number in range(450):
            customer = find_or_create_customer(session, [parse_identifier(f"crm-{number}")], clock.now())
            start_session(session, customer.id, Channel.WHATSAPP, clock.now())
    clock.move(seconds=1801)
    sweep(services)
    assert all(session.closed_at for session in sessions(services))


def test_what_breaks_one_step_of_a_sweep_keeps_no_other_from_its_turn(
    shop: Shop, services: Services, clock: MovingClock, queueing: RecordingQueueing, media: FakeMedia
) -> None:
    media.storage_error = ValueError("a bug")  # type: ignore[assignment] # no storage should raise that
    with services.database.transaction() as session:
        session.add(StoredFile(key="orphan", media_id=None))
    shop.hears("hello?")
    clock.move(seconds=1801)
    queueing.woken.clear()
    with pytest.raises(ValueError, match="a bug"):
        sweep(services)
    assert {Work.REPLY, Work.REMEMBER} <= set(queueing.woken)
