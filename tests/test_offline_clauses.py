"""How the offline model cuts, tidies and weighs clauses, and what it does without its packaged model."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.offline_model import classifier as classifier_module
from bot.clients.offline_model import embedding
from bot.clients.offline_model.classifier import load_classifier, load_weights
from bot.clients.offline_model.clause_money import amounts, price_level
from bot.clients.offline_model.clauses import split, tidy
from bot.clients.offline_model.embedding import CarrierUnavailable
from bot.clients.offline_model.extraction import MOST_OPERATIONS
from bot.clients.offline_model.labels import Classifier
from bot.clients.offline_model.rules import RuleClassifier
from memory.transcript import Author, Line
from tests.offline_sessions import NOW, learned, remember


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


@given(st.text(max_size=300))
def test_clauses_stand_in_their_message_exactly(text: str) -> None:
    line = Line(1, 1, Author.CUSTOMER, NOW, text)

    assert all(clause.quote in text and clause.quote for clause in split(line))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hi, I only wear silver!", "I only wear silver"),
        ("Do you have silver hoops?", "silver hoops"),
        ("no diamonds please", "no diamonds"),
        ("it must be green 💚", "it must be green"),
        ("max 80€", "max 80€"),
    ],
)
def test_a_fact_is_the_customers_words_without_the_filler(words: str, expected: str) -> None:
    assert tidy(words) == expected


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("$250", ["250"]),
        ("250 euros", ["250"]),
        ("R$ 1.200,50", ["1200"]),
        ("around 2k", ["2000"]),
        ("£1,199.99", ["1199"]),
        ("₹15000", ["15000"]),
        ("two hundred dollars", ["two hundred"]),
        ("between 100 and 150", ["100", "150"]),
        ("at 7:30 pm", []),
        ("one of my two sisters", []),
    ],
)
def test_sums_are_read_in_the_forms_people_write(words: str, digits: list[str]) -> None:
    assert [amount.digits for amount in amounts(words)] == digits


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("a cheap hotel", "cheap"),
        ("in the moderate price range", "moderate price range"),
        ("that's too expensive", None),
        ("is it expensive", None),
    ],
)
def test_a_price_level_is_a_wish_and_no_complaint(words: str, level: str | None) -> None:
    assert price_level(words) == level


def test_without_the_packaged_model_rules_stand_in_and_say_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(embedding, "PACKAGE", "no_such_carrier")

    classifier = load_classifier()

    assert classifier.name == "rules"
    assert "rules" in caplog.text
    assert learned(remember(classifier, ("customer", "I'm looking for a silver ring")))["preferences"]


def test_another_model_file_than_the_measured_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "CARRIER_FILES", {"sp.model": "0" * 64})

    with pytest.raises(CarrierUnavailable, match=r"sp\.model"):
        embedding.load_embedder()


@pytest.mark.parametrize("content", [b"", b"not a zip file"])
def test_broken_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "weights.npz"
    broken.write_bytes(content)

    with pytest.raises(CarrierUnavailable):
        load_weights(broken)


def test_the_rules_quote_and_stay_silent_too() -> None:
    rules = RuleClassifier()

    assert remember(rules, ("customer", "hello, nice weather")).operations == ()
    assert learned(remember(rules, ("customer", "My budget is $90. I live in Faro."))) == {
        "budget": ["My budget is $90"],
        "personal_details": ["I live in Faro"],
    }


def test_the_weights_are_kept_beside_the_code() -> None:
    assert classifier_module.WEIGHTS_FILE.is_file()


@pytest.mark.parametrize(
    "flood",
    [
        "a" * 60_000,
        "I want a red one. " * 3_400,
        "price " * 10_000,
        "$" * 60_000,
        "1,234" * 12_000,
        "(" * 60_000,
        "ok " * 20_000,
        "no, " * 15_000,
    ],
)
def test_sixty_thousand_characters_cost_little_time(classifier: Classifier, flood: str) -> None:
    started = time.process_time()

    update = remember(classifier, ("customer", flood))

    assert time.process_time() - started < 2
    assert len(update.operations) <= MOST_OPERATIONS


def test_a_flood_of_statements_is_bounded(classifier: Classifier) -> None:
    floods = [
        ("customer", " ".join(f"I want a lamp number {line * 100 + place}." for place in range(90)))
        for line in range(15)
    ]
    started = time.process_time()

    update = remember(classifier, *floods)

    assert time.process_time() - started < 2
    assert len(update.operations) <= MOST_OPERATIONS


def test_one_classifier_serves_many_threads(classifier: Classifier) -> None:
    said = ("customer", "I'm looking for a silver ring, my budget is $90 and my name is Iva")
    alone = remember(classifier, said)

    with ThreadPoolExecutor(max_workers=16) as threads:
        together = list(threads.map(lambda _: remember(classifier, said), range(64)))

    assert all(update == alone for update in together)
