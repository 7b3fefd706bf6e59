"""Remember when a part was made; of those that are here, that their order was imported is the nearest we know."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment, fill it, and from then on insist on it."""
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE parts SET created_at = (SELECT imported_at FROM orders WHERE orders.id = parts.order_id)")
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.alter_column("created_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.drop_column("created_at")
