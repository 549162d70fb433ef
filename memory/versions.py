"""Versions of profiles: appended, never changed; read as they were, compared, rolled back to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from memory.customers import best_name, outside_name
from memory.database import fields_of, row_count
from memory.identifiers import Identifier
from memory.models import Customer, CustomerIdentifier, ProfileHead, ProfileVersion
from memory.profile import Profile
from memory.suggesting import with_standing
from memory.upgrades import upgrade


class Cause(StrEnum):
    """What brought a version about."""

    SESSION = "session"
    PERSON = "person"
    API = "api"
    ROLLBACK = "rollback"
    MERGE = "merge"
    SCHEMA = "schema"


class VersionConflict(Exception):
    """Somebody else appended a version meanwhile: merge again onto the new head."""


class AlreadyApplied(Exception):
    """This very cause has brought about a version before."""


@dataclass(frozen=True)
class Head:
    """The newest version of a customer's profile; version 0 is the empty profile of a customer who has none."""

    profile: Profile
    version: int


@dataclass(frozen=True)
class Change:
    """What a new version is made of. `operations` and `rejections` are plain documents, for the history."""

    profile: Profile
    cause: Cause
    cause_id: str
    author: str
    operations: Sequence[dict[str, Any]] = ()
    rejections: Sequence[dict[str, Any]] = ()


_HEAD = select(ProfileHead.version, ProfileHead.document, best_name(ProfileHead.customer_id)).where(
    ProfileHead.customer_id == bindparam("customer_id")
)
"""Put together once, and one statement for all that is needed: every answer and every read from outside begins so."""

_HEAD_KNOWN_BY = (
    select(
        CustomerIdentifier.customer_id,
        ProfileHead.version,
        ProfileHead.document,
        best_name(CustomerIdentifier.customer_id),
    )
    .outerjoin(ProfileHead, ProfileHead.customer_id == CustomerIdentifier.customer_id)
    .where(CustomerIdentifier.kind == bindparam("kind"), CustomerIdentifier.value == bindparam("value"))
)


def head_of(session: Session, customer_id: int) -> Head:
    """The newest version of a customer's profile, in today's schema and under the customer's best name of today."""
    row = session.execute(_HEAD, {"customer_id": customer_id}).one_or_none()
    if row is None:
        return Head(empty_profile(session, customer_id), 0)
    version, document, name = row
    return _head(session, name or str(customer_id), version, document)


def head_known_by(session: Session, identifier: Identifier) -> tuple[int, Head] | None:
    """The key of the customer known by this identifier, and the head; None when nobody is known by it."""
    row = session.execute(_HEAD_KNOWN_BY, {"kind": identifier.kind, "value": identifier.value}).one_or_none()
    if row is None:
        return None
    customer_id, version, document, name = row
    return customer_id, _head(session, name, version, document)


def _head(session: Session, name: str, version: int | None, document: dict[str, Any] | None) -> Head:
    if version is None or document is None:
        return Head(Profile(customer_id=name).seen_with(fields_of(session)), 0)
    return Head(read_document(session, document).model_copy(update={"customer_id": name}), version)


def empty_profile(session: Session, customer_id: int) -> Profile:
    """The profile of a customer of whom nothing is remembered yet."""
    return Profile(customer_id=outside_name(session, customer_id)).seen_with(fields_of(session))


def read_document(session: Session, document: dict[str, Any]) -> Profile:
    """A stored document, in today's schema and with the shop's fields of today."""
    return upgrade(document, fields_of(session))


def append_version(session: Session, customer_id: int, expected: int, change: Change, now: datetime) -> int:
    """Append the version after `expected` and make it the head. Returns its number.

    Raises VersionConflict when `expected` is not the head any more or the customer was merged into another,
    AlreadyApplied when the cause was applied before; the session is usable after both.
    """
    if was_applied(session, customer_id, change.cause, change.cause_id):
        raise AlreadyApplied
    number = expected + 1
    document = change.profile.model_dump(mode="json")
    try:
        with session.begin_nested():
            _move_head(session, customer_id, expected, change.profile, document, now)
            session.add(
                ProfileVersion(
                    customer_id=customer_id,
                    number=number,
                    cause=change.cause,
                    cause_id=change.cause_id,
                    author=change.author,
                    document=document,
                    operations=list(change.operations),
                    rejections=list(change.rejections),
                    created_at=now,
                )
            )
    except IntegrityError as error:
        raise VersionConflict from error
    return number


