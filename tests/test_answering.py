"""Answering: bursts once, in order, with what is known, and never over a human."""

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import answering
from bot.answering import GIVEN_UP, MOST_UNFINISHED, Answering
from bot.clients.errors import ClientError
from bot.clients.protocols import ReplyRequest
from bot.drafting import PERSON_PROMISED
from bot.drain import WorkFailed
from bot.selling.phrases import holding_line
from bot.services import Services
from memory.customers import flag, get_customer
from memory.models import AnswerState, Customer, Message
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock, update
from tests.shop import ANA, RUI, Shop


def customer_of(services: Services, customer_id: int) -> Customer:
    with services.database.reading() as session:
        customer = get_customer(session, customer_id)
        assert customer is not None
        return customer


def test_a_message_is_answered_once(shop: Shop, sender: FakeSender) -> None:
    shop.hears("Do you have rings?")
    shop.answers()
    shop.works()
    assert sender.texts == ["You said: Do you have rings?"]


def test_the_answer_goes_to_the_customer_from_the_number_that_was_written_to(shop: Shop, sender: FakeSender) -> None:
    shop.hears("hi")
    shop.answers()
    _, message = sender.accepted[0]
    assert (message.sender, message.recipient) == ("whatsapp:+14155238886", ANA)


def test_five_bubbles_get_one_answer_that_has_seen_all_five(shop: Shop, sender: FakeSender, clock: MovingClock) -> None:
    for number in range(5):
        shop.hears(f"bubble {number}")
        shop.works()
        clock.move(seconds=0.4)
    shop.answers()
    assert sender.texts == ["You said: bubble 0 / bubble 1 / bubble 2 / bubble 3 / bubble 4"]


def test_nothing_is_said_before_the_customer_has_been_quiet(shop: Shop, sender: FakeSender, clock: MovingClock) -> None:
    shop.hears("hi")
    clock.move(seconds=1.4)
    shop.works()
    assert sender.texts == []


