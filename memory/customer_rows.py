"""What two customers' own rows say once they are one: who they are, whether they may be written to, what waits."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from memory.customers import unflag
from memory.models import Customer

_TOGETHER = (
    ("display_name",),
    ("timezone",),
    ("last_seen_at",),
    ("opted_out_at",),
    ("taken_over_at", "taken_over_by", "takeover_ends_at"),
    ("flagged_at", "flag_reason"),
)
"""Columns that make sense together only: when one of them has changed since, the others stay as they are too."""
_COLUMNS = tuple(name for names in _TOGETHER for name in names)


def row_of(customer: Customer) -> dict[str, Any]:
    """What can be put back into a customer's row, as a plain document."""
    return {name: _plain(getattr(customer, name)) for name in _COLUMNS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def question_of(number: str) -> str:
    """What the team is asked when a customer writes from a phone number that is another one's."""
    return (
        f"Writes from {number}, the number of a customer with another WhatsApp account."
        " If both are the same person, merge them."
    )


def merge_rows(kept: Customer, absorbed: Customer, numbers: Collection[str]) -> None:
    """Let the kept customer's row say what both did; on the absorbed one's nothing waits and nothing is flagged.

    Who has opted out, is taken over or flagged stays so, whichever of the two it was. A flag that asks about one of
    `numbers`, which are those of the two together, is answered.
    """
    kept.display_name = kept.display_name or absorbed.display_name
    kept.timezone = kept.timezone or absorbed.timezone
    kept.last_seen_at = max(filter(None, (kept.last_seen_at, absorbed.last_seen_at)), default=None)
    kept.opted_out_at = _earlier(kept.opted_out_at, absorbed.opted_out_at)
    if kept.taken_over_at is None:
        kept.taken_over_at, kept.taken_over_by = absorbed.taken_over_at, absorbed.taken_over_by
        kept.takeover_ends_at = absorbed.takeover_ends_at
    absorbed.takeover_ends_at = None
    questions = {question_of(number) for number in numbers}
    for customer in (kept, absorbed):
        if customer.flag_reason in questions:
            unflag(customer)
    if kept.flagged_at is None:
        kept.flagged_at, kept.flag_reason = absorbed.flagged_at, absorbed.flag_reason
    _merge_waiting(kept, absorbed)
    unflag(absorbed)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _merge_waiting(kept: Customer, absorbed: Customer) -> None:
    kept.reply_due_at = _earlier(kept.reply_due_at, absorbed.reply_due_at)
    kept.reply_waiting_since = _earlier(kept.reply_waiting_since, absorbed.reply_waiting_since)
    kept.reply_held_at = _earlier(kept.reply_held_at, absorbed.reply_held_at)
    kept.reply_attempts = max(kept.reply_attempts, absorbed.reply_attempts)
    kept.reply_voided = max(kept.reply_voided, absorbed.reply_voided)
    kept.reply_unfinished = max(kept.reply_unfinished, absorbed.reply_unfinished)
    wait_for(absorbed, None, None)


def wait_for(customer: Customer, due_at: datetime | None, since: datetime | None) -> None:
    """Have an answer due at a moment to words that wait since another; None for both when nothing waits."""
    customer.reply_due_at, customer.reply_waiting_since, customer.reply_held_at = due_at, since, None
    customer.reply_attempts = customer.reply_voided = customer.reply_unfinished = 0


def part_rows(kept: Customer, absorbed: Customer, moved: Mapping[str, Any]) -> None:
    """Give both rows back what they said before, save what has changed since."""
    for names in _TOGETHER:
        is_as_merged = all(_plain(getattr(kept, name)) == moved["kept_after"][name] for name in names)
        for name in names:
            if is_as_merged:
                setattr(kept, name, _moment(name, moved["kept_before"][name]))
            setattr(absorbed, name, _moment(name, moved["absorbed_before"][name]))
    if _plain(kept.opted_out_at) != moved["kept_before"]["opted_out_at"]:  # said since: it holds for both
        absorbed.opted_out_at = absorbed.opted_out_at or kept.opted_out_at


def _moment(name: str, value: str | None) -> datetime | str | None:
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value
