"""The 24-hour window: free text inside, an approved template or a clear word to the team outside."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.clients.errors import ClientError
from bot.selling.message_templates import Template, Templates, Wording
from bot.services import Services
from bot.status_reports import take_status
from memory.deliveries import draft_delivery
from memory.messages import record_outgoing
from memory.models import Customer, Delivery, Message
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock
from tests.shop import Shop

SID = "HX" + "0" * 32
REOPEN = Templates(
    {
        "window_reopen": Template(
            "window_reopen",
            ("customer_name",),
            {
                "en": Wording(SID, "Hello {{customer_name}}, may we go on?"),
                "pt": Wording("HX" + "1" * 32, "Olá {{customer_name}}, podemos continuar?"),
            },
        )
    }
)


@pytest.fixture
def with_template(services: Services, clock: MovingClock) -> Shop:
    """A shop that has an approved template for asking a customer to write again."""
    return Shop(replace(services, templates=REOPEN), clock)


def late_answer(shop: Shop, sender: FakeSender, words: str = "hi", **late: float) -> None:
    """An answer that is ready, and that Twilio does not take before the window is over."""
    sender.errors.append(ClientError("down"))
    shop.hears(words)
    shop.clock.move(seconds=1.5)
    shop.works()
    shop.clock.move(**late)
    shop.works()


def failures(services: Services) -> list[str | None]:
    with services.database.reading() as session:
        failed = select(Delivery.error).where(Delivery.status == "failed").order_by(Delivery.message_id)
        return list(session.scalars(failed))


def flag_reason(services: Services) -> str | None:
    with services.database.reading() as session:
        return session.scalars(select(Customer.flag_reason)).one()


def test_one_second_before_the_end_free_text_is_sent(shop: Shop, services: Services, sender: FakeSender) -> None:
    late_answer(shop, sender, hours=23, minutes=59, seconds=57.5)
    assert sender.texts == ["You said: hi"]


@pytest.mark.parametrize("seconds_after", [0, 1])
def test_from_the_end_on_it_is_not_and_the_team_is_told(
    shop: Shop, services: Services, sender: FakeSender, seconds_after: int
) -> None:
    late_answer(shop, sender, hours=23, minutes=59, seconds=58.5 + seconds_after)
    assert sender.texts == []
    assert "24-hour window is closed" in (failures(services)[0] or "")
    assert "24-hour window is closed" in (flag_reason(services) or "")


def test_new_words_open_the_window_again(shop: Shop, sender: FakeSender, clock: MovingClock) -> None:
    late_answer(shop, sender, hours=25)
    shop.hears("still there?")
    shop.answers()
    assert sender.texts == ["You said: still there?"]


def test_what_the_customer_never_got_is_not_shown_to_the_model_as_said(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    sender.errors.append(ClientError("no", permanent=True, code="63032"))
    shop.hears("hi")
    shop.answers()
    shop.hears("still there?")
    shop.answers()
    assert [utterance.text for utterance in model.reply_requests[-1].session] == ["hi", "still there?"]


def test_words_to_another_of_the_shops_numbers_do_not_open_it(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    recorded = shop.hears("hi")
    with services.database.transaction() as session:
        customer = session.get_one(Customer, recorded.customer_id)
        line = Message(
            channel="whatsapp",
            author="agent",
            text="Hello",
            customer_address="whatsapp:+351910000001",
            shop_address="whatsapp:+351210000000",
            purpose=None,
        )
        record_outgoing(session, customer, line, now=clock.now(), timeout=clock.now() - clock.now())
        draft_delivery(session, line, clock.now())
    shop.works()
    assert sender.texts == []
    assert "24-hour window" in (failures(services)[0] or "")


def test_an_answer_that_comes_too_late_becomes_a_template_that_asks_to_write_again(
    with_template: Shop, services: Services, sender: FakeSender
) -> None:
    late_answer(with_template, sender, hours=24)
    with_template.works()
    ((_, sent),) = sender.accepted
    assert (sent.content_sid, json.loads(sent.content_variables or "")) == (SID, {"1": "Ana"})
    assert sent.text == "Hello Ana, may we go on?"
    assert "template window_reopen" in (failures(services)[0] or "")
    assert flag_reason(services) is None
    with services.database.reading() as session:
        line = session.scalars(select(Message).where(Message.template.is_not(None))).one()
    assert (line.kind, line.template_language, line.template_variables) == ("template", "en", {"customer_name": "Ana"})


def test_the_template_is_in_the_customers_language(with_template: Shop, sender: FakeSender) -> None:
    late_answer(with_template, sender, words="Olá, quanto custa o anel?", hours=24)
    with_template.works()
    assert sender.texts == ["Olá Ana, podemos continuar?"]


def test_it_is_sent_once_however_many_messages_came_too_late(
    with_template: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    model.replies.append("A sentence of a long tale. " * 100)
    sender.accepts_as = "queued"
    late_answer(with_template, sender, hours=24)
    for _ in range(4):
        with_template.works()
        with_template.clock.move(seconds=10)
    assert sender.texts == ["Hello Ana, may we go on?"]
    assert len(failures(services)) == 2


def test_what_twilio_calls_too_late_is_too_late_for_us_as_well(
    with_template: Shop, services: Services, sender: FakeSender
) -> None:
    with_template.hears("hi")
    with_template.answers()
    take_status(with_template.services, sender.accepted[0][0], "failed", "63016", None)
    with_template.works()
    assert sender.texts == ["You said: hi", "Hello Ana, may we go on?"]


def test_nothing_not_even_a_template_is_sent_to_who_has_opted_out(
    with_template: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("down"))
    recorded = with_template.hears("hi")
    with_template.answers()
    with services.database.transaction() as session:
        session.get_one(Customer, recorded.customer_id).opted_out_at = clock.now()
    clock.move(hours=25)
    with_template.works()
    assert sender.texts == []


def test_a_template_that_was_taken_out_of_the_file_is_shown_as_such(
    with_template: Shop, shop: Shop, services: Services, sender: FakeSender
) -> None:
    sender.errors.append(ClientError("down"))
    late_answer(with_template, sender, hours=24)
    shop.clock.move(seconds=30)
    shop.works()
    assert any("window_reopen" in (error or "") for error in failures(services))


def test_a_template_whose_send_is_in_doubt_is_looked_up(with_template: Shop, sender: FakeSender) -> None:
    late_answer(with_template, sender, hours=23, minutes=59)
    assert len(sender.accepted) == 1
    with_template.hears("more")
    sender.errors.append(ClientError("down"))
    with_template.clock.move(seconds=1.5)
    with_template.works()
    sender.crash_after_accepting = ClientError("time-out", outcome_unknown=True)
    with_template.clock.move(hours=24)
    with_template.works()
    with_template.clock.move(seconds=30)
    with_template.works()
    assert sum(message.content_sid is not None for _, message in sender.accepted) == 1
