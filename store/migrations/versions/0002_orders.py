"""Create orders, lines, parts, labels and what is said about them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create orders, lines, parts, labels and what is said about them."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("gid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_orders_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("shop_id", "gid", name=op.f("uq_orders_shop_id_gid")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_orders_open",
            ["shop_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_orders_shop_id_name"), ["shop_id", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_orders_shop_id_number"), ["shop_id", "number"], unique=False)

    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("gid", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("requires_shipping", sa.Boolean(), nullable=False),
        sa.Column("item_gid", sa.String(), nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_lines_quantity_not_negative")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_lines_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("order_id", "gid", name=op.f("uq_lines_order_id_gid")),
    )
    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lines_sku"), ["sku"], unique=False)

    op.create_table(
        "parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.CheckConstraint("decided_by IN ('person', 'rule')", name=op.f("ck_parts_decided_by_known")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_parts_order_id_orders")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_parts_warehouse_id_warehouses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_parts_order_id_number")),
    )
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parts_warehouse_id"), ["warehouse_id"], unique=False)

    op.create_table(
        "tags",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_tags_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "text", name=op.f("pk_tags")),
    )
    op.create_table(
        "timeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_timeline_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    with op.batch_alter_table("timeline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timeline_order_id"), ["order_id"], unique=False)

    op.create_table(
        "labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column("tracking_url", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fulfillment_gid", sa.String(), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_labels_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
    )
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_labels_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_labels_part_id"), ["part_id"], unique=False)

    op.create_table(
        "part_lines",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_part_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_part_lines_line_id_lines")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_lines_part_id_parts")),
        sa.PrimaryKeyConstraint("part_id", "line_id", name=op.f("pk_part_lines")),
    )
    with op.batch_alter_table("part_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_lines_line_id"), ["line_id"], unique=False)

    op.create_table(
        "label_lines",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_label_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_label_lines_label_id_labels")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_label_lines_line_id_lines")),
        sa.PrimaryKeyConstraint("label_id", "line_id", name=op.f("pk_label_lines")),
    )
    with op.batch_alter_table("label_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_lines_line_id"), ["line_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("label_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_lines_line_id"))

    op.drop_table("label_lines")
    with op.batch_alter_table("part_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_lines_line_id"))

    op.drop_table("part_lines")
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_labels_part_id"))
        batch_op.drop_index(batch_op.f("ix_labels_created_at"))

    op.drop_table("labels")
    with op.batch_alter_table("timeline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeline_order_id"))

    op.drop_table("timeline")
    op.drop_table("tags")
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parts_warehouse_id"))

    op.drop_table("parts")
    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lines_sku"))

    op.drop_table("lines")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_shop_id_number"))
        batch_op.drop_index(batch_op.f("ix_orders_shop_id_name"))
        batch_op.drop_index(
            "ix_orders_open", sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL")
        )

    op.drop_table("orders")
