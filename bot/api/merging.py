"""Customers found to be one: merged, listed, and made two again."""

from flask import Response
from sqlalchemy.orm import Session

from bot import customer_merging
from bot.api import answers
from bot.api.access import current_caller
from bot.api.answering import answer, require_customer
from bot.api.problems import Problem
from bot.api.schemas import MergeBody, OfCustomer, OfMerge, OfMerges, UndoBody
from bot.services import current_services
from memory.customer_merging import CannotMerge, absorbed_names, merges_of
from memory.customers import kept_customer, outside_name
from memory.models import Customer, CustomerMerge


def merge(path: OfCustomer, body: MergeBody) -> Response:
    """Merge another customer into this one: two turned out to be one person.

    All that hangs on the absorbed customer goes over, and each of its identifiers finds the kept one from then on.
    Both profiles become one by the rules of memory; both histories stay. It can be undone.
    """
    services = current_services()
    with services.database.reading() as session:
        kept = require_customer(session, path.customer_id)
        absorbed = _absorbed(session, body.absorb)
    author = body.author or current_caller().name
    try:
        merge_id = customer_merging.merge(services, kept.id, absorbed.id, author=author)
    except CannotMerge as refused:
        raise Problem(409, f"Nothing was changed. {refused}") from refused
    return _answer(merge_id)


def get_merges(path: OfCustomer, query: OfMerges) -> Response:
    """The merges that a customer was a part of, standing and undone, newest first, a page at a time."""
    with current_services().database.reading() as session:
        customer = require_customer(session, path.customer_id)
        found = merges_of(session, customer.id, limit=query.limit + 1, before=query.before)
        shown = found[: query.limit]
        body = answers.Merges(
            customer_id=outside_name(session, customer.id),
            merges=[_as_answer(session, one) for one in shown],
            next=shown[-1].id if len(found) > len(shown) else None,
        )
    return answer(body)


def undo_merge(path: OfMerge, body: UndoBody) -> Response:
    """Make two customers again of those that a merge made one.

    What was moved goes back, with what was learned since from either's own sessions; a merge that came later and
    absorbed the kept customer is to be undone first.
    """
    services = current_services()
    with services.database.reading() as session:
        customer = require_customer(session, path.customer_id)
    author = body.author or current_caller().name
    try:
        customer_merging.undo(services, customer.id, path.merge_id, author=author)
    except LookupError as unknown:
        raise Problem(404, str(unknown)) from unknown
    except CannotMerge as refused:
        raise Problem(409, f"Nothing was changed. {refused}") from refused
    return _answer(path.merge_id)


def _absorbed(session: Session, name: str) -> Customer:
    try:
        return require_customer(session, name)
    except Problem as unknown:
        sentence = "No customer is known by this id."
        raise Problem(422, "Nothing was changed. Please correct: absorb.", {"absorb": sentence}) from unknown


def _answer(merge_id: int) -> Response:
    with current_services().database.reading() as session:
        found = session.get(CustomerMerge, merge_id)
        if found is None:
            raise Problem(404, "One of the two customers has been erased meanwhile.")
        return answer(_as_answer(session, found))


def _as_answer(session: Session, merge: CustomerMerge) -> answers.Merge:
    kept = kept_customer(session, session.get_one(Customer, merge.kept_id))
    names = absorbed_names(session, merge)
    absorbed = names[0].value if names else outside_name(session, merge.absorbed_id)
    return answers.Merge.of(merge, outside_name(session, kept.id), absorbed)
