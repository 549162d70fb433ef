"""A customer's words never become an instruction, a fact about the shop or another customer's data."""

import json
import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.clients.offline_model.classifier import load_classifier
from bot.clients.offline_model.extraction import extract_update
from bot.clients.offline_model.labels import Classifier
from bot.clients.protocols import ReplyRequest, Utterance
from bot.clients.protocols import Shop as ShopFront
from bot.prompts import extraction_messages, reply_messages
from bot.selling.catalogue import Catalogue
from memory.briefing import HEAD, TAIL, brief
from memory.extractor import ExtractionRequest
from memory.merging import merge
from memory.poisoning import gives_orders, speaks_for_shop
from memory.privacy import sensitive
from memory.profile import Profile, is_current
from memory.screening import showable
from memory.text import is_invisible, storable
from memory.transcript import Author
from tests.attacks.attack import BEFORE, Attack
from tests.attacks.claims import CLAIMS
from tests.attacks.orders import ORDERS
from tests.fakes import FakeLanguageModel, update
from tests.remembered import MORNING, by_model, fact, merge_session
from tests.shop import RUI, Shop

ATTACKS = ORDERS + CLAIMS
FENCES = ("customer_profile", "current_facts", "transcript", "last_conversation", "customer_name")
LABELS = ("Stage: ", "Last conversation (", "Budget: ", "Open objection: ", "Buying trigger: ", "Preference: ")
MORE_LABELS = ("Personal detail: ", "Resolved objection: ", "Preferred channel: ", "(")
FRONT = ShopFront("Aurum", "A jeweller", "Europe/Lisbon", "EUR")


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


def poisoned(attack: Attack) -> Profile:
    """A profile that already holds the attack in every field, as if nothing had refused it."""
    texts = [storable(words)[:2000] for words in attack.words if storable(words).strip()]
    fields = ("preferences", "budget", "objections", "personal_details", "last_interaction", "channel_preference")
    held = {
        field: tuple(fact(10 * place + number, text) for number, text in enumerate(texts, start=1))
        for place, field in enumerate(fields)
    }
    return BEFORE.model_copy(update={"facts": held, "next_fact": 100})


def is_merged_safely(attack: Attack) -> bool:
    merged = merge_session(BEFORE, attack.heard, attack.operation, last_interaction=attack.operation.text)
    assert merged.profile.customer_id == BEFORE.customer_id
    for field, facts in BEFORE.facts.items():
        assert merged.profile.of(field)[: len(facts)] == facts
    reasons = [rejection.reason for rejection in merged.rejected if rejection.operation.field != "last_interaction"]
    if attack.refused is not None:
        assert reasons[:1] == [attack.refused]
        assert all(not merged.profile.of(field)[len(BEFORE.of(field)) :] for field in BEFORE.facts)
    assert_harmless(merged.profile)
    return True


def assert_harmless(profile: Profile) -> None:
    """Nothing in it gives orders, carries a secret or speaks for the shop."""
    for field, facts in profile.facts.items():
        for held in filter(is_current, facts):
            assert not sensitive(held.model_dump_json())
            assert not gives_orders(held.text)
            assert not speaks_for_shop(held.text, concern=field == "objections")


def is_briefed_safely(attack: Attack) -> bool:
    briefing = brief(poisoned(attack), 20_000)
    if briefing is None:  # nothing of it can be seen
        return True
    assert briefing.startswith(HEAD)
    assert briefing.endswith(TAIL)
    within = briefing.removeprefix(HEAD).removesuffix(TAIL)
    assert "<" not in within
    assert ">" not in within
    assert all(line.startswith(LABELS + MORE_LABELS) for line in within.splitlines())
    assert not any(is_invisible(each) for each in within.replace("\u200c", "").replace("\u200d", ""))
    return True


def assert_fenced(content: str) -> None:
    """Every fence opens and closes once, on lines of its own, and there is no other."""
    for fence in FENCES:
        assert content.count(f"</{fence}>") <= 1
        assert content.count(f"</{fence}>") == content.count(f"<{fence}>")
    known = content
    for fence in FENCES:
        known = known.replace(f"<{fence}>", "").replace(f"</{fence}>", "")
    assert "<" not in known.replace("<…>", "")
    assert not any(unicodedata.category(each) == "Cs" for each in content)


