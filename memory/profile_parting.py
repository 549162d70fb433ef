"""A profile that two were merged into becomes two again. Pure.

Each side gets its own facts back exactly as they were before the merge. What has happened since goes to the side
that it was learned from: by the session that taught a fact; where no session did (a person wrote it), to the kept
side. A change since to an old fact goes with the fact, unless the other side's words brought it about.

Numbers tell whose a fact is: below the kept profile's `next_fact` of then it is the kept one's, below the merged
profile's it is the absorbed one's, and from there on it was learned since.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from memory.fields import GIVEN_WHOLE
from memory.profile import Fact, Profile, Status, Suggestion
from memory.profile_merging import joined, number_of, renumbered, renumbered_suggestion, settled
from memory.suggesting import standing

Facts = dict[str, tuple[Fact, ...]]


@dataclass(frozen=True)
class Returning:
    """What goes back to the absorbed customer: keys of sessions, and of the messages in them."""

    session_ids: frozenset[int]
    message_ids: frozenset[int]


@dataclass(frozen=True)
class Merger:
    """A merge of profiles: both before it, the one that came of it, and what that has become since."""

    kept: Profile
    absorbed: Profile
    merged: Profile
    present: Profile


def part_profiles(merger: Merger, returning: Returning) -> tuple[Profile, Profile]:
    """The kept and the absorbed customer's profile, each as it was and with what was learned of it since.

    A fact of the kept side that has been taken out of the present profile since (by a rollback) stays out.
    """
    kept, absorbed = merger.kept, merger.absorbed
    offset = kept.next_fact - 1
    moved = {
        field: tuple(renumbered(fact, lambda number: number + offset) for fact in facts)
        for field, facts in absorbed.facts.items()
    }
    staying = {
        field: there
        for field, facts in kept.facts.items()
        if (there := tuple(fact for fact in facts if _stays(merger, field, fact))) or not facts
    }
    suggested = [renumbered_suggestion(one, lambda number: number + offset) for one in absorbed.suggestions]
    kept_parts = _Side(merger, returning, is_absorbed=False).parts(staying, kept.suggestions)
    absorbed_parts = _Side(merger, returning, is_absorbed=True).parts(moved, suggested)
    next_fact = max(kept.next_fact, merger.present.next_fact)
    return (
        kept.model_copy(update={**kept_parts, "next_fact": next_fact}),
        _numbered_again(absorbed.model_copy(update=absorbed_parts), absorbed.next_fact, offset),
    )


def _all(facts: Facts) -> Iterable[Fact]:
    return (fact for held in facts.values() for fact in held)


def _stays(merger: Merger, field: str, fact: Fact) -> bool:
    was_taken_out = merger.merged.find(fact.id) is not None and merger.present.find(fact.id) is None
    return field in GIVEN_WHOLE or not was_taken_out


def _numbered_again(parted: Profile, next_own: int, offset: int) -> Profile:
    """The absorbed profile in its own numbers: what it had keeps them, what came later is numbered from `next_own`."""
    held = [one.id for one in _all(parted.facts)] + [one.id for one in parted.suggestions]
    later = sorted(number for entry_id in held if (number := number_of(entry_id)) >= offset + next_own)
    numbers = {number: next_own + position for position, number in enumerate(later)}

    def new_number(number: int) -> int:
        return numbers.get(number, number - offset)

    again = {field: tuple(renumbered(fact, new_number) for fact in held) for field, held in parted.facts.items()}
    suggested = tuple(renumbered_suggestion(one, new_number) for one in parted.suggestions)
    changes = {"facts": again, "suggestions": suggested, "next_fact": next_own + len(later)}
    return parted.model_copy(update=changes)


class _Side:
    """One of the two customers, in the numbers of the merged profile."""

    def __init__(self, merger: Merger, returning: Returning, *, is_absorbed: bool) -> None:
        self._merger = merger
        self._returning = returning
        self._is_absorbed = is_absorbed
        self._at_merge = {fact.id: fact for fact in _all(merger.merged.facts)}
        self._present = {fact.id: fact for fact in _all(merger.present.facts)}

    def parts(self, own: Facts, suggested: Iterable[Suggestion]) -> dict[str, Any]:
        """The facts and suggestions of this side of before the merge, with what has become of them and come since."""
        facts = self._with_what_came_since(own)
        return {"facts": facts, "suggestions": standing(self._still_suggested(suggested), facts)}

    def _still_suggested(self, suggested: Iterable[Suggestion]) -> list[Suggestion]:
        """What nobody has decided since, and what sessions of this side have suggested since."""
        present = self._merger.present.suggestions
        decided = {one.id for one in self._merger.merged.suggestions} - {one.id for one in present}
        return [
            *(one for one in suggested if one.id not in decided),
            *(one for one in present if self._is_suggested_later(one)),
        ]

    def _is_suggested_later(self, one: Suggestion) -> bool:
        is_of_absorbed = one.session_id in self._returning.session_ids
        return number_of(one.id) >= self._merger.merged.next_fact and is_of_absorbed is self._is_absorbed

    def _with_what_came_since(self, own: Facts) -> Facts:
        facts = {}
        for field in {**own, **self._merger.present.facts}:
            held = [self._changed_since(fact) for fact in own.get(field, ())]
            later = [self._without_the_other(fact) for fact in self._merger.present.of(field) if self._is_later(fact)]
            if held or later or field in own:
                facts[field] = tuple(self._together(field, held, later) if later else held)
        return facts

    def _together(self, field: str, held: list[Fact], later: list[Fact]) -> Sequence[Fact]:
        both = joined([*held, *later], first_moved=self._merger.merged.next_fact)
        return settled(field, both, self._merger.present.fields)

    def _is_later(self, fact: Fact) -> bool:
        return number_of(fact.id) >= self._merger.merged.next_fact and self._is_ours(fact.id)

    def _is_ours(self, fact_id: str) -> bool:
        number = number_of(fact_id)
        if number >= self._merger.merged.next_fact:
            fact = self._present.get(fact_id)
            return (fact is not None and fact.session_id in self._returning.session_ids) is self._is_absorbed
        return (number >= self._merger.kept.next_fact) is self._is_absorbed

    def _changed_since(self, fact: Fact) -> Fact:
        then, now = self._at_merge.get(fact.id), self._present.get(fact.id)
        if then is None or now is None or then == now or not self._is_our_change(then, now):
            return fact
        return fact.model_copy(update=_differences(then, now))

    def _is_our_change(self, then: Fact, now: Fact) -> bool:
        if now.replaced_by and now.replaced_by != then.replaced_by:
            return self._is_ours(now.replaced_by)
        if now.resolution_evidence and now.resolution_evidence != then.resolution_evidence:
            returns = now.resolution_evidence.message_id in self._returning.message_ids
            return returns is self._is_absorbed
        return True

    def _without_the_other(self, fact: Fact) -> Fact:
        """A later fact that does not point to the other side; what only the other side replaced holds again."""
        changes: dict[str, Any] = {}
        if fact.replaces and not self._is_ours(fact.replaces):
            changes["replaces"] = None
        if fact.replaced_by and not self._is_ours(fact.replaced_by):
            changes["replaced_by"] = None
            if fact.status is Status.SUPERSEDED:
                changes["status"] = Status.ACTIVE
        return fact.model_copy(update=changes) if changes else fact


def _differences(then: Fact, now: Fact) -> dict[str, Any]:
    return {name: getattr(now, name) for name in Fact.model_fields if getattr(then, name) != getattr(now, name)}
