"""The whole state in plain words, for tests and for people who want to look."""

from typing import Any

from simulator import gids
from simulator.state.fulfillments import Fulfillment, FulfillmentOrder
from simulator.state.levels import QUANTITY_NAMES
from simulator.state.orders import Order
from simulator.worlds import World


def state(world: World) -> dict[str, Any]:
    """Return locations, levels and orders."""
    shop = world.shop
    return {
        "locations": [
            {"id": gids.make("Location", each.id), "name": each.name, "active": each.active}
            for each in shop.locations.values()
        ],
        "levels": [
            {
                "sku": shop.items[level.item_id].sku,
                "location": shop.locations[level.location_id].name,
                **{name: getattr(level, name) for name in QUANTITY_NAMES},
            }
            for levels in shop.levels.values()
            for level in levels.values()
            if level.active
        ],
        "orders": [_order(world, each) for each in shop.orders.values()],
    }


def _order(world: World, order: Order) -> dict[str, Any]:
    return {
        "id": gids.make("Order", order.id),
        "name": order.name,
        "cancelled": order.cancelled_at is not None,
        "tags": order.tags,
        "lines": [
            {
                "id": gids.make("LineItem", line.id),
                "sku": line.sku,
                "quantity": line.current_quantity,
                "ordered": line.quantity,
            }
            for line in order.line_items
        ],
        "fulfillment_orders": [_fulfillment_order(world, each) for each in world.shop.fulfillment_orders_of(order.id)],
        "fulfillments": [_fulfillment(world, each) for each in world.shop.fulfillments_of(order.id)],
    }


def _fulfillment_order(world: World, source: FulfillmentOrder) -> dict[str, Any]:
    return {
        "id": gids.make("FulfillmentOrder", source.id),
        "status": source.status,
        "location": source.location_name,
        "lines": [
            {
                "sku": world.shop.line_item(source.order_id, line.line_item_id).sku,
                "total": line.total,
                "remaining": line.remaining,
            }
            for line in source.lines
        ],
    }


def _fulfillment(world: World, source: Fulfillment) -> dict[str, Any]:
    location = world.shop.locations.get(source.location_id)
    return {
        "id": gids.make("Fulfillment", source.id),
        "name": source.name,
        "status": source.status,
        "location": location.name if location is not None else None,
        "tracking": [{"company": each.company, "number": each.number, "url": each.url} for each in source.tracking],
        "lines": [
            {"sku": world.shop.line_item(source.order_id, line.line_item_id).sku, "quantity": line.quantity}
            for line in source.lines
        ],
    }


def summary(world: World) -> dict[str, int]:
    """Return how much of everything there is, for a person who looks at a shop being served."""
    shop = world.shop
    open_orders = [each for each in shop.orders.values() if each.closed_at is None and each.cancelled_at is None]
    return {
        "locations": len(shop.locations),
        "products": len(shop.products),
        "levels": sum(len(levels) for levels in shop.levels.values()),
        "orders": len(shop.orders),
        "open orders": len(open_orders),
        "fulfillments": len(shop.fulfillments),
        "requests": len(world.requests.all()),
        "writes": world.requests.writes,
    }
