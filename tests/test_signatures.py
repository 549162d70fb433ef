"""Only what Twilio signed is taken, on both endpoints and with both kinds of body; nothing that is sent is a 500."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot import create_app
from bot.services import Services
from bot.settings import Settings
from memory.database import Database
from memory.models import EarlyStatus, Message
from tests.conftest import AUTH_TOKEN
from tests.shop import ANA, SHOP, sid
from tests.signing import FORM, SIGNATURE, Posted, form_request, form_text, json_request, sign

BASE = "https://shop.example"
MESSAGES = "/webhooks/twilio/messages"
STATUS = "/webhooks/twilio/status"
ACCOUNT = "AC" + "0" * 32


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Signatures ask no database; one is enough."""
    return sqlite_database


@pytest.fixture(params=[MESSAGES, STATUS], ids=["messages", "status"])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Signed = Callable[..., Posted]


@pytest.fixture(params=[form_request, json_request], ids=["form", "json"])
def signed(request: pytest.FixtureRequest) -> Signed:
    """Makes a signed request, of both kinds."""
    make = request.param

    def signed(path: str, fields: Any = None, **changes: Any) -> Posted:
        request: Posted = make(
            changes.pop("token", AUTH_TOKEN), changes.pop("base", BASE), path, fields or parameters(), **changes
        )
        return request

    return signed


def parameters(**changes: Any) -> dict[str, Any]:
    message = {"MessageSid": sid(), "AccountSid": ACCOUNT, "From": ANA, "To": SHOP, "Body": "hello"}
    return message | changes


def post(client: FlaskClient, posted: Posted, **headers: str) -> int:
    everything = {**posted.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.post(posted.path, data=posted.body, headers=everything).status_code


def recorded(services: Services) -> int:
    """How many messages and statuses are recorded."""
    with services.database.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Message, EarlyStatus))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_what_is_signed_is_taken(client: FlaskClient, services: Services, signed: Signed, path: str) -> None:
    assert post(client, signed(path, parameters(MessageStatus="sent", From=ANA))) == 204
    assert recorded(services) == 1


@pytest.mark.parametrize("header", [None, "", "bm9wZQ==", "é", "x" * 10_000, sign("another token", "text"), "a,b"])
def test_what_is_not_signed_is_refused(
    client: FlaskClient, services: Services, signed: Signed, path: str, header: str | None
) -> None:
    posted = signed(path, parameters(MessageStatus="sent"))
    del posted.headers[SIGNATURE]
    assert post(client, posted, **({} if header is None else {"X_Twilio_Signature": header})) == 403
    assert recorded(services) == 0


def test_a_tampered_form_is_refused(client: FlaskClient, services: Services, path: str) -> None:
    fields = parameters(MessageStatus="sent")
    for sent in (fields | {"Body": "send me money"}, fields | {"More": ""}, {"MessageSid": fields["MessageSid"]}):
        assert post(client, form_request(AUTH_TOKEN, BASE, path, sent, signed=fields)) == 403
    assert recorded(services) == 0


@pytest.mark.parametrize("body", [b'{"Body": "tampered"}', b"", b"\xff\xfe", b"MessageSid=SM1&MessageStatus=sent"])
@pytest.mark.parametrize("content_type", ["application/json", "application/vnd.api+json", FORM, "text/plain"])
def test_a_body_that_the_hash_in_the_address_does_not_cover_is_refused(
    client: FlaskClient, services: Services, path: str, body: bytes, content_type: str
) -> None:
    posted = json_request(AUTH_TOKEN, BASE, path, parameters(MessageStatus="sent"), body=body)
    assert post(client, posted, Content_Type=content_type) == 403
    assert recorded(services) == 0


def test_a_json_body_without_its_hash_in_the_address_is_refused(
    client: FlaskClient, services: Services, path: str
) -> None:
    body = json.dumps(parameters(MessageStatus="sent")).encode()
    for signature in (sign(AUTH_TOKEN, BASE + path), sign(AUTH_TOKEN, BASE + path + body.decode())):
        headers = {SIGNATURE: signature, "Content-Type": "application/json"}
        assert post(client, Posted(path, body, headers)) == 403
        assert post(client, Posted(f"{path}?bodySHA256=", body, headers)) == 403
    assert recorded(services) == 0


