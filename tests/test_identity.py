"""Who writes, as webhooks of 2026 tell it: business-scoped ids, usernames, numbers hidden, revealed and changed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.services import Services
from memory.customers import find_customer, identifiers_of
from memory.identifiers import parse_identifier
from memory.models import Customer, CustomerMerge, Message
from memory.versions import head_of
from tests.conftest import AUTH_TOKEN
from tests.fakes import FakeLanguageModel, FakeSender, update
from tests.shop import SHOP, Shop, sid
from tests.signing import form_request

PHONE = "whatsapp:+14155550111"
SCOPED = "whatsapp:US.ABC123XYZ"
PARENT = "whatsapp:US.ENT.11815799212886844830"
ACCOUNT = "AC" + "0" * 32


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def hears(client: FlaskClient, from_: str, text: str = "hello", **fields: str) -> None:
    message = {"MessageSid": sid(), "AccountSid": ACCOUNT, "From": from_, "To": SHOP, "Body": text} | fields
    posted = form_request(AUTH_TOKEN, "https://shop.example", "/webhooks/twilio/messages", message)
    assert client.post(posted.path, data=posted.body, headers=posted.headers).status_code == 204


def writers(services: Services) -> list[int]:
    """Whose each message is, in the order they came."""
    with services.database.reading() as session:
        return list(session.scalars(select(Message.customer_id).order_by(Message.id)))


def names(services: Services, name: str) -> set[str]:
    """All names of the customer with this one."""
    with services.database.reading() as session:
        customer = find_customer(session, parse_identifier(name))
        assert customer is not None
        return {identifier.value for identifier in identifiers_of(session, customer.id)}


def test_a_sender_without_a_phone_number_is_answered_at_the_business_scoped_id(
    client: FlaskClient, shop: Shop, sender: FakeSender
) -> None:
    hears(client, SCOPED, ExternalUserId=SCOPED, ProfileUsername="ana.b", WaId="")
    shop.answers()
    ((_, message),) = sender.accepted
    assert (message.sender, message.recipient) == (SHOP, SCOPED)
    assert names(shop.services, SCOPED) == {"US.ABC123XYZ"}
    with shop.services.database.reading() as session:
        assert session.scalar(select(Customer.display_name)) == "ana.b"


def test_a_number_revealed_later_merges_once_and_keeps_what_was_remembered(
    client: FlaskClient, shop: Shop, model: FakeLanguageModel, sender: FakeSender
) -> None:
    hears(client, PHONE, "I only wear silver")
    shop.answers()
    wish = {"field": "preferences", "text": "silver", "message": 1, "quote": "I only wear silver"}
    model.updates.append(update(wish))
    shop.falls_silent()
    hears(client, SCOPED, "hello again", ExternalUserId=SCOPED)
    for _ in range(3):
        hears(client, PHONE, "it is me", ExternalUserId=SCOPED)
    with shop.services.database.reading() as session:
        assert len(session.scalars(select(CustomerMerge)).all()) == 1
        customer = find_customer(session, parse_identifier(SCOPED))
        assert customer is not None
        assert [fact.text for fact in head_of(session, customer.id).profile.of("preferences")] == ["silver"]
    assert names(shop.services, PHONE) == {"+14155550111", "US.ABC123XYZ"}
    shop.answers()
    assert sender.accepted[-1][1].recipient == PHONE


def test_a_number_hidden_later_is_still_the_same_customer_answered_where_they_wrote_from(
    client: FlaskClient, shop: Shop, sender: FakeSender
) -> None:
    hears(client, PHONE, ExternalUserId=SCOPED)
    shop.answers()
    hears(client, SCOPED, ExternalUserId=SCOPED)
    shop.answers()
    assert len(set(writers(shop.services))) == 1
    assert [message.recipient for _, message in sender.accepted] == [PHONE, SCOPED]


def test_a_changed_number_with_the_same_id_stays_one_customer(client: FlaskClient, services: Services) -> None:
    hears(client, PHONE, ExternalUserId=SCOPED)
    hears(client, "whatsapp:+14155550122", ExternalUserId=SCOPED)
    assert len(set(writers(services))) == 1
    assert names(services, SCOPED) == {"+14155550111", "+14155550122", "US.ABC123XYZ"}


def test_a_number_seen_with_another_id_is_a_new_customer_and_the_team_is_asked(
    client: FlaskClient, services: Services
) -> None:
    hears(client, PHONE, ExternalUserId=SCOPED)
    hears(client, PHONE, ExternalUserId="whatsapp:US.SOMEBODYELSE")
    first, second = writers(services)
    assert first != second
    with services.database.reading() as session:
        flagged = session.get_one(Customer, second)
        assert "merge them" in (flagged.flag_reason or "")


def test_an_id_and_a_number_that_both_changed_are_a_new_customer(client: FlaskClient, services: Services) -> None:
    hears(client, PHONE, ExternalUserId=SCOPED)
    hears(client, "whatsapp:+14155550122", ExternalUserId="whatsapp:US.REGENERATED")
    assert len(set(writers(services))) == 2


def test_ids_of_two_portfolios_are_one_customer_where_the_parent_id_proves_it(
    client: FlaskClient, services: Services
) -> None:
    other = "whatsapp:US.OTHERPORTFOLIO"
    hears(client, SCOPED, ExternalUserId=SCOPED, ParentExternalUserId=PARENT)
    hears(client, other, ExternalUserId=other, ParentExternalUserId=PARENT)
    hears(client, PHONE, ExternalUserId=other, ParentExternalUserId=PARENT)
    hears(client, PHONE)
    assert len(set(writers(services))) == 1
    everything = {"+14155550111", "US.ABC123XYZ", "US.OTHERPORTFOLIO", "US.ENT.11815799212886844830"}
    assert names(services, PHONE) == everything


def test_a_parent_id_that_turns_up_later_is_no_contradiction(client: FlaskClient, services: Services) -> None:
    hears(client, PHONE, ExternalUserId=SCOPED)
    hears(client, PHONE, ExternalUserId=SCOPED, ParentExternalUserId=PARENT)
    hears(client, PARENT)
    assert len(set(writers(services))) == 1


def test_another_parent_id_at_the_same_number_is_a_stranger(client: FlaskClient, services: Services) -> None:
    hears(client, PHONE, ExternalUserId=SCOPED, ParentExternalUserId=PARENT)
    other = {"ExternalUserId": "whatsapp:US.NEW", "ParentExternalUserId": "whatsapp:US.ENT.1"}
    for _ in range(2):
        hears(client, PHONE, **other)
    first, second, third = writers(services)
    assert first != second == third
    assert names(services, "whatsapp:US.NEW") == {"US.NEW", "US.ENT.1"}


def test_a_username_names_nobody_because_it_can_be_given_away(client: FlaskClient, services: Services) -> None:
    hears(client, SCOPED, ExternalUserId=SCOPED, Username="ana")
    hears(client, "whatsapp:PT.ZZZ", ExternalUserId="whatsapp:PT.ZZZ", Username="ana")
    assert len(set(writers(services))) == 2


@pytest.mark.parametrize("kind", ["user_changed_user_id", "user_changed_number"])
def test_a_system_message_about_a_changed_id_is_kept_whole(client: FlaskClient, services: Services, kind: str) -> None:
    metadata = f'{{"type": "whatsapp", "data": {{"system": {{"type": "{kind}", "previous_user_id": "US.OLD"}}}}}}'
    hears(client, SCOPED, "", ExternalUserId=SCOPED, MessageType="system", ChannelMetadata=metadata)
    with services.database.reading() as session:
        message = session.scalars(select(Message)).one()
    assert (message.kind, (message.raw or {})["ChannelMetadata"]) == ("system", metadata)


@pytest.mark.parametrize("odd", ["", "whatsapp:", "US.", "US.!!", "x" * 400, "a\x00b", "whatsapp:1.2.3"])
def test_an_unexpected_id_beside_a_known_number_never_refuses_the_message(
    client: FlaskClient, services: Services, odd: str
) -> None:
    hears(client, PHONE, ExternalUserId=odd, ParentExternalUserId=odd, NewIdentity2027=odd)
    hears(client, PHONE)
    assert len(set(writers(services))) == 1
