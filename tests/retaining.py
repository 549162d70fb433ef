"""Customers who talk and fall silent for long, and what a clock makes of it, for the tests of retention."""

from typing import Any

from sqlalchemy import func, select

from bot.retention import Retention
from bot.services import Services
from memory.customers import find_customer
from memory.database import Base, Database
from memory.identifiers import parse_identifier
from memory.models import ConversationSession, Message, Remembering, RememberingState
from tests.fakes import FakeLanguageModel, update
from tests.shop import ANA, Shop

DAYS = 30


def a_round(services: Services) -> None:
    """What a clock that has just started deletes, all of it."""
    retention = Retention(services)
    while retention.turn():
        pass


def learn(text: str) -> str:
    return update({"field": "preferences", "text": text, "message": 1, "quote": text}, stage="warm_lead")


def talks(shop: Shop, model: FakeLanguageModel, text: str, of: str = ANA) -> None:
    """A session in which the customer says something that is answered and remembered as a preference."""
    shop.hears(text, from_=of)
    shop.answers()
    model.updates.append(learn(text))
    shop.falls_silent()


def count(database: Database, table: type[Base], *conditions: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def key_of(database: Database, name: str = ANA) -> int | None:
    with database.reading() as session:
        customer = find_customer(session, parse_identifier(name))
        return customer.id if customer else None


def said(database: Database, name: str = ANA) -> list[str]:
    """What the customer has said, as far as it is stored."""
    with database.reading() as session:
        query = select(Message.text).where(Message.customer_id == key_of(database, name), Message.author == "customer")
        return list(session.scalars(query.order_by(Message.id)))


def fail_to_remember(shop: Shop, text: str, services: Services) -> int:
    """A session whose remembering has failed for good. Returns the remembering's key."""
    shop.hears(text)
    shop.answers()
    shop.clock.move(hours=1)
    with services.database.transaction() as session:
        opened = session.scalars(select(ConversationSession).where(ConversationSession.closed_at.is_(None))).one()
        opened.closed_at, opened.remembering_through = shop.clock.now(), opened.message_count
        failed = Remembering(
            customer_id=opened.customer_id,
            session_id=opened.id,
            first_position=1,
            last_position=opened.message_count,
            state=RememberingState.FAILED,
            error="ValueError",
            created_at=shop.clock.now(),
        )
        session.add(failed)
        session.flush()
        return failed.id