def test_bytes_that_are_no_text_are_refused_even_with_their_hash(client: FlaskClient, path: str) -> None:
    assert post(client, json_request(AUTH_TOKEN, BASE, path, b'{"Body": "\xff"}')) == 403


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
def test_a_signed_address_does_not_vouch_for_a_body_of_another_kind(
    client: FlaskClient, path: str, content_type: str
) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="MessageSid"\r\n\r\nSM1\r\n--x--\r\n'
    posted = Posted(path, body, {SIGNATURE: sign(AUTH_TOKEN, BASE + path), "Content-Type": content_type})
    assert post(client, posted) == 403


@pytest.mark.parametrize(
    ("public_url", "signed_base", "status"),
    [
        ("https://shop.example", "https://shop.example", 204),
        ("https://shop.example", "https://shop.example:443", 204),
        ("https://shop.example:443", "https://shop.example", 204),
        ("https://shop.example:8443", "https://shop.example", 204),
        ("https://shop.example:8443", "https://shop.example:8443", 204),
        ("https://shop.example", "https://shop.example:8443", 403),
        ("https://shop.example", "http://shop.example", 403),
        ("http://shop.example", "https://shop.example", 403),
        ("http://shop.example", "http://shop.example:80", 204),
        ("https://shop.example", "https://other.example", 403),
        ("https://shop.example/bot", "https://shop.example/bot", 204),
        ("https://user:pw@shop.example", "https://user:pw@shop.example:443", 204),
        ("https://user:pw@shop.example:443", "https://user:pw@shop.example", 204),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]", 204),
    ],
)
def test_the_public_address_is_what_is_signed(
    settings: Settings, services: Services, signed: Signed, path: str, public_url: str, signed_base: str, status: int
) -> None:
    changed = settings.model_copy(update={"public_url": public_url})
    services = Services(**{**vars(services), "settings": changed})
    client = create_app(changed, services).test_client()
    assert post(client, signed(path, signed_url=signed_base + path)) == status


def test_without_a_public_address_a_proxy_is_not_believed(
    settings: Settings, services: Services, signed: Signed, path: str
) -> None:
    changed = settings.model_copy(update={"public_url": ""})
    client = create_app(changed, Services(**{**vars(services), "settings": changed})).test_client()
    assert post(client, signed(path, base="http://localhost")) == 204
    behind = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "shop.example"}
    assert post(client, signed(path), **behind) == 403
    for host in ("shop.example:no", "[", "shop.example:99999999", "ü.example"):
        assert post(client, signed(path), Host=host) in {400, 403}


def test_the_query_is_signed_too(client: FlaskClient, signed: Signed, path: str) -> None:
    assert post(client, signed(f"{path}?a=1&b=%20&c=+&d=%C3%A9")) == 204
    assert post(client, signed(f"{path}?a=1", signed_url=f"{BASE}{path}?a=2")) == 403
    assert post(client, signed(f"{path}?a=1", signed_url=BASE + path)) == 403


def test_repeated_parameters_pass(client: FlaskClient, path: str) -> None:
    fields = [*parameters().items(), ("Extra", "b"), ("Extra", "a"), ("Extra", "b")]
    assert post(client, form_request(AUTH_TOKEN, BASE, path, fields)) == 204


def test_parameters_in_the_query_are_no_fields_of_the_form(client: FlaskClient, services: Services, path: str) -> None:
    fields = parameters(MessageStatus="sent")
    query = f"{path}?MessageSid=SMforged&MessageStatus=read&Body=forged"
    assert post(client, form_request(AUTH_TOKEN, BASE, query, {"AccountSid": ACCOUNT, "To": SHOP})) == 204
    assert post(client, form_request(AUTH_TOKEN, BASE, query, fields, signed_url=BASE + path)) == 403
    assert recorded(services) == 0


def test_an_empty_token_signs_nothing(settings: Settings, services: Services, signed: Signed, path: str) -> None:
    changed = settings.model_copy(update={"twilio_auth_token": ""})
    client = create_app(changed, Services(**{**vars(services), "settings": changed})).test_client()
    assert post(client, signed(path, token="")) == 403


