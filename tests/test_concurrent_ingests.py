"""Many processes ingest conversations of one customer at once, and remember them: nothing lost, nothing doubled."""

import pytest

from bench.at_once import Outcome, ingest_at_once
from memory.database import Database

PROCESSES = 4


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_conversations_of_one_customer_from_many_processes_are_each_remembered_once(database: Database) -> None:
    outcome = ingest_at_once(url_of(database), ingests=48, processes=PROCESSES)
    assert outcome.violations() == []
    assert outcome.posts == 96


def test_even_without_leases_every_fact_is_there_once_and_no_version_is_missing(postgresql_database: Database) -> None:
    outcome = ingest_at_once(url_of(postgresql_database), ingests=24, processes=PROCESSES, leased=False)
    assert outcome.violations(repeats_allowed=True) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"facts": ["keepsake0"]}, "facts lost: 1"),
        ({"facts": ["keepsake0", "keepsake1", "keepsake1"]}, "facts doubled: 1"),
        ({"facts": ["keepsake0", "keepsake1", "keepsake2"]}, "facts made up: 1"),
        ({"versions": [1, 3]}, "versions missing or too many: 1"),
        ({"taken": 3}, "conversations taken more or less than once: 1"),
        ({"calls": ["keepsake0"]}, "conversations without a call: 1"),
        ({"calls": ["keepsake0", "keepsake1", "keepsake1"]}, "calls repeated: 1"),
        ({"trouble": 1}, "rememberings not done at the first try: 1"),
    ],
)
def test_whatever_goes_wrong_is_told(change: dict[str, object], sentence: str) -> None:
    assert outcome().violations() == []
    assert outcome(**change).violations() == [sentence]


def outcome(**changes: object) -> Outcome:
    """Two conversations with which nothing went wrong, but for these changes."""
    good = {"facts": ["keepsake0", "keepsake1"], "calls": ["keepsake0", "keepsake1"], "versions": [1, 2], "taken": 2}
    told = good | changes
    made = Outcome(ingests=2, versions=told["versions"], taken=told["taken"], trouble=told.get("trouble", 0))
    made.facts.update(told["facts"])
    made.calls.update(told["calls"])
    return made
