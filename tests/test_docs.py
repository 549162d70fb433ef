"""The documents say what is so."""

import ast
import re

import pytest

from bot.settings import PROJECT

PAGE = (PROJECT / "docs" / "memory.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_holds_a_promise_of_memory_exists(path: str, name: str) -> None:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_of_memory_names_its_test() -> None:
    section = PAGE.partition("## What is promised")[2].partition("\n## ")[0]
    promises = [row for row in section.splitlines() if row.startswith("| ")][1:]  # the first row is the heading
    assert len(promises) == len(NAMED) > 20
