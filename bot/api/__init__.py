"""`/v1`: the memory for other programs. What each route takes, answers and needs stands in `ROUTES`."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel

from bot.api import answers, changing, customers, merging, profiles
from bot.api.access import access_check
from bot.api.problems import PREFIX, PROBLEM_TYPE, Problem, register_problems
from bot.keys import Scope

NAME = "api"
_ALWAYS = (401, 403, 413, 422, 429, 500)


@dataclass(frozen=True)
class Route:
    """One route. `answers_with` is the shape of its body, None for an answer without one."""

    method: str
    rule: str
    view: Callable[..., Any]
    scope: Scope
    answers_with: type[BaseModel] | None
    problems: tuple[int, ...]
    status: int = 200

    def responses(self) -> dict[Any, Any]:
        """What `/openapi.json` says it may answer with."""
        schema = {"$ref": "#/components/schemas/ProblemAnswer"}
        problem = {"content": {PROBLEM_TYPE: {"schema": schema}}}
        return {self.status: self.answers_with} | {
            status: dict(problem) for status in sorted({*_ALWAYS, *self.problems})
        }


_PROFILE = "/profile/<path:customer_id>"
_CUSTOMER = "/customers/<path:customer_id>"
_BODY = (400, 415)
_CHANGE = (*_BODY, 404, 409, 412)

ROUTES = (
    Route("post", "/ingest", customers.ingest_conversation, Scope.INGEST, answers.Ingested, _BODY, 202),
    Route("get", _PROFILE, profiles.get_profile, Scope.READ, answers.CompactProfile, (404,)),
    Route("get", f"{_PROFILE}/briefing", profiles.get_briefing, Scope.READ, answers.Briefing, (404,)),
    Route("get", f"{_PROFILE}/history", profiles.get_history, Scope.READ, answers.History, (404,)),
    Route("get", f"{_PROFILE}/versions/<int:number>", profiles.get_version, Scope.READ, answers.Version, (404,)),
    Route(
        "get",
        f"{_PROFILE}/versions/<int:number>/diff/<int:other>",
        profiles.get_difference,
        Scope.READ,
        answers.Difference,
        (404,),
    ),
    Route("patch", _PROFILE, changing.edit, Scope.WRITE, answers.Changed, _CHANGE),
    Route("post", f"{_PROFILE}/rollback", changing.go_back, Scope.WRITE, answers.RolledBack, _CHANGE),
    Route("post", f"{_CUSTOMER}/merge", merging.merge, Scope.WRITE, answers.Merge, (*_BODY, 404, 409)),
    Route("get", f"{_CUSTOMER}/merges", merging.get_merges, Scope.READ, answers.Merges, (404,)),
    Route(
        "post",
        f"{_CUSTOMER}/merges/<merge_id>/undo",
        merging.undo_merge,
        Scope.WRITE,
        answers.Merge,
        (*_BODY, 404, 405, 409),  # what has a slash in it is no merge's id, and another address
    ),
    Route("get", f"{_CUSTOMER}/export", customers.export, Scope.READ, answers.Export, (404,)),
    Route("delete", _CUSTOMER, customers.erase_everything, Scope.ERASE, None, (404, 409), 204),
)


def create_api() -> APIBlueprint:
    """The blueprint of `/v1`, for `register_api`."""
    keys: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}]
    api = APIBlueprint(NAME, __name__, url_prefix=PREFIX, abp_security=keys)
    api.before_request(access_check({f"{NAME}.{route.view.__name__}": route.scope for route in ROUTES}))
    api.before_request(_require_json)
    for route in ROUTES:
        add = getattr(api, route.method)
        summary, _, description = (inspect.getdoc(route.view) or "").partition("\n")
        add(
            route.rule,
            summary=summary,
            description=description.strip() or summary,
            operation_id=route.view.__name__,
            responses=route.responses(),
            tags=[{"name": f"scope: {route.scope.value}"}],
        )(route.view)
    register_problems(api)
    return api


def _require_json() -> None:
    """A body is JSON, and an object; what is in it is checked by its schema."""
    if request.method not in {"POST", "PATCH"}:
        return
    if not request.is_json:
        raise Problem(415, "Send JSON, with the header Content-Type: application/json.")
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        raise Problem(400, "The body must be a JSON object.")
