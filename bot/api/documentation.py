"""`/openapi.json`, and `/docs`: a page to read it and to try it. Everything is served from here; nothing is fetched."""

from pathlib import Path
from typing import cast

import flask_openapi_swagger
from flask import Blueprint, Response, current_app, jsonify, render_template
from flask_openapi.models.info import Info
from flask_openapi.models.security_scheme import SecurityScheme
from flask_openapi.openapi import OpenAPI

from bot.api.answers import ProblemAnswer
from bot.api.problems import invalid_request
from bot.settings import PROJECT

OPENAPI_VERSION = "3.1.0"
_DESCRIPTION = (
    "What Rapport remembers of every customer. Send an API key as `Authorization: Bearer <key>`; keys are made by "
    "`python -m bot key create NAME` or on the admin page, and each opens what its scopes say. Errors are "
    "`application/problem+json` with a sentence to act on."
)


class RapportApp(OpenAPI):
    """The Flask application; it also knows the contract of its API."""

    def __init__(self) -> None:
        """An application without routes."""
        super().__init__(
            "rapport",
            root_path=str(PROJECT),
            template_folder="templates",
            static_folder="static",
            info=Info(title="Rapport", version="1", description=_DESCRIPTION),
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer"),
                "header": SecurityScheme.model_validate({"type": "apiKey", "in": "header", "name": "X-API-Key"}),
            },
            validation_error_callback=invalid_request,
            validation_error_model=ProblemAnswer,
            doc_ui=False,
        )
        self.openapi_version = OPENAPI_VERSION
        self.url_map.merge_slashes = False  # an id may hold two slashes; they are not a mistake to redirect


def create_documentation() -> Blueprint:
    """The blueprint of `/openapi.json` and `/docs`."""
    assets = Path(flask_openapi_swagger.__file__).parent / "templates" / "swagger"
    documentation = Blueprint("documentation", __name__, static_folder=assets, static_url_path="/docs/assets")
    documentation.add_url_rule("/openapi.json", view_func=contract, methods=["GET"])
    documentation.add_url_rule("/docs", view_func=docs, methods=["GET"])
    return documentation


def contract() -> Response:
    """The contract of `/v1`."""
    return jsonify(cast("RapportApp", current_app).api_doc)


def docs() -> str:
    """The page."""
    return render_template("docs.html")
