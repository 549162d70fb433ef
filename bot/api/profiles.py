"""Reading what is remembered: the profile, its briefing, its versions."""

from flask import Response
from sqlalchemy.orm import Session

from bot.api import answers
from bot.api.answering import answer, require_customer, require_head
from bot.api.problems import Problem
from bot.api.schemas import AtMoment, OfBriefing, OfCustomer, OfDifference, OfHistory, OfVersion
from bot.services import current_services
from memory.briefing import brief
from memory.comparing import difference
from memory.customers import outside_name
from memory.models import ProfileVersion
from memory.profile import Profile
from memory.tokens import count_tokens
from memory.versions import Head, as_of, history_of, read_document, version_of


def get_profile(path: OfCustomer, query: AtMoment) -> Response:
    """The compact profile, now or as it was at a moment.

    Its ETag is the number of the version; 0 is the empty profile of a customer of whom nothing is remembered yet.
    """
    with current_services().database.reading() as session:
        customer_id, head = require_head(session, path.customer_id)
        if query.as_of is not None:
            version = as_of(session, customer_id, query.as_of)
            empty = Profile(customer_id=head.profile.customer_id).seen_with(head.profile.fields)
            head = Head(read_document(session, version.document), version.number) if version else Head(empty, 0)
    return answer(answers.compact(head.profile), version=head.version)


def get_briefing(path: OfCustomer, query: OfBriefing) -> Response:
    """The profile as text of bounded length for a system prompt, fenced and labelled as data."""
    services = current_services()
    with services.database.reading() as session:
        _, head = require_head(session, path.customer_id)
    text = brief(head.profile, query.tokens or services.settings.profile_token_budget)
    found = answers.Briefing(
        customer_id=head.profile.customer_id, briefing=text, tokens=count_tokens(text) if text else 0
    )
    return answer(found, version=head.version)


def get_history(path: OfCustomer, query: OfHistory) -> Response:
    """The versions of a profile, newest first, a page at a time."""
    with current_services().database.reading() as session:
        customer = require_customer(session, path.customer_id)
        found = history_of(session, customer.id, limit=query.limit + 1, before=query.before)
        name = outside_name(session, customer.id)
    shown = found[: query.limit]
    following = shown[-1].number if len(found) > len(shown) else None
    entries = [answers.VersionEntry.of(version) for version in shown]
    return answer(answers.History(customer_id=name, versions=entries, next=following))


def get_version(path: OfVersion) -> Response:
    """One version whole: all facts with their ids and evidence, the operations, and what was rejected and why."""
    with current_services().database.reading() as session:
        customer = require_customer(session, path.customer_id)
        version = _require_version(session, customer.id, path.number)
        return answer(answers.Version.of(version, read_document(session, version.document)))


def get_difference(path: OfDifference) -> Response:
    """What differs from one version to another, fact by fact. Version 0 is the empty profile."""
    with current_services().database.reading() as session:
        customer = require_customer(session, path.customer_id)
        states = [_state(session, customer.id, number) for number in (path.number, path.other)]
        name = outside_name(session, customer.id)
    fields = [answers.FieldChanges.of(found) for found in difference(*states)]
    return answer(answers.Difference(customer_id=name, before=path.number, after=path.other, fields=fields))


def _state(session: Session, customer_id: int, number: int) -> Profile:
    if number == 0:
        return Profile(customer_id="")
    return read_document(session, _require_version(session, customer_id, number).document)


def _require_version(session: Session, customer_id: int, number: int) -> ProfileVersion:
    version = version_of(session, customer_id, number)
    if version is None:
        raise Problem(404, f"This profile has no version {number}.")
    return version
