"""The first tables: customers, sessions, messages, deliveries, rememberings, profiles, leases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("display_name", sa.String(length=255), nullable=True),
        sa.Column("timezone", sa.String(length=255), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=True),
        sa.Column("opted_out_at", MOMENT, nullable=True),
        sa.Column("taken_over_at", MOMENT, nullable=True),
        sa.Column("taken_over_by", sa.String(length=255), nullable=True),
        sa.Column("flagged_at", MOMENT, nullable=True),
        sa.Column("flag_reason", sa.Text(), nullable=True),
        sa.Column("reply_due_at", MOMENT, nullable=True),
        sa.Column("reply_waiting_since", MOMENT, nullable=True),
        sa.Column("reply_held_at", MOMENT, nullable=True),
        sa.Column("reply_attempts", sa.Integer(), nullable=False),
        sa.Column("reply_voided", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_index("ix_customers_last_seen_at", "customers", ["last_seen_at"], unique=False)
    op.create_index(
        "ix_customers_reply_due_at",
        "customers",
        ["reply_due_at"],
        unique=False,
        postgresql_where=sa.text("reply_due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_customers_reply_overdue",
        "customers",
        ["reply_waiting_since"],
        unique=False,
        postgresql_where=sa.text("reply_waiting_since IS NOT NULL AND reply_held_at IS NULL"),
        sqlite_where=sa.text("reply_waiting_since IS NOT NULL AND reply_held_at IS NULL"),
    )
    op.create_table(
        "early_statuses",
        sa.Column("id", KEY, nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_early_statuses"),
        sa.UniqueConstraint("provider_id", "status", name="uq_early_statuses_provider_id_status"),
    )
    op.create_table(
        "leases",
        sa.Column("work", sa.String(length=40), nullable=False),
        sa.Column("subject_id", KEY, autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=255), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("work", "subject_id", name="pk_leases"),
    )
    op.create_index("ix_leases_owner", "leases", ["owner"], unique=False)
    op.create_table(
        "customer_identifiers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_customer_identifiers_customer_id_customers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer_identifiers"),
        sa.UniqueConstraint("kind", "value", name="uq_customer_identifiers_kind_value"),
    )
    op.create_index("ix_customer_identifiers_customer_id", "customer_identifiers", ["customer_id"], unique=False)
    op.create_table(
        "profile_versions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.String(length=255), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("operations", DOCUMENT, nullable=False),
        sa.Column("rejections", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_profile_versions_customer_id_customers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_profile_versions"),
        sa.UniqueConstraint("customer_id", "cause", "cause_id", name="uq_profile_versions_customer_id_cause_cause_id"),
        sa.UniqueConstraint("customer_id", "number", name="uq_profile_versions_customer_id_number"),
    )
    op.create_table(
        "profiles",
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_profiles_customer_id_customers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name="pk_profiles"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("last_message_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_because", sa.String(length=40), nullable=True),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("remembering_through", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_sessions_customer_id_customers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("customer_id", "public_id", name="uq_sessions_customer_id_public_id"),
        sa.UniqueConstraint("id", "customer_id", name="uq_sessions_id_customer_id"),
    )
    op.create_index(
        "ix_sessions_open_last_message_at",
        "sessions",
        ["last_message_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_sessions_open",
        "sessions",
        ["customer_id", "channel"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "messages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=True),
        sa.Column("customer_address", sa.String(length=255), nullable=True),
        sa.Column("shop_address", sa.String(length=255), nullable=True),
        sa.Column("raw", DOCUMENT, nullable=True),
        sa.Column("answer_state", sa.String(length=40), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("answers_through_id", KEY, nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["messages.id"], name="fk_messages_answered_by_id_messages", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["answers_through_id"], ["messages.id"], name="fk_messages_answers_through_id_messages", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_messages_customer_id_customers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "customer_id"],
            ["sessions.id", "sessions.customer_id"],
            name="fk_messages_session_id_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("answers_through_id", "purpose", name="uq_messages_answers_through_id_purpose"),
        sa.UniqueConstraint("provider_id", name="uq_messages_provider_id"),
        sa.UniqueConstraint("session_id", "position", name="uq_messages_session_id_position"),
    )
    op.create_index("ix_messages_answered_by_id", "messages", ["answered_by_id"], unique=False)
    op.create_index("ix_messages_customer_id_id", "messages", ["customer_id", "id"], unique=False)
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["customer_id"],
        unique=False,
        postgresql_where=sa.text("answer_state = 'waiting'"),
        sqlite_where=sa.text("answer_state = 'waiting'"),
    )
    op.create_table(
        "rememberings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("first_position", sa.Integer(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_rememberings_customer_id_customers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "customer_id"],
            ["sessions.id", "sessions.customer_id"],
            name="fk_rememberings_session_id_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rememberings"),
        sa.UniqueConstraint("session_id", "last_position", name="uq_rememberings_session_id_last_position"),
    )
    op.create_index(
        "ix_rememberings_customer_id_session_id", "rememberings", ["customer_id", "session_id"], unique=False
    )
    op.create_index(
        "ix_rememberings_due_at",
        "rememberings",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "deliveries",
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("sending_since", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_deliveries_customer_id_customers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_deliveries_message_id_messages", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name="pk_deliveries"),
        sa.UniqueConstraint("provider_id", name="uq_deliveries_provider_id"),
    )
    op.create_index("ix_deliveries_customer_id_message_id", "deliveries", ["customer_id", "message_id"], unique=False)
    op.create_index(
        "ix_deliveries_due_at", "deliveries", ["due_at"], unique=False, postgresql_where=sa.text("due_at IS NOT NULL")
    )


def downgrade() -> None:
    for table in (
        "deliveries",
        "rememberings",
        "messages",
        "sessions",
        "profiles",
        "profile_versions",
        "customer_identifiers",
        "leases",
        "early_statuses",
        "customers",
    ):
        op.drop_table(table)
