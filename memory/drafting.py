"""A profile on its way to its next state: how statements settle among the facts already held. Pure.

Sessions can be remembered late, twice or in the wrong order, so nothing here depends on the order of arrival: **the
latest statement counts**, by the time it was said. In a field of one value all facts are rivals. In a list only a
replacement makes rivals: what is added stands beside the others, what replaces a fact takes the place of that fact or
of what has replaced it meanwhile. For this to hold, a fact remembers when it was last said, or was taken back or
replaced (`last_said_at`): whatever was said before that moment comes too late for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from memory.profile import Action, Evidence, Fact, Profile, Status, Suggestion, is_current
from memory.refusals import Reason, Refused
from memory.suggesting import standing, with_suggestion
from memory.text import is_same

REOPENED = {"status": Status.ACTIVE, "resolution": None, "resolution_evidence": None, "resolved_at": None}
"""What is raised again after it was answered is open again; how it was answered stands in earlier versions."""


def _last_said(fact: Fact) -> datetime:
    return fact.last_said


def _saying(facts: Sequence[Fact], text: str) -> list[Fact]:
    return [fact for fact in facts if is_same(fact.text, text)]


@dataclass(frozen=True)
class _Wish:
    """What somebody's words ask for, while no lock has made a suggestion of it."""

    action: Action
    field: str
    text: str | None
    said_at: datetime
    evidence: Evidence | None


def _wish(action: Action, field: str, statement: Fact) -> _Wish:
    return _Wish(action, field, statement.text, statement.said_at, statement.evidence)


