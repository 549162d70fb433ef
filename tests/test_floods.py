"""Two bots talking, a flood, a wall of text: bounded cost, a calm answer, a flag for the team."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.selling.floods import (
    ALIKE,
    SAME_WORDS,
    TOO_MANY_ANSWERS,
    WALL_OF_TEXT,
    Heard,
    reason_to_be_quiet,
)
from bot.selling.phrases import calming_line
from bot.services import Services
from bot.settings import Settings
from memory.messages import FLOOD_IS_LEFT
from memory.models import Customer, Message, Remembering
from memory.remembering import retry_remembering
from tests.fakes import FakeLanguageModel, FakeSender
from tests.shop import ANA, RUI, Shop

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
AN_HOUR = 6
"""How often the bot answers within an hour here."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"answers_per_hour": AN_HOUR})


def flag_of(services: Services) -> str | None:
    with services.database.reading() as session:
        return session.get_one(Customer, 1).flag_reason


def test_a_bot_that_answers_every_answer_is_told_once_and_costs_no_more_calls(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    for number in range(2 * AN_HOUR):
        shop.hears(f"Thank you for message number {number}!")
        shop.answers()
    assert len(model.reply_requests) == AN_HOUR
    assert sender.texts[-1] == calming_line("Thank you")
    assert sender.texts.count(calming_line("Thank you")) == 1
    assert flag_of(services) == TOO_MANY_ANSWERS


def test_after_an_hour_the_bot_answers_again(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    for number in range(AN_HOUR + 2):
        shop.hears(f"message {number}")
        shop.answers()
    shop.clock.move(hours=1)
    shop.hears("hello again")
    shop.answers()
    assert sender.texts[-1] == "You said: hello again"


def test_the_same_words_again_and_again_are_answered_a_few_times_until_something_else_is_said(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel
) -> None:
    for _ in range(2 * ALIKE):
        shop.hears("We are closed. We will get back to you soon!")
        shop.answers()
    assert len(model.reply_requests) == ALIKE - 1
    assert flag_of(services) == SAME_WORDS
    shop.hears("Sorry, that was our machine. Do you have rings?")
    shop.answers()
    assert len(model.reply_requests) == ALIKE


def test_another_customer_is_answered_as_ever(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    for _ in range(ALIKE):
        shop.hears("closed", from_=ANA)
        shop.answers()
    shop.hears("closed", from_=RUI)
    shop.answers()
    assert sender.texts[-1] == "You said: closed"


def test_a_burst_without_end_is_answered_all_the_same(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    for number in range(200):  # 200 messages in a minute
        shop.hears(f"{number}")
        if number % 20 == 0:
            shop.works()
        shop.clock.move(seconds=0.3)
    assert 1 <= len(model.reply_requests) <= 6
    assert sender.texts


def test_a_flood_is_recorded_whole_and_left_to_the_team_instead_of_being_remembered(
    shop: Shop, services: Services, model: FakeLanguageModel
) -> None:
    for number in range(130):
        shop.hears(f"buy pills {number}")
        shop.clock.move(seconds=0.2)
    shop.works()
    assert model.extraction_requests == []
    with services.database.reading() as session:
        heard = session.scalars(select(Message).where(Message.author == "customer")).all()
        pieces = session.scalars(select(Remembering).order_by(Remembering.id)).all()
    assert len(heard) == 130
    assert {(piece.state, piece.error) for piece in pieces} == {("failed", FLOOD_IS_LEFT)}
    with services.database.transaction() as session:
        assert retry_remembering(session, pieces[0].id, services.clock.now())
    shop.works()
    assert len(model.extraction_requests) == 1


@pytest.mark.parametrize("text", ["a" * 60_000, "💎" * 5_000, "buy " * 15_000])
def test_a_wall_of_text_is_read_in_part_answered_calmly_and_shown_to_the_team(
    shop: Shop, services: Services, sender: FakeSender, model: FakeLanguageModel, text: str
) -> None:
    model.replies.append("That is a lot! What can I do for you?")
    shop.hears(text)
    shop.answers()
    assert sender.texts == ["That is a lot! What can I do for you?"]
    assert flag_of(services) == WALL_OF_TEXT


@given(
    st.lists(st.integers(0, 7200), max_size=40),
    st.lists(st.tuples(st.text(max_size=3), st.integers(0, 7200), st.none() | st.integers(1, 5)), max_size=20),
    st.integers(1, 30),
)
def test_the_decision_never_fails_and_keeps_to_the_limit(
    answered: list[int], heard: list[tuple[str, int, int | None]], limit: int
) -> None:
    times = [NOON - timedelta(seconds=ago) for ago in answered]
    messages = [Heard(text, NOON - timedelta(seconds=ago), key) for text, ago, key in heard]
    reason = reason_to_be_quiet(times, messages, NOON, limit)
    assert (reason == TOO_MANY_ANSWERS) == (sum(ago < 3600 for ago in answered) >= limit)
