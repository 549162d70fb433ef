"""The fields of a profile: those that every shop has, and those that a shop adds for itself. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

LONGEST_MEANING = 300
MOST_ADDED = 20
"""Every field costs tokens of every extraction prompt."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Kind(StrEnum):
    """How many current values a field holds."""

    LIST = "list"
    ONE = "one"


@dataclass(frozen=True)
class FieldDefinition:
    """One field of the profile; `meaning` is what the language model is told about it."""

    name: str
    kind: Kind
    meaning: str

    @property
    def is_list(self) -> bool:
        """Whether it holds several current values."""
        return self.kind is Kind.LIST

    @property
    def words(self) -> str:
        """The name as words: `ring size` of `ring_size`."""
        return self.name.replace("_", " ")


FIELDS: tuple[FieldDefinition, ...] = (
    FieldDefinition("buying_triggers", Kind.LIST, "the event, need or deadline behind the purchase"),
    FieldDefinition("budget", Kind.ONE, "range or ceiling of what they can spend, with its constraints"),
    FieldDefinition(
        "objections",
        Kind.LIST,
        "what holds them back from buying, one concern each; resolve one that was answered to satisfaction",
    ),
    FieldDefinition("preferences", Kind.LIST, "products, styles, brands, sizes, features wanted or rejected"),
    FieldDefinition("personal_details", Kind.LIST, "family, names, dates, work, hobbies: things that build trust"),
    FieldDefinition("channel_preference", Kind.ONE, "how they want to be contacted, and when"),
    FieldDefinition("journey_stage", Kind.ONE, "where they stand on the way to a purchase"),
    FieldDefinition("last_interaction", Kind.ONE, "what the last conversation was about and where it stopped"),
)
"""The fields of every shop, in the order of the profile."""

GIVEN_WHOLE = frozenset({"journey_stage", "last_interaction"})
"""Fields that no operation names: they are given whole with every session, and hold no history of their own."""

_TAKEN = frozenset({"customer_id", *(field.name for field in FIELDS)})


class SenselessField(ValueError):
    """A field that cannot be added. Its text is one sentence for whoever wrote it."""


@dataclass(frozen=True)
class Fields:
    """All fields of one shop: its own, `added`, come after those of every shop."""

    added: tuple[FieldDefinition, ...] = ()

    @cached_property
    def all(self) -> tuple[FieldDefinition, ...]:
        """Every field, in the order of the profile."""
        return (*FIELDS, *self.added)

    @cached_property
    def by_name(self) -> Mapping[str, FieldDefinition]:
        """Every field by its name."""
        return {field.name: field for field in self.all}

    @cached_property
    def operable(self) -> tuple[str, ...]:
        """The names of the fields that operations may name."""
        return tuple(field.name for field in self.all if field.name not in GIVEN_WHOLE)

    def is_list(self, name: str) -> bool:
        """Whether a field holds several current values; one that the shop has no longer is kept as such."""
        return name not in self.by_name or self.by_name[name].is_list

    def ordered(self, *names: str) -> tuple[str, ...]:
        """The names of all fields, then those of these names that the shop has no longer, in order."""
        known = tuple(field.name for field in self.all)
        return (*known, *sorted(set(names) - set(known)))


EVERY_SHOPS = Fields()
"""The fields of a shop that has added none."""


def with_added(definitions: Sequence[FieldDefinition]) -> Fields:
    """The fields of a shop that adds these. Raises SenselessField, also for a name that is taken."""
    names = [definition.name for definition in definitions]
    for definition in definitions:
        _refuse_senseless(definition)
    if len(names) != len(set(names)):
        raise SenselessField("Two fields have the same name.")
    if len(names) > MOST_ADDED:
        raise SenselessField(f"There are {len(names)} fields; at most {MOST_ADDED} can be added.")
    return Fields(tuple(definitions))


def _refuse_senseless(definition: FieldDefinition) -> None:
    if not _NAME.fullmatch(definition.name):
        raise SenselessField(
            f"The field name “{definition.name[:60]}” must be small letters, digits and _, such as ring_size."
        )
    if definition.name in _TAKEN:
        raise SenselessField(f"The field {definition.name} exists already; choose another name.")
    meaning = definition.meaning
    if not meaning.strip() or len(meaning) > LONGEST_MEANING or len(meaning.splitlines()) > 1:
        raise SenselessField(
            f"The meaning of {definition.name} must be one line of at most {LONGEST_MEANING} characters: it tells the"
            " language model what belongs there."
        )
