"""Everything we hold of a customer: handed out, taken in again, erased without a trace."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as searched
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.migrating import migrate
from bot.services import Services
from bot.sweeper import sweep
from bot.takeovers import Takeovers
from memory.customer_merging import merge_customers, undo_merge
from memory.customers import find_customer, find_or_create_customer
from memory.database import Base, Database
from memory.editing import Edit, EditAction, EditRefused, by_person, edit_profile
from memory.erasing import CustomerBusy, erase_customer
from memory.exporting import FORMAT, ImportRefused, export_customer, import_customer, tables_of_customers
from memory.fields import EVERY_SHOPS
from memory.identifiers import parse_identifier
from memory.leases import Work, acquire, release
from memory.models import Customer, Delivery, Message
from memory.versions import Cause, head_of, history_of, read_document
from tests.fakes import FakeLanguageModel, FakeSender, MovingClock, update
from tests.shop import ANA, RUI, Shop

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SECRET = "xylophone-shaped pendant"
CITED = {"field": "preferences", "text": f"a {SECRET}", "message": 1, "quote": SECRET}


@pytest.fixture
def remembered(shop: Shop, model: FakeLanguageModel) -> Shop:
    """Ana and Rui have each had a session, answered and remembered."""
    for customer in (RUI, ANA):
        shop.hears(f"I look for a {SECRET}", from_=customer)
        shop.answers()
        model.updates.append(update(CITED, stage="warm_lead", last="Asked for a pendant."))
        shop.falls_silent()
    return shop


def key_of(database: Database, name: str = ANA) -> int:
    with database.reading() as session:
        customer = find_customer(session, parse_identifier(name))
        assert customer is not None
        return customer.id


def export(database: Database, clock: MovingClock, name: str = ANA) -> dict[str, Any]:
    key = key_of(database, name)
    with database.reading() as session:
        document = export_customer(session, key, clock.now())
    return json.loads(json.dumps(document))  # type: ignore[no-any-return] # it is an object


def erase(database: Database, name: str = ANA) -> None:
    key = key_of(database, name)
    with database.transaction() as session:
        assert erase_customer(session, key, NOW) is not None
    database.overwrite_deleted()


def rows(database: Database) -> int:
    with database.reading() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables
        )


def test_every_table_that_holds_something_of_a_customer_is_exported() -> None:
    tables = {table.name for table in tables_of_customers()}
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table is Customer.__table__ for key in table.foreign_keys)
    }
    assert pointing <= tables
    assert {"customers", "messages", "deliveries", "rememberings", "profile_versions"} <= tables


def test_an_export_holds_what_was_said_and_what_is_remembered(
    remembered: Shop, database: Database, clock: MovingClock
) -> None:
    document = export(database, clock)
    assert document["format"] == FORMAT
    assert document["customer_id"] == "+351910000001"
    assert document["profile"]["preferences"] == [f"a {SECRET}"]
    assert document["tables"]["messages"][0]["text"] == f"I look for a {SECRET}"
    assert "+351910000002" not in json.dumps(document)


def test_an_opt_out_and_its_proof_are_exported_and_hold_after_an_import(
    remembered: Shop, database: Database, clock: MovingClock
) -> None:
    remembered.hears("please don't message me any more")
    remembered.answers()
    document = export(database, clock)
    assert document["tables"]["consent_events"][0]["words"] == "please don't message me any more"
    erase(database)
    with database.transaction() as session:
        key = import_customer(session, document)
        assert session.get_one(Customer, key).opted_out_at is not None
    assert export(database, clock) == document


def test_an_export_taken_in_elsewhere_gives_the_same_export_again(
    remembered: Shop, database: Database, clock: MovingClock, tmp_path: Any
) -> None:
    document = export(database, clock)
    elsewhere = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    migrate(elsewhere)
    with elsewhere.transaction() as session:
        find_or_create_customer(session, [parse_identifier("crm-other")], clock.now())  # so that keys differ
        import_customer(session, document)
    assert export(elsewhere, clock) == document
    elsewhere.dispose()


def test_an_erased_customer_comes_back_from_their_export_and_evidence_points_to_their_own_messages(
    remembered: Shop, database: Database, clock: MovingClock
) -> None:
    document, before = export(database, clock), remembered.profile()
    erase(database)
    with database.transaction() as session:
        key = import_customer(session, document)
    assert export(database, clock) == document
    after = remembered.profile()
    assert after.compact() == before.compact()
    cited = after.active("preferences")[0].evidence
    assert cited is not None
    with database.reading() as session:
        message = session.get(Message, cited.message_id)
        assert message is not None
        assert (message.customer_id, cited.quote in message.text) == (key, True)
        assert [version.number for version in history_of(session, key)] == [1]


def test_suggestions_come_back_from_an_export_with_evidence_that_points_to_their_own_messages(
    remembered: Shop, database: Database, clock: MovingClock, model: FakeLanguageModel
) -> None:
    liked = remembered.profile().active("preferences")[0].id
    with database.transaction() as session:
        edits = [Edit(EditAction.LOCK, fact=liked)]
        edit_profile(session, key_of(database), edits, origin=by_person("ana", NOW), cause=Cause.PERSON, cause_id="1")
    remembered.hears("no pendant after all")
    remembered.answers()
    gone = {"action": "remove", "field": "preferences", "fact": liked, "text": None, "message": 1}
    model.updates.append(update(gone | {"quote": "no pendant after all"}))
    remembered.falls_silent()
    document = export(database, clock)
    erase(database)
    with database.transaction() as session:
        key = import_customer(session, document)
    (suggestion,) = remembered.profile().suggestions
    assert suggestion.evidence is not None
    with database.reading() as session:
        message = session.get_one(Message, suggestion.evidence.message_id)
        assert (message.customer_id, message.text) == (key, "no pendant after all")
        assert message.session_id == suggestion.session_id


def test_what_is_here_already_is_not_taken_in_twice(remembered: Shop, database: Database, clock: MovingClock) -> None:
    document, before = export(database, clock), rows(database)
    with database.transaction() as session, pytest.raises(ImportRefused, match="already"):
        import_customer(session, document)
    assert rows(database) == before


@pytest.mark.parametrize(
    "damage", [{"format": "other"}, {"tables": {}}, {"tables": {"customers": [{}]}}, {"tables": 7}]
)
def test_what_is_no_export_is_refused_whole(
    remembered: Shop, database: Database, clock: MovingClock, damage: dict[str, Any]
) -> None:
    document = export(database, clock)
    erase(database)
    before = rows(database)
    with database.transaction() as session, pytest.raises(ImportRefused):
        import_customer(session, document | damage)
    assert rows(database) == before


def test_an_import_sends_nothing(shop: Shop, database: Database, clock: MovingClock) -> None:
    shop.hears("hello?")
    document = export(database, clock)
    assert document["tables"]["customers"][0]["reply_due_at"]
    erase(database)
    with database.transaction() as session:
        key = import_customer(session, document)
    with database.reading() as session:
        assert session.get_one(Customer, key).reply_due_at is None
        assert session.scalar(select(func.count()).where(Delivery.due_at.is_not(None))) == 0


def test_what_waited_for_a_person_is_not_answered_by_an_import_either(
    shop: Shop, services: Services, database: Database, clock: MovingClock, sender: FakeSender
) -> None:
    shop.hears("hello?")
    Takeovers(services).take_over(1, "ana@shop.example")
    document = export(database, clock)
    erase(database)
    with database.transaction() as session:
        import_customer(session, document)
    clock.move(hours=2)
    sweep(services)
    shop.works()
    assert sender.texts == []


def test_erasing_leaves_nothing_of_the_customer_and_all_of_the_others(
    remembered: Shop, database: Database, clock: MovingClock
) -> None:
    others = export(database, clock, RUI)
    key = key_of(database)
    erase(database)
    with database.reading() as session:
        assert find_customer(session, parse_identifier(ANA)) is None
        for table in tables_of_customers():
            owner = table.c[{"customers": "id", "customer_merges": "kept_id"}.get(table.name, "customer_id")]
            assert session.scalar(select(func.count()).select_from(table).where(owner == key)) == 0, table.name
    assert export(database, clock, RUI) == others


def test_erasing_an_unknown_customer_changes_nothing(remembered: Shop, database: Database) -> None:
    before = rows(database)
    with database.transaction() as session:
        assert erase_customer(session, 999, NOW) is None
    assert rows(database) == before


def test_a_customer_at_work_is_erased_when_the_work_is_over(
    remembered: Shop, database: Database, clock: MovingClock
) -> None:
    key = key_of(database)
    with database.transaction() as session:
        assert acquire(session, Work.REMEMBER, key, "a worker", clock.now())
    before = export(database, clock)
    with database.transaction() as session, pytest.raises(CustomerBusy):
        erase_customer(session, key, clock.now())
    assert export(database, clock) == before
    with database.transaction() as session:
        release(session, Work.REMEMBER, key, "a worker")
        assert erase_customer(session, key, clock.now()) is not None


edits = st.lists(
    st.builds(
        Edit,
        st.sampled_from([EditAction.ADD, EditAction.REPLACE, EditAction.REMOVE, EditAction.LOCK]),
        st.sampled_from([None, *(name for name in EVERY_SHOPS.by_name if name != "journey_stage")]),
        st.sampled_from([None, "f1", "f2", "f3"]),
        st.text(min_size=1, max_size=20),
    ),
    max_size=6,
)


@searched(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits)
def test_whatever_people_wrote_an_export_gives_the_same_profile_again(
    sqlite_database: Database, wishes: list[Edit]
) -> None:
    clock = MovingClock()
    with sqlite_database.transaction() as session:
        customer = find_or_create_customer(session, [parse_identifier("crm-1")], clock.now())
        for number, wish in enumerate(wishes):
            origin = by_person("ana@shop.example", clock.now())
            with contextlib.suppress(EditRefused):
                edit_profile(session, customer.id, [wish], origin=origin, cause=Cause.API, cause_id=str(number))
        before = head_of(session, customer.id).profile
        document = json.loads(json.dumps(export_customer(session, customer.id, clock.now())))
        erase_customer(session, customer.id, NOW)
        session.expire_all()
        session.expunge_all()
        key = import_customer(session, document)
        assert head_of(session, key).profile == before
        assert json.loads(json.dumps(export_customer(session, key, clock.now()))) == document
        erase_customer(session, key, NOW)


def merged_and_taught(shop: Shop, model: FakeLanguageModel, database: Database, clock: MovingClock) -> int:
    """Rui becomes a part of Ana, and teaches something since. Returns the merge's key."""
    with database.transaction() as session:
        merge_id = merge_customers(session, 2, 1, author="ana@shop.example", now=clock.now()).id
    shop.hears("I look for an opal", from_=RUI)
    shop.answers()
    model.updates.append(update({"field": "preferences", "text": "opals", "message": 1, "quote": "an opal"}))
    shop.falls_silent()
    return merge_id


