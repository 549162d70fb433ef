"""Bodies of `/v1`, checked."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from memory.identifiers import SenselessIdentifier, parse_identifier
from memory.ingesting import IngestedMessage
from memory.text import storable
from memory.transcript import Author

LONGEST_CONTENT = 65_536
MOST_MESSAGES = 2_000
_AUTHORS = {
    "user": Author.CUSTOMER,
    "customer": Author.CUSTOMER,
    "assistant": Author.BOT,
    "bot": Author.BOT,
    "agent": Author.AGENT,
}


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must lie between the year 2000 and today") from None


def _sensible(moment: datetime) -> datetime:
    earliest = datetime(2000, 1, 1, tzinfo=UTC)
    if not earliest <= moment <= datetime.now(UTC) + timedelta(days=1):
        raise ValueError("must lie between the year 2000 and today")
    return moment


def _can_be_stored(text: str) -> str:
    if storable(text) != text:
        raise ValueError("must not contain NUL characters or broken Unicode")
    return text


def _identifier(name: str) -> str:
    try:
        parse_identifier(name)
    except SenselessIdentifier as error:
        raise ValueError(str(error)) from error
    return name


class IngestMessage(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "customer", "assistant", "bot", "agent"]
    content: Annotated[str, Field(max_length=LONGEST_CONTENT), AfterValidator(_can_be_stored)]
    timestamp: Annotated[datetime, AfterValidator(_in_utc), AfterValidator(_sensible)] | None = None

    def as_ingested(self) -> IngestedMessage:
        """The message as memory takes it."""
        return IngestedMessage(_AUTHORS[self.role], self.content, self.timestamp)


class IngestBody(BaseModel):
    """A conversation to be remembered."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Annotated[str, AfterValidator(_identifier)]
    messages: Annotated[list[IngestMessage], Field(min_length=1, max_length=MOST_MESSAGES)]
    session_id: Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_can_be_stored)] | None = None
