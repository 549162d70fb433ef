"""Use case: a customer is erased from everywhere: the database, its files, the queue and the local phone."""

import sqlite3

import structlog

from bot.fetching import delete_orphaned_files
from bot.phone import erase_from_phone
from bot.services import Services
from memory.erasing import Erased, erase_customer
from memory.models import IdentifierKind


def erase(services: Services, customer_id: int) -> bool:
    """Erase a customer. False when there is no such customer. Raises CustomerBusy while a worker is at work on them."""
    with services.database.transaction() as session:
        erased = erase_customer(session, customer_id, services.clock.now())
    if erased is None:
        return False
    erase_elsewhere(services, erased)
    delete_orphaned_files(services)  # what resists is deleted by the sweeper
    services.queueing.forget_failures()
    compact(services)
    structlog.get_logger().info("customer_erased", customer=customer_id)
    return True


def erase_elsewhere(services: Services, erased: Erased) -> None:
    """What an erased customer has left outside the database, save in the queue."""
    for identifier in erased.identifiers:
        if identifier.kind is IdentifierKind.PHONE:
            erase_from_phone(services.settings.phone_file, identifier.value, services.clock.now)


def compact(services: Services) -> bool:
    """Rewrite SQLite's file without what was deleted. False when it cannot be done now.

    The rows are gone and SQLite has zeroed them; that can wait for a quieter time.
    """
    try:
        services.database.overwrite_deleted()
    except sqlite3.OperationalError as error:
        structlog.get_logger().warning("file_not_compacted", error=type(error).__name__)
        return False
    return True
