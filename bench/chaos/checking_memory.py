"""What must hold of sessions and profiles after a chaos run."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from bench.chaos.checking import Violation
from bench.chaos.playing import Ledger
from bench.chaos.records import Records
from bench.chaos.trials import Step
from memory.models import RememberingState


def memory_violations(ledger: Ledger, records: Records) -> Iterator[Violation]:
    """Every session is closed and remembered once, versions have no gap, no word is lost or doubled."""
    pieces: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for piece in records.rememberings:
        pieces[piece.session_id].append((piece.first_position, piece.last_position))
        if piece.state != RememberingState.DONE and not piece.error:
            yield Violation("neither remembered nor visibly failed", None, (piece.session_id, piece.id, piece.state))
    for one in records.sessions:
        covered = [position for first, last in pieces[one.id] for position in range(first, last + 1)]
        if one.closed_at is None:
            yield Violation("a session is still open", None, (one.id,))
        elif covered != list(range(1, one.message_count + 1)):
            yield Violation("a session is not covered once by its pieces", None, (one.id, pieces[one.id]))
    numbers: dict[int, list[int]] = defaultdict(list)
    for version in records.versions:
        numbers[version.customer_id].append(version.number)
    for customer_id, found in numbers.items():
        head = records.heads.get(customer_id)
        if found != list(range(1, len(found) + 1)) or head is None or head.version != found[-1]:
            yield Violation("versions have a gap, or the head is not the last", None, (customer_id, found))
    yield from _of_learnt_words(ledger, records)


def _of_learnt_words(ledger: Ledger, records: Records) -> Iterator[Violation]:
    learnt = Counter(text for texts in records.preferences.values() for text in texts)
    undone = {piece.session_id for piece in records.rememberings if piece.state != RememberingState.DONE}
    recorded = {one.provider_id: one for one in records.messages.values() if one.provider_id}
    for said in ledger.said:
        message = recorded.get(said.provider_id)
        if said.step is not Step.SAY or message is None or message.session_id in undone:
            continue
        if learnt[said.token] != 1:
            what = f"a word of the customer's is remembered {learnt[said.token]} times"
            yield Violation(what, said.trial, (said.token, message.id, message.session_id))
