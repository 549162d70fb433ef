"""Two states of a profile compared, fact by fact. Pure."""

from dataclasses import dataclass

from memory.profile import Fact, Profile


@dataclass(frozen=True)
class FieldDifference:
    """What differs in one field between two states. A fact is told from others by its id, which is never reused."""

    field: str
    added: tuple[Fact, ...]
    removed: tuple[Fact, ...]
    changed: tuple[tuple[Fact, Fact], ...]


def difference(before: Profile, after: Profile) -> list[FieldDifference]:
    """The fields that differ, in the order of the profile; fields that the shop no longer has come last."""
    fields = after.fields.ordered(*before.facts, *after.facts)
    differences = (_of_field(field, before, after) for field in fields)
    return [found for found in differences if found.added or found.removed or found.changed]


def _of_field(field: str, before: Profile, after: Profile) -> FieldDifference:
    earlier = {fact.id: fact for fact in before.of(field)}
    later = {fact.id: fact for fact in after.of(field)}
    return FieldDifference(
        field=field,
        added=tuple(fact for fact in later.values() if fact.id not in earlier),
        removed=tuple(fact for fact in earlier.values() if fact.id not in later),
        changed=tuple((earlier[key], fact) for key, fact in later.items() if key in earlier and earlier[key] != fact),
    )
