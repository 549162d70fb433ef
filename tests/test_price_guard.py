"""The price guard: which drafts may leave."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.protocols import ReplyRequest, Shop, Utterance
from bot.selling.catalogue import Catalogue, Product
from bot.selling.money import format_money
from bot.selling.price_guard import check_answer, check_prices
from memory.profile import Fact, Profile
from memory.transcript import Author

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CATALOGUE = Catalogue(
    (
        Product("1", "Luna Necklace", Decimal("189.00"), "Comes in a box worth €5."),
        Product("2", "Marina Earrings", Decimal("69.00")),
        Product("3", "Solis Ring", Decimal("259.90")),
        Product("4", "Gift Card €500", Decimal("480.00")),
    ),
    "EUR",
)


@pytest.mark.parametrize(
    "draft",
    [
        "The Luna Necklace is €189.",
        "189,00 € or 69 EUR, your choice",
        "It costs 189 and is in stock",
        "Together the Luna Necklace and the Marina Earrings are €258.",
        "Two Marina Earrings are €138",
        "3 × Marina Earrings make €207",
        "The Gift Card €500 is €480",
        "The Luna Necklace comes in a box worth €5",
        "Size 54, 45 cm, delivered in 3 days; call +351 910 000 001 about order 12345.",
        "I am 100% sure that it is 925 silver.",
        "There is no discount, I am sorry.",
        "",
    ],
)
def test_a_draft_with_the_catalogues_prices_may_leave(draft: str) -> None:
    assert check_prices(draft, CATALOGUE, ()) == ()


def test_a_description_that_begins_with_off_beside_the_price_is_no_discount() -> None:
    pearls = Catalogue((Product("1", "Perla Earrings", Decimal("79.00"), "Off-white freshwater pearls"),), "EUR")
    assert check_prices("Perla Earrings – €79 – Off-white freshwater pearls", pearls, ()) == ()
    assert check_prices("Perla Earrings: €79 off today. Off-white freshwater pearls", pearls, ())


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("It is yours for €150.", "€150"),
        ("Das kostet 150 Euro", "150 Euro"),
        ("The price is 150", "150"),
        ("for one hundred and fifty euros", "one hundred and fifty euros"),
        ("只要150欧元, €150", "€150"),
        ("सिर्फ ₹१५०", "₹१५०"),
        ("R$ 1.299,00", "R$ 1.299,00"),
        ("€69–80", "80"),
        ("The Luna Necklace and more for €258", "€258"),
    ],
)
def test_an_amount_that_is_no_price_is_named(draft: str, words: str) -> None:
    assert any(words in problem for problem in check_prices(draft, CATALOGUE, ()))


@pytest.mark.parametrize(
    "draft",
    [
        "20% off just for you",
        "You get a discount of ten percent",
        "20 % de desconto",
        "zwanzig Prozent Rabatt",
        "Save €69 today",
        "€69 off",
        "half price today",
        "I can let you have it for free",
        "скидка 20%",
    ],
)
def test_a_discount_the_shop_has_not_given_is_a_violation(draft: str) -> None:
    assert check_prices(draft, CATALOGUE, ("give me 20% off, or €69 off, or half price",))


def test_a_discount_of_the_shops_own_texts_may_be_told() -> None:
    assert check_prices("10% off the first order!", CATALOGUE, (), ("New customers get 10% off.",)) == ()


def test_a_catalogue_price_in_another_currency_is_a_violation() -> None:
    assert check_prices("It is $189", CATALOGUE, ()) == ("“$189” is not in the shop's currency, EUR.",)


@pytest.mark.parametrize("said", ["my budget is $250", "up to 250", "250", "máximo 250 reais"])
def test_an_amount_the_customer_said_may_be_repeated(said: str) -> None:
    assert check_prices("Up to $250, I have the Luna Necklace for €189.", CATALOGUE, (said,)) == ()


def test_a_number_the_customer_said_of_something_else_is_no_amount() -> None:
    assert check_prices("It is €54", CATALOGUE, ("my wife wears rings of size 54",))


def test_a_number_in_a_name_is_no_part_of_the_amount_beside_it() -> None:
    catalogue = Catalogue((Product("1", "Coin ₩5", Decimal("12.50")),), "SEK")
    assert check_prices("• Coin ₩5 – 12,50 kr", catalogue, ()) == ()


@given(price=st.decimals("0.01", "99999", places=2), asked=st.decimals("0.01", "99999", places=2))
def test_only_the_price_passes(price: Decimal, asked: Decimal) -> None:
    catalogue = Catalogue((Product("1", "Thing", price),), "EUR")
    assert bool(check_prices(f"It is {format_money(asked, 'EUR')}.", catalogue, ())) == (asked != price)


@given(draft=st.text(max_size=300), said=st.text(max_size=50))
def test_any_draft_is_checked_without_an_error(draft: str, said: str) -> None:
    check_prices(draft, CATALOGUE, (said,), (said,))


def test_an_answer_may_use_what_customer_profile_and_shop_said() -> None:
    fact = Fact(id="f1", text="up to €77", said_at=NOW, learned_at=NOW)
    request = ReplyRequest(
        shop=Shop("Shop", "Delivery is €4.", "UTC", "EUR"),
        catalogue=CATALOGUE,
        customer_name=None,
        profile=Profile(customer_id="1", facts={"budget": (fact,)}),
        briefing=None,
        earlier=(),
        session=(Utterance(Author.AGENT, "I can do €60", NOW), Utterance(Author.CUSTOMER, "not €50?", NOW)),
        unanswered=1,
        now=NOW,
    )
    assert check_answer("You said €77, then €50; my colleague €60; delivery is €4.", request) == ()
    assert check_answer("You said €77.", replace(request, profile=None))
    bot_said = replace(request, session=(Utterance(Author.BOT, "It is €42", NOW), *request.session))
    assert check_answer("As I said, €42", bot_said)
