"""Messages of every kind, from Twilio's webhook to the answer and the memory."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from bot.clients.errors import ClientError
from bot.drain import WorkFailed
from bot.fetching import Fetching
from bot.selling.acknowledging import acknowledgement
from bot.services import Services, build_media
from bot.settings import Settings
from bot.sweeper import sweep
from memory.customer_merging import merge_customers
from memory.erasing import erase_customer
from memory.exporting import export_customer, import_customer
from memory.media import PAUSES, MediaReference, kept_of, record_media
from memory.models import Customer, Media, MediaState, Message, MessageKind, StoredFile
from tests.conftest import AUTH_TOKEN
from tests.fakes import FakeLanguageModel, FakeMedia, FakeSender, MovingClock, update
from tests.servers import OpenAIServer, Response, TwilioServer
from tests.shop import ANA, RUI, SHOP, Shop, sid

PATH = "/webhooks/twilio/messages"
Post = Callable[..., str]


@pytest.fixture
def post(app: Flask) -> Post:
    """Posts a signed webhook of a message and returns the message's id at Twilio."""

    def _post(**parameters: str) -> str:
        form = {"MessageSid": sid(), "From": ANA, "To": SHOP, "ProfileName": "Ana", **parameters}
        signature = RequestValidator(AUTH_TOKEN).compute_signature(f"https://shop.example{PATH}", form)
        answered = app.test_client().post(PATH, data=form, headers={"X-Twilio-Signature": signature})
        assert answered.status_code == 204
        return form["MessageSid"]

    return _post


def attached(kind: str, content_type: str, name: str = "m1", **parameters: str) -> dict[str, str]:
    url = f"https://api.twilio.com/{name}"
    return {"MessageType": kind, "NumMedia": "1", "MediaUrl0": url, "MediaContentType0": content_type, **parameters}


VOICE = attached("audio", "audio/ogg")
PICTURE = attached("image", "image/jpeg")
UNREADABLE = {
    MessageKind.VOICE: VOICE,
    MessageKind.IMAGE: PICTURE,
    MessageKind.VIDEO: attached("video", "video/mp4"),
    MessageKind.DOCUMENT: attached("document", "application/pdf"),
    MessageKind.STICKER: attached("sticker", "image/webp"),
    MessageKind.CONTACT: attached("contacts", "text/vcard"),
    MessageKind.UNSUPPORTED: {"MessageType": "order", "Body": ""},
}


def media_rows(services: Services) -> list[Media]:
    with services.database.reading() as session:
        return list(session.scalars(select(Media).order_by(Media.id)))


def test_a_voice_note_is_answered_by_what_was_said_in_it(
    post: Post, shop: Shop, media: FakeMedia, model: FakeLanguageModel, sender: FakeSender
) -> None:
    media.transcript = "I look for a silver ring"
    post(**VOICE)
    shop.answers()
    assert sender.texts == ["You said: I look for a silver ring"]
    assert model.reply_requests[0].session[-1].note == "(voice note, transcribed)"


def test_what_was_said_in_a_voice_note_is_remembered_and_marked(
    post: Post, shop: Shop, media: FakeMedia, model: FakeLanguageModel
) -> None:
    media.transcript = "My budget is 300 euros"
    cited = {"field": "budget", "text": "300 euros", "message": 1, "quote": "my budget is 300"}
    model.updates.append(update(cited))
    post(**VOICE)
    shop.answers()
    shop.falls_silent()
    (fact,) = shop.profile().of("budget")
    assert fact.evidence is not None
    assert (fact.evidence.quote, fact.evidence.is_transcribed) == ("my budget is 300", True)


def test_what_was_written_is_not_marked_as_spoken(post: Post, shop: Shop, model: FakeLanguageModel) -> None:
    model.updates.append(update({"field": "budget", "text": "300", "message": 1, "quote": "300"}))
    post(Body="up to 300")
    shop.answers()
    shop.falls_silent()
    (fact,) = shop.profile().of("budget")
    assert "is_transcribed" not in fact.model_dump_json()


