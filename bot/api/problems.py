"""Errors of `/v1` as `application/problem+json` (RFC 9457), with a sentence a person can act on."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, request
from pydantic import ValidationError
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

PREFIX = "/v1"
PROBLEM_TYPE = "application/problem+json"
_TITLES = {401: "Not signed in", 413: "Too large", 415: "Not JSON", 422: "Not valid"}
_SENTENCES = {
    404: "There is nothing at this address. The addresses stand at /docs.",
    405: "This address cannot be used with this method. The header Allow names those that it takes.",
    413: "The request is too large. Send the conversation in parts.",
}


class Problem(Exception):
    """An answer that is an error. `detail` is a sentence for the caller, `fields` names what is wrong in the input."""

    def __init__(
        self,
        status: int,
        detail: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})


def problem_response(
    status: int, detail: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The error as HTTP."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status) or HTTPStatus(status).phrase.capitalize(),
        "status": status,
        "detail": detail,
    }
    if fields:
        body["fields"] = dict(fields)
    return Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {}))


def register_problems(api: Blueprint) -> None:
    """Have every error of the blueprint, and every other one under its addresses, answered as a problem."""
    api.register_error_handler(
        Problem, lambda problem: problem_response(problem.status, problem.detail, problem.fields, problem.headers)
    )
    api.register_error_handler(HTTPException, _http_error)
    api.register_error_handler(Exception, _unforeseen)
    api.after_app_request(_as_problem)


def invalid_request(error: ValidationError) -> Response:
    """What is answered to a request that is not what it should be: 422 with every field named."""
    fields = {
        ".".join(str(part) for part in problem["loc"]) or "body": problem["msg"].removeprefix("Value error, ")
        for problem in error.errors(include_url=False, include_input=False, include_context=False)
    }
    names = ", ".join(fields)
    return problem_response(422, f"Nothing was changed. Please correct: {names}.", fields)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    detail = _SENTENCES.get(status) or error.description or "The request could not be answered."
    return problem_response(status, detail, headers=_kept_headers(error.get_response().headers))


def _unforeseen(error: Exception) -> Response:
    structlog.get_logger().error("request_failed", error=type(error).__name__, exc_info=error)
    return problem_response(500, "Something went wrong on our side; nothing was lost. Please try again.")


def _as_problem(response: Response) -> Response:
    """An error under our addresses that no route of ours has made, such as an unknown address."""
    under_api = request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
    if not under_api or response.status_code < 400 or response.content_type == PROBLEM_TYPE:
        return response
    status = response.status_code
    detail = _SENTENCES.get(status, "The request could not be answered.")
    return problem_response(status, detail, headers=_kept_headers(response.headers))


def _kept_headers(headers: Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() in {"allow", "retry-after"}}
