"""The customer sees that an answer is being made: once, best effort, and never while a human has the chat."""

import threading
from dataclasses import replace

import pytest

from bot.clients.errors import ClientError
from bot.errands import Errands
from bot.services import Services
from memory.models import Customer
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock
from tests.shop import Shop


def test_it_is_shown_for_the_newest_message_of_a_burst(shop: Shop, sender: FakeSender) -> None:
    shop.hears("hi", provider_id="SM1")
    shop.hears("a ring?", provider_id="SM2")
    shop.answers()
    assert sender.typing == ["SM2"]


def test_it_is_shown_before_the_model_is_asked(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    shown: list[list[str]] = []
    model.replies.append(lambda request: shown.append(list(sender.typing)) or "Hello.")
    shop.hears("hi", provider_id="SM1")
    shop.answers()
    assert shown == [["SM1"]]


def test_it_is_shown_once_however_often_the_model_is_asked(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.extend([ClientError("away"), ClientError("away")])
    shop.hears("hi", provider_id="SM1")
    shop.answers()
    for _ in range(3):
        clock.move(seconds=10)
        shop.works()
    assert sender.typing == ["SM1"]
    assert len(model.reply_requests) == 3


@pytest.mark.parametrize("column", ["taken_over_at", "opted_out_at"])
def test_it_is_not_shown_while_the_bot_is_silent(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock, column: str
) -> None:
    recorded = shop.hears("hi")
    with services.database.transaction() as session:
        setattr(session.get_one(Customer, recorded.customer_id), column, clock.now())
    shop.answers()
    assert sender.typing == []


def test_an_answer_does_not_fail_with_it(shop: Shop, sender: FakeSender) -> None:
    sender.typing_error = ClientError("not in this country")
    shop.hears("hi")
    shop.answers()
    assert sender.texts == ["You said: hi"]


def test_it_can_be_switched_off(services: Services, sender: FakeSender, clock: MovingClock) -> None:
    settings = services.settings.model_copy(update={"typing_indicator": False})
    shop = Shop(replace(services, settings=settings), clock)
    shop.hears("hi")
    shop.answers()
    assert sender.typing == []
    assert sender.texts == ["You said: hi"]


def test_an_answer_does_not_wait_for_it() -> None:
    errands, gate, began = Errands(most=1), threading.Event(), threading.Event()
    errands(lambda: (began.set(), gate.wait(10)))
    assert began.wait(10)
    errands(lambda: pytest.fail("one errand too many"))  # dropped, and nobody waited
    gate.set()
