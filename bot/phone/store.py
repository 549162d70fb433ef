"""Reads and writes the customers one can play on the local phone, and their messages."""

import sqlite3
from datetime import UTC, datetime

from bot.phone.database import PhoneDatabase, current_revision, next_revision
from bot.phone.records import Author, Chat, Customer, Message, Status, invented_number, message_from, new_sid
from bot.phone.settings import Now

# People from many places, so that names, scripts and manners differ as they do in a real inbox.
NAMES = (
    "Sofia Almeida", "Daniel Okafor", "Mei Tanaka", "Lucas Ferreira", "Amira Haddad", "Jonas Weber", "Priya Nair",
    "Elena Rossi", "Mateo Fernández", "Chloé Laurent", "Noah Bennett", "Zeynep Kaya", "Ingrid Solberg", "Tomasz Nowak",
    "Grace Mwangi", "Oleh Shevchenko", "Hannah Klein", "Rafael Costa", "Ayşe Demir", "Leila Karimi",
)  # fmt: skip
FIRST_CUSTOMERS = 3
# What a page loads of one chat: a local phone is for trying things, it is no archive.
LONGEST_CHAT = 500

CHANGES = "SELECT * FROM messages WHERE phone_number = ? AND revision > ? ORDER BY position DESC LIMIT ?"
CHATS = """
    SELECT customers.phone_number, customers.name,
        (SELECT max(position) FROM messages WHERE phone_number = customers.phone_number) AS last,
        (SELECT count(*) FROM messages
          WHERE phone_number = customers.phone_number AND author = 'shop' AND is_seen = 0) AS unread,
        (SELECT max(created_at) FROM messages AS own
          WHERE phone_number = customers.phone_number AND author = 'customer' AND status = 'recorded' AND NOT EXISTS
            (SELECT 1 FROM messages AS answer WHERE answer.phone_number = own.phone_number
              AND answer.author = 'shop' AND answer.position > own.position)) AS awaiting_since
    FROM customers ORDER BY last DESC NULLS LAST, customers.created_at, customers.phone_number
"""


class SidTakenError(Exception):
    """A message with this sid exists already and says something else."""


