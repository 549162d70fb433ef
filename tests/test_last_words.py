"""When a customer last wrote: it decides whether free text may be sent."""

from datetime import timedelta

from sqlalchemy import event

from memory.database import Database
from memory.identifiers import Identifier
from memory.ingesting import IngestedMessage, ingest
from memory.messages import IncomingMessage, last_words_at, record_incoming
from memory.models import Channel, IdentifierKind
from memory.transcript import Author
from tests.fakes import MovingClock

SHOP = "whatsapp:+14155238886"
WHATSAPP = Channel.WHATSAPP, SHOP
ANA = Identifier(IdentifierKind.PHONE, "+351910000001")
NOBODY = 0


def hear(database: Database, clock: MovingClock, provider_id: str) -> int:
    incoming = IncomingMessage((ANA,), Channel.WHATSAPP, provider_id, "hello", shop_address=SHOP)
    with database.transaction() as session:
        soon = timedelta(seconds=1)
        return record_incoming(session, incoming, now=clock.now(), timeout=soon, debounce=soon).customer_id


def test_only_the_newest_words_over_a_channel_that_answers_count(database: Database, clock: MovingClock) -> None:
    hear(database, clock, "SM1")
    clock.move(hours=1)
    key = hear(database, clock, "SM2")
    last = clock.now()
    clock.move(hours=1)
    with database.transaction() as session:
        ingest(session, ANA, [IngestedMessage(Author.CUSTOMER, "and by mail")], clock.now())
        assert last_words_at(session, key, *WHATSAPP) == last
        assert last_words_at(session, key, Channel.WHATSAPP, "whatsapp:+14155550001") is None
        assert last_words_at(session, NOBODY, *WHATSAPP) is None


def test_it_is_found_without_reading_all_that_was_said(sqlite_database: Database, clock: MovingClock) -> None:
    asked: list[tuple[str, object]] = []
    event.listen(
        sqlite_database.engine, "before_cursor_execute", lambda *seen: asked.append((str(seen[2]), tuple(seen[3])))
    )
    with sqlite_database.reading() as session:
        last_words_at(session, NOBODY, *WHATSAPP)
        statement, parameters = next(each for each in asked if "messages" in each[0])
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert [row[-1] for row in plan] == ["SEARCH messages USING INDEX ix_messages_from_channel (customer_id=?)"]
