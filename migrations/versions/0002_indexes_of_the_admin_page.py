"""What the admin page filters by: the stage of a profile, and rememberings in trouble."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IN_TROUBLE = sa.text("state <> 'done' AND error IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_profiles_stage", "profiles", ["stage"])
    op.create_index(
        "ix_rememberings_in_trouble", "rememberings", ["id"], postgresql_where=IN_TROUBLE, sqlite_where=IN_TROUBLE
    )


def downgrade() -> None:
    op.drop_index("ix_rememberings_in_trouble", "rememberings")
    op.drop_index("ix_profiles_stage", "profiles")
