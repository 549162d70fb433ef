"""What the offline model says to what customers say between asking for goods: gifts, doubts, orders, time to think."""

from dataclasses import replace

import pytest

from bot.clients.offline_model.answering import answer
from bot.selling.hand_over import promises_a_person
from tests.offline_talk import SHOP, customer, last, profile, request, talk

LIST_OF_PROMISES = (
    "A small family jewellery shop in Lisbon: rings, necklaces and bracelets in gold and silver, with free returns "
    "within 30 days, free engraving and free gift wrapping."
)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("I'm looking for a birthday gift for my wife", "A gift, how lovely!"),
        ("Queria algo para oferecer à minha mãe", "Um presente, que bom!"),
        ("quiero regalarle algo a mi hija", "¡Un regalo, qué bonito!"),
    ],
)
def test_a_gift_that_names_no_goods_is_met_with_a_question_about_taste_and_price(said: str, answered: str) -> None:
    assert answered in last("hi", said)


def test_a_wish_without_goods_is_told_what_there_is() -> None:
    assert "We have: Necklaces, Rings" in last("hi", "I need something nice")


@pytest.mark.parametrize(
    "asked",
    [
        "show me something",
        "what would you show me?",
        "o que me mostra?",
        "¿qué me enseñas?",
        "Was würden Sie mir zeigen?",
    ],
)
def test_show_me_something_shows_something(asked: str) -> None:
    assert last("hi", asked).count("•") == 3


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("can I return it?", "We offer free returns within 30 days."),
        ("what if she doesn't like it?", "We offer free returns within 30 days."),
        ("Does it come with gift wrapping?", "We offer free gift wrapping."),
        ("Olá, fazem gravação?", "Oferecemos gravação gratuita."),
        ("¿y si no le gusta?", "Ofrecemos devolución gratuita en 30 días."),
    ],
)
def test_of_a_list_of_promises_only_the_one_asked_for_is_told_in_the_customers_language(
    asked: str, answered: str
) -> None:
    shop = replace(SHOP, description=LIST_OF_PROMISES)
    said = answer(replace(request(customer(asked)), shop=shop))
    assert said.endswith(answered)


def test_a_worry_is_met_with_understanding_and_what_the_shop_promises() -> None:
    said = last("hi", "I'm not sure about ordering online, I had a bad experience")
    assert said.startswith("I understand")
    assert "free returns within 30 days" in said


@pytest.mark.parametrize("said", ["ok that's good to know", "Perfeito, assim fico descansada", "vale, perfecto"])
def test_what_the_customer_is_content_with_is_not_given_back_as_news(said: str) -> None:
    answered = last("hello", "can I return it?", said)
    assert answered.startswith(("Good! ", "Muito bem! ", "¡Muy bien! "))


@pytest.mark.parametrize(
    "said", ["I'll think about it and come back, thanks!", "Let me ask my sister", "ok obrigada, vou pensar"]
)
def test_who_wants_to_think_is_given_time(said: str) -> None:
    assert last("hi", said).startswith(("Of course, take your time.", "Claro, com toda a calma."))


def test_an_okay_after_an_answer_that_showed_nothing_orders_nothing() -> None:
    assert "order" not in last("show me silver rings", "do you ship to Spain? I'd rather know", "ok thanks")
    assert "Lovely choice" not in last("I'm not sure about ordering online", "ok")


def test_who_asks_for_their_order_gets_a_person_and_no_second_order() -> None:
    said = last("hello, did my order ship yet?", known=profile(preferences="silver rings"))
    assert "passing this on to a colleague" in said
    assert "Which one would you like to order?" not in said
    assert promises_a_person(said)


@pytest.mark.parametrize(
    "said", ["asdkjh qwe", "do you have drones?", "can I get a discount?", "are you a bot?", "is it waterproof?"]
)
def test_a_person_is_only_promised_when_the_customer_wants_one(said: str) -> None:
    answered = last("hi", said)
    assert "colleague" in answered
    assert not promises_a_person(answered)


def test_an_offer_to_pay_less_is_no_order_and_gets_no_discount() -> None:
    assert "only offer the prices in our catalogue" in last("the steel watch?", "can you do 150 for it?")


