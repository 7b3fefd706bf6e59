"""Shops, their locations and products, and who may run a round of a shop."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from store import moments
from store.tables import bases


class Shop(bases.Base, table=True):
    """A Shopify shop. With `writes_inventory` off its levels are never set. `paused_why` is what a person said."""

    __tablename__ = "shops"

    id: int = Field(default=None, primary_key=True)
    domain: str = Field(unique=True)
    name: str
    writes_inventory: bool = False
    paused: bool = False
    paused_why: str | None = None
    paused_at: datetime | None = Field(default=None, sa_type=moments.Moment)


class Location(bases.Base, table=True):
    """Where Shopify thinks goods are, as the shop last said. `gid` is Shopify's global id."""

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("shop_id", "gid"),)

    id: int = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    gid: str
    name: str
    is_active: bool = True


class Product(bases.Base, table=True):
    """An inventory item of a shop with its SKU. Two items may carry one SKU: then the SKU is ambiguous."""

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("shop_id", "item_gid"), Index(None, "shop_id", "sku"))

    id: int = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    item_gid: str
    variant_gid: str | None = None
    sku: str | None = None
    title: str
    tracked: bool = True


class Refusal(bases.Base, table=True):
    """A change that the shop refused. `fingerprint` tells whether a later change to the address is the same one."""

    __tablename__ = "refusals"

    shop_id: int = Field(foreign_key="shops.id", primary_key=True)
    address: str = Field(primary_key=True)
    fingerprint: str
    message: str
    refused_at: datetime = Field(sa_type=moments.Moment)
    times: int = 1


class Lease(bases.Base, table=True):
    """Who may run rounds of a shop, and until when."""

    __tablename__ = "leases"

    shop_id: int = Field(foreign_key="shops.id", primary_key=True)
    holder: str
    expires_at: datetime = Field(sa_type=moments.Moment)
