"""Texts made storable and comparable, and quotes found in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.evidence import proving_line, quote_is_in, shares_content, takes_back
from memory.text import normalised, single_line, storable
from memory.transcript import Author
from memory.words import FUNCTION_WORDS, SAYING_NOTHING, TAKING_BACK
from tests.remembered import SEARCHED, transcript

ANY_TEXT = st.text(st.characters())  # lone surrogates too


@SEARCHED
@given(ANY_TEXT)
def test_storable_text_can_be_stored_and_loses_nothing_else(text: str) -> None:
    stored = storable(text)
    assert "\0" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert stored == "".join(one for one in text if one != "\0" and not 0xD800 <= ord(one) <= 0xDFFF)


@pytest.mark.parametrize(
    ("text", "comparable"),
    [
        ("I DON’T want  it!", "i dont want it"),
        ("don't", "dont"),
        ("2.5", "2 5"),
        ("25", "25"),
        ("ＡＢＣ　１２", "abc 12"),
        ("Straße", "strasse"),
        ("rose\u200bgold\ufeff", "rosegold"),
        ("rose-gold\n(18k) 🌹", "rose gold 18k"),
        ("मुझे नहीं चाहिए।", "मुझे नहीं चाहिए"),
        ("预算：两百！", "预算 两百"),
        ("…", ""),
    ],
)
def test_normalising_keeps_words_and_numbers_only(text: str, comparable: str) -> None:
    assert normalised(text) == comparable


@SEARCHED
@given(st.text())
def test_a_text_in_normal_form_stays_as_it_is_between_its_words(text: str) -> None:
    assert normalised(normalised(text)).split() == normalised(text).split()
    assert "  " not in normalised(text)


@SEARCHED
@given(st.text(), st.integers(1, 50))
def test_a_single_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = single_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("i only wear ROSE gold", "Well… I only wear rose-gold, thanks"),
        ("dont want", "I don’t want it"),
        ("预算两百", "我的预算两百块"),
        ("งบ", "มีงบสองพัน"),
        ("예산", "예산은 삼십만원"),
        ("iPhone", "我要iPhone手机"),
        ("का बजट", "मेरा का बजट कम है"),
        ("art", "party, art"),
    ],
)
def test_a_quote_is_found_whatever_its_case_space_and_punctuation(quote: str, text: str) -> None:
    assert quote_is_in(quote, text)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("art", "party"),
        ("25", "2.5"),
        ("200", "2000"),
        ("", "anything"),
        ("!?", "anything!?"),
        ("क", "कि"),
        ("gold rose", "rose gold"),
        ("up to 300", "up to 200"),
    ],
)
def test_a_quote_that_was_not_said_is_not_found(quote: str, text: str) -> None:
    assert not quote_is_in(quote, text)


@SEARCHED
@given(st.text(), st.text(), st.text())
def test_whatever_was_said_between_two_spaces_is_found(before: str, quote: str, after: str) -> None:
    assert quote_is_in(quote, f"{before} {quote} {after}") or not normalised(quote)


def test_only_the_cited_line_proves_and_only_by_its_author() -> None:
    heard = transcript("rose gold", "bot: rose gold?", "yes", "rose gold", "bye")
    customer = {Author.CUSTOMER}
    found = [proving_line(heard, cited, "rose gold", customer) for cited in (1, 3, 4, 5, 99, None)]
    assert [line.number if line else None for line in found] == [1, None, 4, None, None, None]
    assert proving_line(heard, 2, "rose gold", customer) is None


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("rose gold necklaces", "a necklace please", True),
        ("up to 250", "250 at most", True),
        ("size 7", "I wear 7", True),
        ("red", "the red one", True),
        ("预算两百", "我的预算", True),
        ("with pearls", "that with my mum", False),
        ("silver", "gold", False),
        ("", "", False),
    ],
)
def test_texts_share_content_and_not_function_words(one: str, other: str, shared: bool) -> None:
    assert shares_content(one, other) is shared


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Forget that please",
            "I don't like it any more",
            "ya no",
            "não quero",
            "lieber nicht",
            "ne … pas",
            "non più",
        ),
        *("nahi chahiye", "नहीं", "tidak jadi", "لا أريد", "уже не надо", "不要了"),
    ],
)
def test_taking_something_back_is_heard_in_many_languages(words: str) -> None:
    assert takes_back(words)


def test_plain_wishes_take_nothing_back() -> None:
    assert not takes_back("I would love a notebook, knots and a nonstick pan")


def test_the_tables_of_words_are_in_normal_form() -> None:
    words = [*FUNCTION_WORDS, *TAKING_BACK, *SAYING_NOTHING]
    assert [word for word in words if normalised(word) != word] == []
