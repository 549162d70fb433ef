"""Reading the admin pages as a person does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from memory.database import Database

LIVE = {"X-Rapport-Live": "1"}
ACCOUNT = {"email": "team@shop.example", "password": "a long password"}


@contextmanager
def count_queries(database: Database) -> Iterator[list[str]]:
    """The SELECTs that the block sends."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def page_of(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status
    return response.text


def words_of(html: str) -> str:
    """What a person reads on a page: its text without tags, spaces made single."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