def test_a_pictures_description_informs_the_answer_and_proves_nothing(
    post: Post, shop: Shop, media: FakeMedia, model: FakeLanguageModel
) -> None:
    media.description = "A rose gold necklace (broken)."
    of_picture = {"field": "preferences", "text": "rose gold", "message": 1, "quote": "rose gold necklace"}
    of_caption = {"field": "preferences", "text": "one like this", "message": 1, "quote": "something like this"}
    model.updates.append(update(of_picture, of_caption))
    post(**PICTURE, Body="I want something like this")
    shop.answers()
    shown = model.reply_requests[0].session[-1]
    assert shown.note == "(picture, described: A rose gold necklace [broken].)"
    assert shown.text == "I want something like this"
    shop.falls_silent()
    assert [fact.text for fact in shop.profile().of("preferences")] == ["one like this"]


@pytest.mark.parametrize("kind", list(UNREADABLE))
def test_what_nobody_can_read_is_acknowledged_in_words_without_the_model(
    kind: MessageKind, post: Post, shop: Shop, model: FakeLanguageModel, sender: FakeSender
) -> None:
    post(**UNREADABLE[kind])
    shop.answers()
    assert sender.texts == [acknowledgement([kind], [])]
    assert model.reply_requests == []


def test_the_acknowledgement_is_in_the_customers_language(post: Post, shop: Shop, sender: FakeSender) -> None:
    post(Body="Bom dia, quanto custa o colar?")
    shop.answers()
    post(**VOICE)
    shop.answers()
    assert sender.texts[1].startswith("Obrigado pela mensagem de voz!")


def test_beside_words_the_model_is_told_of_what_could_not_be_read(
    post: Post, shop: Shop, model: FakeLanguageModel, sender: FakeSender
) -> None:
    post(**VOICE)
    post(Body="did you hear it?")
    shop.answers()
    assert sender.texts == ["You said:  / did you hear it?"]
    assert model.reply_requests[0].session[0].note == "(voice note: it could not be listened to)"


def test_the_offline_model_answers_the_words_and_code_owns_up_to_the_rest(
    post: Post, shop: Shop, model: FakeLanguageModel, sender: FakeSender
) -> None:
    model.is_offline = True
    post(**PICTURE, Body="do you have this one?")
    shop.answers()
    assert sender.texts == [f"{acknowledgement([MessageKind.IMAGE], [])}\nYou said: do you have this one?"]


def test_an_album_that_comes_as_four_webhooks_at_once_gets_one_answer(
    post: Post, shop: Shop, media: FakeMedia, model: FakeLanguageModel, sender: FakeSender
) -> None:
    media.description = "A ring."
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: post(**attached("image", "image/jpeg", f"m{number}")), range(4)))
    shop.answers()
    assert len(sender.texts) == 1
    assert [line.note for line in model.reply_requests[0].session] == ["(picture, described: A ring.)"] * 4
    assert sorted(media.fetched) == [f"https://api.twilio.com/m{number}" for number in range(4)]


def test_a_reaction_is_recorded_and_gets_no_answer(
    post: Post, shop: Shop, model: FakeLanguageModel, sender: FakeSender, services: Services
) -> None:
    post(Body="hello")
    shop.answers()
    with services.database.reading() as session:
        answer = session.scalars(select(Message).where(Message.purpose == "answer")).one()
    post(MessageType="reaction", Body="👍", OriginalRepliedMessageSid=sender.accepted[0][0])
    shop.answers()
    assert len(sender.texts) == 1
    post(Body="and now?")
    shop.answers()
    shown = model.reply_requests[-1].session[-2]
    assert (shown.note, shown.text) == (f"(replying to: “{answer.text}”) (reaction)", "👍")


def test_a_place_is_shown_to_the_model(post: Post, shop: Shop, model: FakeLanguageModel) -> None:
    post(MessageType="location", Latitude="38.71", Longitude="-9.13", Label="Home", Address="Rua Augusta 1", Body="")
    shop.answers()
    assert model.reply_requests[0].session[-1].note == "(location: Home, Rua Augusta 1 – 38.71, -9.13)"


def test_the_offline_model_is_spared_a_place(
    post: Post, shop: Shop, model: FakeLanguageModel, sender: FakeSender
) -> None:
    model.is_offline = True
    post(MessageType="location", Latitude="38.71", Longitude="-9.13")
    shop.answers()
    assert sender.texts == [acknowledgement([MessageKind.LOCATION], [])]


