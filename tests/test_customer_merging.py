"""Customers found to be one: all that hangs on both goes on under one, and a person can undo it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot import customer_merging
from bot.answering import Answering
from bot.clients.protocols import Accepted, OutgoingText
from bot.services import Services
from bot.takeovers import Takeovers
from bot.webhooks import read_incoming
from memory.consent import consent_history
from memory.customer_merging import CannotMerge, absorbed_customers, merge_customers, merges_of, undo_merge
from memory.customer_rows import question_of
from memory.customers import find_customer, flag, get_customer, identifiers_of, lock_customer
from memory.database import Database
from memory.editing import Edit, EditAction, by_person, edit_profile
from memory.erasing import erase_customer
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.leases import Work, acquire, holds
from memory.merge_erasing import erase_from_kept
from memory.messages import Recorded, newest_messages, record_incoming
from memory.models import Channel, ConversationSession, Customer, Delivery, Message, Remembering
from memory.profile import Profile
from memory.recognising import holders_of_numbers
from memory.remembering import Remembrance
from memory.sessions import close_if_idle, open_session
from memory.takeovers import ended_takeovers
from memory.transcript import Author
from memory.versions import Cause, Change, VersionConflict, append_version, head_of, history_of
from tests import fakes
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock
from tests.remembered import texts
from tests.shop import ANA, RUI, Shop, sid

PHONE = "whatsapp:+5511987654321"
OLDER_FORM = "whatsapp:+551187654321"
SCOPED = "whatsapp:BR.13491208655302741918"
OTHER_SCOPED = "whatsapp:BR.777"


def hears(services: Services, text: str, from_: str, external: str = "") -> Recorded:
    """A webhook that names a customer in one way or in two."""
    parameters = {"From": from_, "ExternalUserId": external, "MessageSid": sid(), "Body": text}
    incoming = read_incoming({**parameters, "To": "whatsapp:+14155238886"})
    assert incoming is not None
    with services.database.transaction() as session:
        return record_incoming(
            session,
            incoming,
            now=services.clock.now(),
            timeout=timedelta(seconds=services.settings.session_timeout_seconds),
            debounce=timedelta(seconds=services.settings.reply_debounce_seconds),
        )


def merge(services: Services, keep: int, absorb: int) -> int:
    with services.database.transaction() as session:
        return merge_customers(session, keep, absorb, author="ana@shop.example", now=services.clock.now()).id


def undo(services: Services, merge_id: int) -> None:
    with services.database.transaction() as session:
        undo_merge(session, merge_id, author="ana@shop.example", now=services.clock.now())


def learn(field: str, text: str) -> str:
    return fakes.update({"field": field, "text": text, "message": 1, "quote": text})


def profile_of(services: Services, customer_id: int) -> Profile:
    with services.database.reading() as session:
        return head_of(session, customer_id).profile


def edit(services: Services, customer_id: int, wish: Edit) -> None:
    now = services.clock.now()
    with services.database.transaction() as session:
        edit_profile(
            session,
            customer_id,
            [wish],
            origin=by_person("ana@shop.example", now),
            cause=Cause.PERSON,
            cause_id=str(now),
        )


def fact_named(services: Services, customer_id: int, text: str) -> str:
    facts = profile_of(services, customer_id).facts.values()
    return next(fact.id for held in facts for fact in held if fact.text == text)


def customer_named(services: Services, name: str) -> int:
    with services.database.reading() as session:
        customer = find_customer(session, parse_identifier(name))
        assert customer is not None
        return customer.id


@pytest.fixture
def two(shop: Shop, services: Services, model: FakeLanguageModel) -> tuple[int, int]:
    """Ana, who prefers rose gold and can spend 200, and Rui, who prefers silver and can spend 300, both remembered."""
    facts = (("rose gold", "up to 200"), ("silver", "up to 300"))
    keys = []
    for from_, (preference, budget) in zip((ANA, RUI), facts, strict=True):
        keys.append(shop.hears(f"{preference}, {budget}", from_=from_).customer_id)
        operations = [
            {"field": "preferences", "text": preference, "message": 1, "quote": preference},
            {"field": "budget", "text": budget, "message": 1, "quote": budget},
        ]
        model.updates.append(fakes.update(*operations))
        shop.answers()
        shop.falls_silent()
    return keys[0], keys[1]


def test_a_customer_without_a_number_who_reveals_it_is_merged_once(services: Services) -> None:
    known_by_phone = hears(services, "hi", PHONE).customer_id
    known_by_id = hears(services, "hello", SCOPED, SCOPED).customer_id
    assert known_by_phone != known_by_id
    both = [hears(services, "it is me", PHONE, SCOPED).customer_id for _ in range(2)]
    assert both == [known_by_phone, known_by_phone]
    with services.database.reading() as session:
        assert [one.author for one in merges_of(session, known_by_phone)] == ["channel"]
        assert [one.text for one in newest_messages(session, known_by_phone, limit=9)] == [
            "hi",
            "hello",
            "it is me",
            "it is me",
        ]


def test_both_forms_of_a_brazilian_number_are_one_customer_and_the_answer_goes_where_it_was_asked(
    services: Services, shop: Shop, sender: FakeSender
) -> None:
    first = hears(services, "oi", OLDER_FORM)
    shop.answers()
    second = hears(services, "tudo bem?", PHONE)
    shop.answers()
    assert first.customer_id == second.customer_id
    assert [message.recipient for _, message in sender.accepted] == [OLDER_FORM, PHONE]


def test_a_number_that_changed_hands_shows_its_new_owner_nothing_of_the_old_one(services: Services) -> None:
    old_owner = hears(services, "hi", PHONE, SCOPED).customer_id
    new_owner = hears(services, "hello", PHONE, OTHER_SCOPED).customer_id
    assert new_owner != old_owner
    with services.database.reading() as session:
        customer = get_customer(session, new_owner)
        assert customer is not None
        assert "+5511987654321" in (customer.flag_reason or "")
        assert merges_of(session, old_owner) == []
    assert hears(services, "again", PHONE, OTHER_SCOPED).customer_id == new_owner
    assert hears(services, "still me", PHONE, SCOPED).customer_id == old_owner


@pytest.mark.parametrize("keeps_new_one", [True, False])
def test_merging_both_answers_what_the_flag_asked_until_it_is_undone(services: Services, keeps_new_one: bool) -> None:
    known = hears(services, "hi", PHONE, SCOPED).customer_id
    new = hears(services, "hello", PHONE, OTHER_SCOPED).customer_id
    with services.database.reading() as session:
        assert [holder.id for holder in holders_of_numbers(session, new)] == [known]
        assert holders_of_numbers(session, known) == []
    merge_id = merge(services, *((new, known) if keeps_new_one else (known, new)))
    assert [decisions(services, key)[1] for key in (known, new)] == [None, None]
    undo(services, merge_id)
    assert decisions(services, new)[1] == question_of("+5511987654321")


def test_merging_with_somebody_else_leaves_the_flag_as_it_asks_about_a_third(services: Services, shop: Shop) -> None:
    hears(services, "hi", PHONE, SCOPED)
    new = hears(services, "hello", PHONE, OTHER_SCOPED).customer_id
    merge(services, shop.hears("hi", from_=ANA).customer_id, new)
    assert decisions(services, customer_named(services, ANA))[1] == question_of("+5511987654321")


def test_a_person_s_decision_to_leave_them_two_is_not_asked_for_with_every_message(services: Services) -> None:
    hears(services, "hi", PHONE, SCOPED)
    new_owner = hears(services, "hello", PHONE, OTHER_SCOPED).customer_id
    with services.database.transaction() as session:
        session.execute(update(Customer).values(flagged_at=None, flag_reason=None))
    hears(services, "hello?", PHONE, OTHER_SCOPED)
    with services.database.reading() as session:
        customer = get_customer(session, new_owner)
        assert customer is not None
        assert customer.flagged_at is None


def test_an_account_with_a_new_number_is_still_the_same_customer(services: Services) -> None:
    before = hears(services, "hi", ANA, SCOPED).customer_id
    assert hears(services, "new number", PHONE, SCOPED).customer_id == before
    assert customer_named(services, ANA) == customer_named(services, PHONE) == before


def test_a_merged_profile_holds_what_either_said_and_both_names_find_it(
    services: Services, two: tuple[int, int]
) -> None:
    kept, absorbed = two
    merge(services, kept, absorbed)
    profile = profile_of(services, customer_named(services, RUI))
    assert customer_named(services, ANA) == customer_named(services, RUI) == kept
    assert texts(profile, "preferences") == ["rose gold", "silver"]
    assert texts(profile, "budget") == ["up to 300"]
    assert profile.customer_id == "+351910000001"


def test_both_histories_stay_readable_and_say_that_they_were_merged(services: Services, two: tuple[int, int]) -> None:
    kept, absorbed = two
    merge_id = merge(services, kept, absorbed)
    with services.database.reading() as session:
        for customer_id in two:
            newest, before = history_of(session, customer_id)
            assert (newest.cause, newest.author) == (Cause.MERGE, "ana@shop.example")
            assert newest.operations[0]["merge"] == merge_id
            assert before.cause == Cause.SESSION
        assert absorbed_customers(session, kept) == [absorbed]


def rows_of(session: Any, customer_id: int) -> dict[str, int]:
    tables = (ConversationSession, Message, Delivery, Remembering)
    return {
        table.__tablename__: session.scalar(select(func.count()).where(table.customer_id == customer_id))
        for table in tables
    }


def test_every_row_goes_over_and_comes_back(services: Services, two: tuple[int, int]) -> None:
    with services.database.reading() as session:
        before = [rows_of(session, key) for key in two]
        names = [identifiers_of(session, key) for key in two]
    merge_id = merge(services, *two)
    with services.database.reading() as session:
        together = {table: count + before[1][table] for table, count in before[0].items()}
        assert [rows_of(session, key) for key in two] == [together, dict.fromkeys(together, 0)]
        assert identifiers_of(session, two[0]) == [*names[0], *names[1]]
    undo(services, merge_id)
    with services.database.reading() as session:
        assert [rows_of(session, key) for key in two] == before
        assert [identifiers_of(session, key) for key in two] == names


def test_undoing_restores_both_profiles_exactly(services: Services, two: tuple[int, int]) -> None:
    before = [profile_of(services, key) for key in two]
    undo(services, merge(services, *two))
    after = [profile_of(services, key) for key in two]
    assert [one.facts for one in after] == [one.facts for one in before]
    assert [one.customer_id for one in after] == ["+351910000001", "+351910000002"]


def test_what_was_learned_since_goes_to_whom_it_was_learned_from(
    services: Services, shop: Shop, model: FakeLanguageModel, two: tuple[int, int]
) -> None:
    merge_id = merge(services, *two)
    for from_, wish in ((ANA, "pearls"), (RUI, "opals")):
        shop.hears(wish, from_=from_)
        model.updates.append(learn("preferences", wish))
        shop.answers()
        shop.falls_silent()
    undo(services, merge_id)
    assert texts(profile_of(services, two[0]), "preferences") == ["rose gold", "pearls"]
    assert texts(profile_of(services, two[1]), "preferences") == ["silver", "opals"]
    assert shop.hears("hi again", from_=RUI).customer_id == two[1]


def test_words_that_wait_are_answered_once_after_a_merge(
    services: Services, shop: Shop, sender: FakeSender, two: tuple[int, int]
) -> None:
    shop.hears("one", from_=ANA)
    shop.hears("two", from_=RUI)
    merge(services, *two)
    shop.answers()
    shop.works()
    assert [text for text in sender.texts if "one" in text or "two" in text] == ["You said: one / two"]


def test_a_worker_who_comes_for_the_absorbed_customer_leaves_the_kept_one_s_answer_due(
    services: Services, shop: Shop, sender: FakeSender, clock: MovingClock, two: tuple[int, int]
) -> None:
    shop.hears("one", from_=RUI)
    merge(services, *two)
    clock.move(seconds=2)
    Answering(services).answer(two[1], "a worker who found it due before")
    shop.works()
    assert sender.texts[2:] == ["You said: one"]


def test_an_answer_drafted_while_its_customer_is_merged_is_drafted_again_for_both(
    services: Services, shop: Shop, model: FakeLanguageModel, sender: FakeSender, two: tuple[int, int]
) -> None:
    def think(_: Any) -> str:
        merge(services, *two)
        return "an answer to one of them"

    shop.hears("one", from_=RUI)
    model.replies.append(think)
    shop.answers()
    shop.answers()
    assert sender.texts[2:] == ["You said: one"]


def test_a_message_being_sent_while_its_customer_is_merged_is_sent_once(
    services: Services, clock: MovingClock, sender: FakeSender, two: tuple[int, int]
) -> None:
    merging = _MergingSender(lambda: merge(services, *two))
    shop = Shop(replace(services, sender=merging), clock)
    shop.hears("one", from_=RUI)
    shop.answers()
    clock.move(minutes=5)
    shop.works()
    assert merging.texts == ["You said: one"]
    with services.database.reading() as session:
        statuses = session.scalars(select(Delivery.status).where(Delivery.customer_id == two[0]))
        assert set(statuses) == {"sent"}


class _MergingSender(FakeSender):
    """A provider that takes so long that customers are merged meanwhile."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        before = OutgoingText("", "", "")
        super().__init__(accepted=[("SM-before", before), ("SM-before that", before)])  # numbers go on from here
        self._meanwhile = meanwhile

    def send(self, message: OutgoingText) -> Accepted:
        self._meanwhile()
        return super().send(message)

    @property
    def texts(self) -> list[str]:
        return super().texts[2:]


