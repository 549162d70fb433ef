"""The contract of `/v1`, and generated input against it."""

from itertools import count
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as search
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.api import ROUTES
from bot.settings import Settings
from memory.database import Database
from tests.conftest import API_KEY
from tests.fakes import FakeLanguageModel, update
from tests.shop import Shop

KNOWN = {"customer_id": "+351910000001", "number": 1, "other": 0, "merge_id": 1}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
"""No 5xx, and no status, content type or body that the contract does not name."""

SEARCH = search(
    max_examples=12, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What generated input does to a database is tried on one."""
    return sqlite_database


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nobody has to wait."""
    return settings.model_copy(update={"api_calls_per_minute": 1_000_000})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def remembered(shop: Shop, model: FakeLanguageModel) -> Shop:
    """Ana has had a session, and it is remembered."""
    shop.hears("I only wear rose gold")
    shop.answers()
    gold = {"field": "preferences", "text": "rose gold", "message": 1, "quote": "rose gold"}
    model.updates.append(update(gold, stage="warm_lead"))
    shop.falls_silent()
    return shop


def test_the_contract_names_every_route_with_its_answers(client: FlaskClient) -> None:
    contract: dict[str, Any] = client.get("/openapi.json").get_json()
    operations = {(path, method) for path, methods in contract["paths"].items() for method in methods}
    assert len(operations) == len(ROUTES)
    for path, method in operations:
        operation = contract["paths"][path][method]
        assert {"401", "403", "429"} <= set(operation["responses"]), path
        assert operation["summary"]
        assert operation["security"]


def test_bodies_have_examples_that_are_taken(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    headers = {"Authorization": f"Bearer {API_KEY}"}
    (conversation,) = schemas["IngestBody"]["examples"]
    assert client.post("/v1/ingest", json=conversation, headers=headers).status_code == 202
    for name in ("EditsBody", "RollbackBody", "MergeBody", "CompactProfile", "Merge", "ProblemAnswer"):
        assert schemas[name]["examples"]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_generated_input_meets_no_5xx_and_no_answer_that_the_contract_does_not_name(
    app: Flask, remembered: Shop, mode: GenerationMode
) -> None:
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    contract = schemathesis.openapi.from_wsgi("/openapi.json", app)
    operations = sorted((found.ok() for found in contract.get_all_operations()), key=_erases)
    statuses = {operation.label: explore(operation, mode) for operation in operations}
    assert len(statuses) == len(ROUTES)
    assert all(any(status < 500 for status in seen) for seen in statuses.values())
    if mode is GenerationMode.POSITIVE:
        reads = {label: seen for label, seen in statuses.items() if label.startswith(("GET", "DELETE"))}
        assert all(seen & {200, 204} for seen in reads.values()), reads


def _erases(operation: APIOperation) -> bool:
    """Whether Ana is gone afterwards; that comes last."""
    return bool(operation.method == "delete")


def explore(operation: APIOperation, mode: GenerationMode) -> set[int]:
    """Call an operation with generated input, every other time for Ana. Returns the statuses that were answered."""
    statuses: set[int] = set()
    turn = count()

    @SEARCH
    @given(operation.as_strategy(generation_mode=mode))
    def call(case: schemathesis.Case) -> None:
        if case.path_parameters and next(turn) % 2:
            case.path_parameters |= {name: KNOWN[name] for name in case.path_parameters}
        answer = case.call(headers={"Authorization": f"Bearer {API_KEY}"})
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    call()
    return statuses
