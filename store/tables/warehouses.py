"""Warehouses, where each one is in each shop, and what was counted on their shelves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from store import moments
from store.tables import bases


class Warehouse(bases.Base, table=True):
    """Where we keep and ship goods. `key` is the word for it on the command line and in rules."""

    __tablename__ = "warehouses"
    # At most one row may have the flag set; the database keeps that even when two people set it at once.
    __table_args__ = (
        Index(
            "uq_warehouses_default",
            "is_default",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str = Field(unique=True)
    is_default: bool = False


class Mapping(bases.Base, table=True):
    """Which location of a shop a warehouse is. Many warehouses may share one location."""

    __tablename__ = "mappings"
    __table_args__ = (UniqueConstraint("shop_id", "warehouse_id"),)

    id: int = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    warehouse_id: int = Field(foreign_key="warehouses.id")
    location_id: int = Field(foreign_key="locations.id", index=True)
    writes_inventory: bool = True


class Stock(bases.Base, table=True):
    """Units counted on the shelf of one warehouse, and when. Parcels labelled after `as_of` still lie in it."""

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("counted >= 0", name="counted_not_negative"),)

    warehouse_id: int = Field(foreign_key="warehouses.id", primary_key=True)
    sku: str = Field(primary_key=True)
    counted: int
    as_of: datetime = Field(sa_type=moments.Moment)
