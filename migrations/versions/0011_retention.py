"""Old sessions are found by an index; the numbers of deleted sessions and messages are never given again.

SQLite gives the highest number that is free unless a column is declared AUTOINCREMENT, which only a copy of the table
can be. `Database.changing_tables` keeps foreign keys off meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CLOSED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    _copy(numbers_are_given_once=True)
    op.create_index("ix_sessions_closed_at", "sessions", ["closed_at"], postgresql_where=CLOSED)


def downgrade() -> None:
    op.drop_index("ix_sessions_closed_at", "sessions")
    _copy(numbers_are_given_once=False)


def _copy(*, numbers_are_given_once: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    if op.get_bind().exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("Foreign keys must be off for this migration: run it by `python -m bot migrate`.")
    for table in ("sessions", "messages"):
        options = {"sqlite_autoincrement": numbers_are_given_once}
        with op.batch_alter_table(table, recreate="always", table_kwargs=options):
            pass
