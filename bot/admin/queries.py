"""What the admin pages ask the database. Reads only; nothing here commits."""

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import Session

from memory.customer_merging import absorbed_customers, merges_of
from memory.identifiers import SenselessIdentifier, parse_identifier
from memory.leases import Work, is_leased
from memory.messages import newest_messages
from memory.models import (
    ConversationSession,
    Customer,
    CustomerIdentifier,
    Delivery,
    IdentifierKind,
    Message,
    ProfileHead,
    ProfileVersion,
    Remembering,
)
from memory.remembering import troubled_rememberings
from memory.versions import Cause

CUSTOMERS_A_PAGE = 50
MESSAGES_A_PAGE = 60
MOST_COUNTED = 10_000
"""Beyond so many, counting all that match would take longer than anybody cares for the number."""

_ORDER_OF_NAMING = [kind.value for kind in IdentifierKind]
_LOOKS_LIKE_PHONE = re.compile(r"\+?[\d\s().\-]{4,}")


@dataclass(frozen=True)
class CustomerSearch:
    """Which customers are asked for. `stage` is a journey stage or empty for all, `page` counts from 1.

    `region` is where numbers without a country code are at home; `beside` is a customer who is left out.
    """

    words: str = ""
    stage: str = ""
    flagged: bool = False
    page: int = 1
    region: str | None = None
    beside: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.words or self.stage or self.flagged)


@dataclass(frozen=True)
class CustomerLine:
    """One line of the list of customers; `identifier` is the name they are best known by outside."""

    customer: Customer
    identifier: str
    stage: str | None


@dataclass(frozen=True)
class CustomerList:
    """One page of customers, last seen first. `total` stops counting at MOST_COUNTED, then `is_more` is true."""

    lines: list[CustomerLine]
    total: int
    is_more: bool
    first: int
    has_next: bool


def find_customers(session: Session, search: CustomerSearch) -> CustomerList:
    """The customers who match, a page of them."""
    offset = (search.page - 1) * CUSTOMERS_A_PAGE
    query = _matching(select(Customer).where(Customer.merged_into_id.is_(None)), search)
    counted = session.scalar(_counted(query.with_only_columns(Customer.id))) or 0
    newest_first = query.order_by(Customer.last_seen_at.desc().nulls_last(), Customer.id.desc())
    found = session.scalars(newest_first.limit(CUSTOMERS_A_PAGE + 1).offset(offset)).all()
    return CustomerList(
        lines=lines_of(session, found[:CUSTOMERS_A_PAGE]),
        total=min(counted, MOST_COUNTED),
        is_more=counted > MOST_COUNTED,
        first=offset + 1,
        has_next=len(found) > CUSTOMERS_A_PAGE,
    )


def _counted(query: Select[int]) -> Select[int]:
    return select(func.count()).select_from(query.limit(MOST_COUNTED + 1).subquery())


def _matching(query: Select[Customer], search: CustomerSearch) -> Select[Customer]:
    if words := search.words.strip():
        query = query.where(Customer.id.in_(_named(_spellings(words, search.region))))
    if search.stage:
        query = query.where(Customer.id.in_(select(ProfileHead.customer_id).where(ProfileHead.stage == search.stage)))
    if search.flagged:
        query = query.where(Customer.flagged_at.is_not(None))
    if search.beside is not None:
        query = query.where(Customer.id != search.beside)
    return query


def _spellings(words: str, region: str | None) -> list[str]:
    """The words as they are, first; a number also without spaces, and a whole identifier in its normal form."""
    spellings = [words]
    if _LOOKS_LIKE_PHONE.fullmatch(words):
        spellings.append(re.sub(r"[\s().\-]", "", words))
    with suppress(SenselessIdentifier):
        spellings.append(parse_identifier(words, region).value)
    return list(dict.fromkeys(spellings))


def _named(spellings: Sequence[str]) -> Select[int]:
    """Keys of customers whose name contains the first spelling or of whom an identifier contains any."""
    by_name = select(Customer.id).where(Customer.display_name.icontains(spellings[0], autoescape=True))
    by_identifier = select(CustomerIdentifier.customer_id).where(
        or_(*(CustomerIdentifier.value.icontains(spelling, autoescape=True) for spelling in spellings))
    )
    return select(union(by_name, by_identifier).subquery().c.id)


def lines_of(session: Session, customers: Sequence[Customer]) -> list[CustomerLine]:
    """These customers as lines of a list."""
    keys = [customer.id for customer in customers]
    names = best_names(session, keys)
    stages = dict(
        session.execute(
            select(ProfileHead.customer_id, ProfileHead.stage).where(ProfileHead.customer_id.in_(keys))
        ).all()
    )
    return [CustomerLine(customer, names[customer.id], stages.get(customer.id)) for customer in customers]


def best_names(session: Session, customer_ids: Collection[int]) -> dict[int, str]:
    """The identifier each of these customers is known by outside, by key, in one query."""
    rows = session.scalars(
        select(CustomerIdentifier)
        .where(CustomerIdentifier.customer_id.in_(customer_ids))
        .order_by(CustomerIdentifier.id)
    ).all()
    best_last = sorted(rows, key=lambda row: _ORDER_OF_NAMING.index(row.kind), reverse=True)
    unnamed = {customer_id: str(customer_id) for customer_id in customer_ids}
    return unnamed | {row.customer_id: row.value for row in best_last}


