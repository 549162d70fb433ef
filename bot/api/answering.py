"""What the routes of `/v1` share: who is meant, and how an answer is made."""

from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.api.problems import Problem
from bot.services import current_services
from memory.customers import find_customer
from memory.identifiers import SenselessIdentifier, parse_identifier
from memory.models import Customer


def answer(body: BaseModel, status: int = 200, *, version: int | None = None) -> Response:
    """A body as JSON; `version` becomes its ETag."""
    response = Response(body.model_dump_json(), status=status, content_type="application/json")
    if version is not None:
        response.set_etag(str(version))
    return response


def require_customer(session: Session, name: str) -> Customer:
    """The customer known by this name. Raises Problem 404 when there is none."""
    try:
        customer = find_customer(session, parse_identifier(name, current_services().settings.phone_region))
    except SenselessIdentifier:
        customer = None
    if customer is None:
        raise Problem(404, "No customer is known by this id.")
    return customer
