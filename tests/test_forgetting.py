"""Forget that: what a customer asks to forget is forgotten, in their language, and nothing else is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services import Services
from memory.forgetting import Scope, forget_request, read_wishes, without_forgotten
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.merging import Merged, Reason, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Fact, Profile, Status
from memory.transcript import Author, Transcript
from tests.fakes import FakeLanguageModel, update
from tests.remembered import MORNING, SEARCHED, add, by_model, fact, profile, texts, transcript
from tests.shop import ANA, Shop

ASKED_TO_FORGET_THAT = (
    "Forget that.",
    "please forget what I just said",
    "Could you please not save this?",
    "don't save that",
    "Sorry, please don't remember that!",
    "My budget is 5000 but please don't store that",
    "delete my last message",
    "that was off the record",
    "Olvida eso, por favor",
    "Olvide lo que dije",
    "no lo guardes",
    "No guarde esto por favor",
    "esquece isso",
    "Esqueça o que eu disse, por favor",
    "Por favor, não guarde isso",
    "não anote isso 🙏",
    "Vergiss das bitte",
    "Bitte vergessen Sie, was ich gesagt habe",
    "Bitte nicht: das nicht speichern",
    "Oublie ça",
    "N'enregistrez pas ça, s'il vous plaît",
    "oubliez ce que je viens de dire svp",
    "Dimentica quello che ho detto",
    "non salvarlo, per favore",
    "Lupakan yang tadi ya",
    "tolong jangan simpan ini",
    "yeh bhool jao please",
    "isko save mat karo",
    "maine jo kaha bhul jaiye",
    "इसे भूल जाओ",
    "कृपया यह सेव न करें",
    "انس ما قلته من فضلك",
    "لا تحفظ هذا",
    "Забудьте, что я сказала",
    "Пожалуйста, не сохраняйте это",
    "Bunu unut lütfen",
    "son mesajımı sil",
    "bunu kaydetme",
)
ASKED_TO_FORGET_EVERYTHING = (
    "forget everything you know about me",
    "Please delete all my data",
    "don't store anything about me",
    "borra todos mis datos",
    "apague todos os meus dados",
    "Bitte löschen Sie alle meine Daten",
    "Vergiss alles, was du über mich weißt",
    "supprimez toutes mes données svp",
    "cancella tutti i miei dati",
    "hapus semua data saya",
    "mera sara data delete kar do",
    "मेरा सारा डेटा हटा दो",
    "احذف كل بياناتي",
    "удалите все мои данные",
    "hakkımdaki her şeyi silin",
)
ASKED_TO_FORGET_A_TOPIC = (
    ("Forget my budget", "budget"),
    ("please forget what I said about my husband", "my husband"),
    ("don't save my birthday", "birthday"),
    ("Olvida mi presupuesto", "presupuesto"),
    ("esqueça o meu orçamento", "orcamento"),
    ("Vergiss, was ich über meinen Mann gesagt habe", "meinen mann"),
    ("oublie mon budget", "budget"),
    ("dimentica la mia data di nascita", "data di nascita"),
    ("lupakan anggaran saya", "anggaran"),
    ("mera budget bhool jao", "budget"),
    ("забудь про мой бюджет", "бюджет"),
    ("benim bütçemi unut", "butcemi"),
)
NO_WISHES = (
    "forget it",
    "Forget it, too expensive",
    "don't forget that",
    "Don't forget my birthday!",
    "I always forget that",
    "did you forget that I wear size 6?",
    "I forgot what I said",
    "never forget this day",
    "forget that ring, show me others",
    "forget about the ring",
    "forget my order",
    "can you save this for me?",
    "please save that ring for me",
    "keep this in stock for me",
    "delete that from my cart",
    "remember that I like gold",
    "no olvides eso",
    "olvídalo",
    "olvida el collar, quiero el anillo",
    "não esqueça isso",
    "esquece",
    "não se esqueça do meu aniversário",
    "vergiss nicht, was ich gesagt habe",
    "vergiss es",
    "n'oublie pas ça",
    "laisse tomber",
    "non dimenticare questo",
    "lascia stare",
    "jangan lupakan itu",
    "mat bhoolna yeh",
    "لا تنس هذا",
    "не забудь это",
    "bunu unutma",
    "She said forget that and left",
    "",
    "?!",
)


@pytest.mark.parametrize("said", ASKED_TO_FORGET_THAT)
def test_a_wish_to_forget_that_is_understood(said: str) -> None:
    request = forget_request(said)
    assert request is not None
    assert request.scope is Scope.LAST


@pytest.mark.parametrize("said", ASKED_TO_FORGET_EVERYTHING)
def test_a_wish_to_forget_everything_is_understood(said: str) -> None:
    request = forget_request(said)
    assert request is not None
    assert request.scope is Scope.EVERYTHING


@pytest.mark.parametrize(("said", "topic"), ASKED_TO_FORGET_A_TOPIC)
def test_a_wish_to_forget_a_topic_is_understood(said: str, topic: str) -> None:
    request = forget_request(said)
    assert request is not None
    assert (request.scope, request.topic) == (Scope.TOPIC, topic)


@pytest.mark.parametrize("said", NO_WISHES)
def test_what_only_sounds_like_it_is_no_wish(said: str) -> None:
    assert forget_request(said) is None


@SEARCHED
@given(st.text())
def test_any_text_is_read_without_an_error_and_a_wish_stands_within_it(said: str) -> None:
    request = forget_request(said)
    assert request is None or said[request.start : request.end]


def hear(*lines: str) -> Transcript:
    """A session as remembering sees it, once what is to be forgotten is hidden."""
    heard = transcript(*lines)
    return replace(heard, lines=without_forgotten(heard.lines, read_wishes(heard.lines)))


def remember(before: Profile, heard: Transcript, *operations: Operation) -> Merged:
    wishes = read_wishes(heard.lines)
    hidden = replace(heard, lines=without_forgotten(heard.lines, wishes))
    return merge(before, ProfileUpdate(operations=operations), hidden, by_model(heard.session_id), wishes)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (("my wife left me", "bot: I am sorry she left", "please don't save that"), ["", "", "please don't save that"]),
        (("I like gold", "my wife left me", "forget that"), ["I like gold", "", "forget that"]),
        (("I like gold", "My budget is 5000 but don't save that"), ["I like gold", " don't save that"]),
        (
            ("my wife left me", "Oh, I should not have said so. Forget that. I like gold"),
            ["", " Forget that. I like gold"],
        ),
        (
            ("my wife left me", "forget that", "please forget what I said"),
            ["", "forget that", "please forget what I said"],
        ),
        (
            ("I like gold", "forget everything about me", "I like silver"),
            ["", "forget everything about me", "I like silver"],
        ),
        (("I like gold", "forget my budget"), ["I like gold", "forget my budget"]),
        (("I like gold", "bot: forget that"), ["I like gold", "forget that"]),
    ],
)
def test_what_is_to_be_forgotten_cannot_be_read_any_more(said: tuple[str, ...], read: list[str]) -> None:
    assert [line.text for line in hear(*said).lines] == read


def test_nothing_of_the_message_before_is_stored() -> None:
    merged = remember(
        profile(),
        transcript("my wife left me", "please don't save that"),
        add("personal_details", "wife left", 1, "my wife left me"),
    )
    assert [rejection.reason for rejection in merged.rejected] == [Reason.NOT_SAID]
    assert not merged.changed


def learned(number: int, text: str, message_id: int, **more: object) -> Fact:
    known = fact(number, text, **more)
    assert known.evidence is not None
    return known.model_copy(update={"evidence": known.evidence.model_copy(update={"message_id": message_id})})


def test_everything_is_removed_however_much_it_is_but_what_a_person_locked_which_becomes_a_suggestion() -> None:
    before = profile(
        preferences=tuple(fact(number, f"wish {number}") for number in range(1, 6)),
        budget=(fact(6, "up to 300", locked_by="ana@shop.example"),),
        last_interaction=(fact(7, "asked about rings"),),
    )
    merged = remember(before, transcript("delete all my data"))
    assert texts(merged.profile, "preferences") == []
    assert merged.profile.value("last_interaction") is None
    assert texts(merged.profile, "budget") == ["up to 300"]
    assert [rejection.is_suggestion for rejection in merged.rejected] == [True]
    removed = merged.profile.of("preferences")[0]
    assert removed.status is Status.REMOVED
    assert removed.resolution_evidence is not None
    assert removed.resolution_evidence.quote == "delete all my data"
    assert {operation.action for operation in merged.applied} == {Action.REMOVE}


def test_only_the_topic_is_removed() -> None:
    before = profile(
        personal_details=(fact(1, "her husband is Rui"), fact(2, "has two dogs")), budget=(fact(3, "up to 300"),)
    )
    merged = remember(before, transcript("forget what I said about my husband"))
    assert texts(merged.profile, "personal_details") == ["has two dogs"]
    assert remember(before, transcript("Vergiss mein Budget")).profile.value("budget") is None


def test_a_topic_that_was_named_earlier_in_the_session_is_not_learned_and_what_is_said_later_is() -> None:
    heard = transcript("my budget is 300", "forget my budget", "well, my budget is 500")
    earlier = add("budget", "budget 300", 1, "my budget is 300")
    later = add("budget", "budget 500", 3, "my budget is 500")
    merged = remember(profile(), heard, earlier, later)
    assert [rejection.reason for rejection in merged.rejected] == [Reason.FORGOTTEN]
    assert texts(merged.profile, "budget") == ["budget 500"]


def test_to_remember_the_wish_again_changes_nothing() -> None:
    before = profile(personal_details=(fact(1, "her husband is Rui"),))
    heard = transcript("forget my husband")
    once = remember(before, heard).profile
    assert remember(once, heard).profile is once


def test_what_the_customer_said_again_later_is_not_removed_by_an_older_wish() -> None:
    tomorrow = MORNING + timedelta(days=1)
    before = profile(budget=(fact(1, "up to 300", last_said_at=tomorrow),))
    assert not remember(before, transcript("forget my budget")).changed


def test_of_a_wish_in_the_next_session_the_fact_of_the_last_message_is_removed(
    shop: Shop, model: FakeLanguageModel
) -> None:
    model.updates.append(
        update(
            {"field": "preferences", "text": "gold", "message": 1, "quote": "I like gold"},
            {"field": "personal_details", "text": "wife left", "message": 2, "quote": "my wife left me"},
            last="Said that the wife left.",
        )
    )
    shop.hears("I like gold")
    shop.hears("my wife left me")
    shop.falls_silent()
    assert texts(shop.profile(), "personal_details") == ["wife left"]
    shop.hears("forget what I told you")
    shop.falls_silent()
    assert texts(shop.profile(), "personal_details") == []
    assert shop.profile().value("last_interaction") is None
    assert texts(shop.profile(), "preferences") == ["gold"]


def test_the_model_never_sees_what_is_not_to_be_saved(shop: Shop, model: FakeLanguageModel) -> None:
    shop.hears("my wife left me")
    shop.answers()
    shop.hears("please don't save this")
    shop.falls_silent()
    [request] = model.extraction_requests
    assert not any("wife" in line.text for line in request.transcript.lines)


def test_the_next_answer_is_not_made_from_what_was_forgotten(shop: Shop, model: FakeLanguageModel) -> None:
    model.updates.append(TimeoutError())
    shop.hears("my wife left me")
    shop.falls_silent()  # it is not remembered yet, so its words would stand in for the briefing
    shop.hears("forget what I told you")
    shop.answers()
    assert not any("wife" in utterance.text for utterance in model.reply_requests[-1].earlier)


def test_a_session_that_is_remembered_late_does_not_bring_back_what_was_forgotten_meanwhile(
    services: Services, model: FakeLanguageModel, shop: Shop
) -> None:
    model.updates.extend([TimeoutError(), update()])
    shop.hears("my wife left me")
    shop.falls_silent()  # the model is away
    shop.hears("forget everything about me")
    model.updates.clear()
    shop.falls_silent()
    shop.clock.move(hours=1)
    shop.works()
    assert all("wife" not in line.text for line in model.extraction_requests[-1].transcript.lines)


def test_of_an_ingested_conversation_without_times_only_what_was_meant_is_forgotten(
    services: Services, model: FakeLanguageModel, shop: Shop
) -> None:
    said = ["I like gold", "my wife left me", "don't save that", "my size is 6"]
    model.updates.append(
        update(
            *(
                {"field": "preferences", "text": text, "message": number, "quote": text}
                for number, text in enumerate(said, start=1)
                if number != 3
            )
        )
    )
    with services.database.transaction() as session:
        messages = [IngestedMessage(Author.CUSTOMER, text) for text in said]
        ingest(session, parse_identifier(ANA), messages, services.clock.now())
    shop.works()
    assert texts(shop.profile(), "preferences") == ["I like gold", "my size is 6"]
