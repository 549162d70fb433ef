"""Attached files on the pages: shown where that is safe, handed over where it is not, to nobody else."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.clients.errors import ClientError
from bot.clients.protocols import MediaFile
from bot.services import Services
from memory.media import MediaReference, record_media
from memory.models import Media, Message, MessageKind
from tests.admin.pages import page_of, words_of
from tests.fakes import FakeLanguageModel, FakeMedia, MovingClock, update
from tests.shop import Shop

PICTURE = MediaFile(b"\xff\xd8\xff picture", "image/jpeg")
SOUND = MediaFile(b"OggS sound", "audio/ogg")
DOCUMENT = MediaFile(b"%PDF-1.7", "application/pdf")


def attach(shop: Shop, services: Services, media: FakeMedia, kind: MessageKind, file: MediaFile | Exception) -> int:
    """Ana sends a file, and a worker fetches it."""
    media.at["https://api.twilio.com/m"] = file
    recorded = shop.hears("")
    content_type = file.content_type if isinstance(file, MediaFile) else "image/jpeg"
    with services.database.transaction() as session:
        message = session.get_one(Message, recorded.message_id)
        message.kind = kind
        record_media(session, message, [MediaReference("https://api.twilio.com/m", content_type)])
    shop.works()
    with services.database.reading() as session:
        return session.scalars(select(Media.id).order_by(Media.id.desc())).first() or 0


@pytest.mark.parametrize(("kind", "file"), [(MessageKind.IMAGE, PICTURE), (MessageKind.VOICE, SOUND)])
def test_pictures_and_sounds_are_shown_within_the_page(
    seller: FlaskClient, shop: Shop, services: Services, media: FakeMedia, kind: MessageKind, file: MediaFile
) -> None:
    key = attach(shop, services, media, kind, file)
    assert f'src="/admin/files/{key}"' in page_of(seller, "/admin/customers/1/conversation")
    answered = seller.get(f"/admin/files/{key}")
    assert (answered.data, answered.content_type) == (file.content, file.content_type)
    assert answered.headers["Content-Disposition"].startswith("inline")


def test_a_document_is_handed_over_to_be_saved(
    seller: FlaskClient, shop: Shop, services: Services, media: FakeMedia
) -> None:
    key = attach(shop, services, media, MessageKind.DOCUMENT, DOCUMENT)
    assert "Download file-1.pdf (1 KB)" in words_of(page_of(seller, "/admin/customers/1/conversation"))
    answered = seller.get(f"/admin/files/{key}")
    assert answered.headers["Content-Disposition"] == 'attachment; filename="file-1.pdf"'


def test_a_browser_runs_nothing_of_a_file(
    seller: FlaskClient, shop: Shop, services: Services, media: FakeMedia
) -> None:
    key = attach(shop, services, media, MessageKind.IMAGE, PICTURE)
    headers = seller.get(f"/admin/files/{key}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_a_player_may_ask_for_a_part(seller: FlaskClient, shop: Shop, services: Services, media: FakeMedia) -> None:
    key = attach(shop, services, media, MessageKind.VOICE, SOUND)
    answered = seller.get(f"/admin/files/{key}", headers={"Range": "bytes=0-3"})
    assert (answered.status_code, answered.data) == (206, b"OggS")


def test_a_file_is_shown_to_nobody_who_is_not_signed_in(
    visitor: FlaskClient, shop: Shop, services: Services, media: FakeMedia
) -> None:
    key = attach(shop, services, media, MessageKind.IMAGE, PICTURE)
    answered = visitor.get(f"/admin/files/{key}")
    assert answered.status_code in {302, 401}
    assert PICTURE.content not in answered.data


@pytest.mark.parametrize("key", [7, 2**63, 2**70])
def test_a_file_that_is_not_there_is_not_found(seller: FlaskClient, key: int) -> None:
    assert seller.get(f"/admin/files/{key}").status_code == 404


def test_a_storage_that_is_away_is_no_error_of_the_page(
    seller: FlaskClient, shop: Shop, services: Services, media: FakeMedia
) -> None:
    key = attach(shop, services, media, MessageKind.IMAGE, PICTURE)
    media.storage_error = ClientError("away")
    assert seller.get(f"/admin/files/{key}").status_code == 503


def test_why_a_file_is_not_here_stands_in_its_place(
    seller: FlaskClient, shop: Shop, services: Services, media: FakeMedia
) -> None:
    attach(shop, services, media, MessageKind.IMAGE, ClientError("The file comes packed.", permanent=True))
    page = page_of(seller, "/admin/customers/1/conversation")
    assert "The file comes packed." in words_of(page)
    assert "<img class" not in page


def test_a_transcript_is_shown_and_evidence_from_it_is_marked(
    seller: FlaskClient,
    shop: Shop,
    services: Services,
    media: FakeMedia,
    model: FakeLanguageModel,
    clock: MovingClock,
) -> None:
    media.transcript = "At most <b>250</b> euros"
    model.updates.append(update({"field": "budget", "text": "250 euros", "message": 1, "quote": "At most"}))
    attach(shop, services, media, MessageKind.VOICE, SOUND)
    shop.answers()
    shop.falls_silent()
    page = page_of(seller, "/admin/customers/1")
    assert "<mark>At most</mark> &lt;b&gt;250&lt;/b&gt; euros" in page
    assert "· voice note, transcribed" in words_of(page)
    assert "(voice note, transcribed)" in words_of(page)
