"""What a clause may be about, and what reading clauses means. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Label(StrEnum):
    """What a clause may be about. Only some labels stand for a field of the profile; the others are not remembered."""

    TRIGGER = "trigger"
    BUDGET = "budget"
    OBJECTION = "objection"
    PREFERENCE = "preference"
    PERSONAL = "personal"
    CHANNEL = "channel"
    ACCEPTANCE = "acceptance"
    QUESTION = "question"
    LOGISTICS = "logistics"
    CHAT = "chat"
    INSTRUCTION = "instruction"


FIELDS: dict[Label, str] = {
    Label.TRIGGER: "buying_triggers",
    Label.BUDGET: "budget",
    Label.OBJECTION: "objections",
    Label.PREFERENCE: "preferences",
    Label.PERSONAL: "personal_details",
    Label.CHANNEL: "channel_preference",
}


@dataclass(frozen=True)
class Reading:
    """What a clause was taken for, and how probable that is (0 to 1)."""

    label: Label
    probability: float

    @property
    def field(self) -> str | None:
        """The field of the profile the clause belongs to, or None when there is nothing to remember."""
        return FIELDS.get(self.label)


class Classifier(Protocol):
    """Reads clauses and compares them. `name` is shown where it matters which way is in use."""

    name: str

    def read(self, clauses: Sequence[str]) -> list[Reading]:
        """What each clause is about, in order."""
        ...

    def similarity(self, text: str, others: Sequence[str]) -> list[float]:
        """How alike `text` is to each of the others: 1 for the same, about 0 for unrelated."""
        ...