def test_words_that_arrive_while_the_model_thinks_void_the_draft(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    def think(request: ReplyRequest) -> str:
        shop.hears("no wait, earrings")
        return "Here are rings."

    model.replies.append(think)
    shop.hears("rings please")
    shop.answers()
    assert sender.texts == []
    shop.answers()
    assert sender.texts == ["You said: rings please / no wait, earrings"]


def test_a_draft_is_voided_twice_at_most(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    def interrupt(request: ReplyRequest) -> str:
        shop.hears(f"also {request.unanswered}")
        return f"answer to {request.unanswered}"

    model.replies.extend([interrupt, interrupt, interrupt])
    shop.hears("first")
    for _ in range(4):
        shop.answers()
    assert sender.texts == ["answer to 3", "You said: also 3"]


def test_a_takeover_while_the_model_thinks_silences_the_bot(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    recorded = shop.hears("hello?")

    def take_over(request: ReplyRequest) -> str:
        with services.database.transaction() as session:
            customer = session.get_one(Customer, recorded.customer_id)
            customer.taken_over_at = clock.now()
        return "I am a bot"

    model.replies.append(take_over)
    shop.answers()
    shop.works()
    assert sender.texts == []
    assert customer_of(services, recorded.customer_id).reply_due_at is None


def test_two_customers_are_answered_apart(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    shop.hears("I am Ana", from_=ANA)
    shop.hears("I am Rui", from_=RUI)
    shop.answers()
    assert {message.recipient: message.text for _, message in sender.accepted} == {
        ANA: "You said: I am Ana",
        RUI: "You said: I am Rui",
    }


def test_a_model_that_fails_is_asked_again_with_growing_pauses(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.extend([ClientError("busy"), ClientError("busy")])
    shop.hears("hi")
    shop.answers()
    assert len(model.reply_requests) == 1
    clock.move(seconds=1)
    shop.works()
    clock.move(seconds=1)
    shop.works()
    assert len(model.reply_requests) == 2
    clock.move(seconds=1)
    shop.works()
    assert sender.texts == ["You said: hi"]


def test_after_the_deadline_one_holding_line_is_sent_the_chat_is_flagged_and_the_answer_follows(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.extend([ClientError("down")] * 60)
    recorded = shop.hears("Do you have silver rings?")
    shop.answers()
    for _ in range(60):
        clock.move(seconds=1)
        shop.works()
    assert len(sender.texts) == 1
    assert "patience" in sender.texts[0]
    assert customer_of(services, recorded.customer_id).flagged_at is not None
    model.replies.clear()
    clock.move(minutes=5)
    shop.works()
    assert sender.texts[1:] == ["You said: Do you have silver rings?"]
    assert customer_of(services, recorded.customer_id).flagged_at is None


def test_a_flag_for_a_person_outlasts_a_model_that_was_away_for_a_while(
    shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    recorded = shop.hears("Do you have silver rings?")
    with services.database.transaction() as session:
        flag(session.get_one(Customer, recorded.customer_id), "A message could not be delivered.", clock.now())
    model.replies.extend([ClientError("down")] * 60)
    for _ in range(60):
        clock.move(seconds=1)
        shop.works()
    model.replies.clear()
    clock.move(minutes=5)
    shop.works()
    assert customer_of(services, recorded.customer_id).flag_reason == "A message could not be delivered."


def test_a_model_that_breaks_in_a_way_nobody_foresaw_gets_the_customer_a_holding_line_and_a_flag(
    shop: Shop, services: Services, model: FakeLanguageModel, sender: FakeSender, clock: MovingClock
) -> None:
    model.replies.extend([ValueError("a bug")] * 50)
    recorded = shop.hears("hi")
    for _ in range(3):
        clock.move(seconds=65)
        with contextlib.suppress(WorkFailed):
            shop.works()
    assert len(sender.texts) == 1
    assert customer_of(services, recorded.customer_id).flagged_at is not None


def test_after_a_long_standstill_the_customer_gets_the_answer_and_no_holding_line(
    shop: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hi")
    clock.move(hours=2)
    shop.works()
    assert sender.texts == ["You said: hi"]


def test_a_model_that_says_nothing_is_asked_again(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.append("  ")
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=2)
    shop.works()
    assert sender.texts == ["You said: hi"]


def test_a_promised_colleague_is_flagged_for_the_team(shop: Shop, services: Services, model: FakeLanguageModel) -> None:
    model.replies.append("A colleague will answer you here.")
    recorded = shop.hears("can I talk to a human?")
    shop.answers()
    assert "colleague" in (customer_of(services, recorded.customer_id).flag_reason or "")


def test_a_price_that_the_catalogue_does_not_have_never_leaves(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    model.replies.extend(["The moon ring is €3,333.33.", "Still €3,333.33!"])
    recorded = shop.hears("how much is the moon ring?")
    shop.answers()
    assert len(model.reply_requests) == 2
    assert model.reply_requests[1].problem
    assert "3,333" not in sender.texts[0]
    assert customer_of(services, recorded.customer_id).flagged_at is not None


def test_a_customer_without_a_profile_has_no_briefing(shop: Shop, model: FakeLanguageModel) -> None:
    shop.hears("hi")
    shop.answers()
    assert model.reply_requests[0].briefing is None
    assert model.reply_requests[0].profile is None


def test_the_next_session_knows_what_the_last_one_taught_and_nobody_else_does(
    shop: Shop, model: FakeLanguageModel
) -> None:
    words = "I only wear rose gold"
    model.updates.append(update({"field": "preferences", "text": "only rose gold", "message": 1, "quote": words}))
    shop.hears(words)
    shop.answers()
    shop.falls_silent()
    shop.hears("hello again")
    shop.hears("hello", from_=RUI)
    shop.answers()
    briefings = {request.session[-1].text: request.briefing for request in model.reply_requests}
    assert "rose gold" in (briefings["hello again"] or "")
    assert briefings["hello"] is None


def test_while_a_session_is_still_being_remembered_its_last_messages_stand_in_for_it(
    shop: Shop, model: FakeLanguageModel, clock: MovingClock
) -> None:
    shop.hears("my budget is 300")
    shop.answers()
    clock.move(minutes=31)
    shop.hears("so what do you have?")
    model.updates.append(ClientError("down"))
    shop.answers()
    assert [line.text for line in model.reply_requests[-1].earlier] == [
        "my budget is 300",
        "You said: my budget is 300",
    ]


def test_an_answer_that_somebody_else_has_recorded_is_not_recorded_again(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    def overtaken(request: ReplyRequest) -> str:
        clock.move(seconds=20)  # this worker's lease runs out while its model thinks
        shop.works()
        return "too late"

    model.replies.append(overtaken)
    shop.hears("hi")
    shop.answers()
    assert sender.texts == ["You said: hi"]
    with services.database.reading() as session:
        waiting = session.scalar(
            select(func.count()).select_from(Message).where(Message.answer_state == AnswerState.WAITING)
        )
    assert waiting == 0


def test_a_late_answer_opens_the_next_session_and_never_the_closed_one(
    shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.append(ClientError("down"))
    recorded = shop.hears("hi")
    shop.answers()
    clock.move(hours=1)
    shop.works()
    with services.database.reading() as session:
        answer = session.scalar(select(Message).where(Message.purpose == "answer"))
    assert answer is not None
    assert answer.session_id != recorded.session_id
    assert answer.said_at == clock.now() or clock.now() - answer.said_at < timedelta(seconds=1)


def test_a_promised_colleague_is_not_forgotten_when_the_model_was_away_meanwhile(
    shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.append("A colleague will call you.")
    shop.hears("can somebody call me?")
    shop.answers()
    model.replies.extend([ClientError("down")] * 10)
    shop.hears("and one more thing")
    for _ in range(100):
        clock.move(seconds=1)
        shop.works()
    Answering(services).hold_overdue()
    model.replies.clear()
    clock.move(minutes=5)
    shop.works()
    assert customer_of(services, 1).flag_reason == PERSON_PROMISED


class Killed(BaseException):
    """A worker's end: nothing of it is caught."""


def kill(_: ReplyRequest) -> str:
    raise Killed


def tries(shop: Shop, number: int) -> None:
    for _ in range(number):
        shop.clock.move(seconds=65)
        with contextlib.suppress(WorkFailed):
            shop.works()


def test_a_message_that_kills_its_worker_each_time_is_at_last_left_to_the_team(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    model.replies.extend([kill] * 100)
    shop.hears("poison")
    tries(shop, 20)
    assert len(model.replies) == 100 - MOST_UNFINISHED
    assert sender.texts == [holding_line("poison")]
    customer = customer_of(services, 1)
    assert (customer.flag_reason, customer.reply_due_at) == (GIVEN_UP, None)
    model.replies.clear()
    shop.hears("hello again")
    shop.answers()
    assert sender.texts[-1] == "You said: hello again"


def test_words_that_break_whatever_is_said_of_them_are_left_to_the_team_in_silence(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: str) -> str:
        raise Killed

    monkeypatch.setattr(answering, "holding_line", breaks)
    model.replies.extend([kill] * 100)
    with services.database.transaction() as session:
        session.get_one(Customer, shop.hears("poison").customer_id).reply_waiting_since = None  # it is never overdue
    tries(shop, 20)
    assert sender.texts == []
    assert customer_of(services, 1).flag_reason == GIVEN_UP


def test_who_is_killed_now_and_then_is_answered_all_the_same(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    for number in range(3):
        model.replies.extend([kill] * (MOST_UNFINISHED - 1))
        shop.hears(f"message {number}")
        tries(shop, MOST_UNFINISHED)
        assert sender.texts[-1] == f"You said: message {number}"


def test_a_model_that_is_away_for_long_is_not_given_up(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.extend([ClientError("down")] * 50)
    shop.hears("hi")
    for _ in range(51):
        clock.move(minutes=6)
        shop.works()
    assert sender.texts[-1] == "You said: hi"
