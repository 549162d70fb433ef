"""While a human has the chat the bot is silent; it comes back by itself or at a button, and loses nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.answering import MODEL_IS_AWAY, Answering
from bot.clients.errors import ClientError
from bot.clients.protocols import ReplyRequest
from bot.services import Services
from bot.sweeper import sweep
from bot.takeovers import Takeovers
from memory.leases import Work, acquire, release
from memory.models import AnswerState, Customer, Delivery, DeliveryStatus, Message
from memory.takeovers import TAKEN_OVER, CannotWrite
from memory.transcript import Author
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock
from tests.shop import Shop
from tests.test_window import REOPEN, SID, late_answer

ANA_OF_THE_TEAM = "ana@shop.example"


@pytest.fixture
def takeovers(services: Services) -> Takeovers:
    return Takeovers(services)


def read(services: Services, read_row: Callable[..., Any]) -> Any:
    with services.database.reading() as session:
        return read_row(session)


def customer(services: Services) -> Customer:
    found: Customer = read(services, lambda session: session.get_one(Customer, 1))
    return found


def drafts_an_answer(services: Services, clock: MovingClock) -> None:
    """The answer is recorded, and not sent yet."""
    clock.move(seconds=services.settings.reply_debounce_seconds)
    with services.database.transaction() as session:
        acquire(session, Work.REPLY, 1, "me", clock.now())
    Answering(services).answer(1, "me")
    with services.database.transaction() as session:
        release(session, Work.REPLY, 1, "me")


def test_the_bot_is_silent_while_a_person_has_the_chat(
    shop: Shop, takeovers: Takeovers, sender: FakeSender, model: FakeLanguageModel
) -> None:
    shop.hears("hello?")
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    for words in ("is anybody there?", "hello"):
        shop.hears(words)
        shop.answers()
    assert sender.texts == []
    assert model.reply_requests == []


def test_a_takeover_while_the_model_thinks_is_seen_before_anything_leaves(
    shop: Shop, takeovers: Takeovers, sender: FakeSender, model: FakeLanguageModel
) -> None:
    def think(_: ReplyRequest) -> str:
        takeovers.take_over(1, ANA_OF_THE_TEAM)
        return "I am a bot"

    model.replies.append(think)
    shop.hears("hello?")
    shop.answers()
    shop.works()
    assert sender.texts == []


def test_a_takeover_between_recording_and_sending_stops_the_bots_message(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hello?")
    drafts_an_answer(services, clock)
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    shop.works()
    assert sender.texts == []
    delivery = read(services, lambda session: session.get_one(Delivery, 2))
    assert (delivery.status, delivery.error) == (DeliveryStatus.FAILED, TAKEN_OVER)
    assert customer(services).flagged_at is None


def test_a_part_that_waits_for_the_one_before_is_not_sent_after_a_takeover(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    """The check directly before sending, for a delivery that was drafted when the chat was taken over already."""
    shop.hears("hello?")
    shop.answers()
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    with services.database.transaction() as session:
        delivery = session.get_one(Delivery, 2)
        delivery.status, delivery.due_at, delivery.provider_id = DeliveryStatus.DRAFTED, shop.clock.now(), None
    shop.works()
    assert sender.texts == ["You said: hello?"]


def test_a_persons_message_is_sent_and_answers_what_waited(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender
) -> None:
    shop.hears("do you deliver?")
    takeovers.write(1, "Yes, tomorrow. – Ana", ANA_OF_THE_TEAM, "form-1")
    shop.works()
    assert sender.texts == ["Yes, tomorrow. – Ana"]
    waited, written = read(services, lambda session: [session.get_one(Message, key) for key in (1, 2)])
    assert (waited.answer_state, waited.answered_by_id) == (AnswerState.ANSWERED, written.id)
    assert (written.author, written.written_by) == (Author.AGENT, ANA_OF_THE_TEAM)
    assert customer(services).taken_over_by == ANA_OF_THE_TEAM


def test_a_form_that_is_sent_twice_is_one_message(shop: Shop, takeovers: Takeovers, sender: FakeSender) -> None:
    shop.hears("do you deliver?")
    for _ in range(2):
        takeovers.write(1, "Yes", ANA_OF_THE_TEAM, "form-1")
    shop.works()
    assert sender.texts == ["Yes"]


def test_a_long_message_of_a_person_leaves_in_parts_in_order(
    shop: Shop, takeovers: Takeovers, sender: FakeSender
) -> None:
    shop.hears("tell me everything")
    takeovers.write(1, "This is a sentence. " * 200, ANA_OF_THE_TEAM, "form-1")
    for _ in range(5):
        shop.clock.move(seconds=15)
        shop.works()
    assert len(sender.texts) > 1
    assert " ".join(sender.texts) == ("This is a sentence. " * 200).strip()


def test_after_the_agreed_time_without_a_persons_word_the_bot_comes_back_and_answers(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    shop.hears("do you deliver?")
    takeovers.write(1, "Yes, tomorrow.", ANA_OF_THE_TEAM, "form-1")
    shop.works()
    shop.clock.move(minutes=10)
    shop.hears("and how much is it?")
    shop.answers()
    assert sender.texts == ["Yes, tomorrow."]
    shop.clock.move(minutes=50)
    sweep(services)
    shop.works()
    assert sender.texts == ["Yes, tomorrow.", "You said: and how much is it?"]
    said = [(utterance.author, utterance.text) for utterance in model.reply_requests[-1].earlier]
    said += [(utterance.author, utterance.text) for utterance in model.reply_requests[-1].session]
    assert (Author.AGENT, "Yes, tomorrow.") in said
    assert customer(services).taken_over_at is None


def test_each_message_of_a_person_keeps_the_bot_away_for_longer(
    shop: Shop, takeovers: Takeovers, services: Services
) -> None:
    shop.hears("hello?")
    for minute in range(3):
        takeovers.write(1, "One moment", ANA_OF_THE_TEAM, f"form-{minute}")
        shop.clock.move(minutes=40)
        sweep(services)
        assert customer(services).taken_over_at is not None


def test_at_the_button_the_bot_answers_at_once_what_nobody_answered(
    shop: Shop, takeovers: Takeovers, sender: FakeSender
) -> None:
    takeovers.take_over(shop.hears("hello?").customer_id, ANA_OF_THE_TEAM)
    shop.answers()
    assert takeovers.hand_back(1)
    shop.works()
    assert sender.texts == ["You said: hello?"]
    assert not takeovers.hand_back(1)


def test_two_sweeps_at_once_bring_the_bot_back_once(shop: Shop, takeovers: Takeovers, sender: FakeSender) -> None:
    takeovers.take_over(shop.hears("hello?").customer_id, ANA_OF_THE_TEAM)
    shop.clock.move(hours=2)
    assert takeovers.end_those_over() == 1
    assert takeovers.end_those_over() == 0
    shop.works()
    assert sender.texts == ["You said: hello?"]


def test_no_holding_line_leaves_while_a_person_has_the_chat(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender
) -> None:
    takeovers.take_over(shop.hears("hello?").customer_id, ANA_OF_THE_TEAM)
    shop.clock.move(minutes=5)
    sweep(services)
    shop.works()
    assert sender.texts == []


def test_who_does_not_want_to_be_written_to_is_not_written_to_by_people_either(
    shop: Shop, takeovers: Takeovers, services: Services, clock: MovingClock
) -> None:
    shop.hears("hello?")
    with services.database.transaction() as session:
        session.get_one(Customer, 1).opted_out_at = clock.now()
    with pytest.raises(CannotWrite, match="does not want"):
        takeovers.write(1, "Hello!", ANA_OF_THE_TEAM, "form-1")


def test_what_a_person_said_is_in_the_transcript_that_is_remembered(
    shop: Shop, takeovers: Takeovers, model: FakeLanguageModel
) -> None:
    shop.hears("do you deliver?")
    takeovers.write(1, "Yes, tomorrow.", ANA_OF_THE_TEAM, "form-1")
    shop.works()
    shop.falls_silent()
    lines = model.extraction_requests[0].transcript.lines
    assert [(line.author, line.text) for line in lines] == [
        (Author.CUSTOMER, "do you deliver?"),
        (Author.AGENT, "Yes, tomorrow."),
    ]


def test_a_takeover_does_not_keep_the_customer_from_hearing_that_stop_was_heeded(
    shop: Shop, takeovers: Takeovers, sender: FakeSender
) -> None:
    shop.hears("STOP")
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    shop.works()
    assert sender.texts == ["Não vai receber mais mensagens de Aurora Jewellery. Escreva START para voltar."]


def test_a_persons_words_that_come_too_late_for_the_window_become_the_template_that_asks_to_write_again(
    services: Services, clock: MovingClock, sender: FakeSender
) -> None:
    services = replace(services, templates=REOPEN)
    shop = Shop(services, clock)
    shop.hears("do you deliver?")
    clock.move(hours=25)
    Takeovers(services).write(1, "Yes, tomorrow.", ANA_OF_THE_TEAM, "form-1")
    shop.works()
    assert [message.content_sid for _, message in sender.accepted] == [SID]


def test_a_template_that_never_left_is_asked_for_again(
    services: Services, clock: MovingClock, sender: FakeSender
) -> None:
    """The bot's own template was given up when somebody took the chat over; that person's late words need another."""
    services = replace(services, templates=REOPEN)
    shop, takeovers = Shop(services, clock), Takeovers(services)
    late_answer(shop, sender, hours=25)
    with services.database.transaction() as session:
        delivery = session.scalars(select(Delivery).order_by(Delivery.message_id.desc())).first()
        delivery.status, delivery.error = DeliveryStatus.FAILED, TAKEN_OVER
    takeovers.write(1, "Are you still there?", ANA_OF_THE_TEAM, "form-1")
    shop.works()
    assert [message.content_sid for _, message in sender.accepted] == [SID, SID]


def test_one_sweep_brings_the_bot_back_to_everybody_however_many(services: Services, clock: MovingClock) -> None:
    with services.database.transaction() as session:
        for _ in range(250):
            session.add(Customer(created_at=clock.now(), taken_over_at=clock.now(), takeover_ends_at=clock.now()))
    assert Takeovers(services).end_those_over() == 250


def test_words_whose_answer_a_takeover_gave_up_are_answered_when_the_bot_comes_back(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hello?")
    drafts_an_answer(services, clock)
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    shop.works()
    takeovers.hand_back(1)
    shop.works()
    assert sender.texts == ["You said: hello?"]
    heard = read(services, lambda session: session.get_one(Message, 1))
    assert (heard.answer_state, heard.answered_by_id) == (AnswerState.ANSWERED, 3)


def test_words_whose_answer_a_takeover_gave_up_are_answered_by_the_person_who_writes(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hello?")
    drafts_an_answer(services, clock)
    takeovers.write(1, "Good morning! – Ana", ANA_OF_THE_TEAM, "form-1")
    takeovers.hand_back(1)
    shop.answers()
    assert sender.texts == ["Good morning! – Ana"]


def test_an_answer_in_doubt_that_turns_out_not_to_have_left_is_given_anew_when_the_bot_comes_back(
    shop: Shop, takeovers: Takeovers, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("timed out", outcome_unknown=True))
    shop.hears("hello?")
    shop.answers()
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    clock.move(minutes=1)
    shop.works()
    assert sender.texts == []
    takeovers.hand_back(1)
    shop.works()
    assert sender.texts == ["You said: hello?"]


def test_who_was_held_before_a_takeover_is_not_held_again_for_the_same_words(
    shop: Shop, takeovers: Takeovers, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    model.replies.extend([ClientError("away")] * 90)
    shop.hears("hello?")
    for _ in range(20):
        shop.answers()
        shop.clock.move(seconds=4)
    shop.works()
    held = sender.texts
    assert len(held) == 1
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    takeovers.hand_back(1)
    for _ in range(20):
        shop.works()
        shop.clock.move(seconds=4)
    sweep(services)
    assert sender.texts == held
    assert customer(services).flag_reason == MODEL_IS_AWAY


def test_a_half_sent_answer_that_a_takeover_cut_off_is_not_given_again(
    shop: Shop, takeovers: Takeovers, sender: FakeSender, model: FakeLanguageModel
) -> None:
    sender.accepts_as = "queued"
    model.replies.append("This is a sentence. " * 200)
    shop.hears("tell me everything")
    shop.answers()
    takeovers.take_over(1, ANA_OF_THE_TEAM)
    takeovers.hand_back(1)
    shop.clock.move(minutes=1)
    shop.works()
    assert len(sender.texts) == 1
    assert len(model.reply_requests) == 1
