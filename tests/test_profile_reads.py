"""Reading a profile: what it finds, and that it stays one statement however it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from bench.own_postgresql import add_database
from bench.profile_reads import BARE, Measured, fill, phone_of, report, typical_profile
from memory.customers import find_or_create_customer
from memory.database import Database
from memory.identifiers import Identifier
from memory.models import IdentifierKind
from memory.profile import Profile
from memory.versions import Cause, Change, Head, append_version, head_known_by, head_of
from tests.fakes import MovingClock

PHONE = Identifier(IdentifierKind.PHONE, "+351910000001")
EMAIL = Identifier(IdentifierKind.EMAIL, "ana@example.com")
CRM = Identifier(IdentifierKind.CRM, "0017")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def stored(database: Database, clock: MovingClock, *identifiers: Identifier) -> int:
    """A customer known by these identifiers, with a typical profile."""
    with database.transaction() as session:
        key = find_or_create_customer(session, identifiers, clock.now()).id
        append_version(session, key, 0, Change(typical_profile(), Cause.PERSON, "1", "Rita"), clock.now())
    return key


def test_a_profile_is_found_by_key_and_by_every_name_with_one_statement_each(
    database: Database, clock: MovingClock
) -> None:
    key = stored(database, clock, CRM, EMAIL, PHONE)
    expected = Head(typical_profile(), 1)
    for identifier in (CRM, EMAIL, PHONE):
        with database.reading() as session, statements(database) as sent:
            assert head_known_by(session, identifier) == (key, expected)
        assert len([each for each in sent if each.startswith("SELECT")]) == 1
    with database.reading() as session, statements(database) as sent:
        assert head_of(session, key) == expected
    assert len([each for each in sent if each.startswith("SELECT")]) == 1


def test_a_profile_goes_by_the_customers_best_name_of_today(database: Database, clock: MovingClock) -> None:
    key = stored(database, clock, CRM)
    for known_by in ((CRM,), (CRM, EMAIL), (CRM, EMAIL, PHONE)):
        with database.transaction() as session:
            find_or_create_customer(session, known_by, clock.now())
            assert head_of(session, key).profile.customer_id == known_by[-1].value
            assert head_known_by(session, CRM) == (key, head_of(session, key))


def test_a_customer_without_a_profile_has_the_empty_one(database: Database, clock: MovingClock) -> None:
    with database.transaction() as session:
        key = find_or_create_customer(session, [EMAIL], clock.now()).id
        nothing = Head(Profile(customer_id=EMAIL.value), 0)
        assert head_of(session, key) == nothing
        assert head_known_by(session, EMAIL) == (key, nothing)


def test_nobody_is_known_by_an_unknown_name_or_by_the_same_value_of_another_kind(
    database: Database, clock: MovingClock
) -> None:
    stored(database, clock, CRM)
    with database.reading() as session:
        assert head_known_by(session, PHONE) is None
        assert head_known_by(session, Identifier(IdentifierKind.PHONE, CRM.value)) is None


def test_a_read_sees_what_its_own_transaction_has_appended(database: Database, clock: MovingClock) -> None:
    key = stored(database, clock, PHONE)
    with database.transaction() as session:
        head = head_of(session, key)
        without = head.profile.model_copy(update={"facts": {}})
        append_version(session, key, head.version, Change(without, Cause.PERSON, "2", "Rita"), clock.now())
        assert head_of(session, key) == Head(without, 2)


def test_the_bench_fills_in_profiles_that_are_read_like_any_other(postgresql_url: str) -> None:
    database = Database(add_database(postgresql_url, "profile_reads"))
    fill(database, 3)
    with database.reading() as session:
        for number in (1, 2, 3):
            found = head_known_by(session, Identifier(IdentifierKind.PHONE, phone_of(number)))
            assert found == (number, head_of(session, number))
        assert head_of(session, 1).profile == typical_profile()
        assert session.scalar(text("SELECT count(*) FROM profiles")) == 3
    database.dispose()


@pytest.mark.parametrize(
    ("few", "many", "briefing", "is_held"),
    [(1.0, 1.2, 0.0005, True), (1.0, 1.4, 0.0005, False), (2.1, 2.1, 0.0005, False), (1.0, 1.0, 0.002, False)],
)
def test_the_bench_says_when_a_ratio_is_missed(
    few: float, many: float, briefing: float, is_held: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = Measured(briefing=[briefing])
    for seconds, read in ((measured.few, few), (measured.many, many)):
        seconds.update({name: [1.0 if name == BARE else read] for name in seconds})
    assert report(measured, customers=1_000_000) is is_held
    assert ("MISSED" in capsys.readouterr().out) is not is_held
