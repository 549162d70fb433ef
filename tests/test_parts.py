"""Long answers go out whole, in order, in messages that the channel takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.selling.hand_over import promises_a_person
from bot.selling.parts import parts_of
from tests.fakes import FakeLanguageModel, FakeSender
from tests.shop import Shop


def test_a_short_answer_stays_one_message() -> None:
    assert parts_of("Hello. How are you?") == ("Hello. How are you?",)


def test_a_long_answer_is_cut_at_the_ends_of_sentences() -> None:
    text = " ".join(f"This is sentence number {number}." for number in range(100))
    parts = parts_of(text, limit=300)
    assert all(part.endswith(".") for part in parts)
    assert " ".join(parts) == text


@given(st.text(max_size=400), st.integers(min_value=4, max_value=50))
def test_no_part_is_too_long_or_empty_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = parts_of(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_the_parts_of_an_answer_are_sent_in_order(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    model.replies.append(" ".join(f"Sentence {number} of a long tale." for number in range(120)))
    shop.hears("tell me everything")
    shop.answers()
    assert len(sender.texts) == 3
    assert sender.texts[0].startswith("Sentence 0 ")
    assert sender.texts[-1].endswith("Sentence 119 of a long tale.")


def test_a_promised_colleague_is_noticed_and_an_offered_one_is_not() -> None:
    assert promises_a_person("Of course: I am passing this chat on to a colleague, who will answer you here.")
    assert promises_a_person("Claro! Um colega responde já aqui.")
    assert not promises_a_person("I don't know. Shall I ask a colleague?")
    assert not promises_a_person("We have rings and chains.")