def test_words_that_wait_are_answered_to_both_after_undoing(
    services: Services, shop: Shop, sender: FakeSender, two: tuple[int, int]
) -> None:
    merge_id = merge(services, *two)
    shop.hears("one", from_=ANA)
    shop.works()
    undo(services, merge_id)
    shop.hears("two", from_=RUI)
    shop.answers()
    assert sorted(sender.texts[2:]) == ["You said: one", "You said: two"]


def test_a_channel_has_one_open_session_after_a_merge_and_the_other_is_remembered(
    services: Services, shop: Shop, clock: MovingClock, two: tuple[int, int]
) -> None:
    older = shop.hears("one", from_=ANA).session_id
    clock.move(seconds=10)
    newer = shop.hears("two", from_=RUI).session_id
    merge(services, *two)
    with services.database.transaction() as session:
        current = open_session(session, two[0], Channel.WHATSAPP)
        assert current is not None
        assert current.id == newer
        closed = session.get_one(ConversationSession, older)
        assert closed.closed_because == "merged"
        assert session.scalar(select(func.count()).where(Remembering.session_id == older)) == 1


def test_sessions_that_were_named_alike_keep_apart(services: Services, clock: MovingClock) -> None:
    said = [IngestedMessage(Author.CUSTOMER, "hi")]
    with services.database.transaction() as session:
        for name in ("crm-1", "crm-2"):
            ingest(session, parse_identifier(name), said, clock.now(), "session-1")
    one, other = customer_named(services, "crm-1"), customer_named(services, "crm-2")
    merge_id = merge(services, one, other)
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).where(ConversationSession.customer_id == one)) == 2
    undo(services, merge_id)
    with services.database.transaction() as session:
        assert not ingest(session, parse_identifier("crm-2"), said, clock.now(), "session-1").is_new


