"""Many processes ingest conversations of one customer at the same time, and remember them meanwhile.

Every conversation holds a fact of its own and is posted twice, by two processes at about the same moment. A process
that has posted one remembers one, if nobody else is remembering: by the lease that workers take, too.
"""

import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from sqlalchemy import func, select

from memory.clock import SystemClock
from memory.customers import find_customer
from memory.database import Database
from memory.extractor import ExtractionRequest
from memory.identifiers import Identifier
from memory.ingesting import IngestedMessage, ingest
from memory.leases import Work, acquire, release
from memory.models import ConversationSession, IdentifierKind, ProfileVersion, Remembering, RememberingState
from memory.operations import Action, Operation, ProfileUpdate
from memory.remembering import Remembrance
from memory.transcript import Author
from memory.versions import head_of

CUSTOMER = Identifier(IdentifierKind.CRM, "the regular customer")
WISH = "keepsake"
"""Every conversation wishes for another one of these."""
PATIENCE_SECONDS = 600
PAUSE_SECONDS = 0.2
"""As long as a busy worker waits before it looks again."""

_everybody: Barrier


def session_name(number: int) -> str:
    """The `session_id` of a conversation."""
    return f"conversation {number}"


def words(number: int) -> str:
    """What the customer says in a conversation."""
    return f"One day I want {WISH}{number}."


def lesson(line: int, wish: str) -> str:
    """A model's output that learns a wish from a line of the transcript."""
    operation = Operation(action=Action.ADD, field="preferences", text=wish, message=line, quote=wish)
    return ProfileUpdate(operations=(operation,)).model_dump_json()


def wish_in(text: str) -> str:
    """The wish that a text names first."""
    return next(word.strip(".") for word in text.split() if word.startswith(WISH))


@dataclass
class Outcome:
    """What became of it all.

    The seconds are those to the last post and to the last fact. Counters count wishes, `taken` the sessions, `trouble`
    the pieces that are not remembered or needed a second try.
    """

    ingests: int
    seconds: float = 0.0
    posting_seconds: float = 0.0
    posts: int = 0
    taken: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    versions: list[int] = field(default_factory=list)
    trouble: int = 0

    def violations(self, *, repeats_allowed: bool = False) -> list[str]:
        """A sentence for everything that may not be. `repeats_allowed` looks over repeated calls."""
        everything = {f"{WISH}{number}" for number in range(self.ingests)}
        found = {
            "facts lost": len(everything - set(self.facts)),
            "facts doubled": sum(count > 1 for count in self.facts.values()),
            "facts made up": len(set(self.facts) - everything),
            "versions missing or too many": 0 if self.versions == [*range(1, self.ingests + 1)] else 1,
            "conversations taken more or less than once": abs(self.taken - self.ingests),
            "conversations without a call": len(everything - set(self.calls)),
            "calls repeated": 0 if repeats_allowed else sum(self.calls.values()) - len(self.calls),
            "rememberings not done at the first try": 0 if repeats_allowed else self.trouble,
        }
        return [f"{what}: {count}" for what, count in found.items() if count]


@dataclass(frozen=True)
class Share:
    """One process's part. Not `leased` it remembers without asking whether anybody else does."""

    url: str
    place: int
    processes: int
    ingests: int
    leased: bool


@dataclass
class Part:
    """What one process has posted and asked the model for, and how long it took."""

    seconds: float = 0.0
    posting_seconds: float = 0.0
    posts: int = 0
    calls: list[str] = field(default_factory=list)

    def extract(self, request: ExtractionRequest) -> str:
        """Stand in for the model: learn the wish of the conversation."""
        line = request.transcript.lines[0]
        self.calls.append(wish_in(line.text))
        return lesson(line.number, wish_in(line.text))


def ingest_at_once(url: str, *, ingests: int, processes: int, leased: bool = True) -> Outcome:
    """Let so many processes ingest and remember so many conversations in an empty, migrated database."""
    context = get_context("spawn")
    everybody = context.Barrier(processes, timeout=PATIENCE_SECONDS)
    shares = [Share(url, place, processes, ingests, leased) for place in range(processes)]
    with ProcessPoolExecutor(processes, context, _wait_for, (everybody,)) as pool:
        parts = list(pool.map(_take_part, shares))
    outcome = count_outcome(url, ingests)
    for part in parts:
        outcome.posts += part.posts
        outcome.calls.update(part.calls)
        outcome.posting_seconds = max(outcome.posting_seconds, part.posting_seconds)
        outcome.seconds = max(outcome.seconds, part.seconds)
    return outcome


def count_outcome(url: str, ingests: int) -> Outcome:
    """What the database says has become of the conversations of the one customer."""
    database, outcome = Database(url), Outcome(ingests)
    with database.reading() as session:
        customer = find_customer(session, CUSTOMER)
        assert customer is not None
        facts = head_of(session, customer.id).profile.active("preferences")
        outcome.facts.update(fact.text for fact in facts)
        numbers = select(ProfileVersion.number).where(ProfileVersion.customer_id == customer.id)
        outcome.versions = list(session.scalars(numbers.order_by(ProfileVersion.number)))
        outcome.taken = session.scalar(select(func.count()).select_from(ConversationSession)) or 0
        at_first_try = (Remembering.state == RememberingState.DONE) & (Remembering.attempts == 1)
        outcome.trouble = session.scalar(select(func.count()).select_from(Remembering).where(~at_first_try)) or 0
    database.dispose()
    return outcome


def _wait_for(everybody: Barrier) -> None:
    global _everybody  # noqa: PLW0603 - a process of a pool has no other place for what it was started with
    _everybody = everybody


def _take_part(share: Share) -> Part:
    participant = _Participant(share)
    _everybody.wait()  # also keeps a process that is through from taking another one's share
    started = time.perf_counter()
    for number in range(share.place, share.ingests, share.processes):
        participant.post(number)
        participant.post((number + 1) % share.ingests)
        participant.remember()
    _everybody.wait()
    participant.part.posting_seconds = time.perf_counter() - started
    while participant.sees_work():
        if not participant.remember():
            time.sleep(PAUSE_SECONDS)  # somebody else is at it
    participant.part.seconds = time.perf_counter() - started
    return participant.part


class _Participant:
    def __init__(self, share: Share) -> None:
        self.part = Part()
        self._clock = SystemClock()
        self._database = Database(share.url, pool_size=2)
        self._remembrance = Remembrance(self._database, self.part, self._clock, "UTC")
        self._leased = share.leased
        self._owner = str(os.getpid())

    def post(self, number: int) -> None:
        messages = [IngestedMessage(Author.CUSTOMER, words(number)), IngestedMessage(Author.BOT, "Noted.")]
        with self._database.transaction() as session:
            ingest(session, CUSTOMER, messages, self._clock.now(), session_name(number))
        self.part.posts += 1

    def sees_work(self) -> bool:
        with self._database.reading() as session:
            return session.scalar(select(Remembering.id).where(Remembering.due_at.is_not(None)).limit(1)) is not None

    def remember(self) -> bool:
        """Remember one conversation as a worker does. False when nothing is due, or somebody else is at it."""
        with self._database.transaction() as session:
            customer = find_customer(session, CUSTOMER)
            assert customer is not None
            if self._leased and not acquire(session, Work.REMEMBER, customer.id, self._owner, self._clock.now()):
                return False
        try:
            return self._remembrance.remember_next(customer.id)
        finally:
            with self._database.transaction() as session:
                release(session, Work.REMEMBER, customer.id, self._owner)
