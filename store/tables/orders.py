"""Orders as imported, how they are divided into parts, and what was said about them. No addresses of customers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from store import moments
from store.tables import bases


class Order(bases.Base, table=True):
    """An imported order. `failure` lists the reasons of the open failure noted on it; empty when all is well."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "gid"),
        Index(None, "shop_id", "number"),
        Index(None, "shop_id", "name"),
        # Rounds read the open orders among years of closed ones.
        Index(
            "ix_orders_open",
            "shop_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    gid: str
    name: str
    number: str
    placed_at: datetime = Field(sa_type=moments.Moment)
    imported_at: datetime = Field(sa_type=moments.Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    closed_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    failure: list[str] = Field(default_factory=list, sa_type=bases.Json)


class Line(bases.Base, table=True):
    """A line of an order. `gid` is Shopify's id of the order line, stable through moves and splits."""

    __tablename__ = "lines"
    __table_args__ = (
        UniqueConstraint("order_id", "gid"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        Index(None, "sku"),
    )

    id: int = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    gid: str
    sku: str | None = None
    title: str
    quantity: int
    requires_shipping: bool = True
    item_gid: str | None = None


class Part(bases.Base, table=True):
    """The portion of an order that ships from one warehouse. `decided_by` is "person", "rule" or nobody yet."""

    __tablename__ = "parts"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        CheckConstraint("decided_by IN ('person', 'rule')", name="decided_by_known"),
    )

    id: int = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    number: int
    warehouse_id: int | None = Field(default=None, foreign_key="warehouses.id", index=True)
    decided_by: str | None = None
    rule: str | None = None
    created_at: datetime = Field(sa_type=moments.Moment)


class PartLine(bases.Base, table=True):
    """How many units of a line are in a part."""

    __tablename__ = "part_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    part_id: int = Field(foreign_key="parts.id", primary_key=True)
    line_id: int = Field(foreign_key="lines.id", primary_key=True, index=True)
    quantity: int


class Tag(bases.Base, table=True):
    """A tag that we set on an order. The shop's other tags are not ours to keep."""

    __tablename__ = "tags"

    order_id: int = Field(foreign_key="orders.id", primary_key=True)
    text: str = Field(primary_key=True)


class TimelineEntry(bases.Base, table=True):
    """One remark on an order's timeline, by whom and of what kind ("note", "ship-from", "label", ...)."""

    __tablename__ = "timeline"

    id: int = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    at: datetime = Field(sa_type=moments.Moment)
    author: str
    kind: str
    text: str
