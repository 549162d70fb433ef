"""The local phone: its page, the webhooks it posts, and its stand-in for Twilio, met by Twilio's own client."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from twilio.base.exceptions import TwilioRestException

from bot.phone.database import PhoneDatabase
from bot.phone.store import PhoneStore
from tests.phone_stage import ACCOUNT, DANIEL, SHOP, SOFIA, STATUS_URL, WAIT_SECONDS, Stage, csrf_token


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    thread = threading.Thread(target=stage.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield stage
    stage.server.shutdown()
    thread.join()
    stage.server.server_close()


# The page


def test_a_first_visit_finds_three_customers_to_play(stage: Stage) -> None:
    assert stage.page.get("/phone").status_code == 308
    assert [chat["phone_number"] for chat in stage.updates()["chats"]] == [SOFIA, DANIEL, "+351910000003"]


@pytest.mark.parametrize(("is_offline", "words"), [(True, "Offline model – no key set"), (False, "Answers by a model")])
def test_the_page_says_which_model_answers(stage: Stage, is_offline: bool, words: str) -> None:
    app = stage.create_app(replace(stage.settings, model_is_offline=is_offline))
    assert words in app.test_client().get(f"/phone/{SOFIA}").text


def test_a_customer_nobody_knows_has_no_page(stage: Stage) -> None:
    assert stage.page.get("/phone/+4915100000000").status_code == 404


def test_a_page_without_its_token_changes_nothing(stage: Stage) -> None:
    assert stage.page.post("/phone/customers", json={}).status_code == 400
    assert len(stage.updates()["chats"]) == 3


def test_a_new_customer_is_invented_and_can_be_given_a_name(stage: Stage) -> None:
    added = stage.tell("customers", {})
    renamed = stage.tell(f"customers/{added.json['phone_number']}", {"name": "  Ana   Lima "}, "PATCH")
    assert (added.status_code, renamed.json) == (201, {"phone_number": "+351910000004", "name": "Ana Lima"})
    assert stage.updates()["chats"][3]["name"] == "Ana Lima"


# What a customer writes


def test_a_message_is_posted_signed_and_in_twilios_fields(stage: Stage) -> None:
    assert stage.write("Olá 👋\nrose gold?")["status"] == "recorded"
    assert stage.rapport.messages == [
        {
            **dict.fromkeys(("MessageSid", "SmsMessageSid", "SmsSid"), "SM" + "a" * 32),
            "AccountSid": ACCOUNT,
            "From": f"whatsapp:{SOFIA}",
            "To": SHOP,
            "Body": "Olá 👋\nrose gold?",
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "MessageType": "text",
            "ProfileName": "Sofia Almeida",
            "WaId": "351910000001",
            "ApiVersion": "2010-04-01",
        }
    ]


def test_a_message_that_rapport_refuses_is_marked_and_posted_again_with_the_same_sid(stage: Stage) -> None:
    stage.rapport.answer = 503
    failed = stage.write("Hello")
    assert (failed["status"], failed["problem"]) == ("failed", "Rapport refused the message with HTTP 503.")
    stage.rapport.answer = 204
    assert stage.write("Hello")["status"] == "recorded"
    assert len({form["MessageSid"] for form in stage.rapport.messages}) == 1
    assert [message["status"] for message in stage.updates()["messages"]] == ["recorded"]


def test_a_message_is_kept_though_nobody_listens(stage: Stage) -> None:
    app = stage.create_app(replace(stage.settings, loopback_url="http://127.0.0.1:1"))
    page = app.test_client()
    headers = {"X-CSRFToken": csrf_token(page.get("/phone/").text)}
    body = {"sid": "SM" + "b" * 32, "text": "Anyone?"}
    answer = page.post(f"/phone/customers/{SOFIA}/messages", json=body, headers=headers)
    assert answer.json["problem"] == "Rapport could not be reached."  # type: ignore[index]  # it is an object
    assert stage.updates()["messages"][0]["text"] == "Anyone?"


def test_a_message_whose_process_died_can_be_tried_again(stage: Stage) -> None:
    PhoneStore(PhoneDatabase(stage.settings.database_path), stage.clock.now).write("SM" + "c" * 32, SOFIA, "Hello?")
    assert stage.updates()["messages"][0]["status"] == "posting"
    stage.clock.move(60)
    assert stage.updates()["messages"][0]["status"] == "failed"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({"sid": "SM1", "text": "x"}, 400),
        ({"sid": "SM" + "d" * 32, "text": " "}, 400),
        ({"sid": "SM" + "d" * 32, "text": "x" * 4097}, 400),
        ({"sid": "SM" + "e" * 32, "text": "other words"}, 409),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_posted(stage: Stage, body: object, status: int) -> None:
    stage.write("words", sid="SM" + "e" * 32)
    answer = stage.tell(f"customers/{SOFIA}/messages", body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert len(stage.rapport.messages) == 1


def test_two_customers_are_kept_apart(stage: Stage) -> None:
    stage.write("I am Sofia", SOFIA, "SM" + "1" * 32)
    stage.write("I am Daniel", DANIEL, "SM" + "2" * 32)
    stage.send("For Daniel only", DANIEL)
    assert [message["text"] for message in stage.updates(SOFIA)["messages"]] == ["I am Sofia"]
    assert [message["text"] for message in stage.updates(DANIEL)["messages"]] == ["I am Daniel", "For Daniel only"]
    waiting = {chat["phone_number"]: bool(chat["awaiting_since"]) for chat in stage.updates()["chats"]}
    assert (waiting[SOFIA], waiting[DANIEL]) == (True, False)


def test_falling_silent_closes_the_session_and_says_so_once(stage: Stage) -> None:
    answers = [stage.tell(f"customers/{SOFIA}/silence", {}).json for _ in range(2)]
    assert answers == [{"closed": True}, {"closed": False}]
    assert [message["author"] for message in stage.updates()["messages"]] == ["note"]


# Twilio's REST API


def test_twilios_client_sends_and_finds_messages(stage: Stage) -> None:
    stage.write("Hello")
    sent = stage.send("Good morning ☀️")
    assert (sent.status, sent.direction, sent.date_created) == ("queued", "outbound-api", stage.clock.moment)
    assert stage.twilio().messages(sent.sid).fetch().body == "Good morning ☀️"
    found = stage.twilio().messages.list(to=f"whatsapp:{SOFIA}", date_sent_after=stage.clock.moment)
    assert [message.sid for message in found] == [sent.sid]
    assert [message.direction for message in stage.twilio().messages.list()] == ["outbound-api", "inbound"]
    assert stage.twilio().messages.list(date_sent_after=stage.clock.moment + timedelta(seconds=1)) == []
    assert stage.twilio().messages.list(from_="whatsapp:+4915100000000") == []


def test_twilios_client_pages_through_all_messages_latest_first(stage: Stage) -> None:
    sent = [stage.send(f"number {number}").sid for number in range(5)]
    listed = stage.twilio().messages.list(from_=SHOP, page_size=2)
    assert [message.sid for message in listed] == sent[::-1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": "x" * 1601}, 21617),
        ({"body": ""}, 21602),
        ({"from_": "whatsapp:+15550000000"}, 63007),
        ({"to": "+351910000001"}, 21211),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(stage: Stage, change: dict[str, str], code: int) -> None:
    message = {"to": f"whatsapp:{SOFIA}", "from_": SHOP, "body": "x" * 1600} | change
    with pytest.raises(TwilioRestException) as refusal:
        stage.twilio().messages.create(**message)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert stage.updates()["messages"] == []


def test_the_stand_in_takes_typing_indicators_of_messages_it_knows(stage: Stage) -> None:
    sid = stage.write("Hello")["sid"]
    typing = f"{stage.url}/phone/twilio/v2/Indicators/Typing.json"
    form = {"channel": "whatsapp", "messageId": sid}
    assert requests.post(typing, data=form, auth=(ACCOUNT, "a token"), timeout=WAIT_SECONDS).json() == {"success": True}
    assert requests.post(typing, data=form, auth=(ACCOUNT, "wrong"), timeout=WAIT_SECONDS).status_code == 401
    unknown = requests.post(typing, data={"messageId": "SM1"}, auth=(ACCOUNT, "a token"), timeout=WAIT_SECONDS)
    assert unknown.status_code == 404


def test_a_template_is_shown_by_its_sid_and_what_is_filled_in(stage: Stage) -> None:
    url = f"{stage.url}/phone/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    template = {"From": SHOP, "To": f"whatsapp:{SOFIA}", "ContentSid": "HX1", "ContentVariables": '{"1": "Sofia"}'}
    taken = requests.post(url, data=template, auth=(ACCOUNT, "a token"), timeout=WAIT_SECONDS)
    assert (taken.status_code, taken.json()["body"]) == (201, "[HX1] Sofia")
    broken = requests.post(
        url, data=template | {"ContentVariables": "x"}, auth=(ACCOUNT, "a token"), timeout=WAIT_SECONDS
    )
    assert broken.json()["code"] == 21656


def test_the_stand_in_lets_in_nobody_but_its_account(stage: Stage) -> None:
    path = f"{stage.url}/phone/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert requests.get(path, timeout=WAIT_SECONDS).status_code == 401
    for client, status in ((stage.twilio(token="wrong"), 401), (stage.twilio(account_sid="AC" + "2" * 32), 404)):
        with pytest.raises(TwilioRestException) as refusal:
            client.messages("SM" + "0" * 32).fetch()
        assert refusal.value.status == status


def test_statuses_are_called_back_in_order_and_read_only_when_shown(stage: Stage) -> None:
    sid = stage.send("Here you are", status_callback=STATUS_URL).sid
    assert stage.rapport.next_statuses(2) == [(sid, "sent"), (sid, "delivered")]
    chat = stage.updates()
    assert chat["chats"][0]["unread"] == 1
    stage.tell(f"customers/{SOFIA}/seen", {"up_to": chat["messages"][0]["position"]})
    assert stage.rapport.next_statuses(1) == [(sid, "read")]
    assert stage.updates()["chats"][0]["unread"] == 0


def test_a_status_that_rapport_refuses_holds_nothing_up(stage: Stage) -> None:
    stage.rapport.answer = 500
    stage.send("Here you are", status_callback=STATUS_URL)
    assert [status for _, status in stage.rapport.next_statuses(2)] == ["sent", "delivered"]


# The page in a browser


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


@pytest.mark.browser
def test_a_chat_is_played_in_a_browser_under_a_strict_policy(stage: Stage, browser_page: Page) -> None:
    complaints: list[str] = []
    browser_page.on("console", lambda message: complaints.append(message.text))
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.goto(f"{stage.url}/phone/")
    browser_page.get_by_role("link", name="Sofia Almeida").click()
    browser_page.get_by_role("textbox", name="Message").fill("Is <b>this</b> gold?")
    browser_page.get_by_role("textbox", name="Message").press("Enter")
    expect(browser_page.get_by_role("log").get_by_text("Is <b>this</b> gold?")).to_be_visible()
    expect(browser_page.get_by_role("img", name="the shop has it")).to_be_visible()
    expect(browser_page.locator("#presence")).to_have_text("typing…")
    stage.send("It is: https://example.com/gold.")
    expect(browser_page.get_by_role("link", name="https://example.com/gold", exact=True)).to_be_visible()
    expect(browser_page.get_by_role("img", name="answered", exact=True)).to_be_visible()
    expect(browser_page.get_by_text("read", exact=True)).to_be_visible()  # the delivery status beside the time
    browser_page.get_by_role("button", name="Fall silent now").click()
    expect(browser_page.get_by_role("log").get_by_text("Session closed")).to_be_visible()
    browser_page.reload()
    expect(browser_page.get_by_role("log").get_by_text("Session closed")).to_be_visible()
    assert complaints == []