def histories(database: Database) -> list[list[tuple[int, str, dict[str, Any]]]]:
    """Number, cause and facts of all versions of everybody, by customer, the kept one first."""
    with database.reading() as session:
        keys = session.scalars(select(Customer.id).order_by(Customer.merged_into_id.is_not(None))).all()
        return [
            [
                (version.number, version.cause, read_document(session, version.document).compact())
                for version in history_of(session, key)
            ]
            for key in keys
        ]


def taken_in(document: dict[str, Any], folder: Path) -> Database:
    """An empty database elsewhere that has taken an export in."""
    elsewhere = Database(f"sqlite:///{folder / 'elsewhere.db'}")
    migrate(elsewhere)
    with elsewhere.transaction() as session:
        import_customer(session, document)
    return elsewhere


def test_who_was_merged_is_exported_with_the_one_they_are_and_parted_again_elsewhere(
    remembered: Shop, database: Database, clock: MovingClock, model: FakeLanguageModel, tmp_path: Path
) -> None:
    merge_id = merged_and_taught(remembered, model, database, clock)
    document, before = export(database, clock), histories(database)
    assert export(database, clock, RUI) == document
    with database.reading() as session:
        absorbed = session.scalars(select(Customer.id).where(Customer.merged_into_id.is_not(None))).one()
        assert json.loads(json.dumps(export_customer(session, absorbed, clock.now()))) == document
    elsewhere = taken_in(document, tmp_path)
    assert export(elsewhere, clock) == document
    assert histories(elsewhere) == before
    for one, merge in ((database, merge_id), (elsewhere, 1)):
        with one.transaction() as session:
            undo_merge(session, merge, author="ana@shop.example", now=clock.now())
    for name in (ANA, RUI):
        assert export(elsewhere, clock, name) == export(database, clock, name)
    elsewhere.dispose()


