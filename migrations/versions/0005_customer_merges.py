"""Customers found to be one, and what undoing that takes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    # Alembic's own way on SQLite copies the table; with foreign keys on, dropping the old one would empty all others.
    key = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE customers ADD COLUMN merged_into_id {key}"
        " CONSTRAINT fk_customers_merged_into_id_customers REFERENCES customers (id)"
    )
    op.create_index("ix_customers_merged_into_id", "customers", ["merged_into_id"])
    op.create_table(
        "customer_merges",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kept_id", KEY, nullable=False),
        sa.Column("absorbed_id", KEY, nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("kept_version", sa.Integer(), nullable=False),
        sa.Column("absorbed_version", sa.Integer(), nullable=False),
        sa.Column("moved", DOCUMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["customers.id"], name="fk_customer_merges_kept_id_customers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["absorbed_id"], ["customers.id"], name="fk_customer_merges_absorbed_id_customers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merges"),
    )
    op.create_index("ix_customer_merges_kept_id", "customer_merges", ["kept_id"])
    op.create_index("ix_customer_merges_absorbed_id", "customer_merges", ["absorbed_id"])


def downgrade() -> None:
    op.drop_table("customer_merges")
    op.drop_index("ix_customers_merged_into_id", "customers")
    op.execute("ALTER TABLE customers DROP COLUMN merged_into_id")
