"""What the local phone keeps: nothing is missed, nothing is done twice, whoever else is at it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.phone.database import PhoneDatabase
from bot.phone.deliveries import LEASE_SECONDS, Deliveries
from bot.phone.records import Message
from bot.phone.store import PhoneStore
from tests.phone_stage import SOFIA, STATUS_URL, MovableClock


def test_many_at_once_may_use_a_file_that_is_just_being_made(tmp_path: Path) -> None:
    def add(_: int) -> str:
        return PhoneStore(PhoneDatabase(tmp_path / "phone.db"), MovableClock().now).add_customer().phone_number

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(add, range(40)))) == 40


def test_a_status_that_a_dead_process_was_at_is_taken_over(tmp_path: Path) -> None:
    clock, database = MovableClock(), PhoneDatabase(tmp_path / "phone.db")
    PhoneStore(database, clock.now).receive(SOFIA, "Hello", STATUS_URL)
    deliveries = Deliveries(database, clock.now, pause_seconds=1)
    assert deliveries.claim() is None
    clock.move(1)
    claimed = deliveries.claim()
    assert claimed is not None
    assert deliveries.claim() is None
    clock.move(LEASE_SECONDS)
    assert deliveries.claim() == claimed


ACTIONS = some.lists(
    some.sampled_from(["write", "settle", "fail", "receive", "see", "note", "deliver", "look"]), max_size=15
)


@settings(deadline=None, max_examples=25)  # every step is a transaction on a disk of unknown speed
@given(ACTIONS)
def test_a_page_that_asks_for_changes_only_misses_none(actions: list[str]) -> None:
    with TemporaryDirectory() as folder:
        clock, database = MovableClock(), PhoneDatabase(Path(folder) / "phone.db")
        store, deliveries = PhoneStore(database, clock.now), Deliveries(database, clock.now, pause_seconds=0)
        phone_number = store.add_customer().phone_number
        page: dict[str, Message] = {}
        cursor = 0
        for number, action in enumerate([*actions, "look"]):
            if action == "look":
                revision = store.revision()
                page |= {message.sid: message for message in store.messages_after(phone_number, cursor)}
                cursor = revision
            else:
                act(action, store, deliveries, phone_number, number)
        assert list(page.values()) == store.messages_after(phone_number, 0)


def act(action: str, store: PhoneStore, deliveries: Deliveries, phone_number: str, number: int) -> None:
    if action in ("write", "settle", "fail"):
        message = store.write(f"SM{number}", phone_number, "words")
        if action != "write":
            store.settle(message.sid, "a problem" if action == "fail" else None)
    elif action == "receive":
        store.receive(phone_number, "an answer", None)
    elif action == "see":
        store.see(phone_number, number)
    elif action == "note":
        store.note(phone_number, "a note")
    elif (delivery := deliveries.claim()) is not None:
        deliveries.finish(delivery)