class Draft:
    """A working copy of a profile. `person` is who writes, None for the model; people win over anything said.

    Statements are facts without a number yet. Methods that raise Refused have changed no fact; where only a person's
    lock stood in the way, they leave a suggestion. `session_id` is of the words that are settled here.
    """

    def __init__(self, profile: Profile, person: str | None, session_id: int | None = None) -> None:
        self._before = profile
        self._facts = dict(profile.facts)
        self._suggestions = profile.suggestions
        self._next_fact = profile.next_fact
        self._person = person
        self._session_id = session_id

    def finished(self, is_forgotten: Callable[[Suggestion], bool] = lambda _: False) -> Profile:
        """The profile in its next state; the very object it came from when nothing changed.

        Suggestions that are about what is over, or of which `is_forgotten` is true, are not in it.
        """
        stand = standing(self._suggestions, self._facts)
        suggestions = tuple(one for one in stand if not is_forgotten(one))
        if (self._facts, suggestions) == (self._before.facts, self._before.suggestions):
            return self._before
        changes = {"facts": self._facts, "suggestions": suggestions, "next_fact": self._next_fact}
        return self._before.model_copy(update=changes)

    def find(self, fact_id: str) -> tuple[str, Fact] | None:
        """The field and the fact with this id as they are by now, or None."""
        return next(
            ((field, fact) for field, facts in self._facts.items() for fact in facts if fact.id == fact_id), None
        )

    def settle(self, field: str, statement: Fact, target: Fact | None = None) -> None:
        """Take a statement in; with a `target`, as what is said instead of that fact or of what has replaced it."""
        rivals = self._rivals(field, statement, target)
        held = self._held(field, statement)
        wish = _wish(Action.REPLACE, field, statement)
        self._refuse_if_locked([*rivals, *self._corrections(field, statement)], wish)
        if held is None:
            self._take_in(field, statement, rivals, self._stronger(field, statement, target, rivals))
        else:
            self._join(field, held, statement, rivals)

    def remove(self, field: str, target: Fact, said_at: datetime, evidence: Evidence | None) -> None:
        """Take back what a fact says, if it still holds. It stays in the history."""
        same = _saying(self._facts[field], target.text)
        current = [fact for fact in same if is_current(fact)]
        if not current and any(fact.status is Status.REMOVED for fact in same):
            raise Refused(Reason.ALREADY_KNOWN, "This fact has been removed before.")
        if not current:
            raise Refused(Reason.ALREADY_CHANGED, "This fact has been replaced by another one.")
        self._refuse_if_locked(current, _Wish(Action.REMOVE, field, None, said_at, evidence))
        if self._person is None and any(fact.last_said >= said_at for fact in current):
            raise Refused(Reason.OUTDATED, "The customer said this again later.")
        for fact in current:
            self._change(field, fact, status=Status.REMOVED, last_said_at=said_at, resolution_evidence=evidence)

    def resolve(self, field: str, target: Fact, resolution: str, said_at: datetime, evidence: Evidence | None) -> None:
        """Mark an active fact as answered, unless the customer raised it again after that answer."""
        if target.status is Status.RESOLVED:
            raise Refused(Reason.ALREADY_KNOWN, "This objection has been resolved before.")
        if target.status is not Status.ACTIVE:
            raise Refused(Reason.ALREADY_CHANGED, "This objection does not stand any more.")
        self._refuse_if_locked([target], _Wish(Action.RESOLVE, field, resolution, said_at, evidence))
        if self._person is None and target.last_said > said_at:
            raise Refused(Reason.OUTDATED, "The customer raised this again later.")
        resolved = {"status": Status.RESOLVED, "resolution": resolution, "resolution_evidence": evidence}
        self._change(field, target, **resolved, resolved_at=said_at, locked_by=self._person)

    def keep(self, field: str, statement: Fact) -> None:
        """Make a statement the only fact of a field whose earlier values live in earlier versions alone."""
        held = next(iter(self._facts.get(field, ())), None)
        if held is not None and held.text == statement.text:
            self._say_again(field, held, statement)
            return
        if held is not None:
            self._refuse_if_locked([held], _wish(Action.REPLACE, field, statement))
            if self._person is None and held.last_said > statement.said_at:
                raise Refused(Reason.OUTDATED, "A later conversation has been remembered already.")
        self._facts[field] = ()
        self._append(field, statement)

    def _rivals(self, field: str, statement: Fact, target: Fact | None) -> list[Fact]:
        """The current facts that a statement would take the place of."""
        facts = self._facts.get(field, ())
        if self._before.fields.is_list(field):
            named = _saying(facts, target.text) if target and not is_same(target.text, statement.text) else []
            facts = tuple({head.id: head for head in (self._head(field, fact) for fact in named)}.values())
        return [fact for fact in facts if is_current(fact) and not is_same(fact.text, statement.text)]

    def _head(self, field: str, fact: Fact) -> Fact:
        """What has taken the place of a fact by now. A fact that stood there before does not count."""
        for later in self._facts[field]:
            if later.id == fact.replaced_by and later.replaces == fact.id:
                fact = later
        return fact

    def _corrections(self, field: str, statement: Fact) -> list[Fact]:
        """What now stands instead of the very words of a statement."""
        successors = {fact.replaced_by for fact in _saying(self._facts.get(field, ()), statement.text)}
        return [fact for fact in self._facts.get(field, ()) if fact.id in successors and is_current(fact)]

    def _held(self, field: str, statement: Fact) -> Fact | None:
        """The fact that says the same as a statement, or said it and was ended later than the statement."""
        same = _saying(self._facts.get(field, ()), statement.text)
        current = [fact for fact in same if is_current(fact)]
        ended = [fact for fact in same if fact.last_said >= statement.said_at and self._person is None]
        return max(current or ended, key=_last_said, default=None)

    def _yields(self, rival: Fact, statement: Fact) -> bool:
        return self._person is not None or rival.last_said <= statement.said_at

    def _stronger(
        self, field: str, statement: Fact, target: Fact | None, rivals: Sequence[Fact]
    ) -> tuple[str, datetime] | None:
        """The id of what was said instead after the statement, and when; None if nothing was."""
        if self._person is not None:
            return None
        if not self._before.fields.is_list(field):
            later = [(fact.id, fact.last_said) for fact in rivals]
        else:
            named = _saying(self._facts[field], target.text) if target else []
            later = [(fact.replaced_by, fact.last_said) for fact in named if fact.replaced_by]
            later += [(fact.id, fact.said_at) for fact in rivals]
        return max((one for one in later if one[1] > statement.said_at), key=lambda one: one[1], default=None)

    def _take_in(
        self, field: str, statement: Fact, rivals: Sequence[Fact], stronger: tuple[str, datetime] | None
    ) -> None:
        if stronger is not None:
            ended = {"status": Status.SUPERSEDED, "replaced_by": stronger[0], "last_said_at": stronger[1]}
            self._append(field, statement, **ended)
            return
        losers = [fact for fact in rivals if self._yields(fact, statement)]
        newest = max(losers, key=_last_said, default=None)
        taken_in = self._append(field, statement, replaces=newest.id if newest else None)
        self._supersede(field, losers, taken_in.id, statement.said_at)

    def _join(self, field: str, held: Fact, statement: Fact, rivals: Sequence[Fact]) -> None:
        losers = [fact for fact in rivals if self._yields(fact, statement)]
        if not is_current(held):  # of one moment the later operation counts, and this is the earlier one replayed
            losers = [fact for fact in losers if fact.last_said != statement.said_at]
        if not losers:
            self._say_again(field, held, statement)
            return
        self._refuse_if_locked([held], _wish(Action.REPLACE, field, statement), meant=losers[0])
        latest = max(statement.said_at, held.last_said)
        raised_again = statement.said_at > (held.resolved_at or held.last_said)
        reopened = REOPENED if held.status is Status.RESOLVED and raised_again else {}
        changes = {"last_said_at": latest, "locked_by": held.locked_by or self._person, **reopened}
        self._change(field, held, **changes)
        self._supersede(field, losers, held.id, statement.said_at)

    def _say_again(self, field: str, held: Fact, statement: Fact) -> None:
        changes: dict[str, Any] = {}
        if is_current(held) and statement.said_at > held.last_said:
            changes["last_said_at"] = statement.said_at
        if held.status is Status.RESOLVED and statement.said_at > (held.resolved_at or held.last_said):
            changes |= REOPENED
            self._refuse_if_locked([held], _wish(Action.ADD, field, statement))
        if self._person is not None and held.locked_by is None:
            changes["locked_by"] = self._person
        if not changes or (held.locked_by and self._person is None):
            raise Refused(Reason.ALREADY_KNOWN, "This is known already.")
        self._change(field, held, **changes)

    def _refuse_if_locked(self, facts: Sequence[Fact], wish: _Wish, *, meant: Fact | None = None) -> None:
        """Keep the model off a fact that a person locked, and suggest the wish to people: about it, or what is `meant`.

        Words from before the locked fact would not stand against it without a lock either: they suggest nothing.
        """
        locked = next((fact for fact in facts if fact.locked_by), None)
        if locked is None or self._person is not None:
            return
        if wish.said_at < locked.last_said:
            raise Refused(Reason.OUTDATED, f"{locked.locked_by} has locked “{locked.text}”, which is of later.")
        explanation = f"{locked.locked_by} has locked “{locked.text}”; only people change it."
        self._suggest(wish, (meant or locked).id, explanation)
        raise Refused(Reason.LOCKED, explanation)

    def _suggest(self, wish: _Wish, fact_id: str, explanation: str) -> None:
        suggestion = Suggestion(
            id=f"s{self._next_fact}",
            action=wish.action,
            field=wish.field,
            fact=fact_id,
            text=wish.text,
            evidence=wish.evidence,
            said_at=wish.said_at,
            session_id=self._session_id,
            explanation=explanation,
        )
        self._suggestions = with_suggestion(self._suggestions, suggestion)
        self._next_fact += suggestion in self._suggestions

    def _append(self, field: str, statement: Fact, **changes: Any) -> Fact:
        fact = statement.model_copy(update={"id": f"f{self._next_fact}", **changes})
        self._next_fact += 1
        self._facts[field] = (*self._facts.get(field, ()), fact)
        return fact

    def _supersede(self, field: str, losers: Sequence[Fact], winner: str, said_at: datetime) -> None:
        for loser in losers:
            ended = max(said_at, loser.last_said)
            self._change(field, loser, status=Status.SUPERSEDED, replaced_by=winner, last_said_at=ended)

    def _change(self, field: str, fact: Fact, **changes: Any) -> None:
        self._facts[field] = tuple(
            known.model_copy(update=changes) if known.id == fact.id else known for known in self._facts[field]
        )