def _move_head(
    session: Session, customer_id: int, expected: int, profile: Profile, document: dict[str, Any], now: datetime
) -> None:
    stage = profile.value("journey_stage")
    values = {"version": expected + 1, "document": document, "stage": stage.text if stage else None, "updated_at": now}
    if expected == 0:
        session.execute(insert(ProfileHead).values(customer_id=customer_id, **values))
        return
    moved = session.execute(
        update(ProfileHead)
        .where(ProfileHead.customer_id == customer_id, ProfileHead.version == expected, ~_is_absorbed(customer_id))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if row_count(moved) != 1:
        raise VersionConflict


def _is_absorbed(customer_id: int) -> ColumnElement[bool]:
    """SQL: the customer was merged into another one, whose profile is to be changed instead."""
    return exists().where(Customer.id == customer_id, Customer.merged_into_id.is_not(None))


def was_applied(session: Session, customer_id: int, cause: Cause, cause_id: str) -> bool:
    """Whether this cause has brought about a version of this customer's profile."""
    query = select(ProfileVersion.id).where(
        ProfileVersion.customer_id == customer_id, ProfileVersion.cause == cause, ProfileVersion.cause_id == cause_id
    )
    return session.scalar(query) is not None


def history_of(
    session: Session, customer_id: int, *, limit: int = 50, before: int | None = None
) -> list[ProfileVersion]:
    """A customer's versions, newest first; `before` a version number pages backwards."""
    query = select(ProfileVersion).where(ProfileVersion.customer_id == customer_id)
    if before is not None:
        query = query.where(ProfileVersion.number < before)
    return list(session.scalars(query.order_by(ProfileVersion.number.desc()).limit(limit)))


def version_of(session: Session, customer_id: int, number: int) -> ProfileVersion | None:
    """One version by its number, or None."""
    return session.scalar(
        select(ProfileVersion).where(ProfileVersion.customer_id == customer_id, ProfileVersion.number == number)
    )


def as_of(session: Session, customer_id: int, moment: datetime) -> ProfileVersion | None:
    """The version that was the head at a moment, or None when there was none yet."""
    return session.scalar(
        select(ProfileVersion)
        .where(ProfileVersion.customer_id == customer_id, ProfileVersion.created_at <= moment)
        .order_by(ProfileVersion.number.desc())
        .limit(1)
    )


def rolled_back(present: Profile, earlier: Profile, field: str | None = None) -> Profile:
    """The earlier state as a new one: its facts again, while the ids given since are still never reused.

    With a `field` only that one goes back; the others are what they are now. Suggestions stay what they are now, but
    for those about a fact that goes. The very same object when nothing differs.
    """
    facts = dict(earlier.facts)
    if field is not None:
        facts = {name: held for name, held in present.facts.items() if name != field}
        facts |= {field: earlier.facts[field]} if field in earlier.facts else {}
    if facts == present.facts:
        return present
    next_fact = max(present.next_fact, earlier.next_fact)
    return with_standing(present.model_copy(update={"facts": facts, "next_fact": next_fact}))


def rollback_of(session: Session, customer_id: int, number: int, field: str | None = None) -> tuple[Head, Profile]:
    """The head, and what it would be after a rollback to version `number`, of one field or of all.

    Raises LookupError for an unknown version or field; its text is a sentence.
    """
    earlier = version_of(session, customer_id, number)
    if earlier is None:
        raise LookupError(f"There is no version {number}.")
    head, before = head_of(session, customer_id), read_document(session, earlier.document)
    if field is not None and field not in head.profile.fields.ordered(*head.profile.facts, *before.facts):
        raise LookupError(f"There is no field {field}.")
    return head, rolled_back(head.profile, before, field)


def roll_back(
    session: Session,
    customer_id: int,
    number: int,
    *,
    author: str,
    cause_id: str,
    now: datetime,
    field: str | None = None,
    expected: int | None = None,
) -> int:
    """Append a version that restores an earlier one, or one field of it. Returns the new number.

    Raises LookupError for an unknown version or field, VersionConflict when `expected` is given and is not the head,
    or when the head moved meanwhile.
    """
    head, restored = rollback_of(session, customer_id, number, field)
    if expected is not None and expected != head.version:
        raise VersionConflict
    operation: dict[str, Any] = {"rolled_back_to": number}
    if field is not None:
        operation["field"] = field
    change = Change(restored, Cause.ROLLBACK, cause_id, author, operations=[operation])
    return append_version(session, customer_id, head.version, change, now)
