"""Keep what rules were asked and what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of decided rounds, their contents and their rules."""
    for name in ("decided_contents", "decided_rules"):
        op.create_table(
            name,
            sa.Column("shop_id", sa.Integer(), nullable=False),
            sa.Column("digest", sa.String(), nullable=False),
            sa.Column("content", sa.LargeBinary(), nullable=False),
            sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f(f"fk_{name}_shop_id_shops")),
            sa.PrimaryKeyConstraint("shop_id", "digest", name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "decided_rounds",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("look", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_digest", sa.String(), nullable=False),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_decided_rounds_round_id_rounds")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_decided_rounds_shop_id_shops")),
        sa.PrimaryKeyConstraint("round_id", "look", name=op.f("pk_decided_rounds")),
    )
    with op.batch_alter_table("decided_rounds", schema=None) as batch_op:
        for column in ("decided_at", "content_digest"):
            batch_op.create_index(batch_op.f(f"ix_decided_rounds_shop_id_{column}"), ["shop_id", column], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("decided_rounds", schema=None) as batch_op:
        for column in ("decided_at", "content_digest"):
            batch_op.drop_index(batch_op.f(f"ix_decided_rounds_shop_id_{column}"))

    op.drop_table("decided_rounds")
    op.drop_table("decided_rules")
    op.drop_table("decided_contents")
