"""Sending: recorded first, looked up before it is repeated, given up visibly."""

import contextlib

import pytest
from sqlalchemy import select

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText
from bot.drain import WorkFailed
from bot.failures import NEVER_ENDED
from bot.services import Services
from bot.status_reports import take_status
from memory.delivery_statuses import may_follow
from memory.models import Customer, Delivery, DeliveryStatus
from tests.fakes import FakeSender, MovingClock
from tests.shop import Shop


def deliveries(services: Services) -> list[Delivery]:
    with services.database.reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.message_id)))


def report(services: Services, provider_id: str, status: str) -> None:
    take_status(services, provider_id, status, None, None)


def test_what_twilio_took_and_the_process_did_not_live_to_record_is_found_there_and_not_sent_again(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    sender.crash_after_accepting = ClientError("the connection broke", outcome_unknown=True)
    shop.hears("hi")
    shop.answers()
    assert deliveries(services)[0].status == DeliveryStatus.SENDING
    clock.move(seconds=30)
    shop.works()
    assert len(sender.accepted) == 1
    assert deliveries(services)[0].status == DeliveryStatus.SENT
    assert deliveries(services)[0].provider_id == sender.accepted[0][0]


def test_a_send_that_never_reached_twilio_is_sent_after_it_was_looked_up(
    shop: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("timed out", outcome_unknown=True))
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=30)
    shop.works()
    assert sender.look_ups == 1
    assert len(sender.accepted) == 1


def test_an_equal_message_of_ours_is_not_taken_for_the_lost_one(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=10)
    sender.errors.append(ClientError("timed out", outcome_unknown=True))
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=30)
    shop.works()
    assert sender.texts == ["You said: hi", "You said: hi"]
    assert len({delivery.provider_id for delivery in deliveries(services)}) == 2


def test_words_sent_some_time_before_the_lost_message_are_not_taken_for_it(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=70)
    sender.errors.append(ClientError("timed out", outcome_unknown=True))
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=30)
    shop.works()
    assert len(sender.accepted) == 2
    assert [delivery.status for delivery in deliveries(services)] == [DeliveryStatus.SENT, DeliveryStatus.SENT]


def test_a_message_that_could_not_be_delivered_is_flagged_for_the_team(
    shop: Shop, services: Services, sender: FakeSender
) -> None:
    recorded = shop.hears("hi")
    shop.answers()
    report(services, sender.accepted[0][0], "undelivered")
    with services.database.reading() as session:
        assert "delivered" in (session.get_one(Customer, recorded.customer_id).flag_reason or "")


def test_a_temporary_refusal_is_tried_again_without_a_look_up(
    shop: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("too many requests", code="20429"))
    shop.hears("hi")
    shop.answers()
    assert sender.texts == []
    clock.move(seconds=3)
    shop.works()
    assert sender.texts == ["You said: hi"]
    assert sender.look_ups == 0


def test_a_permanent_refusal_is_shown_as_failed_and_flagged(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("not a WhatsApp number", permanent=True, code="63003"))
    recorded = shop.hears("hi")
    shop.answers()
    clock.move(hours=1)
    shop.works()
    delivery = deliveries(services)[0]
    assert (delivery.status, delivery.error_code, delivery.due_at) == ("failed", "63003", None)
    with services.database.reading() as session:
        assert "check the number" in (session.get_one(Customer, recorded.customer_id).flag_reason or "")


def test_a_message_that_cannot_be_sent_for_hours_is_given_up_in_the_end(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.extend([ClientError("down")] * 50)
    shop.hears("hi")
    shop.answers()
    for _ in range(12):
        clock.move(hours=1)
        shop.works()
    assert deliveries(services)[0].status == DeliveryStatus.FAILED


def test_the_next_message_waits_until_the_one_before_is_sent(
    shop: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("busy"))
    shop.hears("first")
    shop.answers()
    shop.hears("second")
    shop.answers()
    clock.move(seconds=5)
    shop.works()
    assert sender.texts == ["You said: first", "You said: second"]


def test_outside_the_window_nothing_is_sent(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("down"))
    shop.hears("hi")
    shop.answers()
    clock.move(hours=24, seconds=1)
    shop.works()
    assert sender.texts == []
    assert "24-hour window" in (deliveries(services)[0].error or "")


def test_statuses_move_forward_only(shop: Shop, services: Services, sender: FakeSender) -> None:
    shop.hears("hi")
    shop.answers()
    provider_id = sender.accepted[0][0]
    for status in ("read", "delivered", "sent", "failed", "a-new-status"):
        report(services, provider_id, status)
    assert deliveries(services)[0].status == DeliveryStatus.READ


def test_a_status_that_comes_before_the_message_id_is_known_is_applied_when_it_is(
    shop: Shop, services: Services, sender: FakeSender
) -> None:
    report(services, f"SM{0:032x}", "delivered")
    report(services, f"SM{0:032x}", "delivered")
    shop.hears("hi")
    shop.answers()
    assert deliveries(services)[0].status == DeliveryStatus.DELIVERED


@pytest.mark.parametrize("present", list(DeliveryStatus))
@pytest.mark.parametrize("reported", list(DeliveryStatus))
def test_no_two_statuses_can_follow_each_other_both_ways(present: DeliveryStatus, reported: DeliveryStatus) -> None:
    assert not (may_follow(present, reported) and may_follow(reported, present))


class Killed(BaseException):
    """A worker's end: nothing of it is caught."""


def test_a_message_that_kills_its_worker_each_time_is_given_up_and_the_next_one_goes(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    send = sender.send

    def die_of_poison(message: OutgoingText) -> Accepted:
        if "poison" in message.text:
            raise Killed
        return send(message)

    sender.send = die_of_poison  # type: ignore[method-assign] # a sender that dies of one message
    shop.hears("poison")
    with contextlib.suppress(WorkFailed):
        shop.answers()
    shop.hears("hello")
    for _ in range(30):
        clock.move(seconds=65)
        with contextlib.suppress(WorkFailed):
            shop.works()
    assert sender.texts == ["You said: hello"]
    assert [one.status for one in deliveries(services)] == ["failed", "sent"]
    with services.database.reading() as session:
        assert NEVER_ENDED in (session.get_one(Customer, 1).flag_reason or "")
