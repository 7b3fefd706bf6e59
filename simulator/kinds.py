"""Which GraphQL type a record has, and how values are written in JSON. Used by the executor and by node lookups."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from simulator.bulk_jobs import Job
from simulator.calls import Answer
from simulator.state.catalogue import InventoryItem, Product, Variant
from simulator.state.fulfillments import Fulfillment, FulfillmentOrder, FulfillmentOrderLine
from simulator.state.levels import Level
from simulator.state.locations import Location
from simulator.state.orders import Customer, LineItem, Order
from simulator.state.shops import Shop
from simulator.state.webhooks import Subscription

TYPES: dict[type, str] = {
    Shop: "Shop",
    Location: "Location",
    Product: "Product",
    Variant: "ProductVariant",
    InventoryItem: "InventoryItem",
    Level: "InventoryLevel",
    Order: "Order",
    LineItem: "LineItem",
    Customer: "Customer",
    FulfillmentOrder: "FulfillmentOrder",
    FulfillmentOrderLine: "FulfillmentOrderLineItem",
    Fulfillment: "Fulfillment",
    Job: "BulkOperation",
    Subscription: "WebhookSubscription",
}


def typename(value: Any) -> str:
    """Return the name of the GraphQL object type of a record or answer."""
    return value.typename if isinstance(value, Answer) else TYPES[type(value)]


def serialize(value: Any) -> Any:
    """Return a scalar as JSON holds it: moments as `2026-11-23T10:00:00Z`."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value) if isinstance(value, Decimal) else value
