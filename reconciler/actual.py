"""What the shop says, as frozen values. `shopify.reading` makes them; comparators and projection read them.

Ids are Shopify's global ids ("gid://shopify/Order/1"). Quantities are whole units. Moments are aware UTC.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

OPEN_STATUSES = frozenset({"OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED", "INCOMPLETE"})
"""Statuses of a fulfillment order whose remaining quantity is still to be shipped. Source: FulfillmentOrderStatus."""


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A place where Shopify thinks goods are."""

    id: str
    name: str
    is_active: bool = True
    is_fulfillment_service: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An inventory item with the variant it belongs to. `is_bundle`: made of components, its stock can't be set."""

    id: str
    sku: str | None
    title: str
    tracked: bool = True
    is_bundle: bool = False
    variant_id: str | None = None


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """Shopify's quantities of one inventory item at one location. An inactive level counts as not stocked."""

    item_id: str
    location_id: str
    available: int
    committed: int
    on_hand: int
    is_active: bool = True


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order. `quantity` is the current one: after edits, cancellations and refunds."""

    id: str
    sku: str | None
    title: str
    quantity: int
    item_id: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    price: Decimal | None = None
    weight_grams: int | None = None
    requires_shipping: bool = True
    is_gift_card: bool = False
    is_bundle: bool = False


class FulfillmentOrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an order line that a fulfillment order is about."""

    id: str
    line_id: str
    total: int
    remaining: int
    item_id: str | None = None


class FulfillmentOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Shopify's unit of work at one location. Its id is not stable: moves, splits and cancels make new ones.

    `location_id` is None when the location was deleted. `actions` are the supportedActions (`MOVE`, ...).
    """

    id: str
    status: str
    request_status: str
    location_id: str | None
    location_name: str
    lines: tuple[FulfillmentOrderLine, ...]
    actions: frozenset[str] = frozenset()
    delivery_method: str | None = None
    hold_reasons: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something of it may still be shipped."""
        return self.status in OPEN_STATUSES


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier and a tracking number as Shopify shows them."""

    company: str | None
    number: str | None
    url: str | None = None


class Fulfillment(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that Shopify recorded. `lines` pairs order line ids with shipped quantities."""

    id: str
    name: str
    status: str
    created_at: datetime
    location_id: str | None
    tracking: tuple[Tracking, ...]
    lines: tuple[tuple[str, int], ...]

    @property
    def stands(self) -> bool:
        """Whether it counts as shipped: neither cancelled nor failed. Source: FulfillmentStatus."""
        return self.status not in {"CANCELLED", "ERROR", "FAILURE"}


class ShipTo(msgspec.Struct, frozen=True, kw_only=True):
    """Where the customer wants it. Countries and provinces are Shopify's codes (`US`, `TX`)."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None
    postal_code: str | None = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the shop has it now. `name` is what people read ("#1001"), `number` the bare text ("1001").

    `residential`: the address is a home, as an attribute of the order says; None where none does.
    """

    id: str
    name: str
    number: str
    created_at: datetime
    updated_at: datetime
    lines: tuple[Line, ...]
    fulfillment_orders: tuple[FulfillmentOrder, ...]
    fulfillments: tuple[Fulfillment, ...] = ()
    cancelled_at: datetime | None = None
    tags: tuple[str, ...] = ()
    channel: str | None = None
    source: str | None = None
    total: Decimal | None = None
    subtotal: Decimal | None = None
    currency: str | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    shipping_method: str | None = None
    ship_to: ShipTo = ShipTo()
    customer_tags: tuple[str, ...] = ()
    customer_order_count: int | None = None
    residential: bool | None = None


class Actual(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one round read from one shop.

    Levels that are to be written were read before orders, so that an order placed in between makes a later
    compare-and-set fail instead of being missed.
    """

    shop: str
    observed_at: datetime
    locations: tuple[Location, ...]
    items: tuple[Item, ...]
    levels: tuple[Level, ...]
    orders: tuple[Order, ...]
