"""What an attack is: what is said, what a misled model makes of it, and what must become of that."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from memory.operations import Action, Operation
from memory.profile import Profile
from memory.refusals import Reason
from memory.text import storable
from memory.transcript import Author, Line, Transcript
from tests.remembered import MORNING, fact, profile

Said = str | tuple[Author, str]

BEFORE: Profile = profile(
    preferences=(fact(1, "only rose gold"), fact(2, "rings in size 6")),
    budget=(fact(3, "up to 300 €"),),
    objections=(fact(4, "delivery takes long"),),
)
"""What was known before the attack, and must be known after it."""


@dataclass(frozen=True)
class Attack:
    """`refused` is why the misled operation falls; None: it may be stored, because it is inert and harmless."""

    name: str
    said: tuple[Said, ...]
    operation: Operation
    refused: Reason | None

    @property
    def heard(self) -> Transcript:
        """The session of the attack, as it is recorded."""
        lines = (
            (Author.CUSTOMER, said) if isinstance(said, str) else said  # a customer's, unless it says whose
            for said in self.said
        )
        return Transcript(
            7,
            tuple(
                Line(number, 700 + number, author, MORNING + timedelta(minutes=number), storable(text))
                for number, (author, text) in enumerate(lines, start=1)
            ),
        )

    @property
    def words(self) -> list[str]:
        """Everything in it that a prompt could come to hold."""
        said = [line.text for line in self.heard.lines]
        return [*said, *(text for text in (self.operation.text, self.operation.quote) if text)]


def attack(
    name: str,
    said: Said | tuple[Said, ...],
    text: str | None = None,
    refused: Reason | None = Reason.ORDER,
    **operation: Any,
) -> Attack:
    """An attack by a customer who says one thing, of which the model proposes all or `text` as a preference."""
    lines = said if isinstance(said, tuple) and not isinstance(said[0], Author) else (said,)
    first = lines[0] if isinstance(lines[0], str) else lines[0][1]
    proposal: dict[str, Any] = {
        "action": Action.ADD,
        "field": "preferences",
        "text": first if text is None else text,
        "message": 1,
        "quote": first,
    }
    return Attack(name, lines, Operation(**(proposal | operation)), refused)  # type: ignore[arg-type]  # str or pair
