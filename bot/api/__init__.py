"""`/v1`: the memory for other programs."""

import hmac
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from bot.api.problems import Problem, register_problems
from bot.api.schemas import IngestBody
from bot.services import current_services
from memory.customers import find_customer
from memory.identifiers import SenselessIdentifier, parse_identifier
from memory.ingesting import ingest
from memory.leases import Work
from memory.models import Customer
from memory.versions import head_of


def create_api() -> Blueprint:
    """The blueprint of `/v1`."""
    api = Blueprint("api", __name__, url_prefix="/v1")
    api.before_request(_require_key)
    api.add_url_rule("/ingest", view_func=ingest_conversation, methods=["POST"])
    api.add_url_rule("/profile/<path:customer_id>", view_func=get_profile, methods=["GET"])
    register_problems(api)
    return api


def _require_key() -> None:
    given = _given_key().encode()
    keys = [key.strip().encode() for key in current_services().settings.api_keys.split(",") if key.strip()]
    matches = [hmac.compare_digest(given, key) for key in keys]  # all are compared: time tells nothing
    if not any(matches):
        raise Problem(401, "Send a valid API key in the header: Authorization: Bearer <key>.")


def _given_key() -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", "")


def ingest_conversation() -> tuple[Response, int]:
    """Take a conversation over; remembering it is a job. The same `session_id` again changes nothing."""
    services = current_services()
    body = IngestBody.model_validate(_json_body())
    with services.database.transaction() as session:
        ingested = ingest(
            session,
            parse_identifier(body.customer_id, services.settings.phone_region),
            [message.as_ingested() for message in body.messages],
            services.clock.now(),
            body.session_id,
        )
    services.queueing.wake(Work.REMEMBER)
    return jsonify(session_id=ingested.session_id, status=ingested.status), 202


def _json_body() -> Any:
    if not request.is_json:
        raise Problem(415, "Send JSON, with the header Content-Type: application/json.")
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        raise Problem(400, "The body must be a JSON object.")
    return body


def get_profile(customer_id: str) -> Response:
    """The compact profile: nine fields."""
    with current_services().database.reading() as session:
        customer = require_customer(session, customer_id)
        return jsonify(head_of(session, customer.id).profile.compact())


def require_customer(session: Session, name: str) -> Customer:
    """The customer known by this name. Raises Problem 404 when there is none."""
    try:
        customer = find_customer(session, parse_identifier(name, current_services().settings.phone_region))
    except SenselessIdentifier:
        customer = None
    if customer is None:
        raise Problem(404, "No customer is known by this id.")
    return customer
