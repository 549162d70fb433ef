"""What remembering asks of a language model."""

from dataclasses import dataclass
from typing import Protocol

from memory.profile import Profile
from memory.transcript import Transcript


@dataclass(frozen=True)
class ExtractionRequest:
    """What one closed session is remembered from. `problem` says what was wrong with the output asked for before."""

    profile: Profile
    transcript: Transcript
    problem: str | None = None


class Extractor(Protocol):
    """Proposes how a session changes a profile."""

    def extract(self, request: ExtractionRequest) -> str:
        """Return a profile update as JSON text (see `memory.operations.update_schema`). Any error may be raised."""
        ...
