"""A profile and a profile update become the next profile: the model proposes, code decides. Pure.

Every operation stands or falls alone, by DESIGN section 4.2; what falls is kept with its reason. A fact that no
accepted operation concerns is the very same object afterwards. How statements settle is `memory.drafting`'s part.

Stage and last interaction are facts too, but their earlier values are not kept within the profile: they change with
every session, no one asks an operation to prove them, and a chain of them would outgrow everything else. Earlier
values live in earlier versions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from memory.drafting import Draft
from memory.evidence import ANYBODY, CUSTOMER_ONLY, proving_line, shares_content, takes_back
from memory.forgetting import Wish, is_forgotten, removal, wished_evidence, wished_facts
from memory.operations import Action, Operation, ProfileUpdate
from memory.privacy import withheld
from memory.profile import Certainty, Evidence, Fact, Profile, Status
from memory.refusals import Reason, Refused
from memory.screening import (
    first_words,
    fit_sentences,
    refuse_poison,
    refuse_sensitive,
    refuse_unusable,
    says_nothing,
    showable,
    tidied,
)
from memory.transcript import Line, Transcript

__all__ = ["MODEL", "Merged", "Origin", "Reason", "Rejection", "merge"]

MODEL = "model"
SWEEPING = 3
"""So many removals at once, when they are more than half of what is held, are for a person to decide."""

_DECIDING = frozenset({Reason.ALREADY_KNOWN, Reason.ALREADY_CHANGED, Reason.OUTDATED})
"""A fact that an operation met in this way is decided for this update, as after an accepted operation."""


@dataclass(frozen=True)
class Origin:
    """Where an update comes from. `author` is `MODEL` or a person's name; `at` is when it is remembered, in UTC."""

    author: str
    session_id: int | None
    at: datetime

    @property
    def by_person(self) -> bool:
        """True for what a person asks for, which needs no evidence and is locked."""
        return self.author != MODEL


@dataclass(frozen=True)
class Rejection:
    """An operation that does not stand. `explanation` is one sentence for the admin page."""

    operation: Operation
    reason: Reason
    explanation: str

    @property
    def is_suggestion(self) -> bool:
        """True when only a person's lock stood in the way: a person may want to take it over."""
        return self.reason is Reason.LOCKED


@dataclass(frozen=True)
class Merged:
    """The next profile, and what became of the operations. When nothing `changed`, the profile is the one before."""

    profile: Profile
    applied: tuple[Operation, ...]
    rejected: tuple[Rejection, ...]
    changed: bool


def merge(
    profile: Profile,
    update: ProfileUpdate,
    transcript: Transcript | None,
    origin: Origin,
    wishes: Sequence[Wish] = (),
) -> Merged:
    """Merge an update into a profile. `transcript` is what the evidence is looked up in; a person needs none.

    `wishes` are the customer's own to be forgotten: they remove what they cover, and let nothing of it in again.

    Merging the same update again changes nothing, and of two sessions the order of merging does not matter.
    """
    merging = _Merging(profile, transcript, origin, wishes)
    merging.forget()
    merging.forbid_sweeping(update)
    for operation in update.operations:
        merging.attempt(tidied(operation))
    merging.keep("journey_stage", update.journey_stage)
    merging.keep("last_interaction", merging.fit(first_words(update.last_interaction or "")))
    after = merging.draft.finished(lambda suggestion: any(wish.takes_back(suggestion) for wish in wishes))
    return Merged(after, tuple(merging.applied), tuple(merging.rejected), after is not profile)


