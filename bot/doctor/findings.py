"""What a check finds. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands with one thing: `warning` works and could be better, `skipped` could not be looked at."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "PROBLEM"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: its name, how it stands, and a sentence that says what to mend."""

    name: str
    state: State
    sentence: str


def ok(name: str, sentence: str) -> Finding:
    """It is as it should be."""
    return Finding(name, State.OK, sentence)


def warning(name: str, sentence: str) -> Finding:
    """It works, and should be better."""
    return Finding(name, State.WARNING, sentence)


def problem(name: str, sentence: str) -> Finding:
    """It must be mended."""
    return Finding(name, State.PROBLEM, sentence)


def skipped(name: str, sentence: str) -> Finding:
    """It could not be looked at, and why."""
    return Finding(name, State.SKIPPED, sentence)
