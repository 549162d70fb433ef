"""What other memory systems are known to get wrong, each played through whole: customer, worker, model, database.

Every test names the fault. Finer tests of the same rules stand beside the code that holds them (docs/memory.md).
"""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bot.clients.errors import ClientError
from bot.services import Services
from memory.editing import Edit, EditAction, by_person, edit_profile
from memory.extractor import ExtractionRequest
from memory.models import Message, ProfileVersion, Remembering
from memory.profile import Certainty
from memory.versions import Cause
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, update
from tests.remembered import texts
from tests.shop import ANA, RUI, Shop

GOLD = {"field": "preferences", "text": "only rose gold", "message": 1, "quote": "I only wear rose gold"}
SIGNED_IN = {"Authorization": f"Bearer {API_KEY}"}


def talks(shop: Shop, *said: str, from_: str = ANA) -> None:
    """A session from its first word until it is remembered."""
    for words in said:
        shop.hears(words, from_=from_)
    shop.answers()
    shop.falls_silent()


def count_versions(services: Services) -> int:
    with services.database.reading() as session:
        return len(session.scalars(select(ProfileVersion)).all())


def test_what_the_bot_recalls_is_not_remembered_again(shop: Shop, model: FakeLanguageModel, services: Services) -> None:
    """Recalled memories that were extracted again filled other banks with junk."""
    model.updates.append(update(GOLD))
    talks(shop, "I only wear rose gold")
    for _ in range(5):
        model.replies.append("As you only wear rose gold, look at the Luna. And you have always loved silver.")
        recalled = {
            "field": "preferences",
            "text": "loves silver",
            "message": 2,
            "quote": "you have always loved silver",
        }
        model.updates.append(update(recalled, GOLD | {"message": 2, "quote": "you only wear rose gold"}))
        talks(shop, "hello again")
    assert texts(shop.profile(), "preferences") == ["only rose gold"]


def test_the_prompts_own_words_are_not_remembered(shop: Shop, model: FakeLanguageModel) -> None:
    """Other extractors stored sentences of their system prompt, and their examples."""

    def parrot(request: ExtractionRequest) -> str:
        definition = request.profile.fields.by_name["budget"]
        return update({"field": "budget", "text": definition.meaning, "message": 1, "quote": definition.meaning})

    model.updates.append(parrot)
    talks(shop, "hello")
    assert shop.profile().is_empty


def test_a_contradiction_leaves_one_current_value_and_its_history(shop: Shop, model: FakeLanguageModel) -> None:
    """Others kept both values side by side, or deleted the old one and dropped the new one, too."""
    model.updates.append(update({"field": "budget", "text": "up to 200", "message": 1, "quote": "up to 200"}))
    talks(shop, "up to 200")
    model.updates.append(update({"field": "budget", "text": "up to 300", "message": 1, "quote": "up to 300"}))
    talks(shop, "make that up to 300")
    assert [(fact.text, fact.status.value) for fact in shop.profile().of("budget")] == [
        ("up to 200", "superseded"),
        ("up to 300", "active"),
    ]


def test_the_same_fact_again_neither_doubles_nor_deletes_it(shop: Shop, model: FakeLanguageModel) -> None:
    """Adding a memory twice deleted it in one system and made 48 copies in another."""
    for _ in range(3):
        model.updates.append(update(GOLD))
        talks(shop, "I only wear rose gold")
    assert texts(shop.profile(), "preferences") == ["only rose gold"]


@pytest.mark.parametrize("output", ["", "{", '{"operations": [{"action": "add"', "I cannot help with that."])
def test_output_that_cannot_be_read_loses_nothing(shop: Shop, model: FakeLanguageModel, output: str) -> None:
    """Others logged the error, marked the messages as processed, and the facts were gone."""
    model.updates.extend([output, output, update(GOLD)])
    talks(shop, "I only wear rose gold")
    assert shop.profile().is_empty
    shop.clock.move(minutes=1)
    shop.works()
    assert texts(shop.profile(), "preferences") == ["only rose gold"]


def test_what_failed_for_good_keeps_its_words_and_is_shown(
    shop: Shop, model: FakeLanguageModel, services: Services
) -> None:
    """Failed buffers were never read again, and one service deleted them after two minutes."""
    model.updates.extend([ClientError("away")] * 50)
    talks(shop, "I only wear rose gold")
    for _ in range(20):
        shop.clock.move(hours=7)
        shop.works()
    with services.database.reading() as session:
        (piece,) = session.scalars(select(Remembering)).all()
        heard = session.scalars(select(Message.text).where(Message.author == "customer")).all()
    assert (piece.state, bool(piece.error)) == ("failed", True)
    assert heard == ["I only wear rose gold"]


def test_a_persons_edit_while_the_model_thinks_is_not_lost(
    shop: Shop, model: FakeLanguageModel, services: Services
) -> None:
    """A two-minute model call elsewhere overwrote whatever was written meanwhile."""

    def think(_: ExtractionRequest) -> str:
        with services.database.transaction() as session:
            customer = session.scalars(select(Message.customer_id)).first()
            assert customer is not None
            edit = Edit(EditAction.ADD, field="personal_details", text="has a daughter, Inês")
            origin = by_person("ana@shop.example", services.clock.now())
            edit_profile(session, customer, [edit], origin=origin, cause=Cause.PERSON, cause_id="1")
        return update(GOLD)

    model.updates.append(think)
    talks(shop, "I only wear rose gold")
    assert texts(shop.profile(), "preferences") == ["only rose gold"]
    assert texts(shop.profile(), "personal_details") == ["has a daughter, Inês"]
    assert len(model.extraction_requests) == 1


