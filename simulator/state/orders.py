"""Orders and their lines, as the customer and the merchant see them."""

from datetime import datetime

import msgspec

from simulator.state.addresses import Address


class LineItem(msgspec.Struct, kw_only=True):
    """One line of an order. `quantity` is as ordered, `current_quantity` after edits and refunds."""

    id: int
    quantity: int
    current_quantity: int
    title: str
    price: str
    variant_id: int | None = None
    product_id: int | None = None
    item_id: int | None = None
    variant_title: str | None = None
    sku: str | None = None
    vendor: str | None = None
    requires_shipping: bool = True
    weight_grams: int = 0
    is_gift_card: bool = False


class ShippingLine(msgspec.Struct, kw_only=True):
    """How the customer chose to have the goods sent."""

    id: int
    title: str
    code: str | None = None
    price: str = "0.00"


class Customer(msgspec.Struct, kw_only=True):
    """Who ordered."""

    id: int
    created_at: datetime
    updated_at: datetime
    display_name: str
    email: str | None = None
    tags: list[str] = []
    number_of_orders: int = 1


class Attribute(msgspec.Struct, kw_only=True):
    """A key and a value that a cart or an app put on an order."""

    key: str
    value: str | None = None


class Order(msgspec.Struct, kw_only=True):
    """One order."""

    id: int
    number: int
    name: str
    created_at: datetime
    updated_at: datetime
    processed_at: datetime
    line_items: list[LineItem]
    shipping_line: ShippingLine | None = None
    shipping_address: Address | None = None
    customer_id: int | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    po_number: str | None = None
    tags: list[str] = []
    custom_attributes: list[Attribute] = []
    source_name: str = "web"
    app_name: str = "Online Store"
    currency_code: str = "USD"
    delivery_method: str = "SHIPPING"
    financial_status: str = "PAID"
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    closed_at: datetime | None = None
    edited: bool = False
    test: bool = False
    fulfillment_count: int = 0
    """How many fulfillments were ever made: gives the next one its name, such as #1001-F2."""
