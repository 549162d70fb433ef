"""A delivery status, whether it comes before or after the message's id is known here, and what follows from it."""

from bot.failures import Failures
from bot.services import Services
from memory.delivery_statuses import StatusReport, apply_early_statuses, report_status
from memory.leases import Work


def take_status(services: Services, provider_id: str, status: str, code: str | None, text: str | None) -> None:
    """Apply a status that the provider reports. `text` is its own words about an error."""
    now = services.clock.now()
    with services.database.transaction() as session:
        report = report_status(session, provider_id, status, code, now, text=text)
        if report.failed is not None:
            Failures(services).undelivered(session, report.failed, now)
    early = apply_early(services, provider_id)
    if any(one.frees_next or one.failed for one in (report, early)):
        services.queueing.wake(Work.SEND)


def apply_early(services: Services, provider_id: str) -> StatusReport:
    """Apply what was reported of a message before its id was known here.

    Both sides call this after their own commit, so that whichever commits last sees the other's row.
    """
    now = services.clock.now()
    with services.database.transaction() as session:
        report = apply_early_statuses(session, provider_id, now)
        if report.failed is not None:
            Failures(services).undelivered(session, report.failed, now)
    return report
