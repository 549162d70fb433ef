"""Suggestions: what the customer's words ask for against a person's lock, until people decide. Pure.

The same wish twice is one suggestion, with the words it was last uttered in. Of several that would replace one fact
the latest stands, as everywhere. A suggestion goes when the fact it is about is over.
"""

from collections.abc import Callable, Sequence

from memory.profile import Action, Fact, Profile, Status, Suggestion
from memory.text import is_same

_MEANT_FOR = {
    Action.REPLACE: {Status.ACTIVE, Status.RESOLVED},
    Action.REMOVE: {Status.ACTIVE, Status.RESOLVED},
    Action.RESOLVE: {Status.ACTIVE},
    Action.ADD: {Status.RESOLVED},
}
"""Where a fact must stand for a suggestion about it to make sense."""


def with_suggestion(held: tuple[Suggestion, ...], new: Suggestion) -> tuple[Suggestion, ...]:
    """The suggestions with one more; the very same when that is known, or was followed by a later one."""
    same = next((one for one in held if _is_same_wish(one, new)), None)
    if same is not None:
        if new.said_at <= same.said_at:
            return held
        again = new.model_copy(update={"id": same.id})
        return tuple(again if one is same else one for one in held)
    rivals = [one for one in held if _replaces_same_fact(one, new)]
    if any(one.said_at > new.said_at for one in rivals):
        return held
    return (*(one for one in held if one not in rivals or one.said_at == new.said_at), new)


def _is_same_wish(one: Suggestion, other: Suggestion) -> bool:
    about = (one.action, one.field, one.fact) == (other.action, other.field, other.fact)
    return about and is_same(one.text or "", other.text or "")


def _replaces_same_fact(one: Suggestion, other: Suggestion) -> bool:
    return one.action is other.action is Action.REPLACE and one.fact == other.fact


def standing(held: Sequence[Suggestion], facts: dict[str, tuple[Fact, ...]]) -> tuple[Suggestion, ...]:
    """Those of the suggestions that are about a fact which still stands where they found it."""

    def stands(one: Suggestion) -> bool:
        meant = next((fact for fact in facts.get(one.field, ()) if fact.id == one.fact), None)
        return meant is not None and meant.status in _MEANT_FOR[one.action]

    return tuple(one for one in held if stands(one))


def with_standing(profile: Profile) -> Profile:
    """The profile without suggestions about what is over; the very same when there are none."""
    return without_suggestions(profile, lambda one: one not in standing([one], profile.facts))


def without_suggestions(profile: Profile, is_over: Callable[[Suggestion], bool]) -> Profile:
    """The profile without the suggestions of which this is true; the very same when it is true of none."""
    left = tuple(one for one in profile.suggestions if not is_over(one))
    return profile if left == profile.suggestions else profile.model_copy(update={"suggestions": left})