def test_a_profile_that_the_model_does_not_repeat_stays_whole(
    shop: Shop, model: FakeLanguageModel, services: Services
) -> None:
    """Where a model rewrites the whole profile, what it leaves out is gone."""
    many = [
        {"field": "personal_details", "text": f"detail {number}", "message": 1, "quote": f"detail {number}"}
        for number in range(20)
    ]
    model.updates.append(update(*many))
    talks(shop, ", ".join(f"detail {number}" for number in range(20)))
    before = shop.profile().of("personal_details")
    model.updates.append(update(GOLD))
    talks(shop, "I only wear rose gold")
    assert shop.profile().of("personal_details") == before
    assert count_versions(services) == 2


def test_a_concluded_fact_is_told_from_a_stated_one(shop: Shop, model: FakeLanguageModel) -> None:
    """Elsewhere what a model concluded stands beside what was said, without a mark."""
    concluded = {"field": "personal_details", "text": "likely married", "message": 1, "quote": "my wife would love it"}
    model.updates.append(update(concluded))
    talks(shop, "my wife would love it")
    (fact,) = shop.profile().active("personal_details")
    assert fact.certainty is Certainty.INFERRED


def test_a_backfilled_conversation_is_dated_by_its_own_times(app: Flask, shop: Shop, model: FakeLanguageModel) -> None:
    """Relative dates were resolved against the server's today, so that late processing moved every one of them."""
    said: list[dict[str, Any]] = [
        {"role": "user", "content": "the party is next Friday", "timestamp": "2026-03-02T23:30:00-05:00"}
    ]
    app.test_client().post("/v1/ingest", json={"customer_id": "crm-1", "messages": said}, headers=SIGNED_IN)
    shop.works()
    (line,) = model.extraction_requests[0].transcript.lines
    assert line.said_at.isoformat() == "2026-03-03T04:30:00+00:00"


def test_facts_stay_in_the_customers_language(shop: Shop, model: FakeLanguageModel) -> None:
    """Memories drifted to English, names included."""
    wish = {"field": "preferences", "text": "só ouro rosé", "message": 1, "quote": "só uso ouro rosé"}
    model.updates.append(update(wish))
    talks(shop, "só uso ouro rosé, da Joana")
    assert texts(shop.profile(), "preferences") == ["só ouro rosé"]


def test_nothing_is_served_of_an_erased_customer(app: Flask, shop: Shop, model: FakeLanguageModel) -> None:
    """A deleted profile was still served from a cache; a “forget” answered 200 and deleted nothing."""
    model.updates.append(update(GOLD))
    talks(shop, "I only wear rose gold")
    client, path = app.test_client(), "/v1/profile/+351910000001"
    assert client.get(path, headers=SIGNED_IN).status_code == 200
    assert client.delete("/v1/customers/+351910000001", headers=SIGNED_IN).status_code == 204
    assert client.get(path, headers=SIGNED_IN).status_code == 404
    assert client.get(f"{path}/briefing", headers=SIGNED_IN).status_code == 404


def test_customers_who_talk_at_the_same_time_share_nothing(shop: Shop, model: FakeLanguageModel) -> None:
    """Tenants were mixed where two ingests raced."""

    def learn(request: ExtractionRequest) -> str:
        (line, *_) = request.transcript.lines
        return update({"field": "preferences", "text": line.text, "message": 1, "quote": line.text})

    model.updates.extend([learn, learn])
    shop.hears("only silver", from_=ANA)
    shop.hears("only gold", from_=RUI)
    shop.answers()
    shop.falls_silent()
    assert texts(shop.profile(ANA), "preferences") == ["only silver"]
    assert texts(shop.profile(RUI), "preferences") == ["only gold"]


def test_a_session_that_comes_twice_is_one(app: Flask, shop: Shop, model: FakeLanguageModel) -> None:
    """The same episode twice is two by design in one system; a third of another's memories came from retries."""
    body = {
        "customer_id": "crm-1",
        "session_id": "s-1",
        "messages": [{"role": "user", "content": "I only wear rose gold"}],
    }
    for _ in range(3):
        assert app.test_client().post("/v1/ingest", json=body, headers=SIGNED_IN).status_code == 202
        shop.works()
    assert len(model.extraction_requests) == 1


def test_what_is_not_remembered_yet_is_known_already(shop: Shop, model: FakeLanguageModel) -> None:
    """What still lay in a buffer was missing from the next answer."""
    model.updates.append(ClientError("away"))
    talks(shop, "My budget is 300")
    shop.hears("hello again")
    shop.answers()
    assert "My budget is 300" in [utterance.text for utterance in model.reply_requests[-1].earlier]


def test_a_stranger_costs_no_prompt_and_small_talk_no_fact(shop: Shop, model: FakeLanguageModel) -> None:
    """Other prompts carry an empty profile's headings, and greetings fill the bank."""
    model.updates.append(update({"field": "personal_details", "text": "N/A", "message": 1, "quote": "hi"}))
    talks(shop, "hi")
    assert model.reply_requests[0].briefing is None
    assert shop.profile().is_empty
