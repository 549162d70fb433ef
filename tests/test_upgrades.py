"""Stored documents of any schema version are read."""

from typing import Any

import pytest
from pydantic import ValidationError

from memory.customers import find_or_create_customer
from memory.database import Database
from memory.editing import Edit, EditAction, by_person, edit_profile
from memory.identifiers import parse_identifier
from memory.models import ProfileHead
from memory.profile import SCHEMA_VERSION
from memory.upgrades import STEPS, UnknownSchema, upgrade
from memory.versions import Cause, Change, append_version
from tests.remembered import MORNING, fact, profile

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


def test_a_document_from_before_there_were_suggestions_has_none() -> None:
    stored = STORED.model_dump(mode="json")
    del stored["suggestions"]
    assert upgrade(stored | {"schema_version": 1}) == STORED


def test_an_old_document_is_written_in_the_new_shape_at_the_next_append(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as session:
        customer = find_or_create_customer(session, [parse_identifier("crm-7")], MORNING)
        append_version(session, customer.id, 0, Change(STORED, Cause.API, "1", "ana"), MORNING)
        old = {name: value for name, value in STORED.model_dump(mode="json").items() if name != "suggestions"}
        head = session.get_one(ProfileHead, customer.id)
        head.document = old | {"schema_version": 1}
        session.flush()
        edit_profile(
            session,
            customer.id,
            [Edit(EditAction.LOCK, fact="f1")],
            origin=by_person("ana", MORNING),
            cause=Cause.PERSON,
            cause_id="2",
        )
        session.expire_all()
        written = session.get_one(ProfileHead, customer.id).document
    assert (written["schema_version"], written["suggestions"]) == (SCHEMA_VERSION, [])
    assert written["facts"]["preferences"][0]["locked_by"] == "ana"


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 0, None, "one"])
def test_a_version_without_a_way_to_todays_is_refused_by_name(version: object) -> None:
    with pytest.raises(UnknownSchema, match=f"schema version {version}"):
        upgrade({"schema_version": version, "customer_id": "+351910000001"})


def test_a_document_that_is_not_what_its_version_says_is_refused() -> None:
    with pytest.raises(ValidationError):
        upgrade({"schema_version": SCHEMA_VERSION, "facts": "none"})


def test_there_is_a_step_from_every_earlier_version() -> None:
    assert set(STEPS) == set(range(1, SCHEMA_VERSION))