def test_whose_work_was_leased_records_nothing_more(
    services: Services, clock: MovingClock, two: tuple[int, int]
) -> None:
    with services.database.transaction() as session:
        assert acquire(session, Work.REPLY, two[1], "a worker", clock.now())
    merge(services, *two)
    with services.database.transaction() as session:
        assert not holds(session, Work.REPLY, two[1], "a worker", clock.now())
        locked = lock_customer(session, two[1])
        assert locked is not None
        assert locked.id == two[0]


def test_nothing_is_appended_to_an_absorbed_profile(
    services: Services, clock: MovingClock, two: tuple[int, int]
) -> None:
    merge(services, *two)
    with services.database.transaction() as session:
        head = head_of(session, two[1])
        change = Change(head.profile, Cause.PERSON, "edit-1", "ana@shop.example")
        with pytest.raises(VersionConflict):
            append_version(session, two[1], head.version, change, clock.now())


def test_a_merge_that_takes_the_number_of_an_erased_one_is_a_merge_of_its_own(
    services: Services, shop: Shop, two: tuple[int, int]
) -> None:
    undo(services, merge(services, *two))
    with services.database.transaction() as session:
        erase_customer(session, two[1], services.clock.now())
    third = shop.hears("hi", from_="whatsapp:+351910000003").customer_id
    undo(services, merge(services, two[0], third))
    assert texts(profile_of(services, two[0]), "preferences") == ["rose gold"]


