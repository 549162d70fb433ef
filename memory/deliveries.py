"""The outbox: what is to be sent, what is tried, what waits for another try and what is given up."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from memory.database import UtcDateTime, row_count
from memory.delivery_statuses import REPORTED, FailedDelivery, advance
from memory.models import Delivery, DeliveryStatus, Message
from memory.transcript import Author

ANSWER = "answer"
"""How the purpose of every part of an answer begins."""
_OPEN = (DeliveryStatus.DRAFTED, DeliveryStatus.SENDING)


@dataclass(frozen=True)
class OutgoingTemplate:
    """The approved template that a message is sent as; `variables` by name."""

    name: str
    language: str
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outgoing:
    """A message that is due to be sent, and what is known of earlier tries.

    `is_accepted` says that the provider has it and has not said yet that it left.
    """

    message_id: int
    customer_id: int
    text: str
    customer_address: str
    shop_address: str
    status: DeliveryStatus
    sending_since: datetime | None
    attempts: int
    author: Author
    recorded_at: datetime
    channel: str = "whatsapp"
    is_accepted: bool = False
    template: OutgoingTemplate | None = None
    purpose: str | None = None


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
        recorded_at=message.recorded_at,
        channel=message.channel,
        is_accepted=delivery.provider_id is not None,
        template=_template_of(message),
        purpose=message.purpose,
        author=Author(message.author),
    )


def _template_of(message: Message) -> OutgoingTemplate | None:
    if message.template is None:
        return None
    return OutgoingTemplate(message.template, message.template_language or "", message.template_variables or {})


def claim_sending(session: Session, message_id: int, *, attempts: int, now: datetime, retry_at: datetime) -> bool:
    """Record that a try to send begins; until `retry_at` nobody else tries. False when somebody else was faster.

    `sending_since` keeps the time of the first try, for looking the message up at the provider.
    """
    claimed = session.execute(
        update(Delivery)
        .where(Delivery.message_id == message_id, Delivery.status.in_(_OPEN), Delivery.attempts == attempts)
        .where(Delivery.provider_id.is_(None))
        .values(
            status=DeliveryStatus.SENDING,
            attempts=Delivery.attempts + 1,
            due_at=retry_at,
            updated_at=now,
            sending_since=func.coalesce(Delivery.sending_since, literal(now, UtcDateTime())),
        )
    )
    return row_count(claimed) == 1


def mark_accepted(
    session: Session, message_id: int, provider_id: str, status: str, now: datetime, *, sent_by: datetime
) -> None:
    """Record the provider's id of a message, which counts as sent by `sent_by` unless it is heard of before.

    Call `apply_early_statuses` in a transaction of its own afterwards.
    """
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    if delivery.provider_id is not None:
        return
    delivery.provider_id = provider_id
    delivery.due_at = sent_by
    delivery.error = delivery.error_code = None
    delivery.updated_at = now
    advance(delivery, REPORTED.get(status, DeliveryStatus.SENDING), None, now)


def assume_sent(session: Session, message_id: int, now: datetime) -> None:
    """No status has come of an accepted message for long enough: the next one need not wait any more."""
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    if delivery.provider_id is not None:  # else it was reported as failed meanwhile, and is to be sent again
        delivery.due_at = None
        advance(delivery, DeliveryStatus.SENT, None, now)


def put_off(session: Session, message_id: int, until: datetime, reason: str | None = None) -> None:
    """Have a message that was not tried wait until a moment."""
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    if delivery.due_at is not None and delivery.provider_id is None:
        delivery.due_at = until
        delivery.error = reason or delivery.error


def draft_again(session: Session, failed: FailedDelivery, *, due_at: datetime, error: str, now: datetime) -> None:
    """Have a message sent anew that the provider took and then surely did not deliver."""
    delivery = session.get_one(Delivery, failed.message_id, with_for_update=True)
    delivery.status, delivery.provider_id, delivery.sending_since = DeliveryStatus.DRAFTED, None, None
    delivery.due_at, delivery.error, delivery.error_code, delivery.updated_at = due_at, error, failed.code, now


def give_up_later_parts(session: Session, message_id: int, *, error: str, now: datetime) -> int:
    """Fail the parts of the same answer that come after a part which failed. Returns how many there were."""
    part = session.get_one(Message, message_id)
    if part.answers_through_id is None or not (part.purpose or "").startswith(ANSWER):
        return 0
    later = session.scalars(
        select(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(Message.answers_through_id == part.answers_through_id, Message.purpose.startswith(ANSWER))
        .where(Delivery.message_id > message_id, Delivery.status == DeliveryStatus.DRAFTED)
        .with_for_update(of=Delivery)
    ).all()
    for delivery in later:
        delivery.error = error
        advance(delivery, DeliveryStatus.FAILED, None, now)
    return len(later)


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
    session: Session,
    customer_id: int,
    reason: str,
    now: datetime,
    *,
    author: Author | None = None,
    but: Collection[str] = (),
) -> int:
    """Let nothing of the customer's that waits to be sent leave, or nothing of one author's. Returns how many.

    What is said for one of the purposes in `but` leaves all the same. What a worker is sending at this moment is that
    worker's to check.
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
    if but:
        wanted = select(Message.id).where(Message.customer_id == customer_id, Message.purpose.in_(but))
        drafted = drafted.where(Delivery.message_id.not_in(wanted))
    return row_count(session.execute(drafted))


def mark_failed(session: Session, message_id: int, *, error: str, code: str | None, now: datetime) -> None:
    """Record that a message will not be sent, and why, for the team to see."""
    delivery = session.get_one(Delivery, message_id, with_for_update=True)
    delivery.due_at = None
    delivery.error = error
    advance(delivery, DeliveryStatus.FAILED, code, now)


def undelivered(session: Session, message_ids: Collection[int]) -> frozenset[int]:
    """Those of these messages that have failed: the customer has never read them."""
    query = select(Delivery.message_id).where(
        Delivery.message_id.in_(message_ids), Delivery.status == DeliveryStatus.FAILED
    )
    return frozenset(session.scalars(query))


def known_provider_ids(session: Session, customer_id: int, since: datetime) -> frozenset[str]:
    """The provider's ids of this customer's outgoing messages that are known to be ours, since a moment."""
    return frozenset(
        session.scalars(
            select(Delivery.provider_id).where(
                Delivery.customer_id == customer_id, Delivery.provider_id.is_not(None), Delivery.updated_at >= since
            )
        ).all()  # type: ignore[arg-type] # the WHERE leaves no None
    )
