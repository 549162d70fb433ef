"""The fields that a shop adds to its profiles, read from a TOML file: one table a field."""

import tomllib
from pathlib import Path
from typing import Any

from memory.fields import EVERY_SHOPS, FieldDefinition, Fields, Kind, SenselessField, with_added

_KEYS = frozenset({"kind", "meaning"})


def read_fields(path: Path | None) -> Fields:
    """The shop's fields; those of every shop where no file is named.

    A table `[ring_size]` with `kind` ("one" or "list") and `meaning` adds a field. Raises SenselessField with a
    sentence for a file that cannot be used.
    """
    if path is None:
        return EVERY_SHOPS
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SenselessField(f"The file {path} cannot be read ({error.strerror}).") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise SenselessField(f"The file {path} is not TOML: {error}.") from error
    return with_added([_definition(name, table) for name, table in tables.items()])


def _definition(name: str, table: Any) -> FieldDefinition:
    if not isinstance(table, dict) or set(table) != _KEYS or not isinstance(table["meaning"], str):
        raise SenselessField(f"The field {name} must be a table with the two keys kind and meaning, both texts.")
    if table["kind"] not in set(Kind):
        raise SenselessField(f"The kind of {name} must be “one” (a single value) or “list” (several).")
    return FieldDefinition(name, Kind(table["kind"]), table["meaning"].strip())