def test_what_cannot_be_merged_or_undone_says_why(services: Services, shop: Shop, two: tuple[int, int]) -> None:
    third = shop.hears("hi", from_="whatsapp:+351910000003").customer_id
    for keep, absorb in ((two[0], two[0]), (two[0], 999), (999, two[0])):
        with pytest.raises(CannotMerge):
            merge(services, keep, absorb)
    first = merge(services, *two)
    with pytest.raises(CannotMerge):
        merge(services, third, two[1])
    second = merge(services, third, two[0])
    with pytest.raises(CannotMerge, match="undo that first"):
        undo(services, first)
    undo(services, second)
    undo(services, first)
    with pytest.raises(CannotMerge, match="undone before"):
        undo(services, first)
    with pytest.raises(LookupError):
        undo(services, 999)


def test_undoing_two_merges_restores_all_three(services: Services, shop: Shop, two: tuple[int, int]) -> None:
    third = shop.hears("hi", from_="whatsapp:+351910000003").customer_id
    before = [profile_of(services, key).facts for key in (*two, third)]
    first, second = merge(services, third, two[0]), merge(services, third, two[1])
    for merge_id in (first, second):
        undo(services, merge_id)
    assert [profile_of(services, key).facts for key in (*two, third)] == before


def test_what_the_team_decided_about_either_holds_for_both_until_undone(
    services: Services, clock: MovingClock, two: tuple[int, int]
) -> None:
    at = clock.now()
    with services.database.transaction() as session:
        values = {"opted_out_at": at, "flagged_at": at, "flag_reason": "Call him.", "timezone": "America/Sao_Paulo"}
        session.execute(update(Customer).where(Customer.id == two[1]).values(**values))
    merge_id = merge(services, *two)
    assert decisions(services, two[0]) == (at, "Call him.", "America/Sao_Paulo")
    assert decisions(services, two[1])[1] is None
    undo(services, merge_id)
    assert decisions(services, two[0]) == (None, None, None)
    assert decisions(services, two[1]) == (at, "Call him.", "America/Sao_Paulo")


