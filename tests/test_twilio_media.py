"""Fetching attached files: from Twilio's hosts alone, with credentials for the first of them, and never too much."""

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import responses

from bot.clients.errors import ClientError
from bot.clients.media_types import MOST_BYTES, MOST_IMAGE_BYTES, known_type
from bot.clients.protocols import MediaFile
from bot.clients.twilio_media import MOST_REDIRECTS, NotAllowed, TwilioMedia
from tests.servers import LoopbackServer, Received, Response, TwilioServer
from tests.twilio_server import ACCOUNT_SID, AUTH_TOKEN

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 100
OGG = b"OggS" + b"\x00" * 100
PICTURE = Response(content=JPEG, content_type="image/jpeg")
PACKED = Response(content=gzip.compress(JPEG), content_type="image/jpeg", headers={"Content-Encoding": "gzip"})


class Elsewhere(LoopbackServer):
    """A server that is not Twilio's. Whatever it is asked, it was asked too much."""

    def respond(self, received: Received) -> Response:
        return PICTURE


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with TwilioServer() as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        yield server


def fetcher(base_url: str | None = None, *, seconds: float = 5) -> TwilioMedia:
    return TwilioMedia(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, base_url=base_url, seconds=seconds)


def fetch(twilio: TwilioServer, response: Response, declared_type: str = "image/jpeg", seconds: float = 5) -> MediaFile:
    return fetcher(twilio.url, seconds=seconds).fetch(twilio.add_media(response), declared_type)


def refusal(twilio: TwilioServer, response: Response, declared_type: str = "image/jpeg") -> ClientError:
    with pytest.raises(ClientError) as caught:
        fetch(twilio, response, declared_type)
    return caught.value


def test_a_file_is_fetched_with_credentials_that_no_redirect_sees(twilio: TwilioServer) -> None:
    assert fetch(twilio, PICTURE) == MediaFile(JPEG, "image/jpeg")
    first, second = twilio.received
    assert first.headers["authorization"].startswith("Basic ")
    assert "authorization" not in second.headers
    assert "cookie" not in second.headers


def test_a_netrc_adds_no_credentials(
    twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    fetch(twilio, PICTURE)
    assert "authorization" not in twilio.received[1].headers


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "https://evil.example/x.jpg",
        "http://api.twilio.com/x",
        "https://api.twilio.com:8443/x",
        "https://api.twilio.com.evil.example/x",
        "https://api.twilio.com@evil.example/x",
        "https://api.twilio.com\\@evil.example/x",
        "https://eviltwiliocdn.com/x",
        "https://s3.amazonaws.com/another-bucket/x",
        "https://my-bucket.s3.amazonaws.com/media.twiliocdn.com/x",
        "file:///etc/passwd",
        "ftp://media.twiliocdn.com/x",
        "https://[::1]/x",
        "https://[nonsense/x",
        "//evil.example/x",
        "https://xn--/x",
    ],
)
def test_a_redirect_to_anywhere_but_twilio_is_not_followed(twilio: TwilioServer, location: str) -> None:
    url = twilio.add_media(PICTURE, leads_to=location)
    with pytest.raises(NotAllowed):
        fetcher(twilio.url).fetch(url, "image/jpeg")
    assert len(twilio.received) == 1


def test_a_redirect_to_another_server_of_this_machine_is_not_followed(
    twilio: TwilioServer, elsewhere: Elsewhere
) -> None:
    url = twilio.add_media(PICTURE, leads_to=f"{elsewhere.url}/x")
    with pytest.raises(NotAllowed):
        fetcher(twilio.url).fetch(url, "image/jpeg")
    assert elsewhere.received == []


def test_redirects_in_a_circle_end(twilio: TwilioServer) -> None:
    circle = Response(status=302, headers={"Location": f"{twilio.url}/stored/round"})
    twilio._media["round"] = circle
    url = twilio.add_media(PICTURE, leads_to=f"{twilio.url}/stored/round")
    with pytest.raises(NotAllowed, match="too often"):
        fetcher(twilio.url).fetch(url, "image/jpeg")
    assert len(twilio.received) == MOST_REDIRECTS + 1


