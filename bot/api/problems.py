"""Errors of `/v1` as `application/problem+json` (RFC 9457), with a sentence a person can act on."""

import json
from typing import Any

import structlog
from flask import Blueprint, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

_TITLES = {
    400: "Bad request",
    401: "Not signed in",
    404: "Not found",
    413: "Too large",
    415: "Not JSON",
    422: "Not valid",
}


class Problem(Exception):
    """An answer that is an error. `detail` is a sentence for the caller, `fields` names what is wrong in the body."""

    def __init__(self, status: int, detail: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = fields or {}


def problem_response(status: int, detail: str, fields: dict[str, str] | None = None) -> Response:
    """The error as HTTP."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if fields:
        body["fields"] = fields
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def register_problems(api: Blueprint) -> None:
    """Have every error of the blueprint answered as a problem."""
    api.register_error_handler(
        Problem, lambda problem: problem_response(problem.status, problem.detail, problem.fields)
    )
    api.register_error_handler(ValidationError, _invalid_body)
    api.register_error_handler(HTTPException, _http_error)
    api.register_error_handler(Exception, _unforeseen)


def _invalid_body(error: ValidationError) -> Response:
    fields = {
        ".".join(str(part) for part in problem["loc"]) or "body": problem["msg"].removeprefix("Value error, ")
        for problem in error.errors(include_url=False, include_input=False, include_context=False)
    }
    names = ", ".join(fields)
    return problem_response(422, f"Nothing was stored. Please correct: {names}.", fields)


def _http_error(error: HTTPException) -> Response:
    return problem_response(error.code or 500, error.description or "The request could not be answered.")


def _unforeseen(error: Exception) -> Response:
    structlog.get_logger().error("request_failed", error=type(error).__name__, exc_info=error)
    return problem_response(500, "Something went wrong on our side; nothing was lost. Please try again.")