def decisions(services: Services, customer_id: int) -> tuple[datetime | None, str | None, str | None]:
    with services.database.reading() as session:
        customer = session.get_one(Customer, customer_id)
        return customer.opted_out_at, customer.flag_reason, customer.timezone


def test_what_proves_an_opt_out_goes_over_and_comes_back(
    shop: Shop, services: Services, clock: MovingClock, two: tuple[int, int]
) -> None:
    shop.hears("STOP", from_=RUI)
    merge_id = merge(services, *two)
    assert proofs(services, two[0]) == ["STOP"]
    assert proofs(services, two[1]) == []
    undo(services, merge_id)
    assert proofs(services, two[0]) == []
    assert proofs(services, two[1]) == ["STOP"]


def test_an_opt_out_while_two_were_one_holds_for_both_afterwards(
    shop: Shop, services: Services, clock: MovingClock, two: tuple[int, int]
) -> None:
    merge_id = merge(services, *two)
    clock.move(hours=1)
    shop.hears("STOP", from_=RUI)
    undo(services, merge_id)
    assert decisions(services, two[0])[0] == decisions(services, two[1])[0] == clock.now()
    assert proofs(services, two[1]) == ["STOP"]  # it was said from the address that went back


def proofs(services: Services, customer_id: int) -> list[str | None]:
    with services.database.reading() as session:
        return [event.words for event in consent_history(session, customer_id)]


