"""Two profiles become one. Pure.

Two customers found to be one have said what they said: their facts settle by the rules of `memory.drafting`, as if
both had always been one. **No fact is dropped**: what loses is superseded and stays in the history. The facts of the
absorbed profile get new ids after those of the kept one, so that no id is used twice; by its id it is always known
whose a fact was. Stage and last interaction alone hold no history: of them the later one stays, as everywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from memory.fields import GIVEN_WHOLE, Fields
from memory.profile import Fact, Profile, Status, Suggestion, is_current
from memory.suggesting import standing, with_suggestion
from memory.text import is_same


def merge_profiles(kept: Profile, absorbed: Profile) -> Profile:
    """The profile of the one customer that two turned out to be; of two facts alike in everything, `kept` has it."""
    offset = kept.next_fact - 1
    facts = dict(kept.facts)
    for field, added in absorbed.facts.items():
        moved = [renumbered(fact, lambda number: number + offset) for fact in added]
        by_age = sorted([*kept.of(field), *moved], key=lambda fact: fact.learned_at)
        facts[field] = tuple(settled(field, joined(by_age, first_moved=kept.next_fact), kept.fields))
    moved_too = [renumbered_suggestion(one, lambda number: number + offset) for one in absorbed.suggestions]
    suggestions = _joined_suggestions([*kept.suggestions, *moved_too], facts)
    next_fact = offset + absorbed.next_fact
    return kept.model_copy(update={"facts": facts, "suggestions": suggestions, "next_fact": next_fact})


def _joined_suggestions(
    suggestions: Iterable[Suggestion], facts: dict[str, tuple[Fact, ...]]
) -> tuple[Suggestion, ...]:
    """What is still open of both; what was suggested about a fact that lost is about the one that took its place."""
    held: tuple[Suggestion, ...] = ()
    for one in suggestions:
        by_id = {fact.id: fact for fact in facts.get(one.field, ())}
        lost = by_id.get(one.fact)
        winner = by_id.get(lost.replaced_by or "") if lost and lost.status is Status.SUPERSEDED else None
        if winner is None:
            held = with_suggestion(held, one)
        elif not is_same(winner.text, one.text or ""):
            held = with_suggestion(held, one.model_copy(update={"fact": winner.id}))
    return standing(held, facts)


def number_of(entry_id: str) -> int:
    """The number in the id of a fact or a suggestion: 7 of `f7`."""
    return int(entry_id[1:])


def renumbered(fact: Fact, new_number: Callable[[int], int]) -> Fact:
    """The fact with other numbers in its own id and in those it points to."""
    pointers = {name: getattr(fact, name) for name in ("id", "replaces", "replaced_by")}
    return fact.model_copy(
        update={name: f"f{new_number(number_of(fact_id))}" for name, fact_id in pointers.items() if fact_id}
    )


def renumbered_suggestion(suggestion: Suggestion, new_number: Callable[[int], int]) -> Suggestion:
    """The suggestion with other numbers in its own id and in that of the fact it is about."""
    numbers = {name: new_number(number_of(getattr(suggestion, name))) for name in ("id", "fact")}
    return suggestion.model_copy(update={"id": f"s{numbers['id']}", "fact": f"f{numbers['fact']}"})


def _standing(fact: Fact) -> tuple[bool, datetime]:
    """People win over anything said; else the latest statement counts."""
    return fact.locked_by is not None, fact.last_said


def settled(field: str, facts: Sequence[Fact], fields: Fields) -> Sequence[Fact]:
    """The facts of one field; at most one of them is current where the field holds one value."""
    current = [fact for fact in facts if is_current(fact)]
    if fields.is_list(field) or not current:
        return facts
    winner = max(current, key=_standing)
    if field in GIVEN_WHOLE:
        return [winner]
    return [_ended(fact, winner) if is_current(fact) and fact.id != winner.id else fact for fact in facts]


def _ended(loser: Fact, winner: Fact) -> Fact:
    ended = max(winner.said_at, loser.last_said)
    return loser.model_copy(update={"status": Status.SUPERSEDED, "replaced_by": winner.id, "last_said_at": ended})


def joined(facts: Sequence[Fact], first_moved: int) -> list[Fact]:
    """The facts of one field; of those that say the same on both sides only one is current.

    The sides are told apart by number: facts from `first_moved` on are of the one, those before of the other.
    """
    one_current = list(facts)
    for group in _groups(facts):
        sides = {number_of(fact.id) >= first_moved for fact in group}
        if len(sides) == 2:
            changed = {fact.id: fact for fact in _one_current(group, first_moved)}
            one_current = [changed.get(fact.id, fact) for fact in one_current]
    return one_current


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    groups: list[list[Fact]] = []
    for fact in facts:
        group = next((group for group in groups if is_same(group[0].text, fact.text)), None)
        if group is None:
            groups.append([fact])
        else:
            group.append(fact)
    return groups


def _one_current(group: list[Fact], first_moved: int) -> Iterable[Fact]:
    current = [fact for fact in group if is_current(fact)]
    if not current:
        return group
    winner = max(current, key=_standing_of_same)
    ender = _ender(group, winner, first_moved)
    if ender is not None:
        return [_ended(fact, ender) if is_current(fact) else fact for fact in group]
    said = max(fact.last_said for fact in current)
    again = winner if said == winner.last_said else winner.model_copy(update={"last_said_at": said})
    return [again if fact.id == winner.id else _ended(fact, winner) if is_current(fact) else fact for fact in group]


def _standing_of_same(fact: Fact) -> tuple[bool, datetime, bool]:
    """As `_standing`, for facts that say the same: one that was answered stands unless it was raised again later."""
    is_resolved = fact.status is Status.RESOLVED
    settled_at = fact.resolved_at if is_resolved and fact.resolved_at else fact.last_said
    return fact.locked_by is not None, settled_at, is_resolved


def _ender(group: list[Fact], winner: Fact, first_moved: int) -> Fact | None:
    """What the other side knew to be over when `winner` had been said for the last time."""
    if winner.locked_by is not None:
        return None
    is_moved = number_of(winner.id) >= first_moved
    others = [fact for fact in group if (number_of(fact.id) >= first_moved) is not is_moved and not is_current(fact)]
    ender = max(others, key=lambda fact: fact.last_said, default=None)
    return ender if ender is not None and ender.last_said >= winner.last_said else None
