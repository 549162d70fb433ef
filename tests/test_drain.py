"""The drain: many conversations at once, one worker a customer, nothing left behind, nothing spun on."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.drain import AFTER_FAILURE, AFTER_OUTAGE, Drain, Handler, WorkFailed
from bot.services import Services
from bot.sweeper import sweep
from memory.database import Database
from memory.leases import LEASE_LENGTH, Work, acquire, holds, postpone, release, renew
from memory.models import Customer, Lease, Remembering
from tests.fakes import MovingClock, RecordingQueueing
from tests.shop import Shop


def drain(services: Services, handler: Handler, *, concurrency: int = 4) -> Drain:
    return Drain(
        services,
        {Work.REPLY: handler},
        concurrency,
        look_after=lambda: None,
        patience=timedelta(0),
        owner="this worker",
    )


def settle(services: Services, customer_id: int) -> None:
    with services.database.transaction() as session:
        session.get_one(Customer, customer_id).reply_due_at = None


def test_many_conversations_are_handled_at_once(shop: Shop, services: Services, clock: MovingClock) -> None:
    for number in range(4):
        shop.hears("hi", from_=f"whatsapp:+35191000000{number}")
    clock.move(seconds=2)
    together = threading.Barrier(4, timeout=20)

    def handle(customer_id: int, owner: str) -> None:
        together.wait()
        settle(services, customer_id)

    drain(services, handle).run()


def test_no_more_than_the_concurrency_are_handled_at_once(shop: Shop, services: Services, clock: MovingClock) -> None:
    for number in range(6):
        shop.hears("hi", from_=f"whatsapp:+35191000000{number}")
    clock.move(seconds=2)
    busy, most, handled = 0, 0, []
    counting = threading.Lock()

    def handle(customer_id: int, owner: str) -> None:
        nonlocal busy, most
        with counting:
            busy += 1
            most = max(most, busy)
        settle(services, customer_id)
        with counting:
            handled.append(customer_id)
            busy -= 1

    drain(services, handle, concurrency=2).run()
    assert most <= 2
    assert len(handled) == 6


def test_what_another_worker_has_leased_is_left_to_it_until_its_lease_runs_out(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    recorded = shop.hears("hi")
    clock.move(seconds=2)
    handled: list[int] = []

    def handle(customer_id: int, owner: str) -> None:
        handled.append(customer_id)
        settle(services, customer_id)

    with services.database.transaction() as session:
        assert acquire(session, Work.REPLY, recorded.customer_id, "a worker that is killed", clock.now())
    drain(services, handle).run()
    assert handled == []
    clock.move(seconds=LEASE_LENGTH.total_seconds() + 1)
    drain(services, handle).run()
    assert handled == [recorded.customer_id]


def test_work_that_is_not_yet_due_is_woken_for_later(
    shop: Shop, services: Services, clock: MovingClock, queueing: RecordingQueueing
) -> None:
    shop.hears("hi")
    drain(services, lambda customer_id, owner: None).run()
    assert queueing.timers[-1] == (0, clock.now() + timedelta(seconds=1.5))


def test_an_unforeseen_error_is_raised_at_the_end_and_its_work_left_alone_for_a_while(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    recorded = shop.hears("one")
    other = shop.hears("two", from_="whatsapp:+351910000009")
    clock.move(seconds=2)
    tries: list[int] = []

    def handle(customer_id: int, owner: str) -> None:
        tries.append(customer_id)
        if customer_id == recorded.customer_id:
            raise ZeroDivisionError("a bug")
        settle(services, customer_id)

    with pytest.raises(WorkFailed):
        drain(services, handle).run()
    assert sorted(tries) == sorted([recorded.customer_id, other.customer_id])
    drain(services, handle).run()
    assert len(tries) == 2
    clock.move(seconds=AFTER_FAILURE.total_seconds() + 1)
    with pytest.raises(WorkFailed):
        drain(services, handle).run()
    assert len(tries) == 3


class TroubledDatabase(Database):
    """The services' database, away for the next `outages` transactions."""

    def __init__(self, database: Database) -> None:
        self.engine, self._sessions, self.outages = database.engine, database._sessions, 0

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        if self.outages:
            self.outages -= 1
            raise AWAY
        with super().transaction() as session:
            yield session