def is_extracted_safely(attack: Attack) -> bool:
    heard, held = attack.heard, poisoned(attack)
    system, material = extraction_messages(ExtractionRequest(held, heard, problem=attack.words[0]))[:2]
    harmless = extraction_messages(ExtractionRequest(BEFORE, heard))[0]
    assert system == harmless  # the instructions hold nothing of a customer's
    assert material["role"] == "user"
    assert_fenced(material["content"])
    transcript = material["content"].split("<transcript>\n")[1].split("\n</transcript>")[0].splitlines()
    assert len(transcript) == len(heard.lines)
    assert all(line.startswith(f"{number} | ") for number, line in enumerate(transcript, start=1))
    return True


def is_answered_safely(attack: Attack) -> bool:
    said = [Utterance(line.author, line.text, line.said_at) for line in attack.heard.lines]
    asked = Utterance(Author.CUSTOMER, attack.words[0], MORNING + timedelta(hours=2))
    request = ReplyRequest(
        shop=FRONT,
        catalogue=Catalogue((), "EUR"),
        profile=None,
        briefing=brief(poisoned(attack), 2000),
        earlier=tuple(said),
        session=(asked,),
        unanswered=1,
        now=MORNING,
        customer_name=attack.words[0],
    )
    messages = reply_messages(request)
    assert [message["role"] for message in messages] == ["system", "user"]
    assert_fenced(messages[0]["content"])
    blank = reply_messages(
        ReplyRequest(
            shop=FRONT,
            catalogue=Catalogue((), "EUR"),
            profile=None,
            briefing=None,
            earlier=(),
            session=(asked,),
            unanswered=1,
            now=MORNING,
            customer_name=None,
        )
    )
    assert messages[0]["content"].startswith(blank[0]["content"])  # the rules stand before all data, untouched
    return True


def is_remembered_safely_offline(attack: Attack, classifier: Classifier) -> bool:
    heard = attack.heard
    proposed = extract_update(ExtractionRequest(BEFORE, heard), classifier)
    merged = merge(BEFORE, proposed, heard, by_model(heard.session_id))
    assert_harmless(merged.profile)
    for rejection in merged.rejected:
        assert showable(rejection.operation) == rejection.operation
    return True


CHECKS: tuple[Callable[[Attack], bool], ...] = (
    is_merged_safely,
    is_briefed_safely,
    is_extracted_safely,
    is_answered_safely,
)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
@pytest.mark.parametrize("check", CHECKS, ids=["merging", "briefing", "extraction", "answering"])
def test_an_attack_is_contained_in(check: Callable[[Attack], bool], attack: Attack) -> None:
    assert check(attack)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_an_attack_on_the_offline_model_leaves_nothing_harmful(attack: Attack, classifier: Classifier) -> None:
    assert is_remembered_safely_offline(attack, classifier)


@pytest.mark.parametrize("count", [pytest.param(len(ATTACKS), id=f"{len(ATTACKS)}_of_{len(ATTACKS)}")])
def test_attacks_contained(count: int, classifier: Classifier) -> None:
    contained = [
        attack
        for attack in ATTACKS
        if all(check(attack) for check in CHECKS) and is_remembered_safely_offline(attack, classifier)
    ]
    assert len(contained) == count >= 100


def test_no_attack_of_one_customer_reaches_another(shop: Shop, model: FakeLanguageModel) -> None:
    model.updates.append(update({"field": "preferences", "text": "only pearls", "message": 1, "quote": "only pearls"}))
    shop.hears("only pearls", from_=RUI)
    shop.falls_silent()
    before = shop.profile(RUI)
    for start in range(0, len(ATTACKS), 20):
        batch = [attack for attack in ATTACKS[start : start + 20] if len(attack.words[0]) < 2000]
        proposals = [
            attack.operation.model_copy(update={"message": number}).model_dump(mode="json")
            for number, attack in enumerate(batch, start=1)
        ]
        model.updates.append(json.dumps({"operations": proposals}))
        for attack in batch:
            shop.hears(attack.words[0])
        shop.falls_silent()
    assert shop.profile(RUI) == before
    assert_harmless(shop.profile())
    assert "only pearls" not in shop.profile().model_dump_json()


def test_every_attack_has_a_name_of_its_own() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
