"""Two numbers of one shop side by side: each customer is answered from the number they wrote to."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.services import Services
from bot.settings import Settings, SettingsError, load_settings
from memory.delivery_statuses import StatusReport, report_status
from memory.models import Delivery, DeliveryStatus
from tests.conftest import AUTH_TOKEN
from tests.fakes import FakeSender
from tests.shop import ANA, RUI, SHOP, Shop, sid
from tests.signing import form_request, json_request

SECOND = "whatsapp:+14155550100"
BASE = "https://shop.example"
ACCOUNT = "AC" + "0" * 32


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"twilio_whatsapp_from": f"{SHOP},{SECOND}"})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def hears(client: FlaskClient, text: str, **fields: str) -> int:
    message = {"MessageSid": sid(), "AccountSid": ACCOUNT, "From": ANA, "To": SHOP, "Body": text} | fields
    posted = form_request(AUTH_TOKEN, BASE, "/webhooks/twilio/messages", message)
    return client.post(posted.path, data=posted.body, headers=posted.headers).status_code


def reports(client: FlaskClient, provider_id: str, status: str, **fields: str) -> int:
    callback = {"MessageSid": provider_id, "AccountSid": ACCOUNT, "MessageStatus": status, "From": SECOND, "To": RUI}
    posted = form_request(AUTH_TOKEN, BASE, "/webhooks/twilio/status", callback | fields)
    return client.post(posted.path, data=posted.body, headers=posted.headers).status_code


def test_each_customer_is_answered_from_the_number_they_wrote_to(
    client: FlaskClient, shop: Shop, sender: FakeSender
) -> None:
    assert hears(client, "hello") == 204
    assert hears(client, "good day", From=RUI, To=SECOND) == 204
    shop.answers()
    sent = {(message.sender, message.recipient, message.text) for _, message in sender.accepted}
    assert sent == {(SHOP, ANA, "You said: hello"), (SECOND, RUI, "You said: good day")}


def test_one_customer_who_writes_to_both_is_one_customer_answered_where_they_wrote_last(
    client: FlaskClient, shop: Shop, sender: FakeSender
) -> None:
    hears(client, "hello")
    shop.answers()
    hears(client, "and here", To=SECOND)
    shop.answers()
    assert [message.sender for _, message in sender.accepted] == [SHOP, SECOND]
    assert len(shop.services.language_model.reply_requests[-1].session) == 3  # type: ignore[attr-defined] # the fake's


@pytest.mark.parametrize("given", [f"{SHOP}, +14155550100", f" {SHOP},,{SECOND}, {SHOP}", f"+14155238886,{SECOND}"])
def test_numbers_are_a_list_separated_by_commas(given: str) -> None:
    twilio = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_whatsapp_from": given}
    assert load_settings(_env_file=None, **twilio).twilio.senders == (SHOP, SECOND)


@pytest.mark.parametrize(("ours", "called"), [("+5215512345678", "+525512345678"), ("+551187654321", "+5511987654321")])
def test_a_number_is_ours_in_each_form_that_its_country_has_had(ours: str, called: str) -> None:
    twilio = {"twilio_account_sid": "AC1", "twilio_auth_token": "t"}
    for one, other in ((ours, called), (called, ours)):
        account = load_settings(_env_file=None, twilio_whatsapp_from=one, **twilio).twilio
        assert account.owns(f"whatsapp:{other}")
        assert not account.owns(f"whatsapp:{other}0")


@pytest.mark.parametrize("given", ["5551234", f"{SHOP};{SECOND}", f"{SHOP} {SECOND}", "whatsapp:", ","])
def test_what_is_no_list_of_numbers_stops_the_start(given: str) -> None:
    twilio = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_whatsapp_from": given}
    with pytest.raises(SettingsError, match="TWILIO_WHATSAPP_FROM"):
        load_settings(_env_file=None, **twilio)


def test_a_message_to_a_number_that_is_none_of_ours_is_refused(
    client: FlaskClient, shop: Shop, sender: FakeSender
) -> None:
    for to in ("whatsapp:+14155550101", "whatsapp:+1415523888", "whatsapp:+1415\x00", "messenger:1"):
        assert hears(client, "hello", To=to) == 403
    shop.answers()
    assert sender.accepted == []


def test_a_message_of_another_account_is_refused_even_if_it_is_signed(client: FlaskClient) -> None:
    assert hears(client, "hello", AccountSid="AC" + "9" * 32) == 403
    assert reports(client, "SM1", "sent", AccountSid="AC" + "9" * 32) == 403
    posted = json_request(AUTH_TOKEN, BASE, "/webhooks/twilio/status", {"AccountSid": None, "MessageSid": "SM1"})
    assert client.post(posted.path, data=posted.body, headers=posted.headers).status_code == 403


def test_statuses_come_from_our_number_to_the_customer_s_and_are_applied(
    client: FlaskClient, shop: Shop, sender: FakeSender, services: Services
) -> None:
    hears(client, "good day", From=RUI, To=SECOND)
    shop.answers()
    ((provider_id, _),) = sender.accepted
    assert reports(client, provider_id, "delivered") == 204
    assert status_of(services) is DeliveryStatus.DELIVERED
    assert reports(client, provider_id, "read", From="whatsapp:+14155550199") == 204  # a number that was ours then
    assert status_of(services) is DeliveryStatus.READ


def status_of(services: Services) -> DeliveryStatus:
    with services.database.reading() as session:
        return DeliveryStatus(session.query(Delivery).one().status)


def test_a_status_of_a_message_that_is_not_ours_changes_nothing(client: FlaskClient, services: Services) -> None:
    assert reports(client, "SMunknown", "delivered") == 204
    assert reports(client, "SMunknown", "exploded") == 204
    with services.database.transaction() as session:
        report = report_status(session, "SMunknown", "exploded", None, services.clock.now())
    assert report == StatusReport()


def test_stop_at_one_number_stops_both(client: FlaskClient, shop: Shop, sender: FakeSender) -> None:
    assert hears(client, "hi", To=SECOND) == 204
    assert hears(client, "STOP") == 204
    shop.answers()
    assert hears(client, "hi again", To=SECOND) == 204
    shop.answers()
    assert [message.sender for _, message in sender.accepted] == [SHOP]
