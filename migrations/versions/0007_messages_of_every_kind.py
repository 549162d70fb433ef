"""What messages bring beside words: details, attached files, and where those are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    op.add_column("messages", sa.Column("details", DOCUMENT, nullable=True))
    op.create_table(
        "media",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("declared_type", sa.String(255), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("content_type", sa.String(255), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("reading", sa.String(40), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("read_by", sa.String(255), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_media_customer_id_customers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_media_message_id_messages", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
        sa.UniqueConstraint("message_id", "number", name="uq_media_message_id_number"),
    )
    op.create_index("ix_media_customer_id", "media", ["customer_id"])
    op.create_index("ix_media_due_at", "media", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.create_table(
        "stored_files",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("media_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name="fk_stored_files_media_id_media", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("key", name="pk_stored_files"),
        sa.UniqueConstraint("media_id", name="uq_stored_files_media_id"),
    )
    op.create_index(
        "ix_stored_files_orphaned",
        "stored_files",
        ["key"],
        postgresql_where=sa.text("media_id IS NULL"),
        sqlite_where=sa.text("media_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("stored_files")
    op.drop_table("media")
    op.drop_column("messages", "details")
