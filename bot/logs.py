"""Structured logs: one line an event, with ids; never a phone number, a message's text or a key."""

import logging
import sys

import structlog

_QUIET = ("twilio", "httpx2", "httpx", "openai", "urllib3", "rq", "alembic", "gunicorn.access")


def configure_logs(*, production: bool, part: str) -> None:
    """Write events to standard output: JSON in production, aligned words in a terminal. `part` names the process."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if production else "%H:%M:%S", utc=production),
        structlog.processors.format_exc_info,
    ]
    renderer = structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(part=part)
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stdout, force=True
    )
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
