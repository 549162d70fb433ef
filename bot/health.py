"""For the operator: is it alive, can it work."""

import structlog
from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.migrating import is_migrated
from bot.services import Services, current_services


def create_health() -> Blueprint:
    """The blueprint of `/healthz` and `/readyz`."""
    health = Blueprint("health", __name__)
    health.add_url_rule("/healthz", view_func=healthz, methods=["GET"])
    health.add_url_rule("/readyz", view_func=readyz, methods=["GET"])
    return health


def healthz() -> Response:
    """The process answers."""
    return jsonify(status="alive")


def readyz() -> tuple[Response, int]:
    """Database, queue and workers answer; 503 names what does not."""
    checks = what_answers(current_services())
    return jsonify(status="ready" if all(checks.values()) else "not ready", **checks), 200 if all(
        checks.values()
    ) else 503


def what_answers(services: Services) -> dict[str, bool]:
    """Which of the parts that every message needs answer now."""
    return {
        "database": _database_answers(services),
        "queue": services.queueing.is_alive(),
        "workers": services.queueing.living_workers() > 0,
    }


def _database_answers(services: Services) -> bool:
    try:
        with services.database.reading() as session:
            session.execute(text("SELECT 1"))
        return is_migrated(services.database)
    except SQLAlchemyError as error:
        structlog.get_logger().error("database_unreachable", error=type(error).__name__)
        return False
