"""The search filters of each list that takes a `query:`. Source: Shopify Admin schema, argument descriptions."""

from typing import Any

from simulator import orders
from simulator.calls import Call
from simulator.searching import Field, Fields

FULFILLMENT_STATUS = {
    "UNFULFILLED": {"unshipped", "unfulfilled"},
    "IN_PROGRESS": {"unshipped", "unfulfilled"},
    "FULFILLED": {"shipped", "fulfilled"},
    "PARTIALLY_FULFILLED": {"partial", "unfulfilled"},
    "ON_HOLD": {"on_hold", "unfulfilled", "unshipped"},
    "SCHEDULED": {"scheduled", "unfulfilled", "unshipped"},
}


def _order_status(order: Any, _: Call) -> list[str]:
    if order.cancelled_at is not None:
        return ["cancelled"]
    return ["closed"] if order.closed_at is not None else ["open", "not_closed"]


def _sent(order: Any, call: Call) -> list[str]:
    return sorted(FULFILLMENT_STATUS.get(orders.display_status(call.world, order), set()))


def _order_default(order: Any, _: Call) -> list[str | None]:
    texts = [order.name, order.name.lstrip("#"), order.email, *order.tags]
    return texts + [line.sku for line in order.line_items] + [line.title for line in order.line_items]


_ID = Field(lambda each, _: each.id, "id")
_CREATED = Field(lambda each, _: each.created_at, "time")
_UPDATED = Field(lambda each, _: each.updated_at, "time")

LOCATIONS: Fields = {
    "default": Field(lambda each, _: [each.name, *each.name.split()]),
    "id": _ID,
    "name": Field(lambda each, _: each.name),
    "active": Field(lambda each, _: "active" if each.active else "inactive"),
    "created_at": _CREATED,
    "address1": Field(lambda each, _: each.address.address1),
    "city": Field(lambda each, _: each.address.city),
    "country": Field(lambda each, _: each.address.country),
    "province": Field(lambda each, _: each.address.province),
    "zip": Field(lambda each, _: each.address.zip),
    "legacy": Field(lambda each, _: each.fulfillment_service, "boolean"),
}
ITEMS: Fields = {
    "default": Field(lambda each, _: each.sku),
    "id": _ID,
    "sku": Field(lambda each, _: each.sku),
    "created_at": _CREATED,
    "updated_at": _UPDATED,
}
LEVELS: Fields = {
    "default": Field(lambda each, _: str(each.id)),
    "id": _ID,
    "inventory_item_id": Field(lambda each, _: each.item_id, "id"),
    "created_at": _CREATED,
    "updated_at": _UPDATED,
}
"""`location_id` is ignored here with a warning. Source: recorded answers."""
PRODUCTS: Fields = {
    "default": Field(lambda each, _: [each.title, *each.title.split()]),
    "id": _ID,
    "title": Field(lambda each, _: [each.title, *each.title.split()]),
    "vendor": Field(lambda each, _: each.vendor),
    "product_type": Field(lambda each, _: each.product_type),
    "tag": Field(lambda each, _: each.tags),
    "status": Field(lambda each, _: each.status, accepts=frozenset({"active", "archived", "draft"})),
    "created_at": _CREATED,
    "updated_at": _UPDATED,
}
VARIANTS: Fields = {
    "default": Field(lambda each, _: [each.sku, each.title]),
    "id": _ID,
    "sku": Field(lambda each, _: each.sku),
    "barcode": Field(lambda each, _: each.barcode),
    "title": Field(lambda each, _: each.title),
    "product_id": Field(lambda each, _: each.product_id, "id"),
    "updated_at": _UPDATED,
}
ORDERS: Fields = {
    "default": Field(_order_default),
    "id": _ID,
    "name": Field(lambda each, _: [each.name, each.name.lstrip("#")]),
    "created_at": _CREATED,
    "updated_at": _UPDATED,
    "processed_at": Field(lambda each, _: each.processed_at, "time"),
    "status": Field(_order_status, accepts=frozenset({"open", "closed", "cancelled", "not_closed"})),
    "fulfillment_status": Field(
        _sent,
        accepts=frozenset(
            {
                "unshipped",
                "shipped",
                "fulfilled",
                "partial",
                "scheduled",
                "on_hold",
                "unfulfilled",
                "request_declined",
            }
        ),
    ),
    "financial_status": Field(
        lambda each, _: each.financial_status,
        accepts=frozenset(
            {
                "paid",
                "pending",
                "authorized",
                "partially_paid",
                "partially_refunded",
                "refunded",
                "voided",
                "expired",
            }
        ),
    ),
    "tag": Field(lambda each, _: each.tags),
    "email": Field(lambda each, _: each.email),
    "sku": Field(lambda each, _: [line.sku for line in each.line_items]),
    "test": Field(lambda each, _: each.test, "boolean"),
    "po_number": Field(lambda each, _: each.po_number),
    "customer_id": Field(lambda each, _: each.customer_id, "id"),
    "fulfillment_location_id": Field(
        lambda each, call: [one.location_id for one in call.shop.fulfillments_of(each.id)], "id"
    ),
    "reference_location_id": Field(
        lambda each, call: [one.location_id for one in call.shop.fulfillment_orders_of(each.id)], "id"
    ),
}
FULFILLMENT_ORDERS: Fields = {
    "default": Field(lambda each, _: str(each.id)),
    "id": _ID,
    "status": Field(lambda each, _: each.status),
    "assigned_location_id": Field(lambda each, _: each.location_id, "id"),
    "updated_at": _UPDATED,
}
