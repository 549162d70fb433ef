"""Twilio's parameters, read: every kind of message, whatever is missing, new or senseless."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incoming import MOST_MEDIA, read_incoming
from memory.details import Location, Referral
from memory.messages import IncomingMessage
from memory.models import MessageKind
from tests.shop import ANA, SHOP


def read(**parameters: str) -> IncomingMessage:
    incoming = read_incoming({"MessageSid": "SM1", "From": ANA, "To": SHOP, **parameters})
    assert incoming is not None
    return incoming


def attached(content_type: str, **parameters: str) -> dict[str, str]:
    return {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m", "MediaContentType0": content_type, **parameters}


@pytest.mark.parametrize(
    ("parameters", "kind"),
    [
        ({"Body": "hi", "MessageType": "text"}, MessageKind.TEXT),
        ({"Body": "hi"}, MessageKind.TEXT),
        ({"Body": "hi", "MessageType": "hologram"}, MessageKind.TEXT),
        (attached("audio/ogg; codecs=opus", MessageType="audio"), MessageKind.VOICE),
        (attached("audio/ogg"), MessageKind.VOICE),
        (attached("image/jpeg", MessageType="image", Body="this one?"), MessageKind.IMAGE),
        (attached("image/png", MessageType="text"), MessageKind.IMAGE),
        (attached("image/webp", MessageType="sticker"), MessageKind.STICKER),
        (attached("video/mp4"), MessageKind.VIDEO),
        (attached("application/pdf"), MessageKind.DOCUMENT),
        (attached(""), MessageKind.DOCUMENT),
        (attached("text/vcard"), MessageKind.CONTACT),
        ({"MessageType": "contacts"}, MessageKind.CONTACT),
        ({"Latitude": "38.71", "Longitude": "-9.13"}, MessageKind.LOCATION),
        ({"MessageType": "reaction", "Body": "👍", "OriginalRepliedMessageSid": "SM0"}, MessageKind.REACTION),
        ({"MessageType": "button", "ButtonText": "Yes", "Body": "Yes"}, MessageKind.BUTTON),
        ({"MessageType": "interactive", "ButtonPayload": "yes"}, MessageKind.BUTTON),
        ({"MessageType": "interactive", "ListId": "r7", "ListTitle": "Rings"}, MessageKind.LIST_PICK),
        ({"MessageType": "order"}, MessageKind.UNSUPPORTED),
        ({"MessageType": "text", "Body": ""}, MessageKind.UNSUPPORTED),
        ({}, MessageKind.UNSUPPORTED),
    ],
)
def test_the_kind_of_a_message_is_told_by_what_it_brings(parameters: dict[str, str], kind: MessageKind) -> None:
    assert read(**parameters).kind is kind


def test_a_button_that_says_nothing_else_says_its_text() -> None:
    assert read(MessageType="button", Body="", ButtonText="Yes, order it", ButtonPayload="order-7").text == (
        "Yes, order it"
    )
    assert read(ListTitle="Rings", ListId="r7").text == "Rings"
    assert read(ListTitle="Rings", ListId="r7").details.payload == "r7"


def test_the_older_name_of_a_messages_id_will_do() -> None:
    incoming = read_incoming({"From": ANA, "SmsMessageSid": "SM1", "Body": "hi"})
    assert incoming is not None
    assert incoming.provider_id == "SM1"


def test_a_place_is_read_with_its_name_and_address() -> None:
    read_place = read(Latitude="38.71", Longitude="-9.13", Label="Home", Address="Rua Augusta 1").details.location
    assert read_place == Location(latitude=38.71, longitude=-9.13, label="Home", address="Rua Augusta 1")


@pytest.mark.parametrize("latitude", ["north", "", "nan", "inf", "91", "\x00"])
def test_a_senseless_place_is_none(latitude: str) -> None:
    assert read(Latitude=latitude, Longitude="-9.13", Body="here").details.location is None


def test_the_ad_that_a_customer_came_from_is_read() -> None:
    parameters = {
        "ReferralHeadline": "Rings for Valentine’s",
        "ReferralBody": "20 new rings",
        "ReferralSourceType": "ad",
        "ReferralSourceId": "120",
        "ReferralSourceUrl": "https://fb.me/x",
        "ReferralCtwaClid": "ARk",
    }
    expected = Referral(
        headline="Rings for Valentine’s",
        body="20 new rings",
        source_type="ad",
        source_id="120",
        source_url="https://fb.me/x",
        click_id="ARk",
    )
    assert read(Body="hi", **parameters).details.referral == expected
    assert read(Body="hi").details.referral is None


def test_channel_metadata_stands_in_for_parameters_that_are_not_there() -> None:
    context = {"ButtonText": "Yes", "Forwarded": True, "ProfileName": "Ana", "Body": "not this one"}
    incoming = read(Body="hi", ChannelMetadata=json.dumps({"type": "whatsapp", "data": {"context": context}}))
    assert (incoming.kind, incoming.customer_name, incoming.text) == (MessageKind.BUTTON, "Ana", "hi")
    assert incoming.details.is_forwarded


@pytest.mark.parametrize("metadata", ["{", "[]", "7", "null", '{"data": null}', '{"data": {"context": 3}}', "[" * 9000])
def test_senseless_channel_metadata_is_passed_over(metadata: str) -> None:
    assert read(Body="hi", ChannelMetadata=metadata).text == "hi"


def test_all_files_of_a_message_are_read_whatever_their_number_is_said_to_be() -> None:
    files = {f"MediaUrl{number}": f"https://api.twilio.com/{number}" for number in range(30)}
    assert len(read(NumMedia="nonsense", **files).media) == MOST_MEDIA


def test_a_reaction_wants_no_answer_and_everything_else_does() -> None:
    assert not read(MessageType="reaction", Body="👍").wants_answer
    assert read(MessageType="sticker").wants_answer


NAMES = (
    "MessageType Body MediaUrl0 MediaContentType0 Latitude Longitude Label ChannelMetadata ButtonText ListId"
    " ReferralBody OriginalRepliedMessageSid Forwarded NumMedia New"
)
names = st.sampled_from(NAMES.split())
values: st.SearchStrategy[Any] = st.one_of(st.text(max_size=30), st.integers(), st.none(), st.just({"a": 1}))


@given(parameters=st.dictionaries(names, values))
def test_no_parameters_are_refused(parameters: dict[str, Any]) -> None:
    incoming = read_incoming({"MessageSid": "SM1", "From": ANA, **parameters})
    assert incoming is not None
    assert incoming.kind in set(MessageKind)
