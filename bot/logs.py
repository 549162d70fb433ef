"""Structured logs: one line an event, with ids; never a phone number, a message's text or a key.

What an exception says can quote a customer (a database names the row it refuses), so only its type and the places it
came through are written.
"""

import logging
import sys
import traceback
from types import TracebackType

import structlog

_QUIET = ("twilio", "httpx2", "httpx", "openai", "urllib3", "alembic", "gunicorn.access")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logs(*, production: bool, part: str, level: int = logging.INFO) -> None:
    """Write events to standard output: JSON in production, aligned words in a terminal. `part` names the process.

    Events below `level` are left out.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if production else "%H:%M:%S", utc=production),
        structlog.processors.ExceptionRenderer(lambda info: described(info[1])),
    ]
    renderer = structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(part=part)
    _configure_libraries(level)


def _configure_libraries(level: int) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(PlacesOnly("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("rq").setLevel(logging.CRITICAL)  # it logs a failed job with the words of its error; we log ours


class PlacesOnly(logging.Formatter):
    """Formats an exception without its words."""

    def formatException(self, ei: ExceptionInfo | tuple[None, None, None]) -> str:  # noqa: N802 - logging's own name
        """The exception's type and places."""
        return described(ei[1]) if ei[1] is not None else ""


def described(error: BaseException) -> str:
    """An exception and what caused it, by type and place alone, the first cause first."""
    places = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ or error.__context__
    before = f"{described(cause)}\nled to\n" if cause is not None else ""
    return f"{before}{places}{type(error).__name__}"
