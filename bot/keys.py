"""Keys of `/v1`: made, shown once, stored as hashes, revoked. Keys that the settings name work beside them."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from memory.database import row_count
from memory.models import ApiKey

MARK = "rapport_"
PREFIX_LENGTH = 16
"""How much of a key is kept readable, to find it by and to tell it from others; the mark included."""

USE_IS_NOTED_EVERY = timedelta(minutes=1)
NAME_OF_SETTINGS_KEY = "API"


class Scope(StrEnum):
    """What a key opens."""

    INGEST = "ingest"
    READ = "read"
    WRITE = "write"
    ERASE = "erase"


@dataclass(frozen=True)
class Caller:
    """Who calls: the name of the key, what it opens, and the name its calls are counted under."""

    name: str
    scopes: frozenset[Scope]
    counted_as: str


@dataclass(frozen=True)
class MadeKey:
    """A new key. `key` is known at this moment alone."""

    key: str
    row: ApiKey


def create_key(session: Session, name: str, scopes: Collection[Scope], now: datetime) -> MadeKey:
    """Make a key. Raises ValueError without a name or a scope."""
    tidy = " ".join(name.split())[:255]
    if not tidy or not scopes:
        raise ValueError("A key needs a name and at least one scope.")
    key = MARK + secrets.token_urlsafe(32)
    row = ApiKey(
        name=tidy,
        prefix=key[:PREFIX_LENGTH],
        hash=hash_of(key),
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=now,
    )
    session.add(row)
    session.flush()
    return MadeKey(key, row)


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, the revoked ones last, otherwise the newest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.revoked_at.is_not(None), ApiKey.id.desc())))


def revoke_key(session: Session, key_id: int, now: datetime) -> bool:
    """Let a key open nothing any more. False when there is no such key, or it was revoked before."""
    revoked = update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None)).values(revoked_at=now)
    return row_count(session.execute(revoked)) == 1


def hash_of(key: str) -> str:
    """What is stored of a key. A key is 256 random bits, so a fast hash keeps it as well as a slow one would."""
    return hashlib.sha256(key.encode()).hexdigest()


def caller_by_settings(given: str, keys_of_settings: str) -> Caller | None:
    """Who calls with a key that the settings name (separated by commas): such a key opens everything."""
    known = [hash_of(key.strip()) for key in keys_of_settings.split(",") if key.strip()]
    if _same_hash(hash_of(given), known) is None:
        return None
    return Caller(NAME_OF_SETTINGS_KEY, frozenset(Scope), hash_of(given)[:PREFIX_LENGTH])


def find_key(session: Session, given: str) -> ApiKey | None:
    """The key that was given, if it is one of ours and not revoked."""
    rows = session.scalars(
        select(ApiKey).where(ApiKey.prefix == given[:PREFIX_LENGTH], ApiKey.revoked_at.is_(None))
    ).all()
    place = _same_hash(hash_of(given), [row.hash for row in rows])
    return None if place is None else rows[place]


def caller_by_key(row: ApiKey) -> Caller:
    """Who calls with a stored key. A scope that this release does not know opens nothing."""
    return Caller(row.name, frozenset(scope for scope in Scope if scope.value in row.scopes), f"key-{row.id}")


def note_use(session: Session, key_id: int, now: datetime) -> None:
    """Keep when a key was last used."""
    session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now))


def use_is_to_be_noted(row: ApiKey, now: datetime) -> bool:
    """Whether the last noted use is long enough ago: a write for every read would cost more than the read."""
    return row.last_used_at is None or now - row.last_used_at >= USE_IS_NOTED_EVERY


def _same_hash(given: str, known: list[str]) -> int | None:
    """The place of the hash that is the same. All are compared, each in constant time: time tells nothing."""
    same = [hmac.compare_digest(given, one) for one in known]
    return same.index(True) if True in same else None
