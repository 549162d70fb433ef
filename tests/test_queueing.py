"""Queueing on a real Valkey: jobs are wake-ups, and an unreachable queue stops nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue, SimpleWorker

from bot.jobs import WorkerProcess, run_in
from bot.queueing import QUEUES, TIMERS, RedisQueueing
from bot.services import Services, connect_to_queue
from memory.leases import Work
from tests.fakes import FakeSender, MovingClock
from tests.shop import Shop


@pytest.fixture
def connection(valkey_url: str) -> Iterator[Redis]:
    connection = connect_to_queue(valkey_url)
    connection.flushall()
    yield connection
    connection.close()


def test_each_work_has_a_queue_of_its_own(connection: Redis) -> None:
    queueing = RedisQueueing(connection)
    for work in Work:
        queueing.wake(work)
    assert {name: Queue(name, connection=connection).count for name in QUEUES.values()} == {
        "media": 1,
        "replies": 1,
        "sends": 1,
        "memory": 1,
    }


def test_a_wake_up_is_not_added_while_one_waits(connection: Redis) -> None:
    queueing = RedisQueueing(connection)
    for _ in range(50):
        queueing.wake(Work.REPLY)
    assert Queue("replies", connection=connection).count == 1


def test_timers_and_later_wake_ups_wait_for_their_time(connection: Redis) -> None:
    queueing = RedisQueueing(connection)
    later = datetime.now(UTC) + timedelta(minutes=30)
    queueing.close_session_at(7, later)
    queueing.wake_at(Work.SEND, later)
    queueing.wake_at(Work.SEND, later)
    assert len(Queue(TIMERS, connection=connection).scheduled_job_registry) == 1
    assert len(Queue("sends", connection=connection).scheduled_job_registry) == 1


def test_an_unreachable_queue_is_logged_and_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    queueing = RedisQueueing(connect_to_queue("redis://127.0.0.1:1/0"))
    queueing.wake(Work.REPLY)
    queueing.wake_at(Work.REPLY, datetime.now(UTC))
    queueing.close_session_at(1, datetime.now(UTC))
    assert not queueing.is_alive()
    assert queueing.living_workers() == 0
    assert "queue_unreachable" in capsys.readouterr().out


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_woken_rq_worker_does_all_that_is_due(
    connection: Redis, shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    run_in(WorkerProcess(services))
    shop.hears("hi")
    clock.move(seconds=2)
    RedisQueueing(connection).wake(Work.REPLY)
    queues = [Queue(name, connection=connection) for name in QUEUES.values()]
    SimpleWorker(queues, connection=connection).work(burst=True, logging_level="ERROR")
    assert sender.texts == ["You said: hi"]