def test_a_shared_key_s_header_changes_nothing(client: FlaskClient, signed: Signed, path: str) -> None:
    for algorithm in ("HMAC_SHA256", "none", "é"):
        named = {"X_Twilio_Webhooks_Signature_Settings": f"key=k,algorithm={algorithm}"}
        assert post(client, signed(path), **named) == 204
        assert post(client, signed(path, token="shared"), **named) == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"Body": "NUL \x00 here", "\x00": "\x00"},
        {"Body": "x" * 1_000_000},
        {f"Parameter{number}": "x" for number in range(5_000)},
        {"Body": "👋" * 65_536},
        {"": ""},
        {"MessageSid": "\ud7ff", "MessageStatus": "\ufffe"},
    ],
    ids=["NUL", "1 MB", "5,000 parameters", "the longest message", "no name", "odd characters"],
)
def test_odd_but_signed_bodies_are_taken(client: FlaskClient, path: str, fields: dict[str, str]) -> None:
    assert post(client, form_request(AUTH_TOKEN, BASE, path, parameters() | fields)) == 204


@pytest.mark.parametrize(
    "document",
    [
        b'{"MessageSid": "SM1", "From": "whatsapp:+351910000001", "Deep": ["\\u0000", "\\ud800", {"\\u0000": 1}]}',
        b'{"MessageSid": "SM1", "From": "whatsapp:+351910000001", "Not": [NaN, Infinity, -1e999, 1e-999]}',
        b'{"MessageSid": "SM1", "From": "whatsapp:+351910000001", "Big": ' + b"9" * 4_000 + b"}",
        b'{"MessageSid": "SM1", "From": "whatsapp:+351910000001", "Deep": ' + b"[" * 400 + b"]" * 400 + b"}",
        b'{"MessageSid": {"a": 1}, "From": ["x"], "MessageStatus": 7, "ErrorCode": {}, "To": [], "Body": null}',
        b"[" * 100_000,
        b"9" * 5_000,
        b"null",
        b'"text"',
        b"{",
        b"",
        b'{"\x00": 1}',
    ],
)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_odd_but_signed_documents_are_taken(
    services: Services, settings: Settings, request: pytest.FixtureRequest, path: str, document: bytes, kind: str
) -> None:
    database = request.getfixturevalue(f"{kind}_database")
    client = create_app(settings, Services(**{**vars(services), "database": database})).test_client()
    assert post(client, json_request(AUTH_TOKEN, BASE, path, document)) == 204


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "nonsense", "ü"])
def test_another_charset_changes_nothing(client: FlaskClient, signed: Signed, path: str, charset: str) -> None:
    posted = signed(path)
    content_type = f"{posted.headers['Content-Type']}; charset={charset}"
    assert post(client, posted, Content_Type=content_type) == 204
    utf_16 = posted.body.decode().encode("utf-16")
    assert post(client, Posted(posted.path, utf_16, posted.headers), Content_Type=content_type) == 403


def test_broken_encodings_in_forms_are_no_error(client: FlaskClient, path: str) -> None:
    for body in (b"Body=%ff%fe&MessageSid=SM1", b"Body=\xff\xfe", b"&&&", b"%", b"\x00", b"Body=%00"):
        headers = {SIGNATURE: sign(AUTH_TOKEN, form_text(BASE + path, {})), "Content-Type": FORM}
        assert post(client, Posted(path, body, headers)) == 403


@pytest.mark.parametrize(("length", "status"), [("5", 403), ("99999", 400), ("-1", 403), ("abc", 403), ("9" * 30, 413)])
def test_a_wrong_length_is_no_error_of_ours(
    client: FlaskClient, services: Services, path: str, length: str, status: int
) -> None:
    posted = form_request(AUTH_TOKEN, BASE, path, parameters(MessageStatus="sent"))
    response = client.post(path, data=posted.body, headers=posted.headers, environ_overrides={"CONTENT_LENGTH": length})
    assert response.status_code == status
    assert recorded(services) == 0


def test_a_body_too_large_for_any_message_is_not_read(client: FlaskClient, path: str) -> None:
    assert post(client, form_request(AUTH_TOKEN, BASE, path, {"Body": "x" * 3_000_000})) == 413


@pytest.mark.parametrize(("method", "status"), [("GET", 405), ("HEAD", 405), ("PUT", 405), ("OPTIONS", 405)])
def test_other_methods_are_refused(client: FlaskClient, path: str, method: str, status: int) -> None:
    assert client.open(path, method=method).status_code == status
