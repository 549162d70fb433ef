"""What the provider says of a message it took: callbacks in any order, early ones too. A status only moves forward."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from memory.customers import lock_customer
from memory.models import Delivery, DeliveryStatus, EarlyStatus, Message

_RANK = {
    DeliveryStatus.DRAFTED: 0,
    DeliveryStatus.SENDING: 1,
    DeliveryStatus.SENT: 2,
    DeliveryStatus.DELIVERED: 3,
    DeliveryStatus.READ: 4,
}
REPORTED = {
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
class FailedDelivery:
    """A message that the provider took and now says it could not deliver, with its own code and words."""

    message_id: int
    customer_id: int
    shop_address: str
    customer_address: str
    attempts: int
    code: str | None
    text: str | None


@dataclass(frozen=True)
class StatusReport:
    """What a status changed: the message that failed, if one did, and whether the customer's next one may go now."""

    failed: FailedDelivery | None = None
    frees_next: bool = False


def report_status(
    session: Session, provider_id: str, status: str, error_code: str | None, now: datetime, *, text: str | None = None
) -> StatusReport:
    """Apply a status callback. One for an id not known (yet) is kept, one that is not understood changes nothing."""
    reported = REPORTED.get(status)
    if reported is None:
        return StatusReport()
    report = _apply(session, provider_id, reported, error_code, text, now)
    if report is None:
        early = EarlyStatus(
            provider_id=provider_id, status=reported, error_code=error_code, error_text=text, received_at=now
        )
        _keep_early_status(session, early)
    return report or StatusReport()


def _apply(
    session: Session,
    provider_id: str,
    reported: DeliveryStatus,
    error_code: str | None,
    text: str | None,
    now: datetime,
) -> StatusReport | None:
    found = session.scalar(select(Delivery).where(Delivery.provider_id == provider_id))
    if found is None:
        return None
    lock_customer(session, found.customer_id)
    delivery = session.get_one(Delivery, found.message_id, with_for_update=True, populate_existing=True)
    if delivery.provider_id != provider_id or not advance(delivery, reported, error_code, now):
        return StatusReport()
    failed = _failure_of(session, delivery, text) if reported is DeliveryStatus.FAILED else None
    session.flush()
    more = exists().where(Delivery.customer_id == delivery.customer_id, Delivery.due_at.is_not(None))
    return StatusReport(failed, frees_next=session.scalar(select(more)) is True)


def _failure_of(session: Session, delivery: Delivery, text: str | None) -> FailedDelivery:
    message = session.get_one(Message, delivery.message_id)
    return FailedDelivery(
        message_id=message.id,
        customer_id=delivery.customer_id,
        shop_address=message.shop_address or "",
        customer_address=message.customer_address or "",
        attempts=delivery.attempts,
        code=delivery.error_code,
        text=text,
    )


def _keep_early_status(session: Session, early: EarlyStatus) -> None:
    try:
        with session.begin_nested():
            session.add(early)
    except IntegrityError:
        return  # the same callback came before


def forget_early_statuses(session: Session, before: datetime) -> None:
    """Drop kept callbacks that no message of ours has claimed since."""
    session.execute(delete(EarlyStatus).where(EarlyStatus.received_at < before))


def apply_early_statuses(session: Session, provider_id: str, now: datetime) -> StatusReport:
    """Apply the callbacks that came before the message's id was known.

    Both sides call this after their own commit, so that whichever commits last sees the other's row.
    """
    early = session.scalars(select(EarlyStatus).where(EarlyStatus.provider_id == provider_id).order_by(EarlyStatus.id))
    report = StatusReport()
    for reported in early.all():
        status = DeliveryStatus(reported.status)
        applied = _apply(session, provider_id, status, reported.error_code, reported.error_text, now)
        if applied is not None:
            session.delete(reported)
            report = StatusReport(report.failed or applied.failed, report.frees_next or applied.frees_next)
    return report


def advance(delivery: Delivery, reported: DeliveryStatus, error_code: str | None, now: datetime) -> bool:
    """Move a delivery on if the status is news; what was sent or failed is not due any more."""
    if not may_follow(DeliveryStatus(delivery.status), reported):
        return False
    delivery.status = reported
    delivery.updated_at = now
    if reported not in _OPEN:
        delivery.due_at = None
    if reported is DeliveryStatus.FAILED:
        delivery.error_code = error_code or delivery.error_code
    return True
