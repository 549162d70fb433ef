"""Twilio's endpoints: what is signed is recorded once, what is not is refused, nothing is ever a 500."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bot import create_app
from bot.services import Services
from bot.settings import Settings
from memory.database import Database
from memory.leases import Work
from memory.models import Customer, Message
from tests.conftest import AUTH_TOKEN
from tests.fakes import FakeLanguageModel, FakeSender, RecordingQueueing
from tests.shop import ANA, SHOP, Shop, sid

PATH = "/webhooks/twilio/messages"
URL = f"https://shop.example{PATH}"


def parameters(**changes: Any) -> dict[str, Any]:
    return {
        "MessageSid": sid(),
        "AccountSid": "AC" + "0" * 32,
        "From": ANA,
        "To": SHOP,
        "Body": "hello",
        "NumMedia": "0",
        "MessageType": "text",
        "ProfileName": "Ana",
        "WaId": "351910000001",
        **changes,
    }


def signature(form: dict[str, Any], url: str = URL, token: str = AUTH_TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def post(client: FlaskClient, form: dict[str, Any], path: str = PATH) -> int:
    url = f"https://shop.example{path}"
    return client.post(path, data=form, headers=signature(form, url)).status_code


def messages(services: Services) -> list[Message]:
    with services.database.reading() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_signed_message_is_recorded_with_all_its_parameters_and_a_worker_is_woken(
    client: FlaskClient, services: Services, queueing: RecordingQueueing
) -> None:
    form = parameters(SomethingNew="kept", Body="olá 👋")
    assert post(client, form) == 204
    (message,) = messages(services)
    assert (message.text, message.provider_id, message.raw) == ("olá 👋", form["MessageSid"], form)
    assert Work.REPLY in queueing.woken
    assert len(queueing.timers) == 1


def test_no_model_and_no_provider_is_asked_in_the_request(
    client: FlaskClient, model: FakeLanguageModel, sender: FakeSender
) -> None:
    post(client, parameters())
    assert (model.reply_requests, sender.accepted) == ([], [])


def test_the_same_webhook_50_times_in_parallel_is_one_row_and_one_answer(
    app: Flask, services: Services, shop: Shop, sender: FakeSender
) -> None:
    form = parameters()
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: post(app.test_client(), form), range(50)))
    assert statuses == [204] * 50
    assert len(messages(services)) == 1
    shop.answers()
    assert sender.texts == ["You said: hello"]


def test_many_new_customers_at_once_are_all_recorded_apart(app: Flask, services: Services) -> None:
    forms = [parameters(From=f"whatsapp:+35191000{number // 2:04d}") for number in range(40)]
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda form: post(app.test_client(), form), forms)) == {204}
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 20
        assert session.scalar(select(func.count()).select_from(Message)) == 40


def test_a_sender_without_a_phone_number_is_a_customer_too(client: FlaskClient, services: Services) -> None:
    form = parameters(From="whatsapp:US.ABC123xyz", ExternalUserId="whatsapp:US.ABC123xyz", WaId="")
    assert post(client, form) == 204
    assert post(client, parameters(ExternalUserId="whatsapp:US.ABC123xyz")) == 204
    assert len({message.customer_id for message in messages(services)}) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"Body": ""},
        {"Body": "NUL \x00 here"},
        {"Body": "x" * 60_000},
        {"From": ""},
        {"From": "whatsapp:"},
        {"MessageSid": ""},
        {"MessageSid": "S" * 300},
        {"ProfileName": "{{7*7}}<script>"},
        {"ProfileName": "n" * 5_000},
        {"MessageType": "t" * 500},
        {"To": ""},
        {"MessageSid": "SM\x007"},
        {"MessageType": "text\x00"},
    ],
)
def test_odd_but_signed_messages_are_taken_without_an_error(client: FlaskClient, changes: dict[str, str]) -> None:
    assert post(client, parameters(**changes)) == 204


def test_while_the_database_is_away_twilio_is_asked_to_try_again_and_nothing_is_lost(
    client: FlaskClient, services: Services, settings: Settings
) -> None:
    form = parameters()
    away = replace(services, database=Database("sqlite:////no/such/folder/rapport.db"))
    assert post(create_app(settings, away).test_client(), form) == 503
    assert post(client, form) == 204
    assert len(messages(services)) == 1


def test_a_status_for_an_unknown_message_is_taken(client: FlaskClient) -> None:
    assert post(client, {"MessageSid": "SMunknown", "MessageStatus": "sent"}, "/webhooks/twilio/status") == 204


def test_a_status_without_a_message_is_taken(client: FlaskClient) -> None:
    assert post(client, {"Nothing": "known"}, "/webhooks/twilio/status") == 204


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=8), signed=st.booleans())
def test_no_body_is_ever_an_error_of_ours(client: FlaskClient, form: dict[str, str], signed: bool) -> None:
    form = {key: value for key, value in form.items() if key.isprintable()}
    try:
        headers = signature(form) if signed else {}
        status = client.post(PATH, data=form, headers=headers).status_code
    except UnicodeEncodeError:
        return  # a lone surrogate cannot be sent at all
    assert status in {204, 403}


class BrokenClock:
    """Stands for whatever nobody foresaw."""

    def now(self) -> datetime:
        raise RuntimeError("a customer's words")


def test_a_fault_of_ours_asks_twilio_to_send_the_message_again(services: Services) -> None:
    message = parameters()
    broken = create_app(services.settings, replace(services, clock=BrokenClock()))
    assert post(broken.test_client(), message) == 503
    assert post(create_app(services.settings, services).test_client(), message) == 204
    assert len(messages(services)) == 1