class PhoneStore:
    """The phone's file as the page and the stand-in see it. Every method is one short transaction."""

    def __init__(self, database: PhoneDatabase, now: Now) -> None:
        self._database = database
        self._now = now

    def add_first_customers(self) -> None:
        """Put a few customers on a phone that has none."""
        if self.chats():
            return
        with self._database.transaction() as connection:
            if connection.execute("SELECT count(*) FROM customers").fetchone()[0] == 0:
                for _ in range(FIRST_CUSTOMERS):
                    self._invent_customer(connection)

    def add_customer(self) -> Customer:
        """Invent one more customer: the next free number, the next name of the list."""
        with self._database.transaction() as connection:
            return self._invent_customer(connection)

    def rename_customer(self, phone_number: str, name: str) -> Customer | None:
        """Give a customer another name; None for an unknown number."""
        with self._database.transaction() as connection:
            next_revision(connection)
            connection.execute("UPDATE customers SET name = ? WHERE phone_number = ?", (name, phone_number))
            return _customer(connection, phone_number)

    def erase_customer(self, phone_number: str) -> None:
        """Delete a customer and their chat, so that the file keeps nothing of either."""
        with self._database.transaction() as connection:
            next_revision(connection)
            connection.execute("DELETE FROM messages WHERE phone_number = ?", (phone_number,))
            connection.execute("DELETE FROM customers WHERE phone_number = ?", (phone_number,))
        self._database.overwrite_deleted()

    def customer(self, phone_number: str) -> Customer | None:
        """The customer with this number."""
        with self._database.reading() as connection:
            return _customer(connection, phone_number)

    def chats(self) -> list[Chat]:
        """All customers, those with the latest message first."""
        with self._database.reading() as connection:
            return [_chat(connection, row) for row in connection.execute(CHATS).fetchall()]

    def revision(self) -> int:
        """The stamp of the latest change of anything."""
        with self._database.reading() as connection:
            return current_revision(connection)

    def messages_after(self, phone_number: str, revision: int) -> list[Message]:
        """What changed in a chat since a revision, oldest first: at most its latest LONGEST_CHAT messages."""
        with self._database.reading() as connection:
            rows = connection.execute(CHANGES, (phone_number, revision, LONGEST_CHAT)).fetchall()
        return [message_from(row) for row in reversed(rows)]

    def write(self, sid: str, phone_number: str, text: str) -> Message:
        """Keep what a customer writes, about to be posted. The same again is the same message.

        Raises SidTakenError when the sid belongs to another message.
        """
        with self._database.transaction() as connection:
            known = _message(connection, sid)
            if known is None:
                return self._insert(
                    connection, sid, phone_number, author=Author.CUSTOMER, text=text, status=Status.POSTING
                )
            if (known.phone_number, known.text, known.author) != (phone_number, text, Author.CUSTOMER):
                raise SidTakenError(sid)
            if known.status is Status.FAILED:
                self._move(connection, sid, Status.POSTING, None)
            return _known(connection, sid)

    def settle(self, sid: str, problem: str | None) -> Message:
        """Say how posting went: recorded by the shop, or failed with a problem. What was recorded stays so."""
        with self._database.transaction() as connection:
            if _known(connection, sid).status is not Status.RECORDED:
                self._move(connection, sid, Status.FAILED if problem else Status.RECORDED, problem)
            return _known(connection, sid)

    def give_up_posting(self, *, before: datetime, problem: str) -> None:
        """Mark as failed what has been on its way since before a moment: the process that posted it died."""
        query = "SELECT sid FROM messages WHERE author = ? AND status = ? AND changed_at < ?"
        with self._database.reading() as connection:
            stuck = connection.execute(query, (Author.CUSTOMER, Status.POSTING, before.timestamp())).fetchall()
        for row in stuck:
            self.settle(row["sid"], problem)

    def receive(self, phone_number: str, text: str, status_callback: str | None) -> Message:
        """Keep what the shop sends to a number; an unknown one becomes a customer."""
        with self._database.transaction() as connection:
            if _customer(connection, phone_number) is None:
                self._add_customer(connection, phone_number, phone_number)
            return self._insert(
                connection,
                new_sid(),
                phone_number,
                author=Author.SHOP,
                text=text,
                status=Status.QUEUED,
                status_callback=status_callback,
            )

    def note(self, phone_number: str, text: str) -> Message:
        """Put a centred line into a chat."""
        with self._database.transaction() as connection:
            return self._insert(connection, new_sid(), phone_number, author=Author.NOTE, text=text, status=Status.SHOWN)

    def see(self, phone_number: str, up_to: int) -> None:
        """The customer has the shop's messages up to a position before their eyes."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE messages SET is_seen = 1, revision = ? WHERE phone_number = ? AND author = ? "
                "AND position <= ? AND is_seen = 0",
                (next_revision(connection), phone_number, Author.SHOP, up_to),
            )

    def _invent_customer(self, connection: sqlite3.Connection) -> Customer:
        taken = {row["phone_number"] for row in connection.execute("SELECT phone_number FROM customers")}
        number = 1
        while invented_number(number) in taken:
            number += 1
        return self._add_customer(connection, invented_number(number), NAMES[(number - 1) % len(NAMES)])

    def _add_customer(self, connection: sqlite3.Connection, phone_number: str, name: str) -> Customer:
        next_revision(connection)
        created_at = self._now().timestamp()
        connection.execute("INSERT INTO customers VALUES (?, ?, ?)", (phone_number, name, created_at))
        return Customer(phone_number, name)

    def _insert(
        self,
        connection: sqlite3.Connection,
        sid: str,
        phone_number: str,
        *,
        author: Author,
        text: str,
        status: Status,
        status_callback: str | None = None,
    ) -> Message:
        now = self._now().timestamp()
        connection.execute(
            "INSERT INTO messages (sid, phone_number, author, text, status, status_callback, created_at, changed_at, "
            "revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (sid, phone_number, author, text, status, status_callback, now, now, next_revision(connection)),
        )
        return _known(connection, sid)

    def _move(self, connection: sqlite3.Connection, sid: str, status: Status, problem: str | None) -> None:
        connection.execute(
            "UPDATE messages SET status = ?, problem = ?, changed_at = ?, revision = ? WHERE sid = ?",
            (status, problem, self._now().timestamp(), next_revision(connection), sid),
        )


def _chat(connection: sqlite3.Connection, row: sqlite3.Row) -> Chat:
    last = connection.execute("SELECT * FROM messages WHERE position = ?", (row["last"],)).fetchone()
    since = row["awaiting_since"]
    return Chat(
        customer=Customer(row["phone_number"], row["name"]),
        last=message_from(last) if last else None,
        unread=row["unread"],
        awaiting_since=datetime.fromtimestamp(since, UTC) if since is not None else None,
    )


def _customer(connection: sqlite3.Connection, phone_number: str) -> Customer | None:
    row = connection.execute("SELECT * FROM customers WHERE phone_number = ?", (phone_number,)).fetchone()
    return Customer(row["phone_number"], row["name"]) if row else None


def _message(connection: sqlite3.Connection, sid: str) -> Message | None:
    row = connection.execute("SELECT * FROM messages WHERE sid = ?", (sid,)).fetchone()
    return message_from(row) if row else None


def _known(connection: sqlite3.Connection, sid: str) -> Message:
    return message_from(connection.execute("SELECT * FROM messages WHERE sid = ?", (sid,)).fetchone())
