"""The form in which Shopify answers `orders.graphql`, and its translation into `actual.Order`.

Plain data both ways; `reading_orders` decodes into these shapes, completes nested pages, and calls `order`.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from reconciler import actual
from reconciler.shopify.paging import Page

GRAMS = {"GRAMS": 1.0, "KILOGRAMS": 1000.0, "OUNCES": 28.349523125, "POUNDS": 453.59237}
"""Grams in a unit of weight. Source: WeightUnit; the avoirdupois pound."""


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


def order(
    shape: Order,
    lines: tuple[Line, ...],
    fulfillment_orders: tuple[actual.FulfillmentOrder, ...],
    fulfillments: tuple[actual.Fulfillment, ...],
) -> actual.Order:
    """Put an order together from its own fields and everything that hangs on it, all pages of it."""
    return actual.Order(
        id=shape.id,
        name=shape.name,
        number=str(shape.number),
        created_at=shape.created_at,
        updated_at=shape.updated_at,
        cancelled_at=shape.cancelled_at,
        lines=tuple(map(_line, lines)),
        fulfillment_orders=fulfillment_orders,
        fulfillments=fulfillments,
        tags=shape.tags,
        channel=shape.app.name if shape.app else None,
        source=shape.source_name,
        total=shape.current_total_price_set.shop_money.amount,
        subtotal=shape.current_subtotal_price_set.shop_money.amount,
        currency=shape.currency_code,
        financial_status=shape.display_financial_status,
        fulfillment_status=shape.display_fulfillment_status,
        shipping_method=shape.shipping_line.title if shape.shipping_line else None,
        ship_to=_ship_to(shape.shipping_address),
        customer_tags=shape.customer.tags if shape.customer else (),
        customer_order_count=int(shape.customer.number_of_orders) if shape.customer else None,
    )


def fulfillment_order(shape: FulfillmentOrder, lines: tuple[FulfillmentOrderLine, ...]) -> actual.FulfillmentOrder:
    """Put a fulfillment order together with all of its lines."""
    place = shape.assigned_location
    return actual.FulfillmentOrder(
        id=shape.id,
        status=shape.status,
        request_status=shape.request_status,
        location_id=place.location.id if place.location else None,
        location_name=place.name,
        lines=tuple(map(fulfillment_order_line, lines)),
        actions=frozenset(action.action for action in shape.supported_actions),
        delivery_method=shape.delivery_method.method_type if shape.delivery_method else None,
        hold_reasons=tuple(hold.display_reason for hold in shape.fulfillment_holds),
    )


def fulfillment_order_line(shape: FulfillmentOrderLine) -> actual.FulfillmentOrderLine:
    """Translate one line of a fulfillment order."""
    return actual.FulfillmentOrderLine(
        id=shape.id,
        line_id=shape.line_item.id,
        total=shape.total_quantity,
        remaining=shape.remaining_quantity,
        item_id=shape.inventory_item_id,
    )


def fulfillment(shape: Fulfillment, lines: tuple[FulfillmentLine, ...]) -> actual.Fulfillment:
    """Put a fulfillment together with all of its lines."""
    return actual.Fulfillment(
        id=shape.id,
        name=shape.name,
        status=shape.status,
        created_at=shape.created_at,
        location_id=shape.location.id if shape.location else None,
        tracking=tuple(
            actual.Tracking(company=info.company, number=info.number, url=info.url) for info in shape.tracking_info
        ),
        lines=tuple((line.line_item.id, line.quantity or 0) for line in lines),
    )


def _line(shape: Line) -> actual.Line:
    item = shape.variant.inventory_item if shape.variant else None
    weight = item.measurement.weight if item else None
    return actual.Line(
        id=shape.id,
        sku=shape.sku or None,
        title=shape.title,
        quantity=shape.current_quantity,
        item_id=item.id if item else None,
        vendor=shape.vendor,
        product_type=shape.product.product_type or None if shape.product else None,
        price=shape.original_unit_price_set.shop_money.amount,
        weight_grams=round(weight.value * GRAMS[weight.unit]) if weight else None,
        requires_shipping=shape.requires_shipping,
        is_gift_card=shape.is_gift_card,
        is_bundle=shape.variant.requires_components if shape.variant else False,
    )


def _ship_to(shape: Address | None) -> actual.ShipTo:
    if shape is None:
        return actual.ShipTo()
    return actual.ShipTo(
        name=shape.name,
        company=shape.company,
        address1=shape.address1,
        address2=shape.address2,
        city=shape.city,
        province=shape.province_code,
        country=shape.country_code_v2,
        postal_code=shape.zip,
    )
