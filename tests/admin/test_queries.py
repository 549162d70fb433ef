"""What the admin pages ask the database, on both kinds of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.admin import queries
from memory.customers import get_customer
from memory.database import Database
from memory.messages import newest_messages
from memory.models import Customer, CustomerIdentifier, Message, ProfileHead
from tests.shop import Shop

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite_database", "postgresql_database"])
def either_database(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue(request.param)
    return found


def test_customers_are_found_in_the_order_they_were_seen_on_either_database(either_database: Database) -> None:
    with either_database.transaction() as session:
        for key, (name, hours) in enumerate({"Ána_1": 3, "Bo": None, "ana1": 5}.items(), start=1):
            seen = MORNING - timedelta(hours=hours) if hours else None
            session.add(Customer(id=key, display_name=name, created_at=MORNING, last_seen_at=seen))
            session.flush()
            session.add(CustomerIdentifier(customer_id=key, kind="crm", value=f"crm-{key}", created_at=MORNING))
            session.add(CustomerIdentifier(customer_id=key, kind="phone", value=f"+35191{key}", created_at=MORNING))
            head = {"version": 1, "document": {}, "stage": "warm_lead", "updated_at": MORNING}
            session.add(ProfileHead(customer_id=key, **head))
    with either_database.reading() as session:

        def found(**asked: Any) -> list[str | None]:
            lines = queries.find_customers(session, queries.CustomerSearch(**asked)).lines
            return [line.customer.display_name for line in lines]

        assert found() == ["Ána_1", "ana1", "Bo"]
        assert found(words="_1") == ["Ána_1"], "wildcards are letters"
        assert found(words="CRM-3") == ["ana1"]
        assert found(words="+351 912", stage="warm_lead") == ["Bo"]
        assert queries.best_names(session, [1, 3, 9]) == {1: "+351911", 3: "+351913", 9: "9"}
        assert queries.count_flagged_customers(session) == 0
        assert queries.find_troubles(session) == []


def test_evidence_names_the_message_it_stands_in(remembered: Shop, database: Database) -> None:
    with database.reading() as session:
        assert get_customer(session, 1) is not None
        newest: list[Message] = newest_messages(session, 1, limit=1)
        found = queries.messages_by_id(session, 1, [newest[0].id, 9999])
        assert list(found) == [newest[0].id]
        assert queries.messages_by_id(session, 2, [newest[0].id]) == {}