def test_a_button_and_a_list_pick_are_words_and_marked(post: Post, shop: Shop, model: FakeLanguageModel) -> None:
    post(MessageType="button", ButtonText="Yes, order it", ButtonPayload="order")
    post(MessageType="interactive", ListTitle="Rings", ListId="r")
    shop.answers()
    shown = [(line.note, line.text) for line in model.reply_requests[0].session]
    assert shown == [("(button)", "Yes, order it"), ("(picked from a list)", "Rings")]


def test_a_reply_shows_what_it_replies_to_and_never_another_customers_words(
    post: Post, shop: Shop, model: FakeLanguageModel
) -> None:
    mine = post(Body="the moon ring or the star ring?")
    post(Body="the first", OriginalRepliedMessageSid=mine)
    post(Body="and that?", From=RUI, OriginalRepliedMessageSid=mine)
    shop.answers()
    notes = {request.session[-1].text: request.session[-1].note for request in model.reply_requests}
    assert notes["the first"] == "(replying to: “the moon ring or the star ring?”)"
    assert notes["and that?"] == "(replying to an earlier message)"


def test_a_reply_to_a_voice_note_shows_what_was_said_in_it(
    post: Post, shop: Shop, media: FakeMedia, model: FakeLanguageModel
) -> None:
    media.transcript = "the moon ring"
    spoken = post(**VOICE)
    shop.answers()
    post(Body="that one", OriginalRepliedMessageSid=spoken)
    shop.answers()
    assert model.reply_requests[-1].session[-1].note == "(replying to: “the moon ring”)"


def test_the_ad_that_a_customer_came_from_is_offered_to_memory_and_proves_nothing(
    post: Post, shop: Shop, model: FakeLanguageModel
) -> None:
    fact = {"field": "buying_triggers", "text": "saw the ad", "message": 1, "quote": "Rings for Valentine’s"}
    model.updates.append(update(fact))
    post(Body="hi, is it still on?", ReferralHeadline="Rings for Valentine’s", ReferralSourceType="ad")
    shop.answers()
    shop.falls_silent()
    line = model.extraction_requests[0].transcript.lines[0]
    assert line.note == "(came from an ad: Rings for Valentine’s)"
    assert shop.profile().of("buying_triggers") == ()


def test_an_answer_waits_for_a_slow_file_for_a_bounded_time_and_then_says_so(
    post: Post, shop: Shop, media: FakeMedia, sender: FakeSender, clock: MovingClock
) -> None:
    media.transcript = "never heard"
    media.errors = deque([ClientError("busy")] * 50)
    post(**VOICE)
    shop.answers()
    assert sender.texts == []
    clock.move(seconds=20)
    shop.works()
    assert sender.texts == [acknowledgement([MessageKind.VOICE], [])]


def test_a_file_that_comes_at_a_later_try_is_answered_at_once(
    post: Post, shop: Shop, media: FakeMedia, sender: FakeSender, clock: MovingClock
) -> None:
    media.transcript = "silver rings?"
    media.errors.append(ClientError("busy"))
    post(**VOICE)
    shop.answers()
    assert sender.texts == []
    clock.move(seconds=PAUSES[0].total_seconds())
    shop.works()
    assert sender.texts == ["You said: silver rings?"]


def test_after_a_standstill_a_voice_note_is_still_listened_to_before_it_is_answered(
    post: Post, shop: Shop, media: FakeMedia, sender: FakeSender, clock: MovingClock
) -> None:
    media.transcript = "silver rings?"
    post(**VOICE)
    clock.move(minutes=5)
    shop.works()
    assert sender.texts == ["You said: silver rings?"]


def test_a_file_is_given_up_after_its_tries_and_says_why(
    post: Post, shop: Shop, services: Services, media: FakeMedia, clock: MovingClock
) -> None:
    media.errors = deque([ClientError("busy")] * 50)
    post(**VOICE)
    for _ in range(10):
        clock.move(hours=1)
        shop.works()
    (row,) = media_rows(services)
    assert (row.state, row.error, row.due_at) == (MediaState.FAILED, "busy", None)
    assert len(media.fetched) == len(PAUSES)


def test_a_file_that_may_not_be_kept_is_not_tried_again(
    post: Post, shop: Shop, services: Services, media: FakeMedia, sender: FakeSender, clock: MovingClock
) -> None:
    media.at["https://api.twilio.com/m1"] = ClientError("not Twilio's", permanent=True)
    post(**VOICE)
    shop.answers()
    clock.move(minutes=10)
    shop.works()
    (row,) = media_rows(services)
    assert (row.state, row.error) == (MediaState.REFUSED, "not Twilio's")
    assert len(media.fetched) == 1
    assert sender.texts == [acknowledgement([MessageKind.VOICE], [])]


