"""The messages of the account as Twilio's REST API lists them: in both directions, latest first, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

from bot.phone.database import PhoneDatabase
from bot.phone.records import Author, Message, Status, message_from
from bot.phone.webhook_poster import API_VERSION

DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 1000
FILTERS = ("To", "From", "DateSent", "DateSent>", "DateSent<")


class SenseError(Exception):
    """A parameter of a list request makes no sense; the message names it."""


@dataclass(frozen=True)
class Query:
    """What to list. Addresses are in Twilio's form; `since` is included, `until` is not; `before` is a position."""

    sender: str | None
    recipient: str | None
    since: datetime | None
    until: datetime | None
    before: int | None
    page_size: int


def parse_query(parameters: Mapping[str, str]) -> Query:
    """Read Twilio's query parameters. Raises SenseError."""
    day = _moment(parameters, "DateSent")
    until = _moment(parameters, "DateSent<")
    return Query(
        sender=parameters.get("From"),
        recipient=parameters.get("To"),
        since=day or _moment(parameters, "DateSent>"),
        until=day + timedelta(days=1) if day else until,
        before=_number(parameters, "PageToken"),
        page_size=min(_number(parameters, "PageSize") or DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE),
    )


def find_message(database: PhoneDatabase, sid: str) -> Message | None:
    """The message with this sid, unless it is the phone's own note."""
    with database.reading() as connection:
        row = connection.execute("SELECT * FROM messages WHERE sid = ? AND author != ?", (sid, Author.NOTE)).fetchone()
    return message_from(row) if row else None


def list_messages(database: PhoneDatabase, query: Query, shop: str) -> list[Message]:
    """The messages that a query asks for, latest first, one more than fit the page if there are more."""
    conditions: list[tuple[str, object]] = [("author != ?", Author.NOTE)]
    if query.since:
        conditions.append(("created_at >= ?", query.since.timestamp()))
    if query.until:
        conditions.append(("created_at < ?", query.until.timestamp()))
    if query.before is not None:
        conditions.append(("position < ?", query.before))
    conditions += _addressed(query.sender, shop, Author.SHOP) + _addressed(query.recipient, shop, Author.CUSTOMER)
    where = " AND ".join(condition for condition, _ in conditions)
    statement = f"SELECT * FROM messages WHERE {where} ORDER BY position DESC LIMIT ?"  # noqa: S608 - of our own words
    with database.reading() as connection:
        rows = connection.execute(statement, [*(value for _, value in conditions), query.page_size + 1]).fetchall()
    return [message_from(row) for row in rows]


def page_document(
    messages: list[Message], query: Query, parameters: Mapping[str, str], account_sid: str, shop: str
) -> dict[str, object]:
    """Twilio's JSON for a page of messages."""
    shown = messages[: query.page_size]
    base = f"/{API_VERSION}/Accounts/{account_sid}/Messages.json"
    kept = {name: parameters[name] for name in FILTERS if name in parameters} | {"PageSize": str(query.page_size)}
    number = _number(parameters, "Page") or 0
    following = kept | {"Page": str(number + 1), "PageToken": str(shown[-1].position)} if shown else None
    return {
        "messages": [message_document(message, account_sid, shop) for message in shown],
        "page": number,
        "page_size": query.page_size,
        "start": number * query.page_size,
        "end": number * query.page_size + max(len(shown) - 1, 0),
        "uri": f"{base}?{urlencode(kept | {'Page': str(number)})}",
        "first_page_uri": f"{base}?{urlencode(kept | {'Page': '0'})}",
        "next_page_uri": f"{base}?{urlencode(following)}" if following and len(messages) > len(shown) else None,
        "previous_page_uri": None,
    }


def message_document(message: Message, account_sid: str, shop: str) -> dict[str, object]:
    """Twilio's JSON for one message."""
    is_outgoing = message.author is Author.SHOP
    customer = f"whatsapp:{message.phone_number}"
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.text,
        "from": shop if is_outgoing else customer,
        "to": customer if is_outgoing else shop,
        "direction": "outbound-api" if is_outgoing else "inbound",
        "status": message.status if is_outgoing else "received",
        "num_segments": "1",
        "num_media": "0",
        "date_created": _rfc2822(message.created_at),
        "date_updated": _rfc2822(message.changed_at),
        "date_sent": None if message.status is Status.QUEUED else _rfc2822(message.created_at),
        "messaging_service_sid": None,
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def _addressed(address: str | None, shop: str, author_if_shop: Author) -> list[tuple[str, object]]:
    if address is None:
        return []
    if address == shop:
        return [("author = ?", author_if_shop)]
    other = Author.CUSTOMER if author_if_shop is Author.SHOP else Author.SHOP
    return [("author = ?", other), ("phone_number = ?", address.removeprefix("whatsapp:"))]


def _moment(parameters: Mapping[str, str], name: str) -> datetime | None:
    value = parameters.get(name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise SenseError(f"{name} is no date: {value}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(parameters: Mapping[str, str], name: str) -> int | None:
    value = parameters.get(name)
    if not value:
        return None
    if not value.isascii() or not value.isdigit():
        raise SenseError(f"{name} is no number: {value}")
    return int(value)


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC))
