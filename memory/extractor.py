"""What remembering asks of a language model."""

from dataclasses import dataclass
from typing import Protocol

from memory.profile import Profile
from memory.transcript import Line, Transcript


@dataclass(frozen=True)
class SecondLook:
    """A short second question about a session: only these lines. `proposed` are the texts that the first one gave."""

    lines: tuple[Line, ...]
    proposed: tuple[str, ...]


@dataclass(frozen=True)
class ExtractionRequest:
    """What one closed session is remembered from.

    `problem` says what was wrong with the output asked for before. With `second_look` the whole session has been asked
    about already, and only what its lines add is wanted.
    """

    profile: Profile
    transcript: Transcript
    problem: str | None = None
    second_look: SecondLook | None = None


class Extractor(Protocol):
    """Proposes how a session changes a profile."""

    def extract(self, request: ExtractionRequest) -> str:
        """Return a profile update as JSON text (see `memory.operations.update_schema`). Any error may be raised."""
        ...