def test_a_file_is_fetched_once_however_many_workers_try(
    post: Post, shop: Shop, services: Services, media: FakeMedia
) -> None:
    media.transcript = "hello"
    post(**VOICE)
    fetching = Fetching(services)
    (row,) = media_rows(services)
    start = threading.Barrier(4)

    def work(_: int) -> None:
        start.wait(5)
        fetching.fetch_all(row.customer_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (len(media.fetched), len(media.read)) == (1, 1)


def test_the_same_webhook_again_records_no_second_file(post: Post, services: Services) -> None:
    again = post(**VOICE)
    post(**VOICE, MessageSid=again)
    assert len(media_rows(services)) == 1


def test_after_a_crash_between_fetching_and_reading_the_kept_file_is_read(
    post: Post, shop: Shop, media: FakeMedia, services: Services, clock: MovingClock
) -> None:
    media.transcript = RuntimeError("killed")
    post(**VOICE)
    with pytest.raises(WorkFailed):
        shop.answers()
    media.transcript = "rings?"
    clock.move(seconds=61)
    shop.works()
    assert len(media.fetched) == 1
    assert media_rows(services)[0].words == "rings?"


def test_a_model_that_fails_on_a_file_is_asked_again(
    post: Post, shop: Shop, media: FakeMedia, sender: FakeSender, clock: MovingClock
) -> None:
    media.transcript = ClientError("busy")
    post(**VOICE)
    shop.answers()
    media.transcript = "rings?"
    clock.move(seconds=5)
    shop.works()
    assert sender.texts == ["You said: rings?"]
    assert len(media.fetched) == 1


def customer_of(services: Services) -> Customer:
    with services.database.reading() as session:
        return session.scalars(select(Customer)).one()


def test_a_spoken_stop_is_a_stop(
    post: Post, shop: Shop, services: Services, media: FakeMedia, model: FakeLanguageModel, sender: FakeSender
) -> None:
    media.transcript = "Please stop sending me messages."
    post(**VOICE)
    shop.answers()
    assert customer_of(services).opted_out_at is not None
    assert model.reply_requests == []
    assert len(sender.texts) == 1
    assert "START" in sender.texts[0]


def test_a_spoken_start_that_is_understood_late_undoes_no_later_stop(
    post: Post, shop: Shop, services: Services, media: FakeMedia, clock: MovingClock
) -> None:
    post(Body="STOP")
    clock.move(minutes=1)
    media.transcript = "start"
    media.errors.append(ClientError("busy"))
    post(**VOICE)
    shop.works()
    clock.move(seconds=2)
    post(Body="STOP")
    clock.move(seconds=5)
    shop.works()
    assert media_rows(services)[0].words == "start"
    assert customer_of(services).opted_out_at is not None


def test_a_silent_voice_note_is_one_that_could_not_be_listened_to(
    post: Post, shop: Shop, media: FakeMedia, sender: FakeSender
) -> None:
    media.transcript = " "
    post(**VOICE)
    shop.answers()
    assert sender.texts == [acknowledgement([MessageKind.VOICE], [])]


def test_a_session_is_remembered_once_its_voice_notes_are_read(
    post: Post, shop: Shop, media: FakeMedia, model: FakeLanguageModel, clock: MovingClock, services: Services
) -> None:
    media.transcript = "my budget is 300"
    media.errors.append(ClientError("busy"))
    post(**VOICE)
    clock.move(hours=1)
    sweep(services)
    shop.works()
    assert model.extraction_requests == []
    for _ in range(4):
        clock.move(seconds=10)
        shop.works()
    assert [line.text for line in model.extraction_requests[0].transcript.lines[:1]] == ["my budget is 300"]


def test_words_that_are_to_be_forgotten_stand_in_no_note(post: Post, shop: Shop, model: FakeLanguageModel) -> None:
    model.replies.append("All right.")
    secret = post(Body="my sister is ill")
    post(Body="this one", OriginalRepliedMessageSid=secret)
    post(Body="forget everything about me")
    shop.answers()
    shop.falls_silent()
    lines = model.extraction_requests[0].transcript.lines
    assert not any("sister" in f"{line.note} {line.text}" for line in lines)


def erase(services: Services, clock: MovingClock, customer_id: int) -> None:
    with services.database.transaction() as session:
        erase_customer(session, customer_id, clock.now())


def test_files_are_erased_with_their_customer_and_one_that_resists_is_erased_later(
    post: Post, shop: Shop, services: Services, media: FakeMedia, clock: MovingClock
) -> None:
    media.transcript = "hello"
    post(**VOICE)
    shop.answers()
    (row,) = media_rows(services)
    assert len(media.kept) == 1
    media.storage_error = ClientError("the storage is away")
    erase(services, clock, row.customer_id)
    sweep(services)
    assert len(media.kept) == 1
    media.storage_error = None
    sweep(services)
    assert media.kept == {}
    with services.database.reading() as session:
        assert session.scalars(select(StoredFile)).all() == []
    assert media_rows(services) == []


def test_a_file_that_is_fetched_while_its_message_is_deleted_is_deleted_too(
    post: Post, shop: Shop, services: Services, media: FakeMedia
) -> None:
    fetch = media.fetch

    def delete_meanwhile(url: str, declared_type: str) -> Any:
        with services.database.transaction() as session:
            session.delete(session.scalars(select(Message)).one())
        sweep(services)
        return fetch(url, declared_type)

    media.fetch = delete_meanwhile  # type: ignore[method-assign] # the fake is scripted by the test
    post(**VOICE)
    Fetching(services).fetch_all(media_rows(services)[0].customer_id)
    sweep(services)
    assert media.kept == {}


def test_files_go_with_their_messages_when_customers_are_merged(
    post: Post, shop: Shop, services: Services, media: FakeMedia, clock: MovingClock
) -> None:
    post(**PICTURE)
    post(Body="hi", From=RUI)
    shop.answers()
    (row,) = media_rows(services)
    with services.database.reading() as session:
        kept = session.scalars(select(Message.customer_id).where(Message.customer_id != row.customer_id)).first()
    assert kept is not None
    with services.database.transaction() as session:
        merge_customers(session, kept, row.customer_id, author="a person", now=clock.now())
    assert media_rows(services)[0].customer_id == kept
    erase(services, clock, kept)
    assert media_rows(services) == []


def test_an_imported_customer_brings_words_and_no_files(
    post: Post, shop: Shop, services: Services, media: FakeMedia, clock: MovingClock
) -> None:
    media.transcript = "hello"
    post(**VOICE)
    shop.answers()
    media.errors.append(ClientError("busy"))
    post(**attached("image", "image/jpeg", "m2"))
    shop.works()
    customer_id = media_rows(services)[0].customer_id
    with services.database.reading() as session:
        document = export_customer(session, customer_id, clock.now())
    erase(services, clock, customer_id)
    with services.database.transaction() as session:
        import_customer(session, document)
    spoken, pending = media_rows(services)
    assert (spoken.words, pending.due_at) == ("hello", None)
    with services.database.reading() as session:
        assert kept_of(session, [spoken.id, pending.id]) == frozenset()


def test_the_real_clients_take_a_voice_note_from_twilio_to_the_folder_and_the_model(
    settings: Settings, services: Services, app: Flask, clock: MovingClock, tmp_path: Path
) -> None:
    with TwilioServer() as twilio, OpenAIServer() as openai:
        openai.transcripts.append("Have you silver rings?")
        wired = settings.model_copy(
            update={
                "twilio_account_sid": twilio.account_sid,
                "twilio_auth_token": twilio.auth_token,
                "twilio_api_base_url": twilio.url,
                "openai_base_url": openai.base_url,
            }
        )
        url = twilio.add_media(Response(content=b"OggS voice", content_type="audio/ogg"))
        shop = Shop(replace(services, settings=wired, media=build_media(wired)), clock)
        recorded = shop.hears("")
        with services.database.transaction() as session:
            message = session.get_one(Message, recorded.message_id)
            message.kind = MessageKind.VOICE
            record_media(session, message, [MediaReference(url, "audio/ogg")])
        shop.answers()
    (row,) = media_rows(services)
    assert (row.words, row.read_by, row.size) == ("Have you silver rings?", "gpt-transcribe", 10)
    (kept,) = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert kept.read_bytes() == b"OggS voice"
