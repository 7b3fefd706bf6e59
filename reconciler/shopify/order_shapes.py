"""The form in which Shopify answers `orders.graphql` and the documents for what hangs on an order.

Plain data; `reading_orders` decodes into these shapes and completes nested pages, `translations` makes values of it.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from reconciler.shopify.paging import Page


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    """What all shapes share: Shopify's camelCase names."""


class Money(_Shape, frozen=True):
    """Amounts are texts in Shopify's JSON, and decimal numbers here."""

    amount: Decimal


class MoneySet(_Shape, frozen=True):
    """Money in the shop's own currency."""

    shop_money: Money


class Ref(_Shape, frozen=True):
    """Something of which we read the id."""

    id: str


class Named(_Shape, frozen=True):
    """Something of which we read the name."""

    name: str


class Titled(_Shape, frozen=True):
    """Something of which we read the title."""

    title: str


class Weight(_Shape, frozen=True):
    """A weight with its unit."""

    unit: str
    value: float


class Measurement(_Shape, frozen=True):
    """What an item weighs."""

    weight: Weight | None = None


class LineItem(_Shape, frozen=True):
    """The inventory item of a variant."""

    id: str
    measurement: Measurement


class Variant(_Shape, frozen=True):
    """The variant of a line; gone when it was deleted from the catalogue."""

    requires_components: bool
    inventory_item: LineItem


class Product(_Shape, frozen=True):
    """The product of a line; gone when it was deleted from the catalogue."""

    product_type: str


class Line(_Shape, frozen=True):
    """A line of an order."""

    id: str
    title: str
    current_quantity: int
    requires_shipping: bool
    is_gift_card: bool
    original_unit_price_set: MoneySet
    sku: str | None = None
    vendor: str | None = None
    product: Product | None = None
    variant: Variant | None = None


class FulfillmentOrderLine(_Shape, frozen=True):
    """A line of a fulfillment order."""

    id: str
    total_quantity: int
    remaining_quantity: int
    line_item: Ref
    inventory_item_id: str | None = None


class AssignedLocation(_Shape, frozen=True):
    """Where a fulfillment order is; `location` is null once the location was deleted."""

    name: str
    location: Ref | None = None


class Action(_Shape, frozen=True):
    """One of the supportedActions."""

    action: str


class Hold(_Shape, frozen=True):
    """Why it is held, in the words that staff see."""

    display_reason: str


class DeliveryMethod(_Shape, frozen=True):
    """How it reaches the customer."""

    method_type: str


class FulfillmentOrder(_Shape, frozen=True):
    """A fulfillment order with the first page of its lines."""

    id: str
    status: str
    request_status: str
    assigned_location: AssignedLocation
    supported_actions: tuple[Action, ...]
    fulfillment_holds: tuple[Hold, ...]
    line_items: Page[FulfillmentOrderLine]
    delivery_method: DeliveryMethod | None = None


class TrackingInfo(_Shape, frozen=True):
    """A tracking number."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


class FulfillmentLine(_Shape, frozen=True):
    """What was shipped of a line."""

    line_item: Ref
    quantity: int | None = None


class Fulfillment(_Shape, frozen=True):
    """A fulfillment with the first page of its lines."""

    id: str
    name: str
    status: str
    created_at: datetime
    tracking_info: tuple[TrackingInfo, ...]
    fulfillment_line_items: Page[FulfillmentLine]
    location: Ref | None = None


class Address(_Shape, frozen=True):
    """A postal address."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province_code: str | None = None
    country_code_v2: str | None = msgspec.field(default=None, name="countryCodeV2")
    zip: str | None = None


class Customer(_Shape, frozen=True):
    """Numbers as large as numberOfOrders are texts in Shopify's JSON (UnsignedInt64)."""

    tags: tuple[str, ...]
    number_of_orders: str | int


class Attribute(_Shape, frozen=True):
    """A word that somebody, or an application at the checkout, put on an order."""

    key: str
    value: str | None = None


class Order(_Shape, frozen=True):
    """An order with the first page of each thing that hangs on it."""

    id: str
    name: str
    number: int
    created_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]
    currency_code: str
    current_total_price_set: MoneySet
    current_subtotal_price_set: MoneySet
    display_fulfillment_status: str
    line_items: Page[Line]
    fulfillment_orders: Page[FulfillmentOrder]
    fulfillments: tuple[Fulfillment, ...]
    cancelled_at: datetime | None = None
    source_name: str | None = None
    app: Named | None = None
    display_financial_status: str | None = None
    shipping_line: Titled | None = None
    shipping_address: Address | None = None
    customer: Customer | None = None
    custom_attributes: tuple[Attribute, ...] = ()
