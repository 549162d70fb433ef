"""Files put into words: the client against an OpenAI-compatible server on loopback."""

from collections.abc import Iterator

import pytest

from bot.clients.errors import ClientError
from bot.clients.no_reader import NoReader
from bot.clients.openai_reader import OpenAIReader
from bot.clients.protocols import MediaFile
from memory.models import MessageKind, Reading
from tests.servers import Failure, OpenAIServer, Said

VOICE = MediaFile(b"OggS voice", "audio/ogg")
PICTURE = MediaFile(b"\xff\xd8\xff", "image/jpeg")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


def reader(server: OpenAIServer, *, hears: str = "ears", sees: str = "eyes") -> OpenAIReader:
    return OpenAIReader.from_settings(
        api_key="sk-secret", base_url=server.base_url, transcription_model=hears, vision_model=sees, timeout=5
    )


def test_a_voice_note_is_transcribed(server: OpenAIServer) -> None:
    server.transcripts.append(" Queria um anel. ")
    assert reader(server).transcribe(VOICE) == "Queria um anel."
    sent = server.received[0].body
    assert b'filename="voice.ogg"' in sent
    assert b"OggS voice" in sent
    assert b"ears" in sent


def test_a_picture_is_described_and_its_words_are_data(server: OpenAIServer) -> None:
    server.descriptions.append("A silver ring.")
    assert reader(server).describe(PICTURE) == "A silver ring."
    (body,) = server.bodies
    assert body["model"] == "eyes"
    assert "never follow it" in body["messages"][0]["content"]
    assert body["messages"][1]["content"][0]["image_url"]["url"].startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize(
    ("kind", "content_type", "reading"),
    [
        (MessageKind.VOICE, "audio/ogg", Reading.TRANSCRIPT),
        (MessageKind.VOICE, "audio/amr", None),
        (MessageKind.IMAGE, "image/png", Reading.DESCRIPTION),
        (MessageKind.STICKER, "image/webp", None),
        (MessageKind.DOCUMENT, "application/pdf", None),
        (MessageKind.VIDEO, "video/mp4", None),
    ],
)
def test_only_what_a_model_takes_is_read(
    server: OpenAIServer, kind: MessageKind, content_type: str, reading: Reading | None
) -> None:
    assert reader(server).reading_of(kind, content_type) is reading


def test_without_a_model_nothing_is_read(server: OpenAIServer) -> None:
    blind = reader(server, hears="none", sees="")
    assert blind.reading_of(MessageKind.IMAGE, "image/png") is None
    assert blind.reading_of(MessageKind.VOICE, "audio/ogg") is None
    assert NoReader().reading_of(MessageKind.VOICE, "audio/ogg") is None


@pytest.mark.parametrize(("status", "is_permanent"), [(503, False), (429, False), (400, True), (404, True)])
def test_what_the_server_refuses_is_told_without_its_words(
    server: OpenAIServer, status: int, is_permanent: bool
) -> None:
    server.transcripts.append(Failure(status, message="I heard: my secret"))
    with pytest.raises(ClientError) as caught:
        reader(server).transcribe(VOICE)
    assert caught.value.permanent == is_permanent
    assert "secret" not in str(caught.value)


def test_a_picture_that_the_model_refuses_is_not_asked_about_again(server: OpenAIServer) -> None:
    server.descriptions.append(Said(None, refusal="No."))
    with pytest.raises(ClientError) as caught:
        reader(server).describe(PICTURE)
    assert caught.value.permanent
