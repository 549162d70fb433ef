"""What must never be stored as a fact is recognised, and what only looks like it is let through."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn

from memory.privacy import WITHHELD, Sensitive, sensitive, withheld
from tests.planted_secrets import INNOCENT, SECRETS
from tests.remembered import SEARCHED


@pytest.mark.parametrize("said", [said for said, _ in SECRETS])
def test_a_secret_is_recognised(said: str) -> None:
    assert sensitive(said)
    assert withheld(said) == WITHHELD


@pytest.mark.parametrize("said", INNOCENT)
def test_what_a_shop_needs_to_know_is_not_taken_for_a_secret(said: str) -> None:
    assert sensitive(said) is None
    assert withheld(said) == said


def test_the_tables_are_as_large_as_promised() -> None:
    assert len(SECRETS) >= 50
    assert len(INNOCENT) >= 60


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("5555 5555 5555 4444", Sensitive.CARD),
        ("ES91 2100 0418 4502 0005 1332", Sensitive.ACCOUNT),
        ("cvv: 123", Sensitive.CODE),
        ("password = x", Sensitive.PASSWORD),
        ("passport C01X00T47", Sensitive.IDENTITY),
        ("she is diabetic", Sensitive.HEALTH),
    ],
)
def test_the_kind_is_named(said: str, kind: Sensitive) -> None:
    assert sensitive(said) is kind


SEPARATORS = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b", " - ", "_", "/"])


@SEARCHED
@given(st.from_regex(r"4[0-9]{14}", fullmatch=True).filter(lambda digits: len(set(digits)) > 1), SEPARATORS, st.text())
def test_a_card_number_is_recognised_however_it_is_grouped_and_whatever_stands_around_it(
    digits: str, separator: str, around: str
) -> None:
    number = digits + luhn.calc_check_digit(digits)
    spaced = separator.join(number[place : place + 4] for place in range(0, 16, 4))
    wordless = "".join(character for character in around if not character.isalnum() and not character.isdigit())
    assert sensitive(f"{wordless} x {spaced} x {wordless}") is Sensitive.CARD


@SEARCHED
@given(
    st.integers(1, 99_999_999),
    st.sampled_from(["${}", "{} €", "R$ {},00", "up to {} rupees", "{} USD", "under {}"]),
)
@example(12345, "{} €")
def test_no_price_is_taken_for_a_secret(amount: int, form: str) -> None:
    assert sensitive(form.format(f"{amount:,}")) is None
    assert sensitive(form.format(amount)) is None


@SEARCHED
@given(st.from_regex(r"[1-9][0-9]{7,13}", fullmatch=True))
def test_no_phone_number_is_taken_for_a_secret(digits: str) -> None:
    assert sensitive(f"call me on +{digits}") is None or len(digits) == 14  # Diners Club's cards have 14 digits, too
    assert sensitive(f"+{digits[:2]} {digits[2:5]} {digits[5:]} on WhatsApp") is None or len(digits) == 14


@SEARCHED
@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%d %B %Y"]))
def test_no_date_is_taken_for_a_secret(day: date, form: str) -> None:
    assert sensitive(f"birthday on {day.strftime(form)}") is None


@SEARCHED
@given(st.lists(st.integers(30, 50), min_size=1, max_size=12))
def test_no_list_of_sizes_is_taken_for_a_secret(sizes: list[int]) -> None:
    assert sensitive(f"sizes {', '.join(map(str, sizes))}") is None


@SEARCHED
@given(st.text())
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    sensitive(text)
