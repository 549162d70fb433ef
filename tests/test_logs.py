"""Logs tell what happened to which id, and never what a customer said."""

import contextlib
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import configure_logs
from bot.services import Services
from memory.models import Remembering

SECRET = "my daughter is ill"


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """What is written to standard output by logs alone."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        configure_logs(production=True, part="test")
    yield output
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def failure(services: Services) -> SQLAlchemyError:
    """An error of the database that quotes what was to be stored."""
    piece = Remembering(customer_id=1, session_id=1, error=SECRET, first_position=1, last_position=1)
    try:
        with services.database.transaction() as session:
            session.add(piece)
    except SQLAlchemyError as error:
        return error
    raise AssertionError("the database took a row without its columns")


def test_an_error_is_logged_with_its_type_and_place_and_without_its_words(
    services: Services, logs: io.StringIO
) -> None:
    structlog.get_logger().error("work_failed", customer=7, exc_info=failure(services))
    line = json.loads(logs.getvalue())
    assert (line["event"], line["customer"], line["part"]) == ("work_failed", 7, "test")
    assert "IntegrityError" in line["exception"]
    assert "test_logs.py" in line["exception"]
    assert SECRET not in json.dumps(line)


def test_an_error_that_a_library_logs_loses_its_words_too(services: Services, logs: io.StringIO) -> None:
    logging.getLogger("some.library").error("it failed", exc_info=failure(services))
    output = logs.getvalue()
    assert "IntegrityError" in output
    assert SECRET not in output
