"""Checks of what this installation has itself: folder, secrets, catalogue, database, queue, workers."""

import tempfile

from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.findings import Finding, ok, problem, skipped, warning
from bot.migrating import is_migrated
from bot.queueing import Queueing
from bot.selling.catalogue import CatalogueError, read_catalogue
from bot.settings import Settings
from memory.database import Database

STRONG_SECRET = 32
STRONG_PASSWORD = 12


def check_folder(settings: Settings) -> Finding:
    """Whether var/ can be written."""
    folder = settings.var_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
    except OSError as error:
        return problem(
            "Folder", f"{folder} cannot be written ({error.strerror}); make it writable or set VAR_FOLDER to another."
        )
    return ok("Folder", f"{folder} can be written.")


def check_secrets(settings: Settings) -> Finding:
    """Whether secrets are hard to guess; they are never shown."""
    if not settings.is_production:
        return ok("Secrets", "Not in production: what is not set is made on the first start and kept under var/.")
    weak = ["SECRET_KEY"] if len(set(settings.secret_key)) < STRONG_SECRET // 3 else []
    weak += ["ADMIN_PASSWORD"] if len(settings.admin_password) < STRONG_PASSWORD else []
    weak += ["API_KEYS"] if any(len(key.strip()) < STRONG_SECRET // 2 for key in settings.api_keys.split(",")) else []
    if weak:
        return warning("Secrets", f"{', '.join(weak)} can be guessed; use long random ones (`openssl rand -hex 32`).")
    return ok("Secrets", "They are long enough.")


def check_catalogue(settings: Settings) -> Finding:
    """Whether there is something to sell."""
    try:
        catalogue = read_catalogue(settings.catalogue, settings.shop_currency)
    except CatalogueError as error:
        return problem("Catalogue", f"{error} Mend the file that CATALOGUE names.")
    if not catalogue.products:
        return warning("Catalogue", "It holds no product, so the bot has nothing to sell; add rows to the CSV file.")
    return ok("Catalogue", f"{len(catalogue.products)} products can be sold.")


def check_database(database: Database) -> Finding:
    """Whether the database answers and has today's tables."""
    try:
        is_today_s = is_migrated(database)
    except SQLAlchemyError as error:
        return problem(
            "Database",
            f"It cannot be reached ({type(error).__name__}); check DATABASE_URL and that its server runs.",
        )
    if not is_today_s:
        return problem("Database", "Its tables are not today's; run `python -m bot migrate`.")
    return ok("Database", "It answers, and its tables are today's.")


def check_queue(queueing: Queueing) -> Finding:
    """Whether the queue answers."""
    if queueing.is_alive():
        return ok("Queue", "It answers.")
    return problem(
        "Queue", "It does not answer; start Rapport (`make run`), or check REDIS_URL and that its server runs."
    )


def check_workers(queueing: Queueing) -> Finding:
    """Whether anybody answers customers."""
    if not queueing.is_alive():
        return skipped("Workers", "Without the queue they cannot be counted.")
    workers = queueing.living_workers()
    if workers == 0:
        return problem(
            "Workers", "None runs, so nobody is answered; start Rapport (`make run`) or `python -m bot worker`."
        )
    return ok("Workers", f"{workers} {'runs' if workers == 1 else 'run'}.")
