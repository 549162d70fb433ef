"""How many tries at an answer have begun and come to no end."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("reply_unfinished", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.execute("ALTER TABLE customers DROP COLUMN reply_unfinished")
