"""When a chat costs more than any customer's would: two bots talking, a flood of messages, a wall of text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from memory.text import normalised

WATCHED = timedelta(hours=1)
"""How far back answers are counted."""
ALIKE = 5
"""So many bursts in a row in the very same words are written by a machine."""
LONGEST_MESSAGE = 4096
"""Characters of one message that WhatsApp's own apps let people write."""

TOO_MANY_ANSWERS = "The bot has answered this chat very often within an hour and is quiet for a while: look who writes."
SAME_WORDS = "The same words come again and again, as from another bot: the bot is quiet until something else is said."
WALL_OF_TEXT = "A message was too long to be read whole by the bot: read it yourself."


@dataclass(frozen=True)
class Heard:
    """A message of the customer: its words, when it came, and the key of its answer, None while it waits."""

    text: str
    said_at: datetime
    answered_by_id: int | None


def reason_to_be_quiet(
    answered_at: Sequence[datetime], heard: Sequence[Heard], now: datetime, answers_an_hour: int
) -> str | None:
    """Why the bot should not answer now, as a sentence for the team; None when it should.

    `answered_at` are the times of the bot's newest answers, `heard` the customer's newest messages, oldest first.
    """
    lately = sum(now - moment < WATCHED for moment in answered_at)
    if lately >= answers_an_hour:
        return TOO_MANY_ANSWERS
    return SAME_WORDS if _repeats_itself(heard, now) else None


def is_wall_of_text(texts: Sequence[str]) -> bool:
    """Whether one of the messages is longer than people can write."""
    return any(len(text) > LONGEST_MESSAGE for text in texts)


def _repeats_itself(heard: Sequence[Heard], now: datetime) -> bool:
    bursts: dict[int | None, set[str]] = {}
    for message in heard:
        if now - message.said_at < WATCHED:
            bursts.setdefault(message.answered_by_id, set()).add(normalised(message.text))
    newest = list(bursts.values())[-ALIKE:]
    return len(newest) == ALIKE and len(newest[0]) == 1 and all(words == newest[0] != {""} for words in newest)
