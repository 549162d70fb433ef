"""When a customer last wrote: asked before each message is sent, found without reading all of what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FROM_CHANNEL = sa.text("provider_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_messages_from_channel",
        "messages",
        ["customer_id", "recorded_at"],
        postgresql_where=FROM_CHANNEL,
        sqlite_where=FROM_CHANNEL,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_from_channel", "messages")
