"""Runs migrations on the connection that `bot.commands` hands in, or on DATABASE_URL when run by hand."""

import os

from alembic import context
from sqlalchemy import Connection

from memory import models
from memory.database import Database


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(os.environ.get("DATABASE_URL", "sqlite:///var/rapport.db"))
    with database.changing_tables() as opened:
        run(opened)
