"""How far outgoing messages have come. A status only ever moves forward."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from memory.customers import flag, lock_customer
from memory.database import UtcDateTime, row_count
from memory.models import Delivery, DeliveryStatus, EarlyStatus, Message
from memory.transcript import Author

_RANK = {
    DeliveryStatus.DRAFTED: 0,
    DeliveryStatus.SENDING: 1,
    DeliveryStatus.SENT: 2,
    DeliveryStatus.DELIVERED: 3,
    DeliveryStatus.READ: 4,
}
_REPORTED = {
    "queued": DeliveryStatus.SENDING,
    "accepted": DeliveryStatus.SENDING,
    "scheduled": DeliveryStatus.SENDING,
    "sending": DeliveryStatus.SENDING,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
    "undelivered": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}
_OPEN = (DeliveryStatus.DRAFTED, DeliveryStatus.SENDING)


def may_follow(present: DeliveryStatus, reported: DeliveryStatus) -> bool:
    """Whether a reported status is news. What was delivered cannot fail any more, what failed stays failed."""
    if present is DeliveryStatus.FAILED:
        return False
    if reported is DeliveryStatus.FAILED:
        return _RANK[present] < _RANK[DeliveryStatus.DELIVERED]
    return _RANK[reported] > _RANK[present]


@dataclass(frozen=True)
class Outgoing:
    """A message that is due to be sent, and what is known of earlier tries."""

    message_id: int
    customer_id: int
    text: str
    customer_address: str
    shop_address: str
    status: DeliveryStatus
    sending_since: datetime | None
    attempts: int
    author: Author


def draft_delivery(session: Session, message: Message, now: datetime) -> Delivery:
    """Record that a message is to be sent."""
    delivery = Delivery(
        message_id=message.id,
        customer_id=message.customer_id,
        status=DeliveryStatus.DRAFTED,
        due_at=now,
        updated_at=now,
    )
    session.add(delivery)
    session.flush()
    return delivery


def next_outgoing(session: Session, customer_id: int, now: datetime) -> Outgoing | None:
    """The customer's oldest unsent message, if it is due now. A later one waits until the one before is sent."""
    row = session.execute(
        select(Delivery, Message)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.customer_id == customer_id, Delivery.due_at.is_not(None))
        .order_by(Delivery.message_id)
        .limit(1)
    ).first()
    if row is None or row[0].due_at is None or row[0].due_at > now:
        return None
    delivery, message = row
    return Outgoing(
        message_id=message.id,
        customer_id=customer_id,
        text=message.text,
        customer_address=message.customer_address or "",
        shop_address=message.shop_address or "",
        status=DeliveryStatus(delivery.status),
        sending_since=delivery.sending_since,
        attempts=delivery.attempts,
        author=Author(message.author),
    )


def claim_sending(session: Session, message_id: int, *, attempts: int, now: datetime, retry_at: datetime) -> bool:
    """Record that a try to send begins; until `retry_at` nobody else tries. False when somebody else was faster.

    `sending_since` keeps the time of the first try, for looking the message up at the provider.
    """
    claimed = session.execute(
        update(Delivery)
        .where(Delivery.message_id == message_id, Delivery.status.in_(_OPEN), Delivery.attempts == attempts)
        .values(
            status=DeliveryStatus.SENDING,
            attempts=Delivery.attempts + 1,
            due_at=retry_at,
            updated_at=now,
            sending_since=func.coalesce(Delivery.sending_since, literal(now, UtcDateTime())),
        )
    )
    return row_count(claimed) == 1


def mark_accepted(session: Session, message_id: int, provider_id: str, status: str, now: datetime) -> None:
    """Record the provider's id of a message. Call `apply_early_statuses` in a transaction of its own afterwards."""
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    if delivery.provider_id is not None:
        return
    delivery.provider_id = provider_id
    delivery.due_at = None
    delivery.error = delivery.error_code = None
    delivery.updated_at = now
    _advance(delivery, DeliveryStatus.SENT, None, now)
    if _REPORTED.get(status) is DeliveryStatus.FAILED:
        _advance(delivery, DeliveryStatus.FAILED, None, now)


