"""What an undone merge has left of a customer in another customer's versions, taken out before the customer is erased.

Versions are never changed otherwise; but while a merge stood, the kept customer's versions held the absorbed one's
facts, and erasing promises that nothing of a customer stays.
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from memory.customer_moving import session_ids_of
from memory.models import CustomerMerge, ProfileVersion
from memory.profile import Fact, Profile, Suggestion
from memory.profile_merging import number_of
from memory.suggesting import with_standing, without_suggestions
from memory.upgrades import upgrade
from memory.versions import Cause, version_of


def erase_from_kept(session: Session, customer_id: int) -> int:
    """Take this customer's facts out of the versions of everybody who had absorbed it. Returns how many changed.

    Call it before the customer is deleted; it needs the record of its undone merges. That also names the sessions that
    went back and are deleted by now.
    """
    undone = select(CustomerMerge).where(CustomerMerge.absorbed_id == customer_id, CustomerMerge.undone_at.is_not(None))
    own = frozenset(session_ids_of(session, customer_id))
    return sum(
        _erase_from(session, merge, own.union(merge.moved["session_ids"])) for merge in session.scalars(undone).all()
    )


def _erase_from(session: Session, merge: CustomerMerge, sessions: frozenset[int]) -> int:
    numbers = _numbers_of_absorbed(session, merge)

    def is_theirs(entry: Fact | Suggestion) -> bool:
        return number_of(entry.id) in numbers or entry.session_id in sessions

    versions = session.scalars(
        select(ProfileVersion).where(
            ProfileVersion.customer_id == merge.kept_id, ProfileVersion.number >= merge.kept_version
        )
    )
    return sum(_erase_from_version(version, is_theirs, sessions) for version in versions.all())


def _numbers_of_absorbed(session: Session, merge: CustomerMerge) -> range:
    before = version_of(session, merge.kept_id, merge.kept_version - 1)
    merged = version_of(session, merge.kept_id, merge.kept_version)
    first = upgrade(before.document).next_fact if before else 1
    return range(first, upgrade(merged.document).next_fact if merged else first)


def _erase_from_version(
    version: ProfileVersion, is_theirs: Callable[[Fact | Suggestion], bool], sessions: frozenset[int]
) -> bool:
    profile = upgrade(version.document)
    left = _without(profile, is_theirs)
    is_of_their_session = version.cause == Cause.SESSION and int(version.cause_id.partition(":")[0]) in sessions
    if left == profile and not is_of_their_session:
        return False
    version.document = left.model_dump(mode="json")
    if is_of_their_session:
        version.operations, version.rejections = [], []
    return True


def _without(profile: Profile, is_theirs: Callable[[Fact | Suggestion], bool]) -> Profile:
    facts = {field: tuple(fact for fact in held if not is_theirs(fact)) for field, held in profile.facts.items()}
    left = profile.model_copy(update={"facts": {field: held for field, held in facts.items() if held}})
    return with_standing(without_suggestions(left, is_theirs))
