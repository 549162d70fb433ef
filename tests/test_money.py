"""Amounts of money in text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.selling.currencies import ISO_CODES
from bot.selling.money import find_amounts, format_money, read_number


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$250", "250", "USD"),
        ("250 €", "250", "EUR"),
        ("250,- €", "250", "EUR"),
        ("EUR 1'299.50", "1299.50", "EUR"),
        ("R$ 1.299,00", "1299", "BRL"),
        ("1,299.00 USD", "1299", "USD"),
        ("₹ 2,500", "2500", "INR"),
        ("Rs. 2,50,000", "250000", "INR"),
        ("1 299,50 kr", "1299.50", "SEK"),
        ("2.5k euros", "2500", "EUR"),
        ("two hundred dollars", "200", "USD"),
        ("two thousand five hundred euros", "2500", "EUR"),
        ("duzentos e cinquenta reais", "250", "BRL"),
        ("doscientos euros", "200", "EUR"),
        ("dreihundert Euro", "300", "EUR"),
        ("deux cents euros", "200", "EUR"),
        ("２５０円です", "250", "JPY"),
        ("250元左右", "250", "CNY"),
        ("٢٥٠ يورو", "250", "EUR"),
        ("₹२५००", "2500", "INR"),
        ("12.500 KWD", "12.5", "KWD"),
        ("$250 USD", "250", "USD"),
    ],
)
def test_an_amount_is_found_with_its_value_and_currency(text: str, value: str, currency: str) -> None:
    (amount,) = find_amounts(f"It may be {text}, no more.")
    assert (amount.value, amount.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(("home", "currency"), [("MXN", "MXN"), ("CAD", "CAD"), ("EUR", "USD"), (None, "USD")])
def test_a_sign_of_several_currencies_means_the_shops_own_where_it_can(home: str | None, currency: str) -> None:
    (amount,) = find_amounts("$250", home)
    assert amount.currency == currency


def test_amounts_stand_where_they_were_found() -> None:
    text = "between €50 and 100 EUR, that is it"
    assert [text[amount.start : amount.end] for amount in find_amounts(text)] == ["€50", "100 EUR"]


def test_both_ends_of_a_range_are_amounts() -> None:
    assert [amount.value for amount in find_amounts("€250–300")] == [250, 300]


@pytest.mark.parametrize(
    "text", ["it costs 199", "the price is only 199.", "custa 199", "Kostet nur 199", "cuesta: 199"]
)
def test_a_number_after_a_price_word_is_money_without_a_currency(text: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.value, amount.currency) == (Decimal(199), None)


@pytest.mark.parametrize(
    "text",
    [
        "size 54",
        "in 3 days",
        "call +351 910 000 001",
        "order 12345",
        "at 14:30 on 2026-05-01",
        "925 silver and 18k gold",
        "a chain of 45 cm",
        "100% sure",
        "I try 2 of them at the top 10",
    ],
)
def test_other_numbers_are_no_money(text: str) -> None:
    assert find_amounts(text, "EUR") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.299", "1299"),
        ("1,299", "1299"),
        ("12,5", "12.5"),
        ("0.500", "0.5"),
        ("1.234.567,89", "1234567.89"),
        ("٢٥٠", "250"),
    ],
)
def test_separators_are_read_as_people_mean_them(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "12 apples", "1e5"])
def test_what_is_no_number_has_no_value(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("250", "EUR", "€250"),
        ("1299.5", "EUR", "€1,299.50"),
        ("1299", "BRL", "R$ 1.299"),
        ("250000", "INR", "₹2,50,000"),
        ("12.5", "KWD", "12.500 KWD"),
        ("1234567.89", "CHF", "CHF 1’234’567.89"),
        ("40", "ZMW", "40 ZMW"),
    ],
)
def test_money_is_written_as_its_shops_write_it(value: str, currency: str, text: str) -> None:
    assert format_money(Decimal(value), currency) == text


@given(
    value=st.decimals(min_value="0.01", max_value="9999999", places=2),
    currency=st.sampled_from([*ISO_CODES, "ALL", "XTS"]),
    around=st.sampled_from(["{}", "it is {}.", "• Ring – {}, in stock", "({})"]),
)
def test_what_is_written_is_found_again(value: Decimal, currency: str, around: str) -> None:
    (amount,) = find_amounts(around.format(format_money(value, currency)), currency)
    assert (amount.value, amount.currency) == (value, currency)


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for amount in find_amounts(text, "EUR"):
        assert 0 <= amount.start < amount.end <= len(text)
