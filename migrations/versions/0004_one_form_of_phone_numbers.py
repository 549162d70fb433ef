"""Phone numbers in their one form, by which their customers are found from now on.

Rows are looked up by the form that `parse_identifier` gives, so it is asked here too. Where two customers turn out to
have one number, the row in the other form stays as it is and its customer is flagged: people decide about merging them.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from memory.identifiers import parse_identifier

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTIFIERS = sa.table(
    "customer_identifiers", sa.column("id"), sa.column("customer_id"), sa.column("kind"), sa.column("value")
)
CUSTOMERS = sa.table(
    "customers",
    sa.column("id"),
    sa.column("flagged_at", sa.DateTime(timezone=True)),
    sa.column("flag_reason"),
)
ROWS_AT_ONCE = 1000


def upgrade() -> None:
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(_phones_after(last)).all():
        for row in rows:
            _give_one_form(connection, row)
        last = rows[-1].id


def _phones_after(last: int) -> sa.Select:
    phones = sa.select(IDENTIFIERS).where(IDENTIFIERS.c.kind == "phone", IDENTIFIERS.c.id > last)
    return phones.order_by(IDENTIFIERS.c.id).limit(ROWS_AT_ONCE)


def _give_one_form(connection: sa.Connection, row: sa.Row) -> None:
    form = parse_identifier(row.value)
    if (form.kind, form.value) == (row.kind, row.value):
        return
    same = sa.select(IDENTIFIERS.c.customer_id).where(
        IDENTIFIERS.c.kind == form.kind.value, IDENTIFIERS.c.value == form.value
    )
    holder = connection.scalar(same)
    if holder is None:
        changed = sa.update(IDENTIFIERS).where(IDENTIFIERS.c.id == row.id)
        connection.execute(changed.values(kind=form.kind.value, value=form.value))
    elif holder == row.customer_id:
        connection.execute(sa.delete(IDENTIFIERS).where(IDENTIFIERS.c.id == row.id))
    else:
        _flag(connection, row.customer_id, f"{row.value} and {form.value} are one number: is this customer {holder}?")


def _flag(connection: sa.Connection, customer_id: int, reason: str) -> None:
    print(f"Customer {customer_id} is flagged: {reason}")  # noqa: T201 - whoever migrates is told
    flagged_at = sa.func.coalesce(CUSTOMERS.c.flagged_at, sa.literal(datetime.now(UTC), sa.DateTime(timezone=True)))
    flagged = sa.update(CUSTOMERS).where(CUSTOMERS.c.id == customer_id)
    connection.execute(flagged.values(flagged_at=flagged_at, flag_reason=reason))


def downgrade() -> None:
    """Both forms name the same phone; today's stays."""
