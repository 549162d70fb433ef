"""Long answers go out whole, in order, in messages that the channel takes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.selling.hand_over import promises_a_person
from bot.selling.parts import length_of, parts_of
from bot.selling.text_marks import find_marks
from tests.fakes import FakeLanguageModel, FakeSender
from tests.shop import Shop

FAMILY = "👩‍👩‍👧‍👦"
URL = "https://shop.example/rings?metal=rose_gold&size=*12*"


def squeezed(text: str) -> str:
    return re.sub(r"[\s*_~`]", "", text)


def test_a_short_answer_stays_one_message() -> None:
    assert parts_of("Hello. How are you?") == ("Hello. How are you?",)


def test_a_long_answer_is_cut_at_the_ends_of_sentences() -> None:
    text = " ".join(f"This is sentence number {number}." for number in range(100))
    parts = parts_of(text, limit=300)
    assert all(part.endswith(".") for part in parts)
    assert " ".join(parts) == text


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Silva has 1.5 carats of No. 7 for you, e.g. a ring by J. Weber.",
        "Es kostet ca. 1.500 € inkl. MwSt. am 3. März bzw. später…",
        "यह अंगूठी बहुत सुंदर है।",
        "هل تريد هذا الخاتم؟",
        "“Is it gold?” she asked (it was).",
    ],
)
def test_a_sentence_is_not_cut_at_its_abbreviations_and_decimals(sentence: str) -> None:
    text = " ".join([sentence] * 40)
    assert {piece for part in parts_of(text, limit=2 * len(sentence) + 20) for piece in part.split(sentence)} == {
        "",
        " ",
    }


def test_chinese_sentences_need_no_space_to_end() -> None:
    parts = parts_of("这枚戒指很漂亮。你喜欢吗？" * 60, limit=100)
    assert all(part[-1] in "。？" for part in parts)


def test_an_address_is_never_cut() -> None:
    parts = parts_of(" ".join(["word " * 7 + URL] * 60), limit=150)
    assert sum(part.count(URL) for part in parts) == 60


def test_an_emoji_of_several_signs_is_never_cut_and_counts_as_all_of_them() -> None:
    parts = parts_of(FAMILY * 300, limit=200)
    assert all(set(part.split(FAMILY)) == {""} and length_of(part) <= 200 for part in parts)
    assert length_of(FAMILY) == 11


def test_a_word_longer_than_a_message_is_cut_all_the_same() -> None:
    parts = parts_of("a" * 5000)
    assert [len(part) for part in parts] == [1600, 1600, 1600, 200]


def test_one_character_longer_than_a_message_is_cut_all_the_same() -> None:
    assert "".join(parts_of("a" + "\u0301" * 4000)) == "a" + "\u0301" * 4000


def test_a_mark_that_a_cut_falls_into_is_closed_and_opened_again() -> None:
    parts = parts_of("*" + "very bold words here. " * 20 + "end*", limit=100)
    assert len(parts) > 3
    assert all(part.startswith("*") and part.endswith("*") for part in parts)


def test_nested_marks_and_code_blocks_are_closed_and_opened_again() -> None:
    parts = parts_of("_it is *" + "both here " * 30 + "end* now_", limit=100)
    assert all(part.startswith("_*") and part.endswith("*_") for part in parts[1:-1])
    assert all(part.count("```") == 2 for part in parts_of("```" + "code line\n" * 40 + "```", limit=100))


WORDS = st.sampled_from(
    [
        "gold. ",
        "ring! ",
        "*bold words* ",
        "_it *both* it_ ",
        "`x y z` ",
        "\n\n",
        "\n",
        "金。",
        "क्षि",
        FAMILY,
        f" {URL} ",
        "۔ ",
        ", ",
        "Dr. ",
        "x" * 90 + " ",
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=40).map("".join)), st.integers(60, 200))
@example("*" * 300, 60)
def test_no_part_is_too_long_or_empty_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = parts_of(text, limit)
    assert all(part.strip() and length_of(part) <= limit for part in parts)
    assert squeezed("".join(parts)) == squeezed(text)


@given(st.lists(WORDS, max_size=40).map("".join), st.integers(120, 200))
def test_links_stay_whole_and_marks_balanced(text: str, limit: int) -> None:
    parts = parts_of(text, limit)
    assert sum(part.count(URL) for part in parts) == text.count(URL)
    marked = {span.opening for span in find_marks(text)}
    for part in parts:
        plain = part.replace(URL, "")
        assert all(plain.count(mark) % 2 == 0 for mark in marked), part


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
