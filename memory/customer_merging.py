"""Use case: two customers found to be one are merged, and a person can undo it.

All that hangs on the absorbed customer becomes the kept one's; the absorbed customer's row stays, points to the kept
one, and keeps its versions readable. Work in flight survives: what waits for an answer, to be sent or to be
remembered goes over and is due as before; who was at it finds the lease gone.

Undoing gives back what was moved, sessions begun since from an address that goes back, and both profiles as
`memory.profile_parting` says. All else that came since stays with the kept customer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from memory.customer_moving import (
    drop_leases,
    identifier_ids_of,
    move_consent,
    move_identifiers,
    move_sessions,
    name_again,
    rename_alike,
    return_consent,
    session_ids_of,
    waiting_since,
)
from memory.customer_rows import merge_rows, part_rows, row_of, wait_for
from memory.customers import best_first, get_customer, identifiers_of, lock_row, outside_name
from memory.identifiers import Identifier
from memory.merge_returning import moved_identifiers, returning_messages, returning_sessions
from memory.models import Channel, Customer, CustomerMerge, ProfileHead
from memory.profile import Profile
from memory.profile_merging import merge_profiles
from memory.profile_parting import Merger, Returning, part_profiles
from memory.sessions import ClosedBecause, close_session, open_session
from memory.versions import (
    Cause,
    Change,
    Head,
    VersionConflict,
    append_version,
    empty_profile,
    head_of,
    read_document,
    version_of,
)

MOST_CONFLICTS = 10


class CannotMerge(ValueError):
    """These customers cannot be merged, or this merge not be undone. Its text is a sentence for whoever asked."""


def merge_customers(session: Session, keep_id: int, absorb_id: int, *, author: str, now: datetime) -> CustomerMerge:
    """Make one customer of two: `absorb_id` goes into `keep_id`. Both rows are locked until the transaction ends.

    `author` is the person who decided it, or `channel` where the channel has proved it. Wake all kinds of work after
    the commit. Raises CannotMerge when they are one already or either does not exist (any more).
    """
    kept, absorbed = _lock_both(session, keep_id, absorb_id)
    before = {"kept_before": row_of(kept), "absorbed_before": row_of(absorbed)}
    _leave_one_open(session, keep_id, absorb_id, now)
    moved: dict[str, Any] = {
        "session_ids": session_ids_of(session, absorb_id),
        "session_names": rename_alike(session, absorb_id, keep_id),
        "identifier_ids": identifier_ids_of(session, absorb_id),
        "consent_event_ids": move_consent(session, absorb_id, keep_id),
    }
    move_sessions(session, moved["session_ids"], keep_id)
    move_identifiers(session, moved["identifier_ids"], keep_id)
    drop_leases(session, absorb_id)
    merge = CustomerMerge(kept_id=keep_id, absorbed_id=absorb_id, author=author, merged_at=now)
    merge_rows(kept, absorbed, numbers=[name.value for name in identifiers_of(session, keep_id)])
    merge.moved = {**before, **moved, "kept_after": row_of(kept)}
    _try_again(session, lambda: _merge_heads(session, merge, now))
    absorbed.merged_into_id = keep_id
    session.flush()
    return merge


def both_customers(session: Session, keep_id: int, absorb_id: int) -> tuple[Customer, Customer]:
    """Two customers who can be merged as things stand; nothing is locked. Raises CannotMerge as `merge_customers`."""
    kept, absorbed = (_refuse_absent(get_customer(session, customer_id)) for customer_id in (keep_id, absorb_id))
    if kept is absorbed:
        raise CannotMerge("This is one customer already.")
    return kept, absorbed


def _lock_both(session: Session, keep_id: int, absorb_id: int) -> tuple[Customer, Customer]:
    both_customers(session, keep_id, absorb_id)
    locked = {customer_id: lock_row(session, customer_id) for customer_id in sorted((keep_id, absorb_id))}
    return _refuse_absent(locked[keep_id]), _refuse_absent(locked[absorb_id])


def _refuse_absent(customer: Customer | None) -> Customer:
    if customer is None:
        raise CannotMerge("There is no such customer.")
    if customer.merged_into_id is not None:
        raise CannotMerge("One of the two has been merged into another customer already.")
    return customer


def _leave_one_open(session: Session, keep_id: int, absorb_id: int, now: datetime) -> None:
    """Close the older of two open sessions of a channel: it is remembered, and the other one goes on."""
    for channel in Channel:
        both = [open_session(session, customer_id, channel) for customer_id in (keep_id, absorb_id)]
        is_open = [one for one in both if one is not None]
        if len(is_open) == 2:
            older = min(is_open, key=lambda one: one.last_message_at)
            close_session(session, older, now, ClosedBecause.MERGED)


def _try_again(session: Session, append: Callable[[], None]) -> None:
    for _ in range(MOST_CONFLICTS):
        try:
            with session.begin_nested():
                append()
        except VersionConflict:  # somebody has changed one of the profiles since it was read
            continue
        return
    raise VersionConflict


def _merge_heads(session: Session, merge: CustomerMerge, now: datetime) -> None:
    kept, absorbed = _held_head(session, merge.kept_id), _held_head(session, merge.absorbed_id)
    merge.kept_version, merge.absorbed_version = kept.version + 1, absorbed.version + 1
    session.add(merge)
    session.flush()
    merged = merge_profiles(kept.profile, absorbed.profile)
    merged = merged.model_copy(update={"customer_id": outside_name(session, merge.kept_id)})
    _append(session, merge, merge.kept_id, kept, merged, {"absorbed": merge.absorbed_id}, now)
    _append(session, merge, merge.absorbed_id, absorbed, absorbed.profile, {"absorbed_into": merge.kept_id}, now)


def _held_head(session: Session, customer_id: int) -> Head:
    """The newest version, as it is by now and held against changes."""
    held = select(ProfileHead).where(ProfileHead.customer_id == customer_id).with_for_update()
    session.scalars(held.execution_options(populate_existing=True)).all()
    return head_of(session, customer_id)


def _append(
    session: Session,
    merge: CustomerMerge,
    customer_id: int,
    head: Head,
    profile: Profile,
    operation: dict[str, Any],
    now: datetime,
) -> None:
    change = Change(
        profile,
        Cause.MERGE,
        cause_id=f"{merge.id}:{head.version + 1}",  # SQLite gives the number of an erased merge again
        author=merge.undone_by or merge.author,
        operations=[{"merge": merge.id, **operation}],
    )
    append_version(session, customer_id, head.version, change, now)


def undo_merge(session: Session, merge_id: int, *, author: str, now: datetime) -> CustomerMerge:
    """Make two customers again of those that this merge made one. Wake all kinds of work after the commit.

    Raises LookupError for an unknown merge, CannotMerge when it is undone already or the kept customer has itself been
    absorbed since: then that merge is to be undone first.
    """
    merge = session.get(CustomerMerge, merge_id)
    if merge is None:
        raise LookupError(f"There is no merge {merge_id}.")
    absorbed, kept = lock_row(session, merge.absorbed_id), lock_row(session, merge.kept_id)
    session.refresh(merge)
    if merge.undone_at is not None:
        raise CannotMerge("This merge has been undone before.")
    if absorbed is None or kept is None or kept.merged_into_id is not None:
        raise CannotMerge("The customer has been merged into another one since: undo that first.")
    merge.undone_at, merge.undone_by = now, author
    absorbed.merged_into_id = None
    session.flush()
    move_identifiers(session, merge.moved["identifier_ids"], absorbed.id)
    returning = returning_sessions(session, merge, merge.kept_id)
    move_sessions(session, returning, absorbed.id)
    return_consent(session, merge.moved.get("consent_event_ids", ()), returning, absorbed.id)
    name_again(session, merge.moved["session_names"])
    merge.moved = {**merge.moved, "session_ids": returning}  # erasing the customer must find what these have taught
    drop_leases(session, kept.id)
    part_rows(kept, absorbed, merge.moved)
    for customer in (kept, absorbed):
        since = waiting_since(session, customer.id)
        wait_for(customer, now if since else None, since)
    _try_again(session, lambda: _part_heads(session, merge, returning, now))
    return merge


def _part_heads(session: Session, merge: CustomerMerge, returning: Sequence[int], now: datetime) -> None:
    kept, absorbed = _held_head(session, merge.kept_id), _held_head(session, merge.absorbed_id)
    merger = Merger(
        kept=_profile_at(session, merge.kept_id, merge.kept_version - 1),
        absorbed=_profile_at(session, merge.absorbed_id, merge.absorbed_version - 1),
        merged=_profile_at(session, merge.kept_id, merge.kept_version),
        present=kept.profile,
    )
    messages = returning_messages(session, merge, returning)
    one, other = part_profiles(merger, Returning(frozenset(returning), messages))
    _append(session, merge, merge.kept_id, kept, one, {"undone": True}, now)
    _append(session, merge, merge.absorbed_id, absorbed, other, {"undone": True}, now)


def _profile_at(session: Session, customer_id: int, number: int) -> Profile:
    version = version_of(session, customer_id, number)
    if version is None:
        return empty_profile(session, customer_id)
    return read_document(session, version.document)


def merges_of(
    session: Session, customer_id: int, *, limit: int | None = None, before: int | None = None
) -> list[CustomerMerge]:
    """The merges that this customer was a part of, kept or absorbed, standing or undone, newest first.

    `before` a merge's key pages backwards.
    """
    either = or_(CustomerMerge.kept_id == customer_id, CustomerMerge.absorbed_id == customer_id)
    query = select(CustomerMerge).where(either)
    if before is not None:
        query = query.where(CustomerMerge.id < before)
    return list(session.scalars(query.order_by(CustomerMerge.id.desc()).limit(limit)))


def absorbed_names(session: Session, merge: CustomerMerge) -> list[Identifier]:
    """What the absorbed customer was known by when it was merged, the best name first, whosever they are now."""
    return best_first(moved_identifiers(session, merge))


def absorbed_customers(session: Session, customer_id: int) -> list[int]:
    """Keys of the customers who are a part of this one, the innermost first: erasing goes in this order."""
    parts = session.scalars(select(Customer.id).where(Customer.merged_into_id == customer_id)).all()
    return [key for part in parts for key in (*absorbed_customers(session, part), part)]