def test_a_name_of_twilios_that_leads_into_a_private_network_is_not_asked(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(elsewhere.url.rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotAllowed, match="private"):
        fetcher().fetch("https://api.twilio.com/x", "image/jpeg")
    assert elsewhere.received == []


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME", True),
        ("https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME", True),
        ("https://mcs.us1.twilio.com/v1/Services/IS/Media/ME", False),
        ("https://mms.twiliocdn.com/AC/ME", False),
        ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC/ME", False),
        ("https://media.twiliocdn.com.s3-external-1.amazonaws.com/AC/ME", False),
    ],
)
@responses.activate
def test_the_key_is_told_to_twilios_api_and_to_none_of_its_stores(url: str, is_told: bool) -> None:
    responses.get(url, body=JPEG, content_type="image/jpeg")
    assert fetcher().fetch(url, "image/jpeg").content == JPEG
    assert ("Authorization" in responses.calls[0].request.headers) == is_told


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response(content=b"<html><script>", content_type="image/jpeg"), "not what it says"),
        (Response(content=b"<html><script>", content_type="text/html"), "not kept"),
        (Response(content=b"<svg/>", content_type="image/svg+xml"), "not kept"),
        (Response(content=b"<html>", content_type="text/plain"), "not what it says"),
        (Response(content=b"MZ\x90", content_type="application/x-msdownload"), "not kept"),
        (
            Response(content=gzip.compress(JPEG), content_type="image/jpeg", headers={"Content-Encoding": "gzip"}),
            "pack",
        ),
        (Response(content=JPEG, content_type="image/jpeg", length=17 * 2**20), "larger"),
        (Response(content=b"OggS" + bytes(MOST_BYTES), content_type="audio/ogg", length=-1), "larger"),
        (Response(content=JPEG + bytes(MOST_IMAGE_BYTES), content_type="image/jpeg", length=-1), "larger"),
        (Response(status=404), "404"),
        (Response(status=410), "410"),
    ],
)
def test_what_may_not_be_kept_is_refused_for_good(twilio: TwilioServer, response: Response, words: str) -> None:
    error = refusal(twilio, response)
    assert error.permanent
    assert words in str(error)


@pytest.mark.parametrize(
    "response",
    [
        Response(status=500),
        Response(status=429),
        Response(status=401),
        Response(dropped=True),
        Response(content=JPEG, content_type="image/jpeg", length=len(JPEG) + 10),
        Response(content=b"", content_type="image/jpeg"),
    ],
)
def test_what_may_pass_is_tried_again(twilio: TwilioServer, response: Response) -> None:
    assert not refusal(twilio, response).permanent


def test_a_file_that_drips_in_is_let_go_in_time(twilio: TwilioServer) -> None:
    started = time.monotonic()
    with pytest.raises(ClientError) as caught:
        fetch(twilio, Response(content=JPEG, content_type="image/jpeg", drips=0.05), seconds=0.4)
    assert not caught.value.permanent
    assert time.monotonic() - started < 3


def test_the_webhooks_type_counts_where_the_server_names_none(twilio: TwilioServer) -> None:
    unnamed = Response(content=OGG, content_type="application/octet-stream")
    assert fetch(twilio, unnamed, "audio/ogg; codecs=opus").content_type == "audio/ogg"


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n..."),
        ("image/webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("audio/ogg; codecs=opus", OGG),
        ("audio/mpeg", b"ID3\x04"),
        ("audio/amr", b"#!AMR\n"),
        ("audio/mp4", b"\x00\x00\x00\x18ftypM4A "),
        ("video/mp4", b"\x00\x00\x00\x18ftypisom"),
        ("application/pdf", b"%PDF-1.7"),
        ("text/vcard", b"BEGIN:VCARD\r\nVERSION:3.0"),
        ("text/plain", "olá".encode()),
    ],
)
def test_a_file_that_is_what_it_says_is_known(content_type: str, content: bytes) -> None:
    kind: Any = known_type(content_type)
    assert kind.is_like(content)
    assert not kind.is_like(b"<!DOCTYPE html><script>alert(1)</script>")
