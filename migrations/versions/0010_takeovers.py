"""When a takeover ends by itself, and who of the team wrote a message."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("customers", sa.Column("takeover_ends_at", MOMENT, nullable=True))
    op.create_index(
        "ix_customers_takeover_ends_at",
        "customers",
        ["takeover_ends_at"],
        postgresql_where=sa.text("takeover_ends_at IS NOT NULL"),
        sqlite_where=sa.text("takeover_ends_at IS NOT NULL"),
    )
    op.add_column("messages", sa.Column("written_by", sa.String(length=255), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE messages DROP COLUMN written_by")
    op.drop_index("ix_customers_takeover_ends_at", "customers")
    op.execute("ALTER TABLE customers DROP COLUMN takeover_ends_at")
