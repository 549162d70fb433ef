"""The documents say what is so."""

import ast
import re
from functools import cache

import pytest

from bot.settings import PROJECT

PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "docs").rglob("*.md"))}
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NAMED = sorted({found for page in PAGES.values() for found in _TEST.findall(page)})


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def rows_of(text: str) -> list[str]:
    """The rows of all tables, without their headings."""
    lines = text.splitlines()
    ruled = [number for number, line in enumerate(lines) if line.startswith("|---")]
    return [line for number, line in enumerate(lines) if line.startswith("| ") and number + 1 not in ruled]


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_a_document_names_exists(path: str, name: str) -> None:
    assert name in names_in(path)


def test_every_promise_of_memory_names_its_test() -> None:
    promises = rows_of(PAGES["memory.md"].partition("## What is promised")[2].partition("\n## ")[0])
    assert len(promises) > 20
    assert all(len(_TEST.findall(row)) == 1 for row in promises)


def test_every_row_about_whatsapp_names_its_test_or_says_that_it_is_for_later() -> None:
    rows = rows_of(PAGES["whatsapp.md"])
    assert len(rows) > 100
    assert [row for row in rows if len(_TEST.findall(row)) != 1 and "| Later" not in row] == []