def test_a_session_being_remembered_while_its_customer_is_merged_reaches_the_kept_profile(
    services: Services, shop: Shop, model: FakeLanguageModel, clock: MovingClock, two: tuple[int, int]
) -> None:
    said = shop.hears("I love opals", from_=RUI)
    clock.move(hours=1)
    with services.database.transaction() as session:
        close_if_idle(session, said.session_id, clock.now(), timedelta(seconds=1800))

    def think(_: Any) -> str:
        merge(services, *two)
        return fakes.update({"action": "remove", "field": "preferences", "fact": "f1", "message": 1, "quote": "I love"})

    model.updates.extend([think, learn("preferences", "I love opals")])
    remembrance = Remembrance(services.database, model, clock, "Europe/Lisbon")
    while any(remembrance.remember_next(key) for key in two):
        pass
    assert texts(profile_of(services, two[0]), "preferences") == ["rose gold", "silver", "I love opals"]


def test_customers_who_write_while_they_are_merged_lose_no_word(services: Services, two: tuple[int, int]) -> None:
    def say(number: int) -> None:
        hears(services, f"word {number}", ANA if number % 2 else RUI)

    with ThreadPoolExecutor(6) as pool:
        said = [pool.submit(say, number) for number in range(12)]
        merged = pool.submit(merge, services, *two)
        said += [pool.submit(say, number) for number in range(12, 24)]
        for done in [merged, *said]:
            done.result()
    with services.database.reading() as session:
        words = [one.text for one in newest_messages(session, two[0], limit=100) if one.text.startswith("word")]
        assert sorted(words) == sorted(f"word {number}" for number in range(24))
        assert newest_messages(session, two[1], limit=1) == []
        opened = select(func.count()).where(ConversationSession.customer_id == two[0])
        assert session.scalar(opened.where(ConversationSession.closed_at.is_(None))) == 1


def test_many_who_find_the_same_two_to_be_one_merge_them_once(services: Services) -> None:
    kept = hears(services, "hi", PHONE).customer_id
    hears(services, "hello", SCOPED, SCOPED)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda number: hears(services, str(number), PHONE, SCOPED).customer_id, range(12)))
    assert set(found) == {kept}
    with services.database.reading() as session:
        assert len(merges_of(session, kept)) == 1


def test_of_many_who_merge_or_undo_at_once_one_does_and_the_others_get_a_sentence(
    services: Services, two: tuple[int, int]
) -> None:
    one, other = two

    def outcome(decision: Callable[[], object]) -> str:
        try:
            decision()
        except CannotMerge as refused:
            return str(refused)
        return "done"

    pairs = [(one, other), (other, one)] * 3
    with ThreadPoolExecutor(6) as pool:
        merges = [partial(customer_merging.merge, services, *pair, author="ana@shop.example") for pair in pairs]
        merged = list(pool.map(outcome, merges))
    assert merged.count("done") == 1
    assert set(merged) - {"done"} == {"One of the two has been merged into another customer already."}
    with services.database.reading() as session:
        (found,) = merges_of(session, one)
    undo_it = partial(customer_merging.undo, services, found.kept_id, found.id, author="ana@shop.example")
    with ThreadPoolExecutor(6) as pool:
        undone = list(pool.map(outcome, [undo_it] * 6))
    assert undone.count("done") == 1
    assert set(undone) - {"done"} == {"This merge has been undone before."}


def test_nothing_of_an_erased_customer_stays_in_versions_of_whom_it_had_been_merged_into(
    services: Services, shop: Shop, model: FakeLanguageModel, two: tuple[int, int]
) -> None:
    merge_id = merge(services, *two)
    shop.hears("opals", from_=RUI)
    model.updates.append(learn("preferences", "opals"))
    shop.answers()
    shop.falls_silent()
    edit(services, two[0], Edit(EditAction.ADD, "preferences", text="short chains"))
    shop.hears("no short chains, I love beads", from_=RUI)
    shop.answers()
    wish = {"action": "replace", "fact": fact_named(services, two[0], "short chains"), "text": "I love beads"}
    model.updates.append(fakes.update(wish | {"field": "preferences", "message": 1, "quote": "I love beads"}))
    shop.falls_silent()
    assert [one.text for one in profile_of(services, two[0]).suggestions] == ["I love beads"]
    undo(services, merge_id)
    with services.database.transaction() as session:
        assert erase_from_kept(session, two[1]) == 4
    with services.database.reading() as session:
        kept = str([(one.document, one.operations, one.rejections) for one in history_of(session, two[0])])
    assert "rose gold" in kept
    assert not any(word in kept for word in ("silver", "up to 300", "opals", "beads"))


