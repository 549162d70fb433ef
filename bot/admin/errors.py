"""Error pages: one sentence, and what to do."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

_SENTENCES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: ("This request could not be read.", "Go back, reload the page and try again."),
        403: ("This page is not open to you.", "Sign in with the account of the sales team."),
        404: (
            "There is no such page.",
            "It may have moved, or the customer was erased. Look in the list of customers.",
        ),
        405: ("This address cannot be used that way.", "Go back and use the buttons on the page."),
        500: ("Something went wrong on our side.", "Try again in a minute. If it stays, show the operator the log."),
    }
)
_PAGE_OPEN_TOO_LONG = (
    "This page was open for too long.",
    "Reload it and press the button again; nothing has been changed.",
)


def register_page_errors(app: Flask) -> None:
    """Show errors of pages as pages. Errors elsewhere are left as they are; a blueprint's own handlers come first."""
    for code in _SENTENCES:
        app.register_error_handler(code, show_page_error)


def show_page_error(error: HTTPException) -> ResponseReturnValue:
    """The error as a page, where a person looks at it; where a program does, the plain error."""
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    if not is_page(request.path) or wanted != "text/html":
        return error
    code = error.code or 500
    sentence, advice = _PAGE_OPEN_TOO_LONG if isinstance(error, CSRFError) else _SENTENCES[code]
    return render_template("errors/page.html", code=code, sentence=sentence, advice=advice), code


def is_page(path: str) -> bool:
    """Whether people look at this path in a browser."""
    return path == "/" or path.startswith(("/admin", "/phone"))
