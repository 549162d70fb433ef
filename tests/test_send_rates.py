"""Rate limits of sending: who has to wait is put off in the database, and no worker waits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from bot.send_rates import CountedSendRates
from bot.services import Services
from bot.settings import Settings
from tests.fakes import FakeSender, MovingClock
from tests.shop import ANA, RUI, SHOP, Shop


def rates(*, per_second: int = 80, is_sandbox: bool = False, redis: Redis | None = None) -> CountedSendRates:
    return CountedSendRates(per_second, is_sandbox, lambda: 0.0, redis)


@pytest.fixture(params=["redis", "process"])
def redis(request: pytest.FixtureRequest) -> Redis | None:
    if request.param == "process":
        return None
    connection = Redis.from_url(request.getfixturevalue("valkey_url"))
    connection.flushdb()
    return connection


def test_a_few_messages_in_a_row_reach_one_customer_and_then_one_a_second(redis: Redis | None) -> None:
    limited = rates(redis=redis)
    assert [limited.pause_before(SHOP, ANA) for _ in range(5)] == [None] * 5
    pause = limited.pause_before(SHOP, ANA)
    assert pause is not None
    assert timedelta(seconds=1) < pause <= timedelta(seconds=5)
    assert limited.pause_before(SHOP, RUI) is None


def test_the_shops_number_has_a_limit_of_its_own(redis: Redis | None) -> None:
    limited = rates(per_second=3, redis=redis)
    pauses = [limited.pause_before(SHOP, f"whatsapp:+3519100000{number:02}") for number in range(4)]
    assert pauses[:3] == [None] * 3
    assert pauses[3] is not None
    assert pauses[3] <= timedelta(seconds=1)
    assert limited.pause_before("whatsapp:+15550000000", ANA) is None


def test_the_sandbox_takes_one_message_in_three_seconds(redis: Redis | None) -> None:
    limited = rates(is_sandbox=True, redis=redis)
    assert limited.pause_before(SHOP, ANA) is None
    pause = limited.pause_before(SHOP, RUI)
    assert pause is not None
    assert timedelta(seconds=1) < pause <= timedelta(seconds=3)


def test_all_workers_count_together(valkey_url: str) -> None:
    Redis.from_url(valkey_url).flushdb()
    one, other = (rates(per_second=1, redis=Redis.from_url(valkey_url)) for _ in range(2))
    assert one.pause_before(SHOP, ANA) is None
    assert other.pause_before(SHOP, RUI) is not None


def test_who_has_to_wait_takes_nobodys_place(redis: Redis | None) -> None:
    limited = rates(per_second=6, redis=redis)
    for _ in range(20):
        limited.pause_before(SHOP, ANA)
    assert limited.pause_before(SHOP, RUI) is None


def test_while_redis_is_away_each_process_counts_for_itself() -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    limited = rates(per_second=1, redis=nowhere)
    assert limited.pause_before(SHOP, ANA) is None
    assert limited.pause_before(SHOP, RUI) is not None


class OneEvery:
    """Lets one message leave, and has the next wait until a test moves the clock."""

    def __init__(self, clock: MovingClock, pause: timedelta) -> None:
        self._clock, self._pause = clock, pause
        self._free_at = clock.now()

    def pause_before(self, sender: str, recipient: str) -> timedelta | None:
        wait = self._free_at - self._clock.now()
        if wait > timedelta():
            return wait
        self._free_at = self._clock.now() + self._pause
        return None


def test_what_may_not_leave_yet_is_put_off_and_sent_in_its_time_without_counting_as_a_try(
    services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop = Shop(replace(services, send_rates=OneEvery(clock, timedelta(seconds=3))), clock)
    for name in (ANA, RUI):
        shop.hears("hi", from_=name)
    shop.answers()
    assert len(sender.texts) == 1
    clock.move(seconds=2.9)
    shop.works()
    assert len(sender.texts) == 1
    clock.move(seconds=0.1)
    shop.works()
    assert len(sender.texts) == 2


def test_only_twilios_own_sandbox_is_slow(settings: Settings) -> None:
    assert settings.uses_sandbox
    assert not settings.model_copy(update={"twilio_api_base_url": "http://127.0.0.1:1"}).uses_sandbox
    assert not settings.model_copy(update={"twilio_whatsapp_from": "whatsapp:+15550000000"}).uses_sandbox
