"""The page of the operator: what answers, what came in last, what was refused or not delivered, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.admin.refusal_words import advice, likely_cause
from bot.health import what_answers
from bot.refusal_counts import refusals_since
from bot.services import Services
from memory.models import Delivery, DeliveryStatus, Message, RefusedWebhook
from memory.transcript import Author

DAYS_SHOWN = 7
NEWEST_MESSAGES = 20_000
"""Failures are counted among so many newest messages: there is no index by time, and nobody reads on."""


@dataclass(frozen=True)
class RefusalLine:
    """What one endpoint refused on one day for one cause, in sentences."""

    refused: RefusedWebhook
    likely_cause: str
    advice: str


@dataclass(frozen=True)
class Happened:
    """What the database tells of webhooks and deliveries. `failures` are counts by Twilio's error code."""

    last_message_at: datetime | None
    refusals: tuple[RefusalLine, ...]
    failures: tuple[tuple[str, int], ...]


class HealthPage:
    """Shows whether everything works, and what to mend."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the route /admin/health."""
        blueprint.add_url_rule("/health", "health", self.health)

    def health(self) -> str:
        """The page; it also comes while the database is away, and says so."""
        answers = what_answers(self._services)
        happened = self._happened() if answers["database"] else None
        return render_template("admin/health.html", answers=answers, happened=happened, days=DAYS_SHOWN)

    def _happened(self) -> Happened | None:
        now = self._services.clock.now()
        try:
            with self._services.database.reading() as session:
                refused = refusals_since(session, (now - timedelta(days=DAYS_SHOWN - 1)).date())
                return Happened(_last_message_at(session), _lines(refused), _failures(session, now))
        except SQLAlchemyError:  # it went away this very moment; the next look says so
            return None


def _lines(refused: list[RefusedWebhook]) -> tuple[RefusalLine, ...]:
    return tuple(
        RefusalLine(each, likely_cause(each.cause, each.example), advice(each.cause, each.example)) for each in refused
    )


def _last_message_at(session: Session) -> datetime | None:
    """When the last webhook with a customer's message was taken."""
    query = select(Message.recorded_at).where(Message.author == Author.CUSTOMER, Message.provider_id.is_not(None))
    return session.scalar(query.order_by(Message.id.desc()).limit(1))


def _failures(session: Session, now: datetime) -> tuple[tuple[str, int], ...]:
    newest = session.scalar(select(func.max(Message.id))) or 0
    count = func.count()
    query = (
        select(func.coalesce(Delivery.error_code, ""), count)
        .where(Delivery.message_id > newest - NEWEST_MESSAGES, Delivery.status == DeliveryStatus.FAILED)
        .where(Delivery.updated_at > now - timedelta(days=1))
        .group_by(Delivery.error_code)
        .order_by(count.desc())
    )
    return tuple((code, failed) for code, failed in session.execute(query).all())
