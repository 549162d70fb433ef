"""What has become old is deleted by itself, and nothing that is still needed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.phone.database import PhoneDatabase
from bot.phone.store import PhoneStore
from bot.retention import Retention
from bot.services import Services
from memory.customer_merging import merge_customers
from memory.database import Base, Database
from memory.delivery_statuses import report_status
from memory.editing import Edit, EditAction, by_person, edit_profile
from memory.erasing import erase_customer
from memory.identifiers import parse_identifier
from memory.ingesting import IngestedMessage, ingest
from memory.leases import Work, acquire
from memory.messages import FLOOD_IS_LEFT
from memory.models import (
    ConversationSession,
    Customer,
    Delivery,
    EarlyStatus,
    Message,
    ProfileVersion,
    Remembering,
)
from memory.remembering import retry_remembering
from memory.sessions import PART_LENGTH
from memory.transcript import Author
from memory.versions import Cause
from tests.fakes import FakeLanguageModel, MovingClock, update
from tests.remembered import texts
from tests.retaining import DAYS, a_round, count, fail_to_remember, key_of, learn, said, talks
from tests.shop import ANA, RUI, Shop


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, settings=services.settings.model_copy(update={"retention_days": DAYS}))


def test_old_sessions_go_with_all_that_was_said_and_what_is_remembered_stays(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals")
    before = shop.profile()
    clock.move(days=DAYS - 1)
    talks(shop, model, "pearls")
    a_round(services)
    assert said(database) == ["opals", "pearls"]
    clock.move(days=1)
    a_round(services)
    assert said(database) == ["pearls"]
    assert [count(database, table) for table in (ConversationSession, Message, Delivery, Remembering)] == [1, 2, 1, 1]
    assert texts(shop.profile(), "preferences") == ["opals", "pearls"]
    assert shop.profile().find("f1") == before.find("f1")
    assert count(database, ProfileVersion) == 2


def test_without_the_setting_everything_is_kept(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals")
    clock.move(days=36_500)
    a_round(replace(services, settings=services.settings.model_copy(update={"retention_days": 0})))
    assert said(database) == ["opals"]


def test_a_customer_of_whom_nothing_was_heard_is_erased_whole_also_from_the_local_phone(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    phone = PhoneStore(PhoneDatabase(services.settings.phone_file), clock.now)
    phone.write("SM1", "+351910000001", "opals")
    talks(shop, model, "opals")
    clock.move(days=DAYS - 1)
    talks(shop, model, "pearls", RUI)
    clock.move(days=2)
    a_round(services)
    assert (key_of(database), said(database, RUI)) == (None, ["pearls"])
    assert phone.customer("+351910000001") is None
    for table in Base.metadata.sorted_tables:
        if "customer_id" in table.c:
            with database.reading() as session:
                assert set(session.scalars(select(table.c.customer_id))) <= {key_of(database, RUI)}, table.name


@pytest.mark.parametrize("sign", ["a message", "an answer", "an edit", "an ingested conversation of long ago"])
def test_any_sign_of_a_customer_keeps_them(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock, sign: str
) -> None:
    begin = clock.now()
    talks(shop, model, "opals")
    clock.move(days=DAYS - 1)
    key = key_of(database)
    assert key is not None
    if sign == "a message":
        talks(shop, model, "pearls")
    elif sign == "an answer":
        shop.hears("pearls")
        clock.move(days=1)
        shop.answers()
    with database.transaction() as session:
        if sign == "an edit":
            edit = Edit(EditAction.ADD, field="budget", text="200")
            origin = by_person("ana@shop.example", clock.now())
            edit_profile(session, key, [edit], origin=origin, cause=Cause.PERSON, cause_id="1")
        elif sign.startswith("an ingested"):
            old = IngestedMessage(Author.CUSTOMER, "jade", begin - timedelta(days=400))
            ingest(session, parse_identifier(ANA), [old], clock.now(), "crm-1")
    shop.works()
    clock.move(days=2)
    shop.falls_silent()
    a_round(services)
    assert key_of(database) == key
    assert "opals" not in said(database)


def test_a_customer_at_work_is_left_for_the_next_round(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals")
    clock.move(days=DAYS + 1)
    key = key_of(database)
    assert key is not None
    with database.transaction() as session:
        assert acquire(session, Work.SEND, key, "a worker", clock.now())
    retention = Retention(services)
    retention.turn()
    assert key_of(database) == key
    retention.turn()
    assert key_of(database) == key, "within the hour nothing is looked for again"
    clock.move(hours=1)
    retention.turn()
    assert key_of(database) is None


def test_customers_merged_into_a_silent_one_go_with_it(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    for name, stone in ((ANA, "opals"), (RUI, "pearls")):
        talks(shop, model, stone, name)
    with database.transaction() as session:
        merge_customers(session, 1, 2, author="ana@shop.example", now=clock.now())
    clock.move(days=DAYS + 1)
    a_round(services)
    assert count(database, Customer) == count(database, ProfileVersion) == 0


def test_erasing_a_customer_who_was_merged_erases_the_one_they_are_a_part_of(
    shop: Shop, model: FakeLanguageModel, database: Database, clock: MovingClock
) -> None:
    for name, stone in ((ANA, "opals"), (RUI, "pearls")):
        talks(shop, model, stone, name)
    with database.transaction() as session:
        merge_customers(session, 1, 2, author="ana@shop.example", now=clock.now())
    with database.transaction() as session:
        erased = erase_customer(session, 2, clock.now())
        assert erased is not None
        assert len(erased.identifiers) == 2
    assert count(database, Customer) == count(database, Message) == 0


def test_a_session_that_failed_to_be_remembered_is_kept_with_its_customer_and_remembered_by_a_late_retry(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    failed = fail_to_remember(shop, "opals", services)
    clock.move(days=2 * DAYS)
    a_round(services)
    assert said(database) == ["opals"]
    model.updates.append(learn("opals"))
    with database.transaction() as session:
        assert retry_remembering(session, failed, clock.now())
    shop.works()
    assert texts(shop.profile(), "preferences") == ["opals"]
    a_round(services)
    assert said(database) == []


def test_a_wish_to_forget_is_kept_for_as_long_as_what_it_means_is_not_remembered(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    failed = fail_to_remember(shop, "my budget is 200 euros", services)
    talks(shop, model, "forget my budget")
    clock.move(days=2 * DAYS)
    a_round(services)
    assert said(database) == ["my budget is 200 euros", "forget my budget"]
    quote = {"field": "budget", "text": "200 euros", "message": 1, "quote": "my budget is 200 euros"}
    model.updates.append(update(quote))
    with database.transaction() as session:
        retry_remembering(session, failed, clock.now())
    shop.works()
    assert shop.profile().active("budget") == ()


def test_early_statuses_of_what_is_deleted_go_too(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals")
    with database.transaction() as session:
        sent = session.scalars(select(Delivery.provider_id)).one()
        session.add(EarlyStatus(provider_id=sent, status="read", received_at=clock.now()))
        report_status(session, "SM-of-somebody-else", "sent", None, clock.now())
    clock.move(days=DAYS + 1)
    shop.hears("pearls")
    a_round(services)
    assert count(database, EarlyStatus) == 1


def test_numbers_of_deleted_sessions_and_messages_are_never_given_again_so_no_session_counts_as_remembered_before(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    talks(shop, model, "opals")
    with database.transaction() as session:
        edit = Edit(EditAction.ADD, field="budget", text="200")
        clock.move(days=DAYS + 1)
        origin = by_person("ana@shop.example", clock.now())
        edit_profile(session, 1, [edit], origin=origin, cause=Cause.PERSON, cause_id="1")
    a_round(services)
    assert count(database, Message) == 0
    talks(shop, model, "pearls")
    assert texts(shop.profile(), "preferences") == ["opals", "pearls"]
    with database.reading() as session:
        cited = shop.profile().active("preferences")[0].evidence
        assert cited is not None
        assert session.get(Message, cited.message_id) is None


def test_two_clocks_at_once_delete_everything_once(
    shop: Shop, model: FakeLanguageModel, services: Services, database: Database, clock: MovingClock
) -> None:
    for number in range(6):
        talks(shop, model, "opals", f"whatsapp:+35191000001{number}")
    clock.move(days=DAYS + 1)
    for number in range(3):
        shop.hears("hello", from_=f"whatsapp:+35191000001{number}")
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(a_round, services) for _ in range(3)]:
            done.result()
    assert count(database, Customer) == 3
    assert count(database, Message) == 3
    assert count(database, ProfileVersion) == 3


def test_a_flood_that_nobody_wanted_remembered_goes_with_its_time(
    shop: Shop, services: Services, database: Database, clock: MovingClock
) -> None:
    for number in range(PART_LENGTH + 1):
        shop.hears(f"buy pills {number}")
    shop.answers()
    shop.falls_silent()
    assert count(database, Remembering, Remembering.error == FLOOD_IS_LEFT) == 1
    clock.move(days=DAYS - 1)
    a_round(services)
    assert len(said(database)) == PART_LENGTH + 1
    clock.move(days=2)
    a_round(services)
    assert key_of(database) is None
