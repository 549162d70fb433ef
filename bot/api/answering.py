"""What the routes of `/v1` share: who is meant, and how an answer is made."""

from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.api.problems import Problem
from bot.services import current_services
from memory.customers import find_customer
from memory.identifiers import Identifier, SenselessIdentifier, parse_identifier
from memory.models import Customer
from memory.versions import Head, head_known_by


def answer(body: BaseModel, status: int = 200, *, version: int | None = None) -> Response:
    """A body as JSON; `version` becomes its ETag."""
    response = Response(body.model_dump_json(), status=status, content_type="application/json")
    if version is not None:
        response.set_etag(str(version))
    return response


def require_customer(session: Session, name: str) -> Customer:
    """The customer known by this name. Raises Problem 404 when there is none."""
    identifier = _identifier(name)
    customer = find_customer(session, identifier) if identifier else None
    if customer is None:
        raise _unknown()
    return customer


def require_head(session: Session, name: str) -> tuple[int, Head]:
    """The key of the customer known by this name, and the head. Raises Problem 404 when there is none."""
    identifier = _identifier(name)
    found = head_known_by(session, identifier) if identifier else None
    if found is None:
        raise _unknown()
    return found


def _identifier(name: str) -> Identifier | None:
    try:
        return parse_identifier(name, current_services().settings.phone_region)
    except SenselessIdentifier:
        return None


def _unknown() -> Problem:
    return Problem(404, "No customer is known by this id.")
