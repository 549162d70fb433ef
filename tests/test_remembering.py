"""Remembering: one call a session, applied once, whatever the model, the queue or a second worker does."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clients.errors import ClientError
from bot.services import Services
from bot.sweeper import sweep
from memory.customers import find_or_create_customer
from memory.extractor import ExtractionRequest
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.models import ProfileVersion, Remembering
from memory.profile import Status
from memory.remembering import MOST_ATTEMPTS, PAUSES, RememberingFailed, Remembrance, retry_remembering
from memory.transcript import Author
from memory.versions import Cause, Change, VersionConflict, append_version, as_of, head_of, roll_back
from tests.fakes import FakeLanguageModel, MovingClock, update
from tests.shop import ANA, RUI, Shop

GOLD = "I only wear rose gold"


def gold(message: int = 1) -> str:
    return update({"field": "preferences", "text": "only rose gold", "message": message, "quote": GOLD})


def pieces(services: Services) -> list[Remembering]:
    with services.database.reading() as session:
        return list(session.scalars(select(Remembering).order_by(Remembering.id)))


def versions(services: Services) -> list[ProfileVersion]:
    with services.database.reading() as session:
        return list(session.scalars(select(ProfileVersion).order_by(ProfileVersion.id)))


def test_a_closed_session_costs_one_call_and_becomes_a_version_with_evidence(
    shop: Shop, services: Services, model: FakeLanguageModel
) -> None:
    model.updates.append(gold())
    recorded = shop.hears(GOLD)
    shop.answers()
    shop.falls_silent()
    shop.works()
    assert len(model.extraction_requests) == 1
    (fact,) = shop.profile().active("preferences")
    assert fact.evidence is not None
    assert (fact.evidence.message_id, fact.evidence.quote) == (recorded.message_id, GOLD)
    assert [(version.number, version.cause) for version in versions(services)] == [(1, "session")]


def test_the_transcript_has_all_words_in_order_with_their_authors_and_times(
    shop: Shop, model: FakeLanguageModel, clock: MovingClock
) -> None:
    shop.hears("first")
    shop.answers()
    shop.hears("second")
    shop.falls_silent()
    transcript = model.extraction_requests[0].transcript
    assert [(line.number, line.author, line.text) for line in transcript.lines] == [
        (1, Author.CUSTOMER, "first"),
        (2, Author.BOT, "You said: first"),
        (3, Author.CUSTOMER, "second"),
    ]
    assert transcript.timezone == "Europe/Lisbon"


@pytest.mark.parametrize(
    "output",
    ["", "not json", '{"operations": [{"act', '{"operations": "none"}', "[]", '{"error": "overloaded"}', "null", "42"],
)
def test_unusable_output_is_asked_for_once_more_with_the_error(
    shop: Shop, model: FakeLanguageModel, output: str
) -> None:
    model.updates.extend([output, gold()])
    shop.hears(GOLD)
    shop.falls_silent()
    assert [request.problem is None for request in model.extraction_requests] == [True, False]
    assert len(shop.profile().active("preferences")) == 1


def test_output_that_stays_unusable_is_tried_again_later_and_at_last_left_to_the_team_with_the_reason(
    shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.updates.extend(["garbage"] * 100)
    shop.hears(GOLD)
    shop.falls_silent()
    assert pieces(services)[0].state == "due"
    for pause in PAUSES:
        clock.move(seconds=pause.total_seconds() + 1)
        shop.works()
    (piece,) = pieces(services)
    assert (piece.state, piece.due_at) == ("failed", None)
    assert "UnusableOutput" in (piece.error or "")
    assert len(model.extraction_requests) == 2 * (len(PAUSES) + 1)
    model.updates.clear()
    model.updates.append(gold())
    with services.database.transaction() as session:
        assert retry_remembering(session, piece.id, clock.now())
    shop.works()
    assert pieces(services)[0].state == "done"
    assert len(shop.profile().active("preferences")) == 1


def test_a_model_that_is_away_is_asked_again_and_nothing_is_lost(
    shop: Shop, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.updates.extend([ClientError("down"), ClientError("down"), gold()])
    shop.hears(GOLD)
    shop.falls_silent()
    clock.move(seconds=6)
    shop.works()
    clock.move(seconds=31)
    shop.works()
    assert len(shop.profile().active("preferences")) == 1


@pytest.mark.parametrize(
    "operation",
    [
        {"field": "preferences", "text": "diamonds", "message": 1, "quote": "I love diamonds"},
        {"field": "preferences", "text": "silver", "message": 2, "quote": "You said"},
        {"field": "preferences", "text": "gold", "message": 99, "quote": "nobody"},
        {"field": "budget", "text": "N/A", "message": 1, "quote": GOLD},
        {"field": "shoe_size", "text": "38", "message": 1, "quote": GOLD},
        {"action": "remove", "field": "preferences", "fact": "f77", "message": 1, "quote": GOLD},
        {"action": "replace", "field": "budget", "fact": "f1", "text": "1", "message": 1, "quote": GOLD},
    ],
)
def test_an_operation_that_proves_nothing_leaves_the_profile_unharmed_and_its_reason_visible(
    shop: Shop, services: Services, model: FakeLanguageModel, operation: dict[str, object]
) -> None:
    model.updates.append(gold())
    shop.hears(GOLD)
    shop.answers()
    shop.falls_silent()
    before = shop.profile()
    model.updates.append(update(operation))
    shop.hears(GOLD)
    shop.answers()
    shop.falls_silent()
    assert shop.profile() == before
    assert versions(services)[-1].rejections[0]["explanation"]


def test_a_model_that_wants_to_remove_everything_removes_nothing(shop: Shop, model: FakeLanguageModel) -> None:
    words = "I like rings, I like chains, I like pearls and my budget is 100"
    facts = [
        {"field": "preferences", "text": thing, "message": 1, "quote": f"I like {thing}"}
        for thing in ("rings", "chains", "pearls")
    ]
    model.updates.append(update(*facts))
    shop.hears(words)
    shop.falls_silent()
    removals = [
        {"action": "remove", "field": "preferences", "fact": f"f{number}", "message": 1, "quote": quote}
        for number, quote in ((1, "I like rings"), (2, "I like chains"), (3, "I like pearls"))
    ]
    model.updates.append(update(*removals))
    shop.hears(words)
    shop.falls_silent()
    assert len(shop.profile().active("preferences")) == 3


def test_a_crash_between_the_models_answer_and_the_version_costs_no_second_call(
    shop: Shop, services: Services, model: FakeLanguageModel
) -> None:
    model.updates.append(gold())
    recorded = shop.hears(GOLD)
    shop.clock.move(seconds=1801)
    shop.hears("next session")
    remembrance = Remembrance(services.database, model, services.clock, "UTC")
    claimed = remembrance._claim(recorded.customer_id)
    assert claimed is not None
    remembrance._output_for(claimed)  # and here the worker is killed
    shop.works()
    assert len(model.extraction_requests) == 1
    assert len(shop.profile().active("preferences")) == 1


def test_a_piece_that_kills_its_worker_each_time_is_at_last_left_to_the_team(
    shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    recorded = shop.hears(GOLD)
    clock.move(hours=1)
    sweep(services)
    remembrance = Remembrance(services.database, model, clock, "UTC")
    for _ in range(MOST_ATTEMPTS + 1):
        remembrance._claim(recorded.customer_id)  # and here the worker is killed
        clock.move(hours=12)
    assert pieces(services)[0].state == "failed"
    assert pieces(services)[0].error


def test_two_workers_with_the_same_piece_apply_it_once(
    shop: Shop, services: Services, model: FakeLanguageModel
) -> None:
    recorded = shop.hears(GOLD)
    shop.clock.move(seconds=1801)
    shop.hears("next session")
    remembrance = Remembrance(services.database, model, services.clock, "UTC")
    first, second = remembrance._claim(recorded.customer_id), remembrance._claim(recorded.customer_id)
    assert first is not None
    assert second is not None
    remembrance._apply(first, gold())
    remembrance._apply(second, gold())
    assert len(versions(services)) == 1


def test_a_session_without_a_word_of_the_customer_costs_no_call(
    services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    with services.database.transaction() as session:
        ingest(session, parse_identifier("crm-1"), [IngestedMessage(Author.BOT, "Anybody there?")], clock.now())
    Shop(services, clock).works()
    assert model.extraction_requests == []
    assert pieces(services)[0].state == "done"


def play_round(services: Services, number: int, model: FakeLanguageModel) -> None:
    """Two sessions of one customer, remembered by two workers at the same moment."""
    words = [f"I like thing{number}{side}" for side in "ab"]

    def propose(request: ExtractionRequest) -> str:
        said = request.transcript.lines[0].text
        return update({"field": "preferences", "text": said, "message": 1, "quote": said})

    for said in words:
        model.updates.append(propose)
        with services.database.transaction() as session:
            ingest(session, parse_identifier(ANA), [IngestedMessage(Author.CUSTOMER, said)], services.clock.now())
    with services.database.reading() as session:
        due = session.scalars(select(Remembering).where(Remembering.state == "due").order_by(Remembering.id)).all()
    remembrance = Remembrance(services.database, model, services.clock, "UTC")
    with ThreadPoolExecutor(2) as pool:
        claims = [remembrance._claim(due[0].customer_id)]
        with services.database.transaction() as session:
            session.get_one(Remembering, due[0].id).due_at = None
        claims.append(remembrance._claim(due[0].customer_id))
        list(pool.map(lambda claim: remembrance._apply(claim, remembrance._output_for(claim)), filter(None, claims)))


@pytest.mark.parametrize("half", [1, 2])
def test_two_sessions_remembered_at_the_same_time_lose_and_double_nothing_in_200_rounds(
    services: Services, model: FakeLanguageModel, half: int
) -> None:
    rounds = 10 if services.database.is_sqlite else 100
    for number in range(rounds):
        play_round(services, number, model)
    texts = [fact.text for fact in Shop(services, MovingClock()).profile().active("preferences")]
    assert sorted(texts) == sorted(f"I like thing{number}{side}" for number in range(rounds) for side in "ab")
    assert [version.number for version in versions(services)] == list(range(1, 2 * rounds + 1))
    assert len(model.extraction_requests) == 2 * rounds


def test_a_version_that_does_not_follow_the_head_is_refused(shop: Shop, services: Services) -> None:
    recorded = shop.hears("hi")
    now = services.clock.now()
    with services.database.transaction() as session:
        head = head_of(session, recorded.customer_id)
        append_version(session, recorded.customer_id, 0, Change(head.profile, Cause.API, "1", "test"), now)
        with pytest.raises(VersionConflict):
            append_version(session, recorded.customer_id, 0, Change(head.profile, Cause.API, "2", "test"), now)
        append_version(session, recorded.customer_id, 1, Change(head.profile, Cause.API, "2", "test"), now)
        with pytest.raises(VersionConflict):
            append_version(session, recorded.customer_id, 1, Change(head.profile, Cause.API, "3", "test"), now)
    assert [version.number for version in versions(services)] == [1, 2]


def test_any_version_can_be_read_and_rolled_back_to_and_ids_are_never_used_again(
    shop: Shop, services: Services, model: FakeLanguageModel, clock: MovingClock
) -> None:
    model.updates.append(gold())
    recorded = shop.hears(GOLD)
    shop.falls_silent()
    after_first, first = clock.now(), shop.profile()
    model.updates.append(update({"field": "preferences", "text": "pearls", "message": 1, "quote": "pearls"}))
    clock.move(hours=1)
    shop.hears("pearls too")
    shop.falls_silent()
    with services.database.transaction() as session:
        then = as_of(session, recorded.customer_id, after_first)
        assert then is not None
        assert then.number == 1
        assert as_of(session, recorded.customer_id, after_first - timedelta(days=1)) is None
        number = roll_back(session, recorded.customer_id, 1, author="team", cause_id="undo-1", now=clock.now())
    assert number == 3
    assert shop.profile().facts == first.facts
    assert shop.profile().next_fact > first.next_fact


def test_nothing_of_one_customer_reaches_another(shop: Shop, services: Services, model: FakeLanguageModel) -> None:
    def propose(request: ExtractionRequest) -> str:
        return update(
            *(
                {"field": "preferences", "text": line.text, "message": line.number, "quote": line.text}
                for line in request.transcript.lines
                if line.author is Author.CUSTOMER
            )
        )

    order = random.Random(7)
    said: dict[str, list[str]] = {ANA: [], RUI: []}
    for number in range(30):
        who = order.choice([ANA, RUI])
        said[who].append(f"I like item{number}")
        shop.hears(said[who][-1], from_=who)
    model.updates.extend([propose] * 4)
    shop.falls_silent()
    for who, words in said.items():
        assert [fact.text for fact in shop.profile(who).active("preferences")] == words
        assert "item" in json.dumps(shop.profile(who).compact())


def test_a_failure_is_recorded_before_it_is_raised(services: Services, clock: MovingClock) -> None:
    with services.database.transaction() as session:
        ingest(session, parse_identifier(ANA), [IngestedMessage(Author.CUSTOMER, "hi")], clock.now())
    model = FakeLanguageModel()
    model.updates.append(RuntimeError("a bug"))
    with pytest.raises(RememberingFailed):
        Remembrance(services.database, model, clock, "UTC").remember_next(1)
    assert "a bug" in (pieces(services)[0].error or "")


def test_the_phone_number_becomes_the_name_of_a_customer_who_was_known_by_another_id_first(
    shop: Shop, services: Services, model: FakeLanguageModel
) -> None:
    model.updates.append(update({"field": "preferences", "text": "pearls", "message": 1, "quote": "pearls"}))
    recorded = shop.hears("pearls", from_="whatsapp:PT.abc1")
    shop.falls_silent()
    assert shop.profile("PT.abc1").customer_id == "PT.abc1"
    now = services.clock.now()
    with services.database.transaction() as session:
        names = [parse_identifier("PT.abc1"), parse_identifier(ANA)]
        assert find_or_create_customer(session, names, now).id == recorded.customer_id
    assert shop.profile(ANA).compact()["customer_id"] == "+351910000001"


def test_superseded_facts_stay_in_the_history(shop: Shop, model: FakeLanguageModel, clock: MovingClock) -> None:
    for amount in ("100", "200"):
        words = f"my budget is {amount} euros"
        model.updates.append(update({"field": "budget", "text": f"{amount} euros", "message": 1, "quote": words}))
        shop.hears(words)
        shop.answers()
        shop.falls_silent()
    old, new = shop.profile().of("budget")
    assert (old.text, old.status, old.replaced_by) == ("100 euros", Status.SUPERSEDED, new.id)
    assert (new.text, new.replaces) == ("200 euros", old.id)
    assert shop.profile().compact()["budget"] == "200 euros"
