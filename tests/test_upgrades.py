"""Stored documents of any schema version are read."""

from typing import Any

import pytest
from pydantic import ValidationError

from memory.profile import SCHEMA_VERSION
from memory.upgrades import STEPS, UnknownSchema, upgrade
from tests.remembered import fact, profile

STORED = profile(preferences=(fact(1, "rose gold"),), a_field_the_shop_has_dropped=(fact(2, "kept"),))


def test_todays_document_is_read_as_it_was_written() -> None:
    assert upgrade(STORED.model_dump(mode="json")) == STORED


def test_facts_of_a_field_that_the_shop_no_longer_has_are_kept() -> None:
    assert upgrade(STORED.model_dump(mode="json")).of("a_field_the_shop_has_dropped")[0].text == "kept"


def test_an_older_document_is_lifted_version_by_version_and_left_as_it_is() -> None:
    def with_name(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "customer": document["name"]}

    def with_id(document: dict[str, Any]) -> dict[str, Any]:
        return {"customer_id": document["customer"], "facts": {}}

    old = {"schema_version": SCHEMA_VERSION - 2, "name": "+351910000001"}
    lifted = upgrade(old, steps={SCHEMA_VERSION - 2: with_name, SCHEMA_VERSION - 1: with_id})
    assert (lifted.customer_id, lifted.schema_version) == ("+351910000001", SCHEMA_VERSION)
    assert old == {"schema_version": SCHEMA_VERSION - 2, "name": "+351910000001"}


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 0, None, "one"])
def test_a_version_without_a_way_to_todays_is_refused_by_name(version: object) -> None:
    with pytest.raises(UnknownSchema, match=f"schema version {version}"):
        upgrade({"schema_version": version, "customer_id": "+351910000001"})


def test_a_document_that_is_not_what_its_version_says_is_refused() -> None:
    with pytest.raises(ValidationError):
        upgrade({"schema_version": SCHEMA_VERSION, "facts": "none"})


def test_there_is_a_step_from_every_earlier_version() -> None:
    assert set(STEPS) == set(range(1, SCHEMA_VERSION))
