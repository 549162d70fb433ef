"""Who may call what, and how often."""

from collections.abc import Callable, Mapping

from flask import g, request

from bot.api.problems import Problem
from bot.keys import MARK, Caller, Scope, caller_by_key, caller_by_settings, find_key, note_use, use_is_to_be_noted
from bot.services import Services, current_services


def access_check(scopes: Mapping[str, Scope]) -> Callable[[], None]:
    """What runs before every call. `scopes` says by endpoint what a key must open.

    It raises Problem 401 without a valid key, 429 when the key has called too often, 403 without the scope.
    """

    def check_access() -> None:
        services = current_services()
        caller = _caller(services)
        _count_call(services, caller)
        scope = scopes[request.endpoint or ""]
        if scope not in caller.scopes:
            raise Problem(403, f"This key does not open this: it lacks the scope “{scope.value}”.")
        g.api_caller = caller

    return check_access


def current_caller() -> Caller:
    """Who makes the present call."""
    caller: Caller = g.api_caller
    return caller


def _count_call(services: Services, caller: Caller) -> None:
    wait = services.rate_limits.seconds_to_wait(caller.counted_as, services.settings.api_calls_per_minute)
    if wait is not None:
        sentence = f"This key has called too often. Wait {wait} seconds, then go on more slowly."
        raise Problem(429, sentence, headers={"Retry-After": str(wait)})


def _caller(services: Services) -> Caller:
    given = _given_key()
    caller = caller_by_settings(given, services.settings.api_keys) or _caller_by_stored_key(services, given)
    if caller is None:
        sentence = "Send a valid API key in the header: Authorization: Bearer <key>."
        raise Problem(401, sentence, headers={"WWW-Authenticate": "Bearer"})
    return caller


def _caller_by_stored_key(services: Services, given: str) -> Caller | None:
    if not given.startswith(MARK) or not given.isprintable():
        return None
    now = services.clock.now()
    with services.database.reading() as session:
        row = find_key(session, given)
    if row is None:
        return None
    if use_is_to_be_noted(row, now):
        with services.database.transaction() as session:
            note_use(session, row.id, now)
    return caller_by_key(row)


def _given_key() -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", "")
