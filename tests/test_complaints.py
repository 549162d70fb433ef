"""What users of such bots complain of where several parts play together, from Twilio's webhook to what leaves.

What one part alone holds stands in that part's tests; docs/whatsapp.md names the test of each complaint.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from bot.clients.twilio_whatsapp import TwilioWhatsApp
from bot.prompts import reply_messages
from bot.services import STATUS_PATH, Services
from bot.settings import Settings
from bot.takeovers import Takeovers
from memory.models import AnswerState, ConversationSession, Customer, CustomerMerge, Delivery, Message
from tests.conftest import AUTH_TOKEN
from tests.fakes import FakeLanguageModel, FakeMedia, FakeSender, MovingClock
from tests.servers import TwilioServer
from tests.shop import ANA, SHOP, Shop, sid
from tests.signing import form_request
from tests.test_sending_order import PARTS

ACCOUNT = "AC" + "0" * 32
SECOND = "whatsapp:+14155550100"
SCOPED = "whatsapp:PT.13491208655302741918"
VOICE = {"MessageType": "audio", "MediaUrl0": "https://api.twilio.com/m1", "MediaContentType0": "audio/ogg"}
JOANA = "joana@shop.example"
Hears = Callable[..., None]
Reports = Callable[..., None]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"twilio_whatsapp_from": f"{SHOP},{SECOND}"})


def poster(app: Flask, path: str) -> Callable[..., None]:
    def post(**fields: str) -> None:
        posted = form_request(AUTH_TOKEN, "https://shop.example", path, {"AccountSid": ACCOUNT, **fields})
        assert app.test_client().post(posted.path, data=posted.body, headers=posted.headers).status_code == 204

    return post


@pytest.fixture
def hears(app: Flask) -> Hears:
    """A customer writes, and Twilio tells us."""
    post = poster(app, "/webhooks/twilio/messages")

    def hear(text: str = "", from_: str = ANA, **fields: str) -> None:
        post(**{"MessageSid": sid(), "From": from_, "To": SHOP, "Body": text, "ProfileName": "Ana"} | fields)

    return hear


@pytest.fixture
def reports(app: Flask) -> Reports:
    """Twilio tells what became of a message of ours."""
    post = poster(app, STATUS_PATH)

    def report(provider_id: str, status: str, to: str = ANA, **fields: str) -> None:
        post(**{"MessageSid": provider_id, "MessageStatus": status, "From": SHOP, "To": to} | fields)

    return report


def read(services: Services, query: Any) -> list[Any]:
    with services.database.reading() as session:
        return list(session.scalars(query))


# Contexts mixed, lost or late


def test_thirty_customers_who_write_at_once_on_two_numbers_are_each_answered_for_themselves(
    hears: Hears, shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    customers = [(f"whatsapp:+3519100001{number:02d}", (SHOP, SECOND)[number % 2]) for number in range(30)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: hears(f"secret of {one[0]}", from_=one[0], To=one[1]), customers))
    shop.answers()
    answered = {(message.recipient, message.sender, message.text) for _, message in sender.accepted}
    assert answered == {(who, number, f"You said: secret of {who}") for who, number in customers}
    assert [len(request.session) for request in model.reply_requests] == [1] * 30


@pytest.mark.parametrize(
    "switch",
    [datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)],
    ids=["spring", "autumn"],
)
def test_a_session_ends_after_its_silence_also_in_the_night_when_the_clocks_change(
    switch: datetime, services: Services, hears: Hears, clock: MovingClock
) -> None:
    clock.move(seconds=(switch - clock.now()).total_seconds() - 15 * 60)
    hears("ten minutes to one")
    clock.move(minutes=30)
    hears("the same session, whatever the clock on the wall says")
    clock.move(minutes=29, seconds=59)
    hears("counted from the last message and not from the first")
    clock.move(minutes=30, seconds=1)
    hears("the next one")
    assert read(services, select(ConversationSession.message_count).order_by(ConversationSession.id)) == [3, 1]


# The bot talks over the human


def test_a_voice_note_that_is_understood_after_a_takeover_is_left_to_the_human_and_not_lost(
    hears: Hears, shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel, media: FakeMedia
) -> None:
    media.transcript = "do you deliver to Porto?"
    hears(**VOICE)
    Takeovers(services).take_over(1, JOANA)
    shop.answers()
    shop.answers()
    assert (sender.texts, sender.typing, model.reply_requests) == ([], [], [])
    Takeovers(services).hand_back(1)
    shop.works()
    assert sender.texts == ["You said: do you deliver to Porto?"]


def test_a_flood_while_a_human_has_the_chat_is_theirs_and_gets_no_line_of_the_bots(
    hears: Hears, shop: Shop, services: Services, sender: FakeSender
) -> None:
    hears("hello")
    Takeovers(services).take_over(1, JOANA)
    for _ in range(30):
        hears("hello?")
        shop.answers()
    assert sender.texts == []
    assert set(read(services, select(Message.answer_state))) == {AnswerState.WAITING}


# Long answers that fail in silence, raw Markdown, parts and statuses out of order


@pytest.fixture
def twilio() -> Any:
    with TwilioServer(account_sid=ACCOUNT, auth_token=AUTH_TOKEN) as server:
        yield server


@pytest.fixture
def wired(services: Services, settings: Settings, twilio: TwilioServer, clock: MovingClock) -> Shop:
    """The shop with Twilio's own client, and a Twilio that refuses what the real one refuses."""
    real = TwilioWhatsApp(
        account_sid=ACCOUNT,
        auth_token=AUTH_TOKEN,
        base_url=twilio.url,
        status_callback_url=settings.address + STATUS_PATH,
        timeout=5,
    )
    return Shop(replace(services, sender=real), clock)


