"""Templates of messages, unreachable names, texts of errors, and alerts of a channel."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB, "postgresql")
ADDED = (
    ("messages", sa.Column("template", sa.String(length=255), nullable=True)),
    ("messages", sa.Column("template_language", sa.String(length=40), nullable=True)),
    ("messages", sa.Column("template_variables", DOCUMENT, nullable=True)),
    ("early_statuses", sa.Column("error_text", sa.Text(), nullable=True)),
    ("customer_identifiers", sa.Column("unreachable_at", MOMENT, nullable=True)),
)


def upgrade() -> None:
    for table, column in ADDED:
        op.add_column(table, column)
    op.create_table(
        "channel_alerts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("shop_address", sa.String(length=255), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channel_alerts"),
        sa.UniqueConstraint("shop_address", "code", name="uq_channel_alerts_shop_address_code"),
    )


def downgrade() -> None:
    op.drop_table("channel_alerts")
    for table, column in reversed(ADDED):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column.name}")
