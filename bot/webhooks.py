"""Twilio's endpoints: verify, record, enqueue, answer 204. No model call and no outgoing HTTP in here."""

import json
from datetime import timedelta
from typing import Any

import structlog
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from bot.incoming import read_incoming
from bot.receiving import receive
from bot.refusals import why_refused
from bot.services import Services, current_services
from bot.signatures import read_webhook
from bot.status_reports import take_status
from memory.leases import Work
from memory.messages import IncomingMessage, Recorded
from memory.text import storable
from memory.versions import VersionConflict

MOST_TRIES = 3


def create_webhooks() -> Blueprint:
    """The blueprint of Twilio's two endpoints."""
    webhooks = Blueprint("webhooks", __name__, url_prefix="/webhooks/twilio")
    webhooks.before_request(_refuse_strangers)
    only_post: dict[str, Any] = {"methods": ["POST"], "provide_automatic_options": False}
    webhooks.add_url_rule("/messages", view_func=receive_message, **only_post)
    webhooks.add_url_rule("/status", view_func=receive_status, **only_post)
    for error in (OperationalError, PoolTimeout):
        webhooks.register_error_handler(error, _database_is_away)
    webhooks.register_error_handler(Exception, _unforeseen)
    return webhooks


def _refuse_strangers() -> None:
    services = current_services()
    webhook = read_webhook(request, services.settings.public_url)
    explains = services.refusals.explains
    refusal = why_refused(request, webhook, _parameters(), services.settings, explains=explains)
    if refusal is not None:
        services.refusals.count(refusal, services.clock.now(), services.database)
        structlog.get_logger().warning("webhook_refused", path=request.path, cause=refusal.cause.value)
        abort(403)


def _database_is_away(error: OperationalError | PoolTimeout) -> tuple[str, int]:
    """503 has Twilio try again where the webhook's address says so (`#rp=5xx`); 204 would lose the message."""
    structlog.get_logger().error("database_unreachable", error=type(error).__name__)
    return "The message could not be recorded; please send it again.", 503


def _unforeseen(error: Exception) -> ResponseReturnValue:
    """A fault of ours loses no message either: what could not be recorded is asked for again."""
    if isinstance(error, HTTPException):
        return error
    structlog.get_logger().error("webhook_failed", error=type(error).__name__, exc_info=error)
    return "The message could not be recorded; please send it again.", 503


def receive_message() -> Response:
    """Record an incoming message once and wake whoever answers it."""
    services = current_services()
    incoming = read_incoming(_parameters())
    if incoming is None:
        structlog.get_logger().warning("webhook_without_sender_or_id", parameters=sorted(request.form))
        return Response(status=204)
    recorded = _record(services, incoming)
    structlog.get_logger().info(
        "message_recorded",
        customer=recorded.customer_id,
        message=recorded.message_id,
        session=recorded.session_id,
        new=recorded.is_new,
    )
    if incoming.media:
        services.queueing.wake(Work.FETCH)
    _wake(services, recorded)
    return Response(status=204)


def _parameters() -> dict[str, Any]:
    if not request.is_json:
        return request.form.to_dict()
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):  # no JSON, or nested deeper than anything that Twilio sends
        return {}
    return body if isinstance(body, dict) else {}


def _record(services: Services, incoming: IncomingMessage) -> Recorded:
    for _ in range(MOST_TRIES):
        try:
            with services.database.transaction() as session:
                return receive(session, services, incoming)
        except (IntegrityError, OperationalError, VersionConflict) as error:
            conflict = error  # two came at the same moment, or the database asks for another try
    raise conflict


def _wake(services: Services, recorded: Recorded) -> None:
    services.queueing.wake(Work.REPLY)
    if recorded.asks_for_remembering:
        services.queueing.wake(Work.REMEMBER)
    if recorded.session_is_new:
        timeout = timedelta(seconds=services.settings.session_timeout_seconds)
        services.queueing.close_session_at(recorded.session_id, services.clock.now() + timeout)


def receive_status() -> Response:
    """Apply a delivery status; one for an unknown message is kept and answered alike, so that Twilio is content."""
    services = current_services()
    parameters = _parameters()
    provider_id = storable(str(parameters.get("MessageSid") or parameters.get("SmsSid") or ""))[:255]
    status = str(parameters.get("MessageStatus") or parameters.get("SmsStatus") or "")
    code = storable(str(parameters.get("ErrorCode") or ""))[:40] or None
    words = str(parameters.get("ErrorMessage") or parameters.get("ChannelStatusMessage") or "")
    if provider_id:
        take_status(services, provider_id, status, code, storable(words)[:1000] or None)
    return Response(status=204)