def test_sessions_remembered_while_their_customers_are_merged_and_parted_lose_no_fact(
    postgresql_database: Database, clock: MovingClock
) -> None:
    model = FakeLanguageModel()
    remembrance = Remembrance(postgresql_database, _Parrot(model), clock, "Europe/Lisbon")
    with postgresql_database.transaction() as session:
        for number in range(12):
            said = [IngestedMessage(Author.CUSTOMER, f"I like stone {number}")]
            ingest(session, parse_identifier(f"crm-{number % 2}"), said, clock.now(), f"session-{number}")
        keys = [find_customer(session, parse_identifier(f"crm-{number}")) for number in range(2)]
        one, other = (customer.id for customer in keys if customer)

    def remember(customer_id: int) -> None:
        while remembrance.remember_next(customer_id):
            pass

    def merge_and_part() -> None:
        for _ in range(3):
            with postgresql_database.transaction() as session:
                merge_id = merge_customers(session, one, other, author="channel", now=clock.now()).id
            with postgresql_database.transaction() as session:
                undo_merge(session, merge_id, author="ana@shop.example", now=clock.now())

    with ThreadPoolExecutor(5) as pool:
        work = [pool.submit(remember, key) for key in (one, other, one, other)]
        work.append(pool.submit(merge_and_part))
        for done in work:
            done.result()
    for key in (one, other):
        remember(key)
    with postgresql_database.reading() as session:
        for parity, key in enumerate((one, other)):
            known = texts(head_of(session, key).profile, "preferences")
            assert sorted(known) == sorted(f"I like stone {number}" for number in range(12) if number % 2 == parity)


class _Parrot:
    """A model that takes every message for a preference."""

    def __init__(self, model: FakeLanguageModel) -> None:
        self.name = model.name

    def extract(self, request: Any) -> str:
        line = request.transcript.lines[0]
        return learn("preferences", line.text)


def test_a_takeover_that_went_on_after_a_merge_stays_whole_when_it_is_undone(
    two: tuple[int, int], services: Services
) -> None:
    ana, rui = two
    takeovers = Takeovers(services)
    takeovers.take_over(rui, "ana@shop.example")
    merge_id = merge(services, ana, rui)
    services.clock.move(minutes=5)  # type: ignore[attr-defined] # the test's clock
    takeovers.write(ana, "one moment", "ana@shop.example", "form-1")
    undo(services, merge_id)
    for customer_id in two:
        with services.database.reading() as session:
            customer = session.get_one(Customer, customer_id)
        present = [
            value is None for value in (customer.taken_over_at, customer.taken_over_by, customer.takeover_ends_at)
        ]
        assert present == [False] * 3
    services.clock.move(hours=2)  # type: ignore[attr-defined] # as above
    assert takeovers.end_those_over() == 2
    with services.database.reading() as session:
        assert ended_takeovers(session, services.clock.now()) == []


def test_a_flag_of_since_a_merge_stays_whole_when_it_is_undone(two: tuple[int, int], services: Services) -> None:
    ana, rui = two
    now = services.clock.now()
    with services.database.transaction() as session:
        flag(session.get_one(Customer, rui), "of before", now)
    merge_id = merge(services, ana, rui)
    with services.database.transaction() as session:
        flag(session.get_one(Customer, ana), "of since", now)
    undo(services, merge_id)
    with services.database.reading() as session:
        flags = [session.get_one(Customer, one) for one in two]
    assert [(one.flagged_at, one.flag_reason) for one in flags] == [(now, "of since"), (now, "of before")]