def apply_early_statuses(session: Session, provider_id: str, now: datetime) -> None:
    """Apply the callbacks that came before the message's id was known.

    Both sides call this after their own commit, so that whichever commits last sees the other's row.
    """
    early = session.scalars(select(EarlyStatus).where(EarlyStatus.provider_id == provider_id).order_by(EarlyStatus.id))
    for reported in early.all():
        if _apply(session, provider_id, DeliveryStatus(reported.status), reported.error_code, now):
            session.delete(reported)


def mark_retry(
    session: Session,
    message_id: int,
    *,
    due_at: datetime,
    error: str,
    code: str | None,
    now: datetime,
    outcome_unknown: bool,
) -> None:
    """Record that a try failed for now. When the provider surely has not got it, it counts as drafted again."""
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    if delivery.status != DeliveryStatus.SENDING or delivery.provider_id is not None:
        return
    if not outcome_unknown:
        delivery.status = DeliveryStatus.DRAFTED
        delivery.sending_since = None
    delivery.due_at = due_at
    delivery.error, delivery.error_code, delivery.updated_at = error, code, now


def give_up_drafted(
    session: Session, customer_id: int, reason: str, now: datetime, *, author: Author | None = None
) -> int:
    """Let nothing of the customer's that waits to be sent leave, or nothing of one author's. Returns how many.

    What a worker is sending at this moment is that worker's to check.
    """
    drafted = (
        update(Delivery)
        .where(Delivery.customer_id == customer_id, Delivery.status == DeliveryStatus.DRAFTED)
        .values(status=DeliveryStatus.FAILED, due_at=None, error=reason, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    if author is not None:
        theirs = select(Message.id).where(Message.customer_id == customer_id, Message.author == author)
        drafted = drafted.where(Delivery.message_id.in_(theirs))
    return row_count(session.execute(drafted))


def mark_failed(session: Session, message_id: int, *, error: str, code: str | None, now: datetime) -> None:
    """Record that a message will not be sent, and why, for the team to see."""
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    delivery.due_at = None
    delivery.error = error
    _advance(delivery, DeliveryStatus.FAILED, code, now)


def report_status(session: Session, provider_id: str, status: str, error_code: str | None, now: datetime) -> bool:
    """Apply a status callback. One for an id not known (yet) is kept. False for an unknown status."""
    reported = _REPORTED.get(status)
    if reported is None:
        return False
    if not _apply(session, provider_id, reported, error_code, now):
        _keep_early_status(session, provider_id, reported, error_code, now)
    return True


def _apply(session: Session, provider_id: str, reported: DeliveryStatus, error_code: str | None, now: datetime) -> bool:
    found = session.scalar(select(Delivery).where(Delivery.provider_id == provider_id))
    if found is None:
        return False
    customer = lock_customer(session, found.customer_id)
    delivery = session.get_one(Delivery, found.message_id, with_for_update=True, populate_existing=True)
    if _advance(delivery, reported, error_code, now) and reported is DeliveryStatus.FAILED and customer is not None:
        flag(customer, f"A message could not be delivered (Twilio's error {error_code or 'without a code'}).", now)
    return True


def _keep_early_status(
    session: Session, provider_id: str, reported: DeliveryStatus, error_code: str | None, now: datetime
) -> None:
    try:
        with session.begin_nested():
            session.add(EarlyStatus(provider_id=provider_id, status=reported, error_code=error_code, received_at=now))
    except IntegrityError:
        return  # the same callback came before


def forget_early_statuses(session: Session, before: datetime) -> None:
    """Drop kept callbacks that no message of ours has claimed since."""
    session.execute(delete(EarlyStatus).where(EarlyStatus.received_at < before))


def known_provider_ids(session: Session, customer_id: int, since: datetime) -> frozenset[str]:
    """The provider's ids of this customer's outgoing messages that are known to be ours, since a moment."""
    return frozenset(
        session.scalars(
            select(Delivery.provider_id).where(
                Delivery.customer_id == customer_id, Delivery.provider_id.is_not(None), Delivery.updated_at >= since
            )
        ).all()  # type: ignore[arg-type] # the WHERE leaves no None
    )


def _advance(delivery: Delivery, reported: DeliveryStatus, error_code: str | None, now: datetime) -> bool:
    if not may_follow(DeliveryStatus(delivery.status), reported):
        return False
    delivery.status = reported
    delivery.updated_at = now
    if reported is DeliveryStatus.FAILED:
        delivery.error_code = error_code or delivery.error_code
        delivery.due_at = None
    return True
