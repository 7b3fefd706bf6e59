"""What a snapshot is made of: frozen values, without the database behind them. `snapshots` builds them."""

from datetime import datetime

import msgspec

from store import mappings


class Warehouse(msgspec.Struct, frozen=True, kw_only=True):
    """A warehouse."""

    key: str
    name: str
    is_default: bool


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """The stock of one SKU in one warehouse.

    `on_hand` is the count less what left since; `committed` is what open orders will take. Both are over the orders of
    all shops, because a warehouse ships for all of them. Available on hand = on_hand - committed.
    """

    warehouse: str
    sku: str
    counted: int
    as_of: datetime
    on_hand: int
    committed: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order; `gid` is Shopify's id."""

    gid: str
    sku: str | None
    title: str
    quantity: int
    requires_shipping: bool
    item_gid: str | None


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel; `lines` pairs Shopify line ids with units."""

    id: int
    carrier: str
    tracking_number: str
    tracking_url: str | None
    created_at: datetime
    voided_at: datetime | None
    fulfillment_gid: str | None
    adopted: bool
    lines: tuple[tuple[str, int], ...]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part; `warehouse` is the key of its ship-from, `lines` pairs Shopify line ids with units."""

    number: int
    warehouse: str | None
    created_at: datetime
    decided_by: str | None
    rule: str | None
    lines: tuple[tuple[str, int], ...]
    labels: tuple[Label, ...]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order with everything in it. `tags` are ours; `failure` has the reasons of the failure open on it."""

    gid: str
    name: str
    number: str
    placed_at: datetime
    cancelled_at: datetime | None
    closed_at: datetime | None
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    tags: tuple[str, ...]
    failure: tuple[str, ...]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A change that the shop refused."""

    address: str
    fingerprint: str
    message: str
    refused_at: datetime
    times: int


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's desired state at one moment."""

    shop: str
    writes_inventory: bool
    paused: bool
    warehouses: tuple[Warehouse, ...]
    mappings: tuple[mappings.Mapped, ...]
    stock: tuple[Stock, ...]
    orders: tuple[Order, ...]
    refusals: tuple[Refusal, ...]
