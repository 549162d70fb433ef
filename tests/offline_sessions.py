"""Sessions and profiles for the tests of the offline model's extraction."""

from datetime import UTC, datetime

from bot.clients.offline_model.extraction import extract_update
from bot.clients.offline_model.labels import Classifier
from memory.extractor import ExtractionRequest
from memory.operations import Action, ProfileUpdate
from memory.profile import Fact, Profile
from memory.transcript import Author, Line, Transcript

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
Said = tuple[str, str]


def transcript(*said: Said) -> Transcript:
    lines = tuple(
        Line(number, 100 + number, Author(author), NOW, text) for number, (author, text) in enumerate(said, start=1)
    )
    return Transcript(session_id=1, lines=lines)


def knowing(**facts: str) -> Profile:
    """A profile with one active fact a field, `f1`, `f2` … in order."""
    return Profile(
        customer_id="+351910000001",
        next_fact=len(facts) + 1,
        facts={
            field: (Fact(id=f"f{number}", text=text, said_at=NOW, learned_at=NOW),)
            for number, (field, text) in enumerate(facts.items(), start=1)
        },
    )


NOBODY = knowing()


def learned(update: ProfileUpdate) -> dict[str, list[str]]:
    """The texts that were added or replaced, by field."""
    texts: dict[str, list[str]] = {}
    for operation in update.operations:
        if operation.action in {Action.ADD, Action.REPLACE} and operation.text:
            texts.setdefault(operation.field, []).append(operation.text)
    return texts


def remember(classifier: Classifier, *said: Said, profile: Profile = NOBODY) -> ProfileUpdate:
    return extract_update(ExtractionRequest(profile, transcript(*said)), classifier)
