"""What Rapport asks of outside services. Concrete clients are named in `bot.services` only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.selling.catalogue import Catalogue
from memory.extractor import Extractor
from memory.models import MessageKind, Reading
from memory.profile import Profile
from memory.transcript import Author


@dataclass(frozen=True)
class Shop:
    """Who sells. `currency` is an ISO 4217 code, `timezone` an IANA name."""

    name: str
    description: str
    timezone: str
    currency: str


@dataclass(frozen=True)
class Utterance:
    """One message as the answering model sees it.

    `text` is empty for a message without words (a sticker, say); `note` tells what it brings beside words.
    """

    author: Author
    text: str
    said_at: datetime
    note: str = ""


@dataclass(frozen=True)
class ReplyRequest:
    """Everything an answer may be made from.

    `briefing` is the profile as fenced text, None for a customer without one; `profile` is the same for a model
    that works without text. `earlier` are the last messages of a session that is not remembered yet, `session` those
    of the present one, oldest first; its last utterances are the unanswered ones, `unanswered` in number.
    `problem` says what was wrong with the draft asked for before.
    """

    shop: Shop
    catalogue: Catalogue
    customer_name: str | None
    profile: Profile | None
    briefing: str | None
    earlier: tuple[Utterance, ...]
    session: tuple[Utterance, ...]
    unanswered: int
    now: datetime
    problem: str | None = None


class LanguageModel(Extractor, Protocol):
    """A language model: answers customers, and extracts what a session taught.

    `name` is shown on the pages; `is_offline` says that no model was configured and rules stand in for one.
    Both methods raise ClientError.
    """

    name: str
    is_offline: bool

    def reply(self, request: ReplyRequest) -> str:
        """The answer to the unanswered utterances, as plain text. Raises ClientError."""
        ...


@dataclass(frozen=True)
class MediaFile:
    """A file, whole, and what it is (`image/jpeg`)."""

    content: bytes
    content_type: str


class MediaReader(Protocol):
    """Puts files into words. `transcribe` and `describe` raise ClientError."""

    def reading_of(self, kind: MessageKind, content_type: str) -> Reading | None:
        """How a file of a message of this kind can be put into words; None when it cannot."""
        ...

    def name_of(self, reading: Reading) -> str:
        """Which model reads in this way."""
        ...

    def transcribe(self, file: MediaFile) -> str:
        """What is said in a sound file, in its own language; empty when nothing is."""
        ...

    def describe(self, file: MediaFile) -> str:
        """What a picture shows, in one to three sentences."""
        ...


class MediaFetcher(Protocol):
    """Fetches files that customers attach."""

    def fetch(self, url: str, declared_type: str) -> MediaFile:
        """The file at an address. Raises ClientError, a permanent one for what may not be fetched or kept."""
        ...


class MediaStorage(Protocol):
    """Keeps files under keys. All methods raise ClientError."""

    def put(self, key: str, file: MediaFile) -> None:
        """Keep a file; one of the same key is replaced."""
        ...

    def get(self, key: str) -> bytes:
        """A file's content."""
        ...

    def delete(self, key: str) -> None:
        """Delete a file, if there is one."""
        ...


@dataclass(frozen=True)
class OutgoingText:
    """One text to send. Addresses are in Twilio's form: `whatsapp:+351910000001`.

    With a `content_sid` it is sent as that approved template, with `content_variables` (a JSON text by number);
    `text` is then only what the customer will read.
    """

    sender: str
    recipient: str
    text: str
    content_sid: str | None = None
    content_variables: str | None = None


@dataclass(frozen=True)
class Accepted:
    """The service took a message over: its id there and the status it had then (`queued`, `sent` …)."""

    provider_id: str
    status: str


class MessageSender(Protocol):
    """Sends messages to customers. Its methods raise ClientError."""

    def send(self, message: OutgoingText) -> Accepted:
        """Hand a message over."""
        ...

    def find(self, message: OutgoingText, *, not_before: datetime, known: frozenset[str]) -> Accepted | None:
        """Look for this very message among those the service took since `not_before`, leaving out the `known` ids."""
        ...

    def show_typing(self, provider_id: str) -> None:
        """Show the customer that the message with this id is read and being answered."""
        ...


@dataclass(frozen=True)
class AccountState:
    """What the provider says of our account: its status (`active`, `suspended` …) and whether it is a trial."""

    status: str
    is_trial: bool


@dataclass(frozen=True)
class SenderState:
    """One of the account's senders: address, status (`ONLINE` …), and where its messages are posted; empty if unset."""

    address: str
    status: str
    webhook_url: str
    webhook_method: str


class ProviderAccount(Protocol):
    """The account at the provider, read only. Both methods raise ClientError."""

    def state(self) -> AccountState:
        """Whether the account may send; ClientError with code 401 when the key is refused."""
        ...

    def senders(self) -> tuple[SenderState, ...]:
        """The account's WhatsApp senders."""
        ...