def count_flagged_customers(session: Session) -> int:
    """How many customers wait for a person."""
    return session.scalar(select(func.count()).where(Customer.flagged_at.is_not(None))) or 0


def open_sessions(session: Session, customer_id: int) -> list[ConversationSession]:
    """The customer's sessions that go on, one a channel at most."""
    return list(
        session.scalars(
            select(ConversationSession).where(
                ConversationSession.customer_id == customer_id, ConversationSession.closed_at.is_(None)
            )
        )
    )


@dataclass(frozen=True)
class MessagePage:
    """Some of a customer's messages, oldest first, and whether there are others before and after them."""

    messages: list[Message]
    has_earlier: bool
    has_later: bool


def read_messages(
    session: Session, customer_id: int, *, around: int | None = None, before: int | None = None
) -> MessagePage:
    """The newest messages; or those before a message; or the one with the key `around` in the midst of others."""
    if around is not None:
        return _messages_around(session, customer_id, around)
    found = newest_messages(session, customer_id, limit=MESSAGES_A_PAGE + 1, before_id=before)
    return MessagePage(found[-MESSAGES_A_PAGE:], len(found) > MESSAGES_A_PAGE, has_later=before is not None)


def _messages_around(session: Session, customer_id: int, around: int) -> MessagePage:
    half = MESSAGES_A_PAGE // 2
    earlier = newest_messages(session, customer_id, limit=half + 1, before_id=around)
    later = session.scalars(
        select(Message)
        .where(Message.customer_id == customer_id, Message.id >= around)
        .order_by(Message.id)
        .limit(half + 1)
    ).all()
    return MessagePage([*earlier[-half:], *later[:half]], len(earlier) > half, len(later) > half)


def messages_by_id(session: Session, customer_id: int, message_ids: Collection[int]) -> dict[int, Message]:
    """Those of these messages that are this customer's, by key."""
    query = select(Message).where(Message.customer_id == customer_id, Message.id.in_(message_ids))
    return {message.id: message for message in session.scalars(query)}


def stored_messages(session: Session, message_ids: Collection[int]) -> set[int]:
    """Keys of those of these messages that are stored, whosever they are."""
    return set(session.scalars(select(Message.id).where(Message.id.in_(message_ids))))


def deliveries_of(session: Session, message_ids: Collection[int]) -> dict[int, Delivery]:
    """How far these messages have come, by message; incoming ones have no delivery."""
    query = select(Delivery).where(Delivery.message_id.in_(message_ids))
    return {delivery.message_id: delivery for delivery in session.scalars(query)}


def sessions_by_id(session: Session, session_ids: Collection[int]) -> dict[int, ConversationSession]:
    """These sessions, by key."""
    query = select(ConversationSession).where(ConversationSession.id.in_(session_ids))
    return {found.id: found for found in session.scalars(query)}


def rememberings_of(session: Session, session_ids: Collection[int]) -> list[Remembering]:
    """What is or was to be remembered of these sessions, oldest first."""
    query = select(Remembering).where(Remembering.session_id.in_(session_ids)).order_by(Remembering.id)
    return list(session.scalars(query))


def unfinished_rememberings(session: Session, customer_id: int) -> list[Remembering]:
    """What of this customer waits to be remembered, or could not be, oldest first."""
    query = select(Remembering).where(Remembering.customer_id == customer_id, Remembering.finished_at.is_(None))
    return list(session.scalars(query.order_by(Remembering.id)))


def versions_by_cause(session: Session, customer_id: int, cause_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Whose version of which number remembering brought about, by cause id.

    A session that was remembered before its customer was merged or parted has its version in the other's history.
    """
    whose = {customer_id, *absorbed_customers(session, customer_id)}
    whose |= {merge.kept_id for merge in merges_of(session, customer_id)}
    query = select(ProfileVersion.cause_id, ProfileVersion.customer_id, ProfileVersion.number).where(
        ProfileVersion.customer_id.in_(whose),
        ProfileVersion.cause == Cause.SESSION,
        ProfileVersion.cause_id.in_(cause_ids),
    )
    return {cause_id: (owner, number) for cause_id, owner, number in session.execute(query)}


def is_remembering(session: Session, customer_id: int, now: datetime) -> bool:
    """Whether a worker is remembering a session of this customer at this moment."""
    query = select(Customer.id).where(Customer.id == customer_id, is_leased(Work.REMEMBER, Customer.id, now))
    return session.scalar(query) is not None


@dataclass(frozen=True)
class Trouble:
    """A remembering that has failed at least once and is not done, with whose and which session it is."""

    remembering: Remembering
    customer: Customer
    identifier: str
    session: ConversationSession


def find_troubles(session: Session) -> list[Trouble]:
    """The newest rememberings that failed or wait for another try."""
    troubled = troubled_rememberings(session)
    keys = {remembering.customer_id for remembering in troubled}
    customers = {one.id: one for one in session.scalars(select(Customer).where(Customer.id.in_(keys)))}
    names = best_names(session, keys)
    sessions = sessions_by_id(session, {remembering.session_id for remembering in troubled})
    return [
        Trouble(one, customers[one.customer_id], names[one.customer_id], sessions[one.session_id]) for one in troubled
    ]