class _Merging:
    def __init__(self, profile: Profile, transcript: Transcript | None, origin: Origin, wishes: Sequence[Wish]) -> None:
        self.draft = Draft(profile, origin.author if origin.by_person else None, origin.session_id)
        self.applied: list[Operation] = []
        self.rejected: list[Rejection] = []
        self._profile = profile
        self._transcript = transcript
        self._origin = origin
        self._wishes = wishes
        self._message_ids = {line.message_id for line in transcript.lines} if transcript else set()
        self._decided: set[str] = set()
        self._sweeping = False

    def forget(self) -> None:
        """Remove what the customer wishes to be forgotten, however much it is; what is locked becomes a suggestion."""
        for wish in self._wishes:
            for field, fact in wished_facts(self._profile, wish):
                operation = removal(wish, field, fact)
                try:
                    self.draft.remove(field, fact, wish.line.said_at, wished_evidence(wish))
                except Refused as refused:
                    if refused.reason is Reason.LOCKED:
                        self.rejected.append(Rejection(showable(operation), refused.reason, str(refused)))
                else:
                    self.applied.append(showable(operation))

    def forbid_sweeping(self, update: ProfileUpdate) -> None:
        """Let nothing be taken away when the model wants to take away most of what was known before these words.

        A replacement takes away too, when its text has nothing in common with what was said.
        """
        known = [
            fact
            for field in self._profile.fields.operable
            for fact in self._profile.of(field)
            if not self._is_learned_here(fact)
        ]
        named = {operation.fact for operation in update.operations if self._takes_away(tidied(operation))}
        removals = sum(fact.id in named and fact.status is not Status.REMOVED for fact in known)
        active = sum(fact.status is Status.ACTIVE for fact in known)
        self._sweeping = not self._origin.by_person and removals >= SWEEPING and 2 * removals > active

    def _takes_away(self, operation: Operation) -> bool:
        if operation.action is not Action.REPLACE:
            return operation.action is Action.REMOVE
        line = self._transcript.line(operation.message) if self._transcript else None
        return line is not None and not self._is_heard(operation, line)

    def attempt(self, operation: Operation) -> None:
        """Apply an operation, or note why it does not stand."""
        try:
            self._apply(operation)
        except Refused as refused:
            self.rejected.append(Rejection(showable(operation), refused.reason, str(refused)))
            if refused.reason not in _DECIDING:
                return
        else:
            self.applied.append(showable(operation))
        if operation.fact and operation.action is not Action.ADD:
            self._decided.add(operation.fact)

    def fit(self, summary: str) -> str:
        """What of a summary may be stored. A person's own words are a person's; secrets they do not store either."""
        return withheld(summary) if self._origin.by_person else fit_sentences(summary, self._transcript)

    def keep(self, field: str, value: str | None) -> None:
        """Note the session's stage or last interaction. Nothing given leaves what was."""
        if value is None or says_nothing(value):
            return
        held = self._profile.value(field)
        lines = self._transcript.lines if self._transcript else ()
        operation = Operation(
            action=Action.REPLACE, field=field, fact=held.id if held else None, text=value, certainty=Certainty.INFERRED
        )
        try:
            self.draft.keep(field, self._statement(operation, lines[-1].said_at if lines else self._origin.at))
        except Refused as refused:
            if refused.reason is not Reason.ALREADY_KNOWN:
                self.rejected.append(Rejection(operation, refused.reason, str(refused)))
            return
        self.applied.append(operation)

    def _apply(self, operation: Operation) -> None:
        if operation.field not in self._profile.fields.operable:
            raise Refused(Reason.UNKNOWN_FIELD, "No operation may name this field.")
        if operation.action is Action.ADD:
            self._settle(operation, None)
            return
        target = self._target(operation)
        if operation.action is Action.REPLACE:
            self._settle(operation, target)
        elif operation.action is Action.REMOVE:
            self._remove(operation, target)
        else:
            self._resolve(operation, target)

    def _settle(self, operation: Operation, target: Fact | None) -> None:
        refuse_unusable(operation, self._profile.fields)
        line = self._proof(operation)
        self._refuse_unfit(operation)
        if line is not None and is_forgotten(operation, line, self._wishes):
            raise Refused(Reason.FORGOTTEN, "The customer asked to forget this.")
        if target is not None:
            if self._sweeping and self._takes_away(operation):
                raise Refused(Reason.SWEEPING_REMOVAL, "It would replace most of what is known by words nobody said.")
            self._refuse_decided(target)
        said_at = line.said_at if line else self._origin.at
        statement = self._statement(operation, said_at).model_copy(
            update={"evidence": _evidence(operation, line), "certainty": self._certainty(operation, line)}
        )
        self.draft.settle(operation.field, statement, target)

    def _remove(self, operation: Operation, target: Fact) -> None:
        line = self._proof(operation)
        subject = f"{target.text} {target.evidence.quote if target.evidence else ''}"
        if line is not None and not takes_back(line.text) and not shares_content(line.text, subject):
            raise Refused(Reason.UNPROVEN_REMOVAL, "The quoted words neither name this fact nor take anything back.")
        if self._sweeping and target.status is not Status.REMOVED:
            raise Refused(Reason.SWEEPING_REMOVAL, "It would remove most of what is known; a person decides that.")
        self._refuse_decided(target)
        said_at = line.said_at if line else self._origin.at
        self.draft.remove(operation.field, target, said_at, _evidence(operation, line))

    def _resolve(self, operation: Operation, target: Fact) -> None:
        if operation.field != "objections":
            raise Refused(Reason.NOT_AN_OBJECTION, "Only objections are resolved.")
        refuse_unusable(operation, self._profile.fields)
        line = self._proof(operation)
        self._refuse_unfit(operation)
        self._refuse_decided(target)
        said_at = line.said_at if line else self._origin.at
        self.draft.resolve(operation.field, target, operation.text or "", said_at, _evidence(operation, line))

    def _target(self, operation: Operation) -> Fact:
        found = self.draft.find(operation.fact or "")
        if found is None or self._profile.find(found[1].id) is None or self._is_learned_here(found[1]):
            raise Refused(Reason.UNKNOWN_FACT, "It names a fact that the profile did not hold.")
        field, fact = found
        if field != operation.field:
            raise Refused(Reason.WRONG_FIELD, f"The fact it names belongs to {field}.")
        return fact

    def _is_learned_here(self, fact: Fact) -> bool:
        """Whether the update's own words taught a fact: it cannot have known its id, so a replay may not hit it."""
        return fact.evidence is not None and fact.evidence.message_id in self._message_ids

    def _refuse_unfit(self, operation: Operation) -> None:
        refuse_sensitive(operation)
        if not self._origin.by_person:
            refuse_poison(operation, self._transcript, answers=operation.action is Action.RESOLVE)

    def _refuse_decided(self, target: Fact) -> None:
        if target.id in self._decided:
            raise Refused(Reason.ALREADY_CHANGED, "An earlier operation of the same update concerns this fact.")

    def _proof(self, operation: Operation) -> Line | None:
        """The line that proves an operation; None for a person's. Raises Refused without one."""
        if self._origin.by_person:
            return None
        authors = ANYBODY if operation.action is Action.RESOLVE else CUSTOMER_ONLY
        transcript = self._transcript or Transcript(session_id=0, lines=())
        line = proving_line(transcript, operation.message, operation.quote, authors)
        if line is not None:
            return line
        if proving_line(transcript, operation.message, operation.quote, ANYBODY):
            raise Refused(Reason.NOT_BY_CUSTOMER, "The shop said the quoted words, not the customer.")
        raise Refused(Reason.NOT_SAID, "The quoted words do not stand in the message that is cited.")

    def _certainty(self, operation: Operation, line: Line | None) -> Certainty:
        """As claimed; but nothing is stated that has no word in common with what was said or asked there."""
        if line is None or self._transcript is None or operation.certainty is Certainty.INFERRED:
            return operation.certainty
        return Certainty.STATED if self._is_heard(operation, line) else Certainty.INFERRED

    def _is_heard(self, operation: Operation, line: Line) -> bool:
        """Whether the text has a content word in common with the line or the one before."""
        before = self._transcript.before(line) if self._transcript else None
        return shares_content(operation.text or "", f"{before.text if before else ''} {line.text}")

    def _statement(self, operation: Operation, said_at: datetime) -> Fact:
        return Fact(
            id="",
            text=operation.text or "",
            certainty=operation.certainty,
            session_id=self._origin.session_id,
            said_at=said_at,
            learned_at=self._origin.at,
            author=self._origin.author,
            locked_by=self._origin.author if self._origin.by_person else None,
        )


def _evidence(operation: Operation, line: Line | None) -> Evidence | None:
    quote = withheld(operation.quote or "")
    return Evidence(message_id=line.message_id, quote=quote, is_transcribed=line.is_transcribed) if line else None