def test_the_product_asked_about_again_is_told_once() -> None:
    said = last("show me rose gold", "the necklace you showed me, how much was it?")
    assert said.count("Luna Rose Gold Necklace – €189") == 1
    assert "Initial Gold Necklace" not in said


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("the maré one looks nice, tell me more", "A wave in sterling silver"),
        ("Is it real silver?", "Maré Silver Ring – €59, in stock"),
        ("show me the ring", "Maré Silver Ring – €59, in stock"),
    ],
)
def test_a_question_about_the_one_product_shown_is_about_it(said: str, product: str) -> None:
    assert product in last("silver rings under 80", said)


@pytest.mark.parametrize("said", ["Quero esses", "levo", "fico com eles"])
def test_an_order_in_portuguese_takes_what_was_shown(said: str) -> None:
    assert "Folha Leaf Earrings – €55\nUm colega termina" in last("Olá, tem os brincos Folha?", said)


def test_an_order_that_two_products_fit_asks_which_of_the_two() -> None:
    said = last("silver rings", "I'll take the silver ring")
    assert "Which one would you like to order?" in said
    assert "Classic Silver Signet Ring" in said


def test_the_budget_said_earlier_in_the_talk_still_holds() -> None:
    said = last("rings up to 100 euros", "and bracelets?")
    assert "Rosa Rose Gold Bracelet" not in said
    assert "Marina Pearl Bracelet – €85" in said


def test_a_word_of_taste_narrows_the_kind_that_the_talk_is_about() -> None:
    said = last("Queria um colar", "Ela adora pérolas", "O meu orçamento é 150€")
    assert "Marina Pearl Necklace" in said
    assert "Earrings" not in said


@pytest.mark.parametrize("said", ["I love pearls, and I never wear gold", "pearls, gold doesn't suit me"])
def test_what_does_not_suit_the_customer_is_no_wish(said: str) -> None:
    answered = last("hi", said)
    assert "Marina Pearl" in answered
    assert "nothing that is exactly that" not in answered


def test_when_no_more_of_a_kind_is_left_other_kinds_within_the_budget_are_shown() -> None:
    said = last("leather bracelets under 100", "what else do you recommend?")
    assert "Something else you might like" in said
    assert "€189" not in said


@pytest.mark.parametrize(
    "fact",
    [
        "what about the leather bracelet",
        "não gosta de pérolas",
        "tengo dudas con la talla, no sé qué talla usa",
        "i want two of those",
        "the maré one looks nice, tell me more",
    ],
)
def test_nobody_is_welcomed_with_a_question_a_refusal_a_doubt_or_half_a_sentence(fact: str) -> None:
    assert fact not in last("hello", known=profile(preferences=fact))


def test_coming_again_is_no_wish_for_something_else() -> None:
    said = last(
        "Buenas, soy Carlos otra vez", known=profile(buying_triggers="busco un anillo de compromiso para mi novia")
    )
    assert "Clara Diamond Ring" in said
    assert "Necklace" not in said


def test_who_ordered_last_time_is_not_sold_the_same_again() -> None:
    said = last("hi", known=profile(last_interaction="Wants to order: Luna Silver Necklace."))
    assert "Is everything well with your order" in said
    assert "Would you like to order it" not in said


def test_what_is_remembered_is_told_when_asked_for() -> None:
    known = profile(last_interaction="Looked at: Luna Silver Necklace.")
    assert "Luna Silver Necklace – €79" in talk("hi", "what did we look at last time?", known=known)[1]


def test_a_budget_of_about_so_much_does_not_hide_what_costs_less() -> None:
    said = last("hi", known=profile(preferences="leather bracelet", budget="something around 150"))
    assert "Capitan Leather Bracelet – €45" in said


def test_a_description_in_another_language_is_told_only_when_asked_for() -> None:
    shown, asked = talk("Olá, procuro um anel de prata até 60 euros", "fale mais dele")
    assert "sterling" not in shown
    assert "sterling" in asked


def test_who_finds_it_too_dear_to_buy_orders_nothing() -> None:
    assert "order" not in last("hi", "My husband thinks it is too expensive to buy without trying it on")


def test_goods_that_the_customer_cannot_wear_are_not_offered() -> None:
    offered = last("hi", "I only wear silver, gold gives me a rash")
    assert "Silver" in offered
    assert "Gold" not in offered
