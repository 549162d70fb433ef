"""What proves that a customer has opted out or in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "consent_events",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("message_id", KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("provider_code", sa.String(length=40), nullable=True),
        sa.Column("author", sa.String(length=255), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_consent_events_customer_id_customers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_consent_events_message_id_messages", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_events"),
        sa.UniqueConstraint("message_id", "kind", name="uq_consent_events_message_id_kind"),
    )
    op.create_index("ix_consent_events_customer_id_at", "consent_events", ["customer_id", "at"])


def downgrade() -> None:
    op.drop_table("consent_events")
