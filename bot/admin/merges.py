"""What the pages show of customers found to be one: a customer's merges, and what a merge would bring."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.admin.words import FieldWords, fact_in_words, field_words
from memory.customer_merging import absorbed_names, both_customers, merges_of
from memory.customers import get_customer, identifiers_of, kept_customer, outside_name
from memory.identifiers import Identifier
from memory.models import Customer, CustomerMerge
from memory.profile import Fact, Profile, is_current
from memory.profile_merging import merge_profiles, number_of
from memory.recognising import holders_of_numbers
from memory.text import is_same
from memory.versions import head_of


@dataclass(frozen=True)
class Named:
    """A customer to link to."""

    id: int
    name: str


@dataclass(frozen=True)
class MergeEntry:
    """One merge as one of the two sees it: `other` is whom it kept or was absorbed into."""

    merge: CustomerMerge
    other: str
    was_kept: bool


@dataclass(frozen=True)
class MergeState:
    """Whom a customer turned out to be.

    `part_of` is who it was merged into, with `former_names` until then; `perhaps_same` are those by whose numbers a
    flagged customer writes.
    """

    part_of: Named | None
    former_names: list[Identifier]
    standing: list[MergeEntry]
    undone: list[MergeEntry]
    perhaps_same: list[Named]


def read_merge_state(session: Session, customer: Customer) -> MergeState:
    """Read the merges of a customer, newest first."""
    merges = merges_of(session, customer.id)
    into = [one for one in merges if one.undone_at is None and one.absorbed_id == customer.id]
    kept = kept_customer(session, customer)
    return MergeState(
        part_of=_named(session, kept) if kept is not customer else None,
        former_names=absorbed_names(session, into[0]) if into else [],
        standing=[_entry(session, one, customer) for one in merges if one.undone_at is None and one not in into],
        undone=[_entry(session, one, customer) for one in merges if one.undone_at is not None],
        perhaps_same=[_named(session, one) for one in _holders(session, customer)],
    )


def _holders(session: Session, customer: Customer) -> Sequence[Customer]:
    return holders_of_numbers(session, customer.id) if customer.flagged_at else ()


def _named(session: Session, customer: Customer) -> Named:
    return Named(customer.id, customer.display_name or outside_name(session, customer.id))


def _entry(session: Session, merge: CustomerMerge, customer: Customer) -> MergeEntry:
    was_kept = merge.kept_id == customer.id
    other = get_customer(session, merge.absorbed_id if was_kept else merge.kept_id)
    names = [other.display_name] if other and other.display_name else []
    if was_kept:
        names += [one.value for one in absorbed_names(session, merge)]
    elif other is not None:
        names.append(outside_name(session, kept_customer(session, other).id))
    name, *more = names or [str(merge.absorbed_id)]
    return MergeEntry(merge, f"{name} ({', '.join(more)})" if more else name, was_kept)


@dataclass(frozen=True)
class Side:
    """One of two customers who may be one. `facts` counts what is current."""

    customer: Customer
    name: str
    identifiers: list[Identifier]
    profile: Profile

    @property
    def stage(self) -> str | None:
        """The journey stage, None where none is known."""
        stage = self.profile.value("journey_stage")
        return stage.text if stage else None

    @property
    def facts(self) -> int:
        """How many facts are current."""
        return sum(is_current(fact) for facts in self.profile.facts.values() for fact in facts)


@dataclass(frozen=True)
class MergedFact:
    """A fact as it would stand in the merged profile; `ends` says that it would be history."""

    text: str
    is_absorbed: bool
    ends: bool


@dataclass(frozen=True)
class MergedField:
    """One field of the merged profile: what would hold, and what would hold no longer."""

    words: FieldWords
    facts: list[MergedFact]


@dataclass(frozen=True)
class Preview:
    """Two customers side by side, and the profile that they would share."""

    kept: Side
    absorbed: Side
    fields: list[MergedField]


def read_preview(session: Session, keep_id: int, absorb_id: int) -> Preview:
    """What merging would bring, as things stand. Raises CannotMerge."""
    both = both_customers(session, keep_id, absorb_id)
    are_called_alike = both[0].display_name == both[1].display_name
    kept, absorbed = (_side(session, customer, tell_apart=are_called_alike) for customer in both)
    return Preview(kept, absorbed, lay_out_merged(kept.profile, absorbed.profile))


def _side(session: Session, customer: Customer, *, tell_apart: bool) -> Side:
    profile = head_of(session, customer.id).profile
    name = customer.display_name or profile.customer_id
    if customer.display_name and tell_apart:
        name = f"{name} ({profile.customer_id})"
    return Side(customer, name, identifiers_of(session, customer.id), profile)


def lay_out_merged(kept: Profile, absorbed: Profile) -> list[MergedField]:
    """The fields of the merged profile of which either knows something now.

    What ends comes last; of what both say one stays, and the other is not told as an end.
    """
    merged = merge_profiles(kept, absorbed)
    names = merged.fields.ordered(*merged.facts)
    laid_out = [
        MergedField(field_words(name, merged.fields), _merged_facts(name, kept, absorbed, merged)) for name in names
    ]
    return [field for field in laid_out if field.facts]


def _merged_facts(name: str, kept: Profile, absorbed: Profile, merged: Profile) -> list[MergedFact]:
    first_absorbed = kept.next_fact

    def held_before(fact: Fact) -> bool:
        number = number_of(fact.id)
        side, fact_id = (kept, fact.id) if number < first_absorbed else (absorbed, f"f{number - first_absorbed + 1}")
        before = side.find(fact_id)
        return before is not None and is_current(before[1])

    told = [fact for fact in merged.of(name) if held_before(fact)]
    holding = [fact for fact in told if is_current(fact)]
    ending = [fact for fact in told if not any(is_same(fact.text, other.text) for other in holding)]
    return [
        MergedFact(fact_in_words(name, fact.text), number_of(fact.id) >= first_absorbed, not is_current(fact))
        for fact in (*holding, *ending)
    ]
