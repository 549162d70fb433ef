"""The web server: gunicorn with threads."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from bot import create_app
from bot.services import Services, build_services
from bot.settings import Settings

THREADS = 16


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn carries no types
    """Gunicorn, configured in code. The application is built in each of its processes, never before the fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._services: Services | None = None
        super().__init__()

    def load_config(self) -> None:
        """Threads hold slow requests; SQLite has one writer, so it is served by one process."""
        options: dict[str, Any] = {
            "bind": f"{'0.0.0.0' if self._settings.is_production else '127.0.0.1'}:{self._settings.port}",  # noqa: S104 - strangers are meant to reach production
            "workers": 1 if self._settings.database_url.startswith("sqlite") else 2,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 8,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": self._write_counts,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one process."""
        self._services = build_services(self._settings)
        return create_app(self._settings, self._services)

    def _write_counts(self, _arbiter: object, _worker: object) -> None:
        """What was counted and is not written yet, at an orderly end of a process."""
        if self._services is not None:
            self._services.refusals.write(self._services.database)


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    WebServer(settings).run()
