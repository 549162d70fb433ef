"""The parts of an answer go out in order: the next one waits until the one before is sent, or has failed for good."""

import pytest
from sqlalchemy import select

from bot.clients.errors import ClientError
from bot.services import Services
from bot.status_reports import take_status
from memory.leases import Work
from memory.models import Customer, Delivery
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock, RecordingQueueing
from tests.shop import Shop

PARTS = ("First part. " * 120).strip(), ("Second part. " * 110).strip(), ("Third part. " * 100).strip()


@pytest.fixture
def queued(sender: FakeSender) -> FakeSender:
    """As at Twilio: a message is taken first, and sent when a status says so."""
    sender.accepts_as = "queued"
    return sender


@pytest.fixture
def long_answer(shop: Shop, model: FakeLanguageModel) -> None:
    model.replies.append("\n\n".join(PARTS))
    shop.hears("tell me everything")
    shop.answers()


def statuses(services: Services) -> list[str]:
    with services.database.reading() as session:
        return list(session.scalars(select(Delivery.status).order_by(Delivery.message_id)))


@pytest.mark.usefixtures("long_answer")
def test_without_waiting_all_parts_are_sent_at_once(sender: FakeSender) -> None:
    assert sender.texts == list(PARTS)


@pytest.mark.usefixtures("queued", "long_answer")
def test_the_next_part_goes_when_a_status_says_that_the_one_before_is_sent(
    shop: Shop, services: Services, sender: FakeSender, queueing: RecordingQueueing, clock: MovingClock
) -> None:
    clock.move(seconds=5)
    shop.works()
    assert len(sender.texts) == 1
    queueing.woken.clear()
    take_status(services, sender.accepted[0][0], "sent", None, None)
    assert queueing.woken == [Work.SEND]
    shop.works()
    assert sender.texts == list(PARTS[:2])
    assert statuses(services) == ["sent", "sending", "drafted"]


@pytest.mark.usefixtures("queued", "long_answer")
def test_a_status_that_never_comes_holds_the_next_part_up_for_ten_seconds(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    clock.move(seconds=9.9)
    shop.works()
    assert len(sender.texts) == 1
    clock.move(seconds=0.1)
    shop.works()
    assert len(sender.texts) == 2
    clock.move(seconds=10)
    shop.works()
    clock.move(seconds=10)
    shop.works()
    assert statuses(services) == ["sent", "sent", "sent"]
    assert sender.texts == list(PARTS)


@pytest.mark.usefixtures("queued")
def test_the_last_status_of_a_customer_wakes_nobody(
    shop: Shop, services: Services, sender: FakeSender, queueing: RecordingQueueing
) -> None:
    shop.hears("hi")
    shop.answers()
    queueing.woken.clear()
    take_status(services, sender.accepted[0][0], "sent", None, None)
    assert queueing.woken == []


@pytest.mark.usefixtures("queued", "long_answer")
def test_when_a_part_fails_for_good_the_later_ones_are_given_up(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    take_status(services, sender.accepted[0][0], "failed", "63032", None)
    clock.move(minutes=5)
    shop.works()
    assert len(sender.texts) == 1
    assert statuses(services) == ["failed", "failed", "failed"]
    with services.database.reading() as session:
        errors = list(session.scalars(select(Delivery.error).order_by(Delivery.message_id)))
        reason = session.scalars(select(Customer.flag_reason)).one()
    assert "experiment" in (errors[0] or "")
    assert all("earlier part" in (error or "") for error in errors[1:])
    assert "experiment" in (reason or "")


def test_a_refused_part_takes_the_later_ones_with_it_but_not_the_next_answer(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    model.replies.append("\n\n".join(PARTS))
    sender.errors.append(ClientError("no", permanent=True, code="63032"))
    shop.hears("tell me everything")
    shop.answers()
    shop.hears("hello?")
    shop.answers()
    assert sender.texts == ["You said: hello?"]
    assert statuses(services) == ["failed", "failed", "failed", "sent"]


@pytest.mark.usefixtures("queued", "long_answer")
def test_an_early_status_frees_the_next_part_in_the_same_run(services: Services, sender: FakeSender) -> None:
    """A callback that overtakes Twilio's own answer: the first part is `sent` before its id is known here."""
    assert len(sender.texts) == 1
    take_status(services, f"SM{1:032x}", "delivered", None, None)
    take_status(services, sender.accepted[0][0], "sent", None, None)
    assert statuses(services)[0] == "sent"
