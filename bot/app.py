"""The web application, put together from its parts."""

import uuid
from datetime import timedelta

import structlog
from flask import Flask, Response, g, redirect, request, url_for
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from bot.admin import create_admin, init_sign_in, register_page_errors
from bot.api import create_api
from bot.api.documentation import RapportApp, create_documentation
from bot.health import create_health
from bot.phone import create_phone, create_stand_in
from bot.phone_wiring import phone_settings
from bot.row_keys import KeyConverter
from bot.services import Services
from bot.settings import Settings
from bot.webhooks import create_webhooks

LARGEST_BODY = 16 * 1024 * 1024
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)


def build_app(settings: Settings, services: Services) -> Flask:
    """The application with all its routes."""
    app = RapportApp()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["rapport"] = services
    app.url_map.converters["key"] = KeyConverter
    app.before_request(_bind_request_id)
    app.after_request(_harden)
    init_sign_in(app, services)
    register_page_errors(app)
    _register_routes(app, settings, services)
    return app


def _register_routes(app: RapportApp, settings: Settings, services: Services) -> None:
    protect = CSRFProtect(app)
    for without_form in (create_webhooks(), create_health(), create_documentation()):
        protect.exempt(without_form)
        app.register_blueprint(without_form)
    api = create_api()
    protect.exempt(api)
    app.register_api(api)
    app.register_blueprint(create_admin(services))
    app.add_url_rule("/", "start", _start)
    if settings.has_phone:
        phone = phone_settings(settings, services)
        stand_in = create_stand_in(phone, services.clock.now)
        protect.exempt(stand_in)
        app.register_blueprint(stand_in)
        app.register_blueprint(create_phone(phone, services.clock.now))


def _start() -> AnyResponse:
    return redirect(url_for("admin.list_of_customers"))


def _bind_request_id() -> None:
    g.request_id = uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(part="web", request=g.request_id)


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
