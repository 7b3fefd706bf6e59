"""Remember webhooks that were received, and what they marked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create webhooks and dirty marks."""
    op.create_table(
        "webhooks",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_webhooks_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", "webhook_id", name=op.f("pk_webhooks")),
    )
    with op.batch_alter_table("webhooks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhooks_shop_id_received_at"), ["shop_id", "received_at"], unique=False)
    op.create_table(
        "dirty_marks",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_dirty_marks_shop_id_shops")),
        sa.PrimaryKeyConstraint("shop_id", "kind", "subject", name=op.f("pk_dirty_marks")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("dirty_marks")
    with op.batch_alter_table("webhooks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhooks_shop_id_received_at"))

    op.drop_table("webhooks")
