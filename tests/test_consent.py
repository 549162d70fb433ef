"""STOP, START and HELP from the webhook to what leaves: after an opt-out nothing but one confirmation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot.answering import MODEL_IS_AWAY
from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText, ReplyRequest
from bot.consent import BACK_AND_FORTH, DO_NOT_WRITE, MOST_CONFIRMATIONS, WRITES_AFTER_BLOCK
from bot.services import Services
from memory.consent import CAME_BACK, OPTED_OUT, Proof, consent_history, opt_in, opt_out
from memory.customers import find_customer, lock_customer
from memory.deliveries import draft_delivery
from memory.erasing import erase_customer
from memory.identifiers import parse_identifier
from memory.models import AnswerState, ConsentEvent, Customer, Delivery, Message
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock
from tests.shop import RUI, Shop, sid
from tests.test_webhooks import parameters, post

STATUS = "/webhooks/twilio/status"
STOPPED = "You will not get messages from"
RETURNED = "Welcome back!"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def says(client: FlaskClient) -> Callable[..., None]:
    """A customer writes, and Twilio tells us."""

    def say(text: str, from_: str = "whatsapp:+14155550100", **changes: str) -> None:
        assert post(client, parameters(From=from_, Body=text, **changes)) == 204

    return say


ZOE = "whatsapp:+14155550100"


def customer(services: Services, of: str = ZOE) -> Customer:
    with services.database.reading() as session:
        found = find_customer(session, parse_identifier(of))
        assert found is not None
        return found


def history(services: Services, of: str = ZOE) -> list[tuple[str, str | None, str | None]]:
    with services.database.reading() as session:
        events = consent_history(session, customer(services, of).id)
        return [(event.kind, event.words, event.provider_code) for event in events]


def deliveries(services: Services) -> list[Delivery]:
    with services.database.reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.message_id)))


def states(services: Services) -> list[str | None]:
    with services.database.reading() as session:
        incoming = select(Message.answer_state).where(Message.author == "customer").order_by(Message.id)
        return list(session.scalars(incoming))


def test_after_stop_one_confirmation_leaves_and_nothing_else_ever_does(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("STOP")
    shop.answers()
    for text in ("hello?", "do you have rings?", "help", "info"):
        says(text)
        shop.answers()
    clock.move(minutes=5)
    shop.works()
    assert len(sender.texts) == 1
    assert sender.texts[0].startswith(STOPPED)
    assert "START" in sender.texts[0]
    assert customer(services).opted_out_at is not None
    assert history(services) == [("opted_out", "STOP", None)]


def test_an_opt_out_holds_from_the_moment_it_is_recorded(says: Callable[..., None], services: Services) -> None:
    says("please don't message me any more")
    assert customer(services).opted_out_at is not None
    assert customer(services).reply_due_at is None
    assert history(services) == [("opted_out", "please don't message me any more", None)]


def test_stop_among_other_bubbles_leaves_them_unanswered(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    for text in ("I want a ring", "STOP", "a golden one"):
        says(text)
    shop.answers()
    assert [text[: len(STOPPED)] for text in sender.texts] == [STOPPED]
    assert model.reply_requests == []
    assert states(services) == [AnswerState.DECLINED, AnswerState.ANSWERED, AnswerState.DECLINED]


def test_stop_while_the_model_thinks_silences_the_draft(
    says: Callable[..., None], shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    def stopped(request: ReplyRequest) -> str:
        says("STOP")
        return "Here are rings."

    model.replies.append(stopped)
    says("rings please")
    shop.answers()
    shop.works()
    assert [text[: len(STOPPED)] for text in sender.texts] == [STOPPED]


def test_stop_and_start_while_the_model_thinks_leave_no_answer_to_what_was_said_before(
    says: Callable[..., None], shop: Shop, sender: FakeSender, model: FakeLanguageModel, clock: MovingClock
) -> None:
    def wavering(request: ReplyRequest) -> str:
        says("STOP")
        says("START")
        return "Here are rings."

    model.replies.append(wavering)
    says("rings please")
    shop.answers()
    shop.answers()
    assert "Here are rings." not in sender.texts
    assert sender.texts[-1].startswith(RETURNED)


def test_the_parts_of_a_long_answer_that_have_not_left_are_given_up(
    says: Callable[..., None],
    shop: Shop,
    services: Services,
    sender: FakeSender,
    model: FakeLanguageModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model.replies.append("A long answer, sentence after sentence. " * 100)
    says("tell me everything")
    send = sender.send

    def send_and_be_stopped(message: OutgoingText) -> Accepted:
        if not sender.accepted:
            says("STOP")
        return send(message)

    monkeypatch.setattr(sender, "send", send_and_be_stopped)
    shop.answers()
    shop.works()
    assert len(sender.texts) == 2  # the part that was leaving, and the confirmation
    assert sender.texts[1].startswith(STOPPED)
    given_up = [one.error for one in deliveries(services) if one.status == "failed"]
    assert given_up == [OPTED_OUT, OPTED_OUT]
    assert customer(services).flagged_at is None


def test_a_holding_line_and_what_is_scheduled_for_later_never_leave(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("hi")
    shop.answers()
    with services.database.transaction() as session:
        answer = session.scalars(select(Message).where(Message.purpose == "answer")).one()
        later = Message(
            customer_id=answer.customer_id,
            session_id=answer.session_id,
            position=99,
            channel=answer.channel,
            author="bot",
            text="Just checking in",
            said_at=clock.now(),
            recorded_at=clock.now(),
            customer_address=answer.customer_address,
            shop_address=answer.shop_address,
        )
        session.add(later)
        session.flush()
        draft_delivery(session, later, clock.now() + timedelta(hours=3))
    clock.move(seconds=5)
    says("stop")
    for _ in range(5):
        clock.move(hours=1)
        shop.works()
    assert "Just checking in" not in sender.texts
    says("START")
    clock.move(hours=4)
    shop.works()
    assert "Just checking in" not in sender.texts


def test_a_message_that_a_worker_holds_is_checked_again_before_it_is_handed_to_twilio(
    says: Callable[..., None],
    shop: Shop,
    sender: FakeSender,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sender.errors.append(ClientError("timed out", outcome_unknown=True))
    says("hi")
    shop.answers()
    find = sender.find

    def find_and_be_stopped(message: OutgoingText, **rest: object) -> Accepted | None:
        says("STOP")
        return find(message, **rest)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(sender, "find", find_and_be_stopped)
    clock.move(seconds=30)
    shop.works()
    shop.works()
    assert [text[: len(STOPPED)] for text in sender.texts] == [STOPPED]


def test_what_was_refused_for_now_when_stop_came_does_not_leave_after_start(
    says: Callable[..., None],
    shop: Shop,
    sender: FakeSender,
    clock: MovingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send = sender.send

    def refuse_once(message: OutgoingText) -> Accepted:
        monkeypatch.setattr(sender, "send", send)
        clock.move(seconds=1)
        says("STOP")
        says("START")
        raise ClientError("too many requests", code="63018")

    monkeypatch.setattr(sender, "send", refuse_once)
    says("hi")
    shop.answers()
    for _ in range(5):
        clock.move(seconds=5)
        shop.works()
    assert [text[: len(RETURNED)] for text in sender.texts] == [RETURNED]


def test_the_same_stop_twice_is_one_event_and_one_confirmation(
    app: Flask, shop: Shop, services: Services, sender: FakeSender
) -> None:
    form = parameters(Body="STOP", From=ZOE)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: post(app.test_client(), form), range(16))) == {204}
    shop.answers()
    assert len(sender.texts) == 1
    assert len(history(services)) == 1


def test_a_second_stop_is_kept_as_evidence_and_not_confirmed_again(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender
) -> None:
    says("STOP")
    says("leave me alone")
    shop.answers()
    assert len(sender.texts) == 1
    assert [words for _, words, _ in history(services)] == ["leave me alone", "STOP"]


def test_stop_written_thrice_in_a_row_is_confirmed_once(
    says: Callable[..., None], shop: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    for _ in range(3):
        says("STOP")
        clock.move(seconds=0.3)
    shop.answers()
    assert len(sender.texts) == 1


def test_a_confirmation_that_twilio_refused_for_now_is_not_sent_when_it_is_outdated(
    says: Callable[..., None], shop: Shop, sender: FakeSender, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = sender.send

    def refuse_once(message: OutgoingText) -> Accepted:
        monkeypatch.setattr(sender, "send", send)
        for text in ("START", "STOP"):
            clock.move(seconds=1)
            says(text)
        raise ClientError("too many requests", code="63018")

    monkeypatch.setattr(sender, "send", refuse_once)
    says("STOP")
    for _ in range(5):
        clock.move(seconds=5)
        shop.works()
    assert [text[: len(STOPPED)] for text in sender.texts] == [STOPPED]


def test_start_brings_the_customer_back_and_what_comes_after_it_is_answered(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("STOP")
    shop.answers()
    says("are you there?")
    shop.answers()
    clock.move(seconds=1)
    says("start")
    shop.answers()
    says("do you have rings?")
    shop.answers()
    assert [text[:13] for text in sender.texts] == [STOPPED[:13], RETURNED, "You said: do "]
    assert customer(services).opted_out_at is None
    assert [kind for kind, _, _ in history(services)] == ["opted_in", "opted_out"]


def test_words_beside_the_demand_to_come_back_are_answered(
    says: Callable[..., None], shop: Shop, sender: FakeSender, clock: MovingClock
) -> None:
    says("STOP")
    shop.answers()
    clock.move(seconds=1)
    says("You can message me again. Do you have rings?")
    shop.answers()
    assert sender.texts[1].startswith(RETURNED)
    assert sender.texts[2] == "You said: You can message me again. Do you have rings?"


def test_start_right_after_stop_sends_only_the_newer_confirmation(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("STOP")
    clock.move(seconds=0.2)
    says("START")
    shop.answers()
    assert [text[: len(RETURNED)] for text in sender.texts] == [RETURNED]
    assert deliveries(services)[0].error == CAME_BACK


def test_start_means_nothing_to_who_has_not_opted_out(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender
) -> None:
    says("START")
    shop.answers()
    assert sender.texts == ["You said: START"]
    assert history(services) == []


def test_yes_does_not_bring_anybody_back(says: Callable[..., None], shop: Shop, services: Services) -> None:
    says("STOP")
    says("yes")
    assert customer(services).opted_out_at is not None


def test_help_tells_who_the_shop_is_and_the_customer_is_answered_too(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender
) -> None:
    says("help")
    shop.answers()
    says("info")
    shop.answers()
    assert services.settings.shop_name in sender.texts[0]
    assert "STOP" in sender.texts[0]
    assert sender.texts[1:] == ["You said: help", "You said: info"]  # the same session is not told twice


def test_a_word_that_may_mean_an_order_stops_only_where_nothing_is_being_talked_about(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("please reserve the moon ring")
    shop.answers()
    says("cancel")
    shop.answers()
    assert customer(services).opted_out_at is None
    assert "STOP" in sender.texts[1]
    assert sender.texts[2] == "You said: cancel"
    clock.move(hours=2)
    says("cancel")
    assert customer(services).opted_out_at is not None


def test_nobody_else_is_stopped(says: Callable[..., None], shop: Shop, sender: FakeSender) -> None:
    says("STOP", RUI)
    says("hi", ZOE)
    shop.answers()
    assert "You said: hi" in sender.texts


def test_while_a_human_has_the_chat_stop_warns_them_and_start_takes_the_warning_back(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("hi")
    with services.database.transaction() as session:
        session.get_one(Customer, customer(services).id).taken_over_at = clock.now()
    says("help")
    says("stop")
    shop.answers()
    assert customer(services).flag_reason == DO_NOT_WRITE
    assert [text[: len(STOPPED)] for text in sender.texts] == [STOPPED]
    says("START")
    assert customer(services).flag_reason is None


def test_who_waited_for_a_model_that_was_away_waits_no_more(
    says: Callable[..., None], shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.replies.extend([ClientError("down")] * 60)
    says("hi")
    shop.answers()
    for _ in range(50):
        clock.move(seconds=1)
        shop.works()
    assert customer(services).flag_reason == MODEL_IS_AWAY
    says("STOP")
    assert customer(services).flag_reason is None


@pytest.mark.parametrize("code", ["63014", "21610"])
def test_a_status_that_says_the_customer_has_blocked_us_opts_out_with_the_code(
    says: Callable[..., None], client: FlaskClient, shop: Shop, services: Services, sender: FakeSender, code: str
) -> None:
    says("hi")
    shop.answers()
    form = {"MessageSid": sender.accepted[0][0], "MessageStatus": "undelivered", "ErrorCode": code}
    assert post(client, form, STATUS) == 204
    assert post(client, form, STATUS) == 204
    assert history(services) == [("opted_out", None, code)]
    assert customer(services).flagged_at is None
    says("hello?")
    shop.answers()
    assert len(sender.texts) == 1
    assert customer(services).flag_reason == WRITES_AFTER_BLOCK


def test_a_refusal_with_such_a_code_opts_out_too_and_any_other_code_does_not(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender
) -> None:
    sender.errors.extend(
        [ClientError("unsubscribed", permanent=True, code="21610"), ClientError("no", permanent=True, code="63003")]
    )
    says("hi")
    shop.answers()
    says("hi", RUI)
    shop.answers()
    assert history(services) == [("opted_out", None, "21610")]
    assert customer(services, RUI).opted_out_at is None
    assert customer(services, RUI).flagged_at is not None


def test_where_twilio_has_answered_the_word_itself_we_do_not(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("Arret", OptOutType="STOP")
    shop.answers()
    assert sender.texts == []
    assert history(services) == [("opted_out", "Arret", None)]
    clock.move(seconds=1)
    says("anything", OptOutType="START")
    shop.answers()
    assert sender.texts == []
    assert customer(services).opted_out_at is None


def test_a_pressed_button_stops(says: Callable[..., None], services: Services) -> None:
    says("No more offers", ButtonPayload="STOP", ButtonText="No more offers")
    assert history(services) == [("opted_out", "No more offers", None)]


def test_a_person_may_note_it_and_no_message_leaves_for_that(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    says("hi")
    with services.database.transaction() as session:
        found = lock_customer(session, customer(services).id)
        assert found is not None
        assert opt_out(session, found, Proof(author="team@shop.example"), clock.now())
        assert not opt_out(session, found, Proof(author="team@shop.example"), clock.now())
    shop.answers()
    assert sender.texts == []
    with services.database.transaction() as session:
        found = lock_customer(session, customer(services).id)
        assert found is not None
        assert opt_in(session, found, Proof(author="team@shop.example"), clock.now())
        assert not opt_in(session, found, Proof(author="team@shop.example"), clock.now())
    clock.move(seconds=1)
    says("and now?")
    shop.answers()
    assert sender.texts == ["You said: and now?"]


def test_words_of_consent_are_nothing_to_remember(
    says: Callable[..., None], shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    says("STOP")
    shop.falls_silent()
    assert model.extraction_requests == []  # nothing was said
    says("START")
    says("I only wear silver. Please stop messaging me.")
    shop.falls_silent()
    (request,) = model.extraction_requests
    said = [line.text for line in request.transcript.lines if line.author == "customer"]
    assert said == ["", "I only wear silver. ."]


def test_what_an_opted_out_customer_goes_on_saying_is_remembered(
    says: Callable[..., None], shop: Shop, model: FakeLanguageModel
) -> None:
    says("STOP")
    says("I only wear silver")
    shop.falls_silent()
    (request,) = model.extraction_requests
    assert [line.text for line in request.transcript.lines if line.author == "customer"] == ["", "I only wear silver"]


def test_proofs_go_when_the_customer_is_erased(
    says: Callable[..., None], services: Services, clock: MovingClock
) -> None:
    says("STOP")
    key = customer(services).id
    with services.database.transaction() as session:
        erase_customer(session, key, clock.now() + timedelta(hours=1))
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ConsentEvent)) == 0


def test_a_stop_at_the_same_moment_as_the_send_never_lets_both_the_answer_and_a_draft_live(
    app: Flask, shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    for number in range(6):
        from_ = f"whatsapp:+1415555020{number}"
        post(app.test_client(), parameters(From=from_, Body="hi"))
        clock.move(seconds=2)
        form = parameters(From=from_, Body="STOP", MessageSid=sid())
        with ThreadPoolExecutor(2) as pool:
            stopping = pool.submit(lambda form=form: post(app.test_client(), form))
            pool.submit(shop.works).result()
            assert stopping.result() == 204
    shop.works()
    assert [one.status for one in deliveries(services) if one.status in {"drafted", "sending"}] == []
    assert sum(text.startswith(STOPPED) for text in sender.texts) == 6


def test_a_machine_that_stops_and_starts_without_end_is_heeded_and_soon_not_confirmed_any_more(
    says: Callable[..., None], shop: Shop, services: Services, sender: FakeSender
) -> None:
    for _ in range(20):
        for words in ("STOP", "START"):
            says(words)
            shop.works()
    says("STOP")
    shop.works()
    assert len(sender.texts) == MOST_CONFIRMATIONS
    assert customer(services).opted_out_at is not None
    assert customer(services).flag_reason == BACK_AND_FORTH
    shop.clock.move(hours=1)
    says("START")
    shop.works()
    assert sender.texts[-1].startswith(RETURNED)
