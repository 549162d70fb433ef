"""Sending through Twilio: the client against a stand-in at the wire."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
import responses
from twilio.request_validator import RequestValidator

from bot.clients.errors import ClientError
from bot.clients.protocols import Accepted, OutgoingText
from bot.clients.twilio_whatsapp import TwilioWhatsApp
from tests.servers import LoopbackServer, Mishap, Received, Refusal, Response, TwilioServer, signature
from tests.twilio_server import ACCOUNT_SID, AUTH_TOKEN

HELLO = OutgoingText(sender="whatsapp:+14155238886", recipient="whatsapp:+351910000001", text="Olá, Ana! 🌹\nTudo bem?")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TWILIO_URL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


class CallbackReceiver(LoopbackServer):
    """Takes every status callback."""

    def respond(self, received: Received) -> Response:
        return Response(status=204)


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with TwilioServer(now=lambda: NOON) as server:
        yield server


def sender(base_url: str | None, *, timeout: float = 5, status_callback_url: str | None = None) -> TwilioWhatsApp:
    return TwilioWhatsApp(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        base_url=base_url,
        status_callback_url=status_callback_url,
        timeout=timeout,
    )


def error_of_sending(whatsapp: TwilioWhatsApp) -> ClientError:
    with pytest.raises(ClientError) as caught:
        whatsapp.send(HELLO)
    return caught.value


def test_a_message_is_handed_over_word_for_word(twilio: TwilioServer) -> None:
    accepted = sender(twilio.url).send(HELLO)

    assert accepted == Accepted(provider_id=twilio.messages[0]["sid"], status="queued")
    taken = twilio.messages[0]
    assert (taken["from"], taken["to"], taken["body"]) == (HELLO.sender, HELLO.recipient, HELLO.text)


def test_the_status_callback_is_asked_for(twilio: TwilioServer) -> None:
    sender(twilio.url, status_callback_url="https://shop.example/webhooks/twilio/status").send(HELLO)

    assert twilio.received[0].form["StatusCallback"] == "https://shop.example/webhooks/twilio/status"


@pytest.mark.parametrize("path", ["", "/", "/phone/twilio", "/phone/twilio/"])
def test_every_call_goes_below_another_base(twilio: TwilioServer, path: str) -> None:
    whatsapp = sender(twilio.url + path)
    accepted = whatsapp.send(HELLO)

    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset()) == accepted
    expected = f"{path.rstrip('/')}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    assert [request.path for request in twilio.received] == [expected, expected]


@responses.activate
def test_without_another_base_twilio_itself_is_asked() -> None:
    responses.post(TWILIO_URL, json={"sid": "SM1", "status": "accepted"}, status=201)

    assert sender(None).send(HELLO) == Accepted(provider_id="SM1", status="accepted")


@pytest.mark.parametrize(
    ("status", "code", "permanent", "outcome_unknown"),
    [
        (400, 63016, True, False),  # outside the window
        (400, 21610, True, False),  # opted out
        (401, 20003, False, False),  # wrong token: it can be put right
        (404, 20404, True, False),
        (400, 21611, False, False),  # the queue is full
        (429, 20429, False, False),
        (400, 63018, False, False),  # rate limit of the channel
        (500, 20500, False, True),
        (503, 20503, False, True),
    ],
)
def test_a_refusal_says_whether_it_helps_to_try_again(
    twilio: TwilioServer, status: int, code: int, permanent: bool, outcome_unknown: bool
) -> None:
    twilio.sends.append(Refusal(status, code, "Because."))

    error = error_of_sending(sender(twilio.url))

    assert (error.permanent, error.outcome_unknown, error.code) == (permanent, outcome_unknown, str(code))
    assert "Because." in str(error)


@responses.activate
def test_a_problem_document_is_read_as_well() -> None:
    document = {"type": "about:blank", "title": "Too many requests", "status": 429, "code": 20429, "detail": "Slowly."}
    responses.post(TWILIO_URL, json=document, status=429)

    error = error_of_sending(sender(None))

    assert (error.permanent, error.outcome_unknown, error.code) == (False, False, "20429")
    assert "Slowly." in str(error)


def test_a_text_that_is_too_long_is_a_permanent_error(twilio: TwilioServer) -> None:
    long = OutgoingText(sender=HELLO.sender, recipient=HELLO.recipient, text="a" * 1601)

    with pytest.raises(ClientError) as caught:
        sender(twilio.url).send(long)

    assert (caught.value.permanent, caught.value.code) == (True, "21617")


def test_a_service_that_does_not_listen_has_surely_taken_nothing() -> None:
    with TwilioServer() as server:
        url = server.url

    error = error_of_sending(sender(url))

    assert (error.permanent, error.outcome_unknown) == (False, False)


@responses.activate
def test_a_connection_that_never_stood_has_surely_taken_nothing() -> None:
    responses.post(TWILIO_URL, body=requests.exceptions.ConnectTimeout("too slow"))

    error = error_of_sending(sender(None))

    assert (error.permanent, error.outcome_unknown) == (False, False)


@pytest.mark.parametrize("mishap", [Mishap.TAKEN_THEN_DROPPED, Mishap.TAKEN_THEN_ERROR, Mishap.TAKEN_THEN_GARBAGE])
def test_after_a_broken_answer_the_message_is_found(twilio: TwilioServer, mishap: Mishap) -> None:
    twilio.sends.append(mishap)
    whatsapp = sender(twilio.url)

    error = error_of_sending(whatsapp)

    assert (error.permanent, error.outcome_unknown) == (False, True)
    found = whatsapp.find(HELLO, not_before=NOON, known=frozenset())
    assert found == Accepted(provider_id=twilio.messages[0]["sid"], status="queued")


def test_after_a_time_out_the_message_is_found(twilio: TwilioServer) -> None:
    twilio.sends.append(Mishap.TAKEN_THEN_HANGING)

    error = error_of_sending(sender(twilio.url, timeout=0.2))

    assert (error.permanent, error.outcome_unknown) == (False, True)
    assert sender(twilio.url).find(HELLO, not_before=NOON, known=frozenset()) is not None


def test_what_was_never_taken_is_not_found(twilio: TwilioServer) -> None:
    twilio.sends.append(Mishap.DROPPED)
    whatsapp = sender(twilio.url)

    assert error_of_sending(whatsapp).outcome_unknown
    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset()) is None


def test_only_this_very_message_is_found(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    whatsapp.send(OutgoingText(sender=HELLO.sender, recipient=HELLO.recipient, text="Another text"))
    whatsapp.send(OutgoingText(sender=HELLO.sender, recipient="whatsapp:+351910000002", text=HELLO.text))
    whatsapp.send(OutgoingText(sender="whatsapp:+15550000000", recipient=HELLO.recipient, text=HELLO.text))

    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset()) is None


def test_a_message_that_is_recorded_already_is_left_out(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    first, second = whatsapp.send(HELLO), whatsapp.send(HELLO)

    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset({first.provider_id})) == second
    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset({first.provider_id, second.provider_id})) is None


def test_of_equal_messages_the_oldest_is_meant(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    first = whatsapp.send(HELLO)
    twilio._now = lambda: NOON + timedelta(minutes=1)
    whatsapp.send(HELLO)

    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset()) == first


@pytest.mark.parametrize(("created_before", "is_found"), [(timedelta(seconds=5), True), (timedelta(minutes=2), False)])
def test_an_older_message_is_another_one_but_clocks_may_differ_a_little(
    twilio: TwilioServer, created_before: timedelta, is_found: bool
) -> None:
    whatsapp = sender(twilio.url)
    whatsapp.send(HELLO)

    found = whatsapp.find(HELLO, not_before=NOON + created_before, known=frozenset())

    assert (found is not None) is is_found


def test_a_message_is_found_behind_a_page_of_others(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    meant = whatsapp.send(HELLO)
    for number in range(60):
        twilio._record({"From": HELLO.sender, "To": HELLO.recipient, "Body": f"text {number}"})

    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset()) == meant


@pytest.mark.parametrize(("status", "permanent"), [(401, False), (404, True), (429, False), (503, False)])
def test_a_refused_lookup_says_whether_it_helps_to_try_again(
    twilio: TwilioServer, status: int, permanent: bool
) -> None:
    twilio.lists.append(Refusal(status, 20000))

    with pytest.raises(ClientError) as caught:
        sender(twilio.url).find(HELLO, not_before=NOON, known=frozenset())

    assert (caught.value.permanent, caught.value.outcome_unknown) == (permanent, False)


def test_a_broken_lookup_is_tried_again(twilio: TwilioServer) -> None:
    twilio.lists.append(Mishap.DROPPED)

    with pytest.raises(ClientError) as caught:
        sender(twilio.url).find(HELLO, not_before=NOON, known=frozenset())

    assert not caught.value.permanent


def test_a_wrong_token_is_tried_again_because_it_can_be_put_right(twilio: TwilioServer) -> None:
    twilio.auth_token = "changed"

    error = error_of_sending(sender(twilio.url))

    assert (error.permanent, error.code) == (False, "20003")


def test_customers_numbers_stay_out_of_the_log(twilio: TwilioServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    whatsapp = sender(twilio.url)
    whatsapp.send(HELLO)
    whatsapp.find(HELLO, not_before=NOON, known=frozenset())

    assert "351910000001" not in caplog.text


def test_many_threads_share_one_sender(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    threads = [threading.Thread(target=whatsapp.send, args=(HELLO,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({message["sid"] for message in twilio.messages}) == 16


def test_the_stand_in_signs_as_twilio_does() -> None:
    url, parameters = "https://shop.example/webhooks/twilio/status?a=1", {"MessageSid": "SM1", "MessageStatus": "sent"}

    assert signature(AUTH_TOKEN, url, parameters) == RequestValidator(AUTH_TOKEN).compute_signature(url, parameters)


def test_the_stand_in_calls_statuses_back_signed_and_in_order() -> None:
    with CallbackReceiver() as callbacks, TwilioServer(statuses=("sent", "delivered")) as server:
        sender(server.url, status_callback_url=callbacks.url).send(HELLO)
        callbacks.wait_for(2)

        statuses = [request.form["MessageStatus"] for request in callbacks.received]
        assert statuses == ["sent", "delivered"]
        first = callbacks.received[0]
        signed = first.headers["x-twilio-signature"]
        assert RequestValidator(AUTH_TOKEN).validate(callbacks.url, first.form, signed)
        assert server.post_status(first.form["MessageSid"], "read") == 204


REOPEN = OutgoingText(
    sender=HELLO.sender,
    recipient=HELLO.recipient,
    text="Hello Ana, may we go on?",
    content_sid=f"HX{'0' * 32}",
    content_variables='{"1": "Ana"}',
)


def test_a_template_is_sent_by_its_sid_with_its_variables_and_no_words_of_ours(twilio: TwilioServer) -> None:
    sender(twilio.url).send(REOPEN)

    form = twilio.received[0].form
    assert (form["ContentSid"], json.loads(form["ContentVariables"])) == (REOPEN.content_sid, {"1": "Ana"})
    assert "Body" not in form


def test_a_template_is_found_whatever_words_twilio_filled_in(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    earlier = whatsapp.send(HELLO)
    meant = whatsapp.send(REOPEN)

    assert whatsapp.find(REOPEN, not_before=NOON, known=frozenset({earlier.provider_id})) == meant


@pytest.mark.parametrize("status", ["failed", "undelivered", "canceled"])
def test_what_twilio_could_not_deliver_is_not_found(twilio: TwilioServer, status: str) -> None:
    whatsapp = sender(twilio.url)
    whatsapp.send(HELLO)
    twilio.post_status(twilio.messages[0]["sid"], status, 63018)

    assert whatsapp.find(HELLO, not_before=NOON, known=frozenset()) is None


@pytest.mark.parametrize(
    ("header", "pause"), [("17", timedelta(seconds=17)), (None, None), ("soon", None), ("9" * 30, None)]
)
def test_the_pause_that_twilio_asks_for_is_told(
    twilio: TwilioServer, header: str | None, pause: timedelta | None
) -> None:
    whatsapp = sender(twilio.url)
    twilio.sends.append(Refusal(429, 20429, "Slowly.", retry_after=header))

    assert error_of_sending(whatsapp).retry_after == pause


def test_an_answer_without_it_asks_for_no_pause_whatever_came_before(twilio: TwilioServer) -> None:
    whatsapp = sender(twilio.url)
    twilio.sends.extend([Refusal(429, 20429, retry_after="17"), Refusal(429, 20429)])
    error_of_sending(whatsapp)

    assert error_of_sending(whatsapp).retry_after is None


@pytest.mark.parametrize("path", ["", "/phone/twilio"])
def test_the_typing_indicator_goes_below_another_base_as_well(twilio: TwilioServer, path: str) -> None:
    sender(twilio.url + path).show_typing("SM1")

    assert twilio.typing == [{"channel": "whatsapp", "messageId": "SM1"}]


@responses.activate
def test_without_another_base_the_typing_indicator_goes_to_twilio_messaging() -> None:
    posted = responses.post("https://messaging.twilio.com/v2/Indicators/Typing.json", json={"success": True})

    sender(None).show_typing("SM1")

    assert posted.calls[0].request.body == "channel=whatsapp&messageId=SM1"


def test_a_refused_typing_indicator_is_a_client_error(twilio: TwilioServer) -> None:
    twilio.typing_refusals.append(Refusal(404, 20404))

    with pytest.raises(ClientError):
        sender(twilio.url).show_typing("SM1")
