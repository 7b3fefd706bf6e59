"""Keep plans that wait for a person, the content of each change, and why a shop is paused."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create waiting plans; add the content of changes, and the reason and moment of a pause."""
    op.create_table(
        "waiting_plans",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_as", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["applied_as"], ["rounds.id"], name=op.f("fk_waiting_plans_applied_as_rounds")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_waiting_plans_round_id_rounds")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_waiting_plans_shop_id_shops")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_waiting_plans")),
    )
    with op.batch_alter_table("waiting_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_plans_shop_id_decision"), ["shop_id", "decision"], unique=False)
    # Adding a column that may be empty changes no row, so no table is built anew.
    op.add_column("changes", sa.Column("content", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("shops", sa.Column("paused_why", sa.String(), nullable=True))
    op.add_column("shops", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("shops", schema=None) as batch_op:
        batch_op.drop_column("paused_at")
        batch_op.drop_column("paused_why")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_column("content")
    with op.batch_alter_table("waiting_plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_plans_shop_id_decision"))

    op.drop_table("waiting_plans")
