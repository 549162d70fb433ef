"""How many webhooks were refused, by day, cause and endpoint."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    op.create_table(
        "refused_webhooks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("endpoint", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("example", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refused_webhooks"),
        sa.UniqueConstraint("day", "cause", "endpoint", name="uq_refused_webhooks_day_cause_endpoint"),
    )


def downgrade() -> None:
    op.drop_table("refused_webhooks")
