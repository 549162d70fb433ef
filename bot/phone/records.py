"""What the phone keeps: customers to play, and the lines of their chats."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from secrets import token_hex


class Author(StrEnum):
    """Who a line of a chat is from. A note is the phone's own: the shop never gets it."""

    CUSTOMER = "customer"
    SHOP = "shop"
    NOTE = "note"


class Status(StrEnum):
    """How far a line has come: the first three are a customer's, the next four the shop's, the last is a note's."""

    POSTING = "posting"
    RECORDED = "recorded"
    FAILED = "failed"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    SHOWN = "shown"


@dataclass(frozen=True)
class Customer:
    """Someone to play. `phone_number` is in E.164 form."""

    phone_number: str
    name: str


@dataclass(frozen=True)
class Message:
    """One line of a chat. `position` orders all lines, `problem` says why posting it failed."""

    position: int
    sid: str
    phone_number: str
    author: Author
    text: str
    status: Status
    problem: str | None
    created_at: datetime
    changed_at: datetime
    status_callback: str | None


@dataclass(frozen=True)
class Chat:
    """A row of the list of customers: the last message, what is unread, since when an answer is awaited."""

    customer: Customer
    last: Message | None
    unread: int
    awaiting_since: datetime | None


def new_sid() -> str:
    """A message sid as Twilio makes them."""
    return f"SM{token_hex(16)}"


def invented_number(number: int) -> str:
    """The n-th invented phone number: +351910000001 and on."""
    return f"+351910{number:06d}"


def message_from(row: sqlite3.Row) -> Message:
    """A row of the table as a Message."""
    return Message(
        position=row["position"],
        sid=row["sid"],
        phone_number=row["phone_number"],
        author=Author(row["author"]),
        text=row["text"],
        status=Status(row["status"]),
        problem=row["problem"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        changed_at=datetime.fromtimestamp(row["changed_at"], UTC),
        status_callback=row["status_callback"],
    )
