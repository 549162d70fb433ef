"""Use case: a customer is erased from everywhere: the database, its files, the queue and the local phone."""

import sqlite3

import structlog

from bot.fetching import delete_orphaned_files
from bot.phone import erase_from_phone
from bot.services import Services
from memory.erasing import erase_customer
from memory.models import IdentifierKind


def erase(services: Services, customer_id: int) -> bool:
    """Erase a customer. False when there is no such customer. Raises CustomerBusy while a worker is at work on them."""
    with services.database.transaction() as session:
        erased = erase_customer(session, customer_id, services.clock.now())
    if erased is None:
        return False
    for identifier in erased.identifiers:
        if identifier.kind is IdentifierKind.PHONE:
            erase_from_phone(services.settings.phone_file, identifier.value, services.clock.now)
    delete_orphaned_files(services)  # what resists is deleted by the sweeper
    services.queueing.forget_failures()
    _overwrite(services)
    structlog.get_logger().info("customer_erased", customer=customer_id)
    return True


def _overwrite(services: Services) -> None:
    """The rows are gone and SQLite has zeroed them; compacting the file can wait for a quieter time."""
    try:
        services.database.overwrite_deleted()
    except sqlite3.OperationalError as error:
        structlog.get_logger().warning("file_not_compacted", error=type(error).__name__)