AWAY = OperationalError("SELECT 1", {}, Exception("the server closed the connection"))


def test_work_that_finds_the_database_away_is_tried_again_soon_and_is_no_failure(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    shop.hears("hi")
    clock.move(seconds=2)
    tries: list[int] = []

    def handle(customer_id: int, owner: str) -> None:
        tries.append(customer_id)
        if len(tries) == 1:
            raise AWAY
        settle(services, customer_id)

    drain(services, handle).run()
    clock.move(seconds=AFTER_OUTAGE.total_seconds())
    drain(services, handle).run()
    assert len(tries) == 2


@pytest.mark.parametrize("longest_run", [timedelta(0), timedelta(minutes=1)])
def test_work_that_ends_while_the_database_is_away_gives_its_lease_back_when_it_is_there_again(
    shop: Shop, services: Services, clock: MovingClock, longest_run: timedelta
) -> None:
    customer_id = shop.hears("hi").customer_id
    clock.move(seconds=2)
    database = TroubledDatabase(services.database)
    troubled: Drain

    def handle(customer_id: int, owner: str) -> None:
        settle(services, customer_id)
        troubled.longest_run = longest_run
        database.outages = 2

    troubled = drain(replace(services, database=database), handle)
    troubled.run()
    with services.database.transaction() as session:
        assert acquire(session, Work.REPLY, customer_id, "another worker", clock.now())


def test_a_drain_that_is_told_to_stop_takes_nothing_new(shop: Shop, services: Services, clock: MovingClock) -> None:
    shop.hears("hi")
    clock.move(seconds=2)
    stopped = drain(services, lambda customer_id, owner: pytest.fail("took something"))
    stopped.stopping.set()
    stopped.run()


def test_a_lease_has_one_owner_until_it_ends(services: Services, shop: Shop, clock: MovingClock) -> None:
    customer = shop.hears("hi").customer_id
    with services.database.transaction() as session:
        assert acquire(session, Work.REPLY, customer, "one", clock.now())
        assert not acquire(session, Work.REPLY, customer, "two", clock.now())
        assert not acquire(session, Work.REPLY, customer, "one", clock.now())
        assert acquire(session, Work.REMEMBER, customer, "two", clock.now())
        release(session, Work.REPLY, customer, "two")
        assert holds(session, Work.REPLY, customer, "one", clock.now())
        release(session, Work.REPLY, customer, "one")
        assert acquire(session, Work.REPLY, customer, "two", clock.now())


def test_a_living_owner_keeps_its_leases_and_a_lost_one_is_not_renewed(
    services: Services, shop: Shop, clock: MovingClock
) -> None:
    customer = shop.hears("hi").customer_id
    with services.database.transaction() as session:
        acquire(session, Work.REPLY, customer, "one", clock.now())
        clock.move(seconds=10)
        assert renew(session, "one", clock.now()) == 1
        clock.move(seconds=10)
        assert holds(session, Work.REPLY, customer, "one", clock.now())
        clock.move(seconds=10)
        assert renew(session, "one", clock.now()) == 0
        assert acquire(session, Work.REPLY, customer, "two", clock.now())
        assert not holds(session, Work.REPLY, customer, "one", clock.now())


def test_postponed_work_is_taken_by_nobody_until_then(services: Services, shop: Shop, clock: MovingClock) -> None:
    customer = shop.hears("hi").customer_id
    with services.database.transaction() as session:
        acquire(session, Work.REPLY, customer, "one", clock.now())
        postpone(session, Work.REPLY, customer, "one", clock.now() + timedelta(seconds=60))
        assert renew(session, "one", clock.now()) == 0
        clock.move(seconds=59)
        assert not acquire(session, Work.REPLY, customer, "one", clock.now())
        clock.move(seconds=2)
        assert acquire(session, Work.REPLY, customer, "one", clock.now())


class TickingClock:
    """A clock that goes on a little with every look at it."""

    def __init__(self, clock: MovingClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        self._clock.move(milliseconds=2)
        return self._clock.now()


def test_what_becomes_due_between_two_looks_is_handled_by_the_same_drain(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    recorded = shop.hears("hi")
    clock.move(seconds=1.5, milliseconds=-3)  # due in 3 ms: after the first look, before the second
    handled: list[int] = []

    def handle(customer_id: int, owner: str) -> None:
        handled.append(customer_id)
        settle(services, customer_id)

    patient = drain(replace(services, clock=TickingClock(clock)), handle)
    patient.patience = timedelta(seconds=5)
    patient.run()
    assert handled == [recorded.customer_id]


def test_a_drain_that_ends_with_work_due_hands_it_on(
    shop: Shop, services: Services, clock: MovingClock, queueing: RecordingQueueing
) -> None:
    shop.hears("hi")
    clock.move(seconds=2)
    short = drain(services, lambda customer_id, owner: None)
    short.longest_run = timedelta(0)
    short.run()
    assert queueing.woken == [Work.REPLY]


def test_a_customer_whose_work_is_left_alone_does_not_keep_the_others_waiting(
    shop: Shop, services: Services, clock: MovingClock, queueing: RecordingQueueing
) -> None:
    poisoned = shop.hears("breaks something", from_="whatsapp:+351910000007").customer_id
    clock.move(seconds=2)
    with services.database.transaction() as session:
        acquire(session, Work.REPLY, poisoned, "somebody", clock.now())
        postpone(session, Work.REPLY, poisoned, "somebody", clock.now() + timedelta(seconds=60))
    shop.hears("hi")
    drain(services, lambda customer_id, owner: None).run()
    assert queueing.timers[-1][1] == clock.now() + timedelta(seconds=1.5)


def test_answers_go_on_while_a_long_piece_of_memory_outlasts_the_run(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    shop.hears("I like pearls", from_="whatsapp:+351910000007")
    clock.move(hours=1)
    sweep(services)
    remembering, answered = threading.Event(), threading.Event()

    def remember(customer_id: int, owner: str) -> None:
        remembering.set()
        assert answered.wait(20), "no answer while memory worked"
        with services.database.transaction() as session:
            session.execute(update(Remembering).values(due_at=None))

    def answer(customer_id: int, owner: str) -> None:
        assert remembering.wait(20)
        settle(services, customer_id)
        answered.set()

    outlasted = drain(services, answer)
    outlasted.handlers = {Work.REMEMBER: remember, Work.REPLY: answer}
    outlasted.longest_run = timedelta(milliseconds=1)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(outlasted.run)
        assert remembering.wait(20)
        shop.hears("hi")
        clock.move(seconds=2)
        run.result(30)
    assert answered.is_set()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_workers_that_want_the_same_customers_do_not_wait_for_each_other(
    shop: Shop, services: Services, clock: MovingClock
) -> None:
    for number in range(40):
        shop.hears("hi", from_=f"whatsapp:+3519100000{number:02d}")
        clock.move(milliseconds=1)
    clock.move(seconds=2)
    together = threading.Barrier(2, timeout=20)

    def lease(owner: str) -> list[int]:
        worker = drain(services, lambda customer_id, owner: None, concurrency=40)
        worker.owner = owner
        together.wait()
        return worker._lease(Work.REPLY)

    for _ in range(10):
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(lease, ("one", "two"))
        assert sorted(one + two) == sorted(set(one + two))
        with services.database.transaction() as session:
            session.execute(delete(Lease))
