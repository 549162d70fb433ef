"""What keeps the shop's own addresses from sending: told to the team once, however often it happens."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from memory.models import ChannelAlert

SHOWN_FOR = timedelta(days=1)
"""An alert that does not come again is not shown any longer."""


def raise_alert(
    session: Session,
    shop_address: str,
    code: str,
    sentence: str,
    now: datetime,
    *,
    pause_after: Callable[[int], timedelta] | None = None,
) -> ChannelAlert:
    """Tell the team. With `pause_after` (how often it has happened → how long) nothing is sent for a while."""
    alert = _find_or_create(session, shop_address, code, now)
    if now - alert.last_at > SHOWN_FOR:
        alert.times, alert.first_at = 0, now
    alert.times += 1
    alert.last_at, alert.sentence = now, sentence
    if pause_after is not None:
        alert.paused_until = max(now + pause_after(alert.times), alert.paused_until or now)
    return alert


def _find_or_create(session: Session, shop_address: str, code: str, now: datetime) -> ChannelAlert:
    query = select(ChannelAlert).where(ChannelAlert.shop_address == shop_address, ChannelAlert.code == code)
    query = query.with_for_update()
    found = session.scalar(query)
    if found is not None:
        return found
    alert = ChannelAlert(shop_address=shop_address, code=code, sentence="", times=0, first_at=now, last_at=now)
    try:
        with session.begin_nested():
            session.add(alert)
    except IntegrityError:  # somebody else met it at the same moment
        return session.scalars(query).one()
    return alert


def standing_alerts(session: Session, now: datetime) -> list[ChannelAlert]:
    """What the team has to know of now, the newest first."""
    query = select(ChannelAlert).where(ChannelAlert.last_at > now - SHOWN_FOR)
    return list(session.scalars(query.order_by(ChannelAlert.last_at.desc(), ChannelAlert.id)))


def paused_until(session: Session, shop_address: str, now: datetime) -> datetime | None:
    """Until when nothing may be sent from an address; None when it may."""
    return session.scalar(
        select(func.max(ChannelAlert.paused_until)).where(
            ChannelAlert.shop_address == shop_address, ChannelAlert.paused_until > now
        )
    )


def end_alerts(session: Session, shop_address: str, codes: Collection[str]) -> None:
    """Drop alerts that have been proven wrong by now, and their pauses."""
    session.execute(delete(ChannelAlert).where(ChannelAlert.shop_address == shop_address, ChannelAlert.code.in_(codes)))


def take_alert_away(session: Session, alert_id: int) -> None:
    """A person has seen to it; what was paused goes on."""
    session.execute(delete(ChannelAlert).where(ChannelAlert.id == alert_id))
