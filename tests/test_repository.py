"""Tests of the code base itself: its architecture, its migrations, its documents."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.migrating import is_migrated, migrate
from bot.settings import PROJECT
from memory.database import Base, Database

FOREIGN = {"bot", "flask", "rq", "redis", "twilio", "openai", "requests", "gunicorn", "jinja2"}


def sources(folder: str) -> list[Path]:
    return sorted((PROJECT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", sources("memory"), ids=lambda path: path.name)
def test_memory_knows_nothing_of_the_web_the_queue_or_outside_services(path: Path) -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert not names & FOREIGN


@pytest.mark.parametrize(
    "name",
    [
        "profile",
        "merging",
        "briefing",
        "operations",
        "evidence",
        "details",
        "text",
        "privacy",
        "poisoning",
        "screening",
        "forgetting",
    ],
)
def test_pure_modules_open_nothing(name: str) -> None:
    tree = ast.parse((PROJECT / "memory" / f"{name}.py").read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(module and module.startswith("sqlalchemy") for module in imported)
    assert "memory.clock" not in imported


def test_concrete_clients_are_named_in_services_only() -> None:
    concrete = {
        "bot.clients.openai_model",
        "bot.clients.openai_reader",
        "bot.clients.twilio_account",
        "bot.clients.twilio_whatsapp",
        "bot.clients.twilio_media",
        "bot.clients.media_storage",
    }
    for path in sources("bot"):
        if path.name == "services.py" or path.parent.name == "clients":
            continue
        assert not any(name in path.read_text() for name in concrete), path


def test_nothing_is_built_at_import() -> None:
    code = "import bot.app, bot.worker, bot.jobs, threading; assert threading.active_count() == 1"
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=PROJECT, check=True)


def test_files_and_functions_stay_small() -> None:
    for path in [*sources("bot"), *sources("memory")]:
        source = path.read_text()
        assert source.count("\n") <= 300, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{path}:{node.name}"


def test_the_migrations_lead_to_the_models_and_back(tmp_path: Path, postgresql_url: str) -> None:
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert not is_migrated(fresh)
    migrate(fresh)
    migrate(fresh)
    assert is_migrated(fresh)
    for database in (fresh, Database(postgresql_url)):
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        database.dispose()


def test_postgresql_is_migrated_from_nothing(postgresql_url: str) -> None:
    administration = Database(postgresql_url)
    with administration.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrated_from_nothing"))
        connection.execute(text("CREATE DATABASE migrated_from_nothing"))
    url = administration.engine.url.set(database="migrated_from_nothing").render_as_string(hide_password=False)
    database = Database(url)
    migrate(database)
    assert set(inspect(database.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    database.dispose()
    administration.dispose()


def test_migrations_are_numbered() -> None:
    names = sorted(path.name for path in (PROJECT / "migrations" / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]


def test_every_package_says_why_it_is_there() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (PROJECT / name).read_text().splitlines():
            assert not line or line.startswith(("#", "-r")) or ("==" in line and "#" in line), line