def test_after_an_undone_merge_neither_export_says_who_the_other_is(
    remembered: Shop, database: Database, clock: MovingClock, model: FakeLanguageModel, tmp_path: Path
) -> None:
    merge_id = merged_and_taught(remembered, model, database, clock)
    with database.transaction() as session:
        undo_merge(session, merge_id, author="ana@shop.example", now=clock.now())
    document = export(database, clock)
    assert document["tables"]["customer_merges"] == []
    of_now = {name: rows for name, rows in document["tables"].items() if name != "profile_versions"}
    assert "+351910000002" not in json.dumps(of_now)
    elsewhere = taken_in(document, tmp_path)
    assert export(elsewhere, clock) == document
    elsewhere.dispose()


def test_an_export_of_merges_within_merges_says_nothing_of_the_database_it_came_from(
    shop: Shop, database: Database, clock: MovingClock, tmp_path: Path
) -> None:
    for number in range(1, 6):
        shop.hears(f"hello {number}", from_=f"whatsapp:+35191000000{number}")
    shop.answers()
    with database.transaction() as session:
        for kept, absorbed in ((3, 5), (2, 3), (2, 4)):
            merge_customers(session, kept, absorbed, author="ana@shop.example", now=clock.now())
    document = export(database, clock, "whatsapp:+351910000005")
    assert [row["merged_into_id"] for row in document["tables"]["customers"]] == [None, 1, 1, 2]
    merges = [(row["kept_id"], row["absorbed_id"]) for row in document["tables"]["customer_merges"]]
    assert merges == [(2, 4), (1, 2), (1, 3)]
    elsewhere = taken_in(document, tmp_path)
    assert export(elsewhere, clock, "whatsapp:+351910000002") == document
    elsewhere.dispose()