def test_a_long_answer_in_markdown_reaches_twilio_whole_in_order_and_in_whatsapps_marks(
    hears: Hears, reports: Reports, wired: Shop, twilio: TwilioServer, model: FakeLanguageModel, services: Services
) -> None:
    said = [f"**Ring {number}** is a [fine ring](https://shop.example/{number}) of gold." for number in range(90)]
    model.replies.append(" ".join(said))
    hears("tell me of all your rings")
    wired.answers()
    while len(twilio.messages) < 20 and read(services, select(Delivery).where(Delivery.due_at.is_not(None))):
        for status in ("read", "delivered", "sent"):  # in the wrong order
            reports(twilio.messages[-1]["sid"], status)
        wired.works()
    bodies = [message["body"] for message in twilio.messages]
    assert len(bodies) > 2
    assert max(map(len, bodies)) <= 1600
    whole = " ".join(bodies)
    assert "**" not in whole
    assert [whole.index(f"*Ring {number}*") for number in range(90)] == sorted(
        whole.index(f"*Ring {number}*") for number in range(90)
    )
    assert all(f"https://shop.example/{number}" in whole.replace(")", " ").split() for number in range(90))
    assert set(read(services, select(Delivery.status))) == {"read"}


def test_parts_that_wait_go_on_in_order_though_their_customer_turns_out_to_be_another(
    hears: Hears, reports: Reports, shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    hears("hello", from_=ANA)
    shop.answers()
    sender.accepts_as = "queued"
    model.replies.append("\n\n".join(PARTS))
    hears("tell me everything", from_=SCOPED, ExternalUserId=SCOPED)
    shop.answers()
    hears("it is me", from_=ANA, ExternalUserId=SCOPED)
    assert len(read(services, select(CustomerMerge))) == 1
    for number in range(1, 5):
        shop.answers()
        assert len(sender.accepted) == number + 1
        reports(sender.accepted[-1][0], "sent", to=sender.accepted[-1][1].recipient)
        shop.works()
    assert sender.texts[1:] == [*PARTS, "You said: it is me"]
    assert [message.recipient for _, message in sender.accepted[1:]] == [SCOPED] * 3 + [ANA]


# Opt-outs that are forgotten on the way


def test_an_opt_out_holds_for_parts_that_wait_when_their_customer_turns_out_to_have_stopped_before(
    hears: Hears, reports: Reports, shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    hears("STOP", from_=ANA)
    shop.works()
    sender.accepts_as = "queued"
    model.replies.append("\n\n".join(PARTS))
    hears("tell me everything", from_=SCOPED, ExternalUserId=SCOPED)
    shop.answers()
    hears("it is me", from_=ANA, ExternalUserId=SCOPED)
    reports(sender.accepted[-1][0], "sent", to=SCOPED)
    shop.clock.move(minutes=5)
    shop.works()
    assert sender.texts[1:] == [PARTS[0]]


def test_a_voice_note_that_waits_while_its_customer_is_merged_is_answered_once_by_what_was_said(
    hears: Hears, shop: Shop, sender: FakeSender, media: FakeMedia
) -> None:
    media.transcript = "have you got opals?"
    hears("hello", from_=ANA)
    shop.answers()
    hears(from_=SCOPED, ExternalUserId=SCOPED, **VOICE)
    hears("it is me", from_=ANA, ExternalUserId=SCOPED)
    shop.answers()
    shop.answers()
    assert sender.texts[1:] == ["You said: have you got opals? / it is me"]


# Names that break pages, prompts and templates


STRANGE_NAMES = [
    "{{7*7}}",
    "{% raw %}",
    "\u0623\u062d\u0645\u062f \u202elive\u202c",  # right to left, and a mark that turns what follows
    "\u05e9\u05e8\u05d4 <b>",
    "\ufdfd" * 60,
    "a\x00b\u200b\u2066c",
]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_customers_strange_name_is_a_name_to_prompt_and_page(
    name: str, hears: Hears, shop: Shop, app: Flask, sender: FakeSender, model: FakeLanguageModel
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    hears("hello", ProfileName=name)
    shop.answers()
    assert sender.texts == ["You said: hello"]
    prompt = "".join(str(message["content"]) for message in reply_messages(model.reply_requests[0]))
    assert not set(prompt) & set("\x00\u200b\u202e\u2066")
    (stored,) = read(shop.services, select(Customer.display_name))
    team = app.test_client()
    team.post("/admin/sign-in", data={"email": "team@shop.example", "password": "a long password"})
    for path in ("/admin/", "/admin/customers/1", "/admin/customers/1/versions"):
        page = team.get(path, follow_redirects=True)
        assert page.status_code == 200
        assert escape(stored) in page.text
