"""The chaos run's own parts: the same seed draws the same trials, and the checks find what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from bench.chaos.checking import Checks
from bench.chaos.checking_memory import memory_violations
from bench.chaos.playing import Ledger, Said, Silence
from bench.chaos.records import log_steps, read_records, what_is_left
from bench.chaos.trials import Outage, Reporting, Sending, Step, Thinking, draw
from bot.services import Services
from memory.models import ConversationSession, Message, ProfileHead, Remembering
from tests import fakes
from tests.fakes import FakeLanguageModel, FakeSender
from tests.servers import Json
from tests.shop import Shop

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""The log of steps is a table and a trigger of its own, which the shared PostgreSQL is better without."""
CUSTOMER = "whatsapp:+351920000100"
LONG_AGO, FAR_AHEAD = 0.0, 1e12


@dataclass
class Played:
    """A small conversation that went well, as a chaos run sees it: a message, its answer, and what is remembered."""

    services: Services
    ledger: Ledger
    taken: list[Json]

    def finds(self) -> set[str]:
        """What the checks say of it."""
        records = read_records(self.services.database)
        moments = {message["sid"]: 1.0 + place for place, message in enumerate(self.taken)}
        checks = Checks(self.ledger, records, self.taken, moments, moments, timedelta(seconds=2))
        found = [*checks.violations(), *memory_violations(self.ledger, records)]
        return {violation.what for violation in found}

    def spoil(self, how: Callable[[Session], object]) -> None:
        """Change the database as only a bug could."""
        with self.services.database.transaction() as session:
            how(session)


@pytest.fixture
def played(shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel) -> Played:
    log_steps(services.database)
    learnt = {"field": "preferences", "text": "w1x1", "message": 1, "quote": "w1x1"}
    model.updates.append(fakes.update(learnt))
    shop.hears("I want w1x1", from_=CUSTOMER, provider_id="SM1")
    shop.answers()
    shop.falls_silent()
    ledger = Ledger(said=[Said(1, CUSTOMER, "SM1", Step.SAY, "w1x1", acknowledged=True)])
    taken = [
        {"sid": sid, "to": message.recipient, "body": message.text, "status": "read"}
        for sid, message in sender.accepted
    ]
    return Played(services, ledger, taken)


def test_a_seed_draws_the_same_trials_each_time_and_another_one_others() -> None:
    assert draw(7, 40, on_postgresql=True) == draw(7, 40, on_postgresql=True) != draw(8, 40, on_postgresql=True)


def test_five_hundred_trials_hold_everything_that_can_happen() -> None:
    trials = [*draw(1, 500, on_postgresql=True), *draw(1, 500, on_postgresql=False)]
    assert {action.step for trial in trials for action in trial.actions} == set(Step)
    assert {kind for trial in trials for kind in trial.sendings} == set(Sending)
    assert {kind for trial in trials for kind in trial.reportings} == set(Reporting)
    assert {kind for trial in trials for kind in (*trial.thinkings, *trial.learnings)} == set(Thinking)
    assert {trial.outage for trial in trials} == {None, *Outage}


@on_sqlite
def test_what_went_well_is_found_to_be_well_and_quiet(played: Played) -> None:
    assert played.finds() == set()
    assert what_is_left(played.services.database) == {}


@on_sqlite
def test_a_message_that_was_lost_is_found(played: Played) -> None:
    played.ledger.said.append(Said(1, CUSTOMER, "SM2", Step.STOP, "", acknowledged=True))
    assert played.finds() == {"acknowledged and not recorded"}


@on_sqlite
def test_an_answer_that_was_sent_twice_is_found(played: Played) -> None:
    played.taken.append(played.taken[0] | {"sid": "another"})
    assert played.finds() == {
        "taken by Twilio and unknown to us: sent twice",
        "the same words were taken more often than said",
    }


@on_sqlite
def test_an_answer_within_a_silence_is_found(played: Played) -> None:
    played.ledger.silences.append(Silence(1, CUSTOMER, Step.TAKE_OVER, LONG_AGO, FAR_AHEAD))
    with played.services.database.transaction() as session:
        session.execute(text("UPDATE chaos_steps SET at = 0.5"))
    assert played.finds() == {"the bot wrote after: take over"}


@on_sqlite
@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (update(Message).values(answer_state="waiting", answered_by_id=None), "neither answered nor flagged"),
        (update(Message).values(answer_state="declined"), "declined without a reason"),
        (update(Message).where(Message.author == "bot").values(text="?"), "answered by words that do not answer it"),
        (text("UPDATE deliveries SET status = 'failed'"), "its answer failed and nobody was told"),
        (text("UPDATE deliveries SET status = 'drafted'"), "sent and then drafted"),
        (update(ConversationSession).values(closed_at=None), "a session is still open"),
        (delete(Remembering), "a session is not covered once by its pieces"),
        (update(Remembering).values(state="due"), "neither remembered nor visibly failed"),
        (update(ProfileHead).values(version=2), "versions have a gap, or the head is not the last"),
    ],
)
def test_what_a_bug_would_leave_behind_is_found(played: Played, spoil: object, found: str) -> None:
    played.spoil(lambda session: session.execute(spoil))  # type: ignore[call-overload] # each is a statement
    assert found in played.finds()


@on_sqlite
def test_a_word_that_is_not_remembered_is_found(played: Played) -> None:
    played.ledger.said.append(Said(1, CUSTOMER, "SM1", Step.SAY, "w1x2", acknowledged=True))
    assert "a word of the customer's is remembered 0 times" in played.finds()
