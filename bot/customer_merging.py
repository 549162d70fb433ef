"""Use case: a person decides that two customers are one, or that they are two after all, and the work goes on."""

from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from bot.services import Services
from memory.customer_merging import CannotMerge, merge_customers, undo_merge
from memory.leases import Work
from memory.models import CustomerMerge
from memory.versions import VersionConflict


def merge(services: Services, keep_id: int, absorb_id: int, *, author: str) -> int:
    """Merge two customers. Returns the key of the merge. Raises CannotMerge with a sentence for whoever asked."""
    now = services.clock.now()
    merge_id = _decide(services, lambda session: merge_customers(session, keep_id, absorb_id, author=author, now=now))
    structlog.get_logger().info("customers_merged", customer=keep_id, absorbed=absorb_id, merge=merge_id)
    return merge_id


def undo(services: Services, customer_id: int, merge_id: int, *, author: str) -> None:
    """Undo a merge that this customer was a part of. Raises CannotMerge, and LookupError when there is none such."""
    now = services.clock.now()

    def decision(session: Session) -> CustomerMerge:
        merge = session.get(CustomerMerge, merge_id)
        if merge is None or customer_id not in {merge.kept_id, merge.absorbed_id}:
            raise LookupError(f"This customer has no merge {merge_id}.")
        return undo_merge(session, merge_id, author=author, now=now)

    _decide(services, decision)
    structlog.get_logger().info("merge_undone", customer=customer_id, merge=merge_id)


def _decide(services: Services, decision: Callable[[Session], CustomerMerge]) -> int:
    try:
        with services.database.transaction() as session:
            merge_id = decision(session).id
    except VersionConflict as conflict:
        raise CannotMerge("Both customers are being changed at this moment. Try again.") from conflict
    for work in Work:
        services.queueing.wake(work)
    return merge_id
