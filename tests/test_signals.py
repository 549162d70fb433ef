"""Signs in a customer's message that it tells something worth remembering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.operations import ProfileUpdate
from memory.signals import LONGEST_READ, MOST_LINES, Signal, overlooked_lines, signals_in
from tests.remembered import SEARCHED, add, transcript


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("could go to 80€ tops", Signal.MONEY),
        ("my budget is tight", Signal.MONEY),
        ("would you entertain 7950?", Signal.MONEY),
        ("não posso gastar tanto", Signal.MONEY),
        ("बजट कम है", Signal.MONEY),
        ("预算不多", Signal.MONEY),
        ("it's for her birthday", Signal.DATE),
        ("es para la boda de mi prima", Signal.DATE),
        ("it has to be here by 24/12", Signal.DATE),
        ("am 24.12. brauche ich es", Signal.DATE),
        ("shaadi ke liye", Signal.DATE),
        ("her ears aren't pierced", Signal.NEGATION),
        ("sin níquel no, nunca", Signal.NEGATION),
        ("ich mag kein Gelb", Signal.NEGATION),
        ("I’d like something small", Signal.WISH),
        ("quiero algo sencillo", Signal.WISH),
        ("mujhe silver pasand hai", Signal.WISH),
        ("saya mau yang kecil", Signal.WISH),
        ("хочу серебро", Signal.WISH),
        ("我喜欢银色", Signal.WISH),
        ("ping me on WhatsApp", Signal.CONTACT),
        ("llámame por la tarde", Signal.CONTACT),
        ("hubungi saya besok", Signal.CONTACT),
    ],
)
def test_a_message_with_a_sign_is_seen_in_many_languages(words: str, signal: Signal) -> None:
    assert signal in signals_in(words)


@pytest.mark.parametrize(
    "words", ["", "hi", "hello there", "👍🏽", "ok, thanks", "great, see you", "  ", "!!", "bom dia"]
)
def test_small_talk_carries_none(words: str) -> None:
    assert signals_in(words) == frozenset()


def test_a_cue_within_another_word_is_none() -> None:
    assert signals_in("repayment spender emailed") == frozenset()


def test_customer_lines_with_a_sign_that_no_operation_cites_are_overlooked() -> None:
    heard = transcript("hi", "I like silver", "bot: I like gold", "it's for Friday", "thanks")
    update = ProfileUpdate(operations=(add("preferences", "silver", message=2, quote="never said"),))
    assert [line.number for line in overlooked_lines(heard, update)] == [4]


def test_of_many_overlooked_lines_the_newest_count() -> None:
    heard = transcript(*[f"I like number {place}" for place in range(1, 31)])
    numbers = [line.number for line in overlooked_lines(heard, ProfileUpdate(operations=()))]
    assert numbers == list(range(31 - MOST_LINES, 31))


@SEARCHED
@given(st.text())
def test_any_text_can_be_searched_and_case_does_not_matter(words: str) -> None:
    assert signals_in(words) <= frozenset(Signal)
    assert signals_in(f"I LIKE {words}") >= {Signal.WISH} - ({Signal.WISH} if words[:1].isalnum() else set())


def test_a_pasted_document_is_searched_to_a_limit() -> None:
    assert signals_in("x " * LONGEST_READ + " my budget") == frozenset()
