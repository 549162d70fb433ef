"""Profiles, transcripts and updates in a line each, for the tests of memory."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings

from memory.merging import MODEL, Merged, Origin, merge
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Evidence, Fact, Profile
from memory.transcript import Author, Line, Transcript

SEARCHED = settings(max_examples=60, deadline=None)
"""How long hypothesis searches in memory's tests; machines differ in speed, so no example has a deadline."""

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOBODY = Profile(customer_id="+351910000001")


def fact(number: int, text: str, **more: Any) -> Fact:
    """A fact that the customer stated yesterday, unless told otherwise."""
    yesterday = MORNING - timedelta(days=1)
    evidence = Evidence(message_id=1000 + number, quote=text)
    known: dict[str, Any] = {"said_at": yesterday, "learned_at": yesterday, "session_id": 1, "evidence": evidence}
    return Fact(id=f"f{number}", text=text, **(known | more))


def profile(**facts: tuple[Fact, ...]) -> Profile:
    """A profile with these facts by field."""
    return NOBODY.model_copy(update={"facts": facts, "next_fact": 1 + sum(len(held) for held in facts.values())})


def transcript(*lines: str, session: int = 7, start: datetime = MORNING) -> Transcript:
    """A session, a line a minute; a line of the bot begins with "bot: ", of an agent with "agent: "."""
    return Transcript(session, tuple(_line(number, text, session, start) for number, text in enumerate(lines, start=1)))


def _line(number: int, text: str, session: int, start: datetime) -> Line:
    author, _, words = text.rpartition(": ") if text.startswith(("bot: ", "agent: ")) else ("customer", "", text)
    return Line(number, 100 * session + number, Author(author), start + timedelta(minutes=number), words)


def add(field: str, text: str, message: int = 1, quote: str | None = None, **more: Any) -> Operation:
    """An `add`; the quote is the text itself unless told otherwise."""
    return Operation(action=Action.ADD, field=field, text=text, message=message, quote=quote or text, **more)


def replace(field: str, fact_id: str, text: str, message: int = 1, quote: str | None = None) -> Operation:
    """A `replace`; the quote is the text itself unless told otherwise."""
    return Operation(action=Action.REPLACE, field=field, fact=fact_id, text=text, message=message, quote=quote or text)


def remove(field: str, fact_id: str, quote: str, message: int = 1) -> Operation:
    """A `remove`."""
    return Operation(action=Action.REMOVE, field=field, fact=fact_id, message=message, quote=quote)


def resolve(fact_id: str, text: str, quote: str, message: int = 1, field: str = "objections") -> Operation:
    """A `resolve`."""
    return Operation(action=Action.RESOLVE, field=field, fact=fact_id, text=text, message=message, quote=quote)


def merge_session(before: Profile, heard: Transcript, *operations: Operation, **whole: Any) -> Merged:
    """Merge what the model proposes for a session."""
    return merge(before, ProfileUpdate(operations=operations, **whole), heard, by_model(heard.session_id))


def merge_person(before: Profile, *operations: Operation, author: str = "ana@shop.example", **whole: Any) -> Merged:
    """Merge what a person asks for, an hour into the morning."""
    origin = Origin(author=author, session_id=None, at=MORNING + timedelta(hours=1))
    return merge(before, ProfileUpdate(operations=operations, **whole), None, origin)


def by_model(session: int) -> Origin:
    """The origin of what the model proposes, an hour into the morning."""
    return Origin(author=MODEL, session_id=session, at=MORNING + timedelta(hours=1))


def texts(held: Profile, field: str) -> list[str]:
    """The texts of a field's active facts."""
    return [active.text for active in held.active(field)]
