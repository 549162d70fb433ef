"""A session as remembering sees it: numbered lines. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Author(StrEnum):
    """Who said a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"


@dataclass(frozen=True)
class Line:
    """One message of a transcript. `number` counts from 1 within it; `said_at` is in UTC.

    `text` is what the author said, `note` what the channel or a model tells of the message beside it: no evidence.
    """

    number: int
    message_id: int
    author: Author
    said_at: datetime
    text: str
    note: str = ""
    is_transcribed: bool = False


@dataclass(frozen=True)
class Transcript:
    """The lines of one session, or of one part of a long one, oldest first. `timezone` is the customer's."""

    session_id: int
    lines: tuple[Line, ...]
    timezone: str = "UTC"

    def line(self, number: int | None) -> Line | None:
        """The line with this number, or None."""
        if number is None or not 1 <= number <= len(self.lines):
            return None
        return self.lines[number - 1]

    def before(self, line: Line) -> Line | None:
        """The line just before this one, or None."""
        return self.line(line.number - 1)

    @property
    def has_customer_words(self) -> bool:
        """True when there is anything that could be evidence."""
        return any(line.author is Author.CUSTOMER and line.text.strip() for line in self.lines)
