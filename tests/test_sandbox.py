"""Twilio's sandbox: the code by which a phone joins is no question to the shop."""

import pytest

from bot.selling.sandbox import is_sandbox_join
from tests.fakes import FakeLanguageModel, FakeSender
from tests.shop import SHOP, Shop


@pytest.mark.parametrize(
    ("text", "is_join"),
    [
        ("join brave-lion", True),
        ("  Join brave-lion\n", True),
        ("join", False),
        ("join us for dinner", False),
        ("I want to join", False),
    ],
)
def test_a_join_is_the_word_and_a_code(text: str, is_join: bool) -> None:
    assert is_sandbox_join(SHOP, text) is is_join


def test_on_a_number_of_ones_own_it_is_a_message_like_any_other() -> None:
    assert not is_sandbox_join("whatsapp:+351210000000", "join brave-lion")


def test_who_joins_is_greeted_without_the_model(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    shop.hears("join brave-lion")
    shop.answers()
    assert sender.texts == ["Welcome to Aurora Jewellery! How can we help you?"]
    assert model.reply_requests == []
    assert sender.typing == []


def test_a_question_right_behind_it_is_answered_and_the_code_is_not_shown_to_the_model(
    shop: Shop, sender: FakeSender, model: FakeLanguageModel
) -> None:
    shop.hears("join brave-lion")
    shop.hears("Do you have rings?")
    shop.answers()
    assert sender.texts == ["You said: Do you have rings?"]
    assert [utterance.text for utterance in model.reply_requests[0].session] == ["Do you have rings?"]
    assert model.reply_requests[0].unanswered == 1
