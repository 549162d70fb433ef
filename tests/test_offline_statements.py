"""What of a talk is a fact, and what lives from the moment; and how a session is summed up."""

import pytest

from bot.clients.offline_model.classifier import load_classifier
from bot.clients.offline_model.labels import Classifier
from memory.profile import Stage
from tests.offline_sessions import learned, remember


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


@pytest.mark.parametrize(
    "words",
    [
        "Is it real silver?",
        "¿es de plata de verdad?",
        "i want two of those",
        "I like the second one",
        "Quero esses",
        "¿y si no le gusta?",
        "soy Carlos otra vez",
    ],
)
def test_what_lives_from_the_talk_around_it_is_no_fact(classifier: Classifier, words: str) -> None:
    assert learned(remember(classifier, ("bot", "Maré Silver Ring"), ("customer", words))) == {}


@pytest.mark.parametrize(
    ("words", "field", "text"),
    [
        ("what about the leather bracelet?", "preferences", "the leather bracelet"),
        ("Ainda tem os brincos de folha?", "preferences", "os brincos de folha"),
        ("Es que tengo dudas con la talla", "objections", "Es que tengo dudas con la talla"),
        ("I'm not sure about ordering online", "objections", "I'm not sure about ordering online"),
        ("Ela adora pérolas", "preferences", "Ela adora pérolas"),
    ],
)
def test_a_wish_a_doubt_and_a_liking_are_filed_as_such(
    classifier: Classifier, words: str, field: str, text: str
) -> None:
    assert learned(remember(classifier, ("customer", words))) == {field: [text]}


def test_the_last_interaction_names_the_one_product_that_was_looked_at(classifier: Classifier) -> None:
    update = remember(
        classifier,
        ("customer", "show me silver rings"),
        ("bot", "Here is what I would show you:\n• Maré Silver Ring – €59\n• Classic Silver Signet Ring – €110"),
        ("customer", "the maré one, please"),
        ("bot", "Maré Silver Ring – €59, in stock.\nA wave in sterling silver."),
        ("customer", "thanks!"),
        ("bot", "You're welcome! I am here whenever you need me. 😊"),
    )

    assert update.last_interaction is not None
    assert "Looked at: Maré Silver Ring." in update.last_interaction
    assert "Nothing particular" not in update.last_interaction
    assert "“I am here whenever you need me.”" in update.last_interaction


@pytest.mark.parametrize("words", ["I'll take it", "Quero esses", "me los llevo", "fico com eles"])
def test_what_the_customer_took_is_remembered_as_an_order(classifier: Classifier, words: str) -> None:
    update = remember(
        classifier,
        ("bot", "• Folha Leaf Earrings – €55\nWould you like to order it?"),
        ("customer", words),
        ("bot", "So that is:\n• Folha Leaf Earrings – €55\nA colleague will finish the order with you here."),
    )

    assert update.last_interaction is not None
    assert "Wants to order: Folha Leaf Earrings." in update.last_interaction
    assert update.journey_stage is Stage.NEAR_DECISION


def test_haggling_is_no_budget_and_does_not_take_the_place_of_one(classifier: Classifier) -> None:
    heard = remember(classifier, ("customer", "My budget is 1.5k"), ("customer", "Can you make it 20% cheaper?"))
    assert learned(heard)["budget"] == ["My budget is 1.5k"]
