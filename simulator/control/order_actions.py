"""What customers and merchants do to orders."""

from typing import Any

import msgspec
from starlette.requests import Request

from simulator import errors, fulfilment, gids, orders, placing, splits
from simulator.control import bodies
from simulator.state.fulfillments import Tracking
from simulator.worlds import World


class Cancel(msgspec.Struct, forbid_unknown_fields=True):
    """Cancel an order, offering its stock again or not."""

    restock: bool = True
    reason: str = "CUSTOMER"


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """The new quantities of lines; 0 removes."""

    lines: list[placing.WantedLine]


class Fulfil(msgspec.Struct, forbid_unknown_fields=True):
    """What the merchant sends by hand: all that is open, or what is open at one location."""

    location: str | None = None
    tracking: str | None = None
    company: str | None = None


class RefundedLine(msgspec.Struct, forbid_unknown_fields=True):
    """A quantity to refund."""

    sku: str
    quantity: int


class Refund(msgspec.Struct, forbid_unknown_fields=True):
    """What to refund, and the location where the goods are on sale again; without one they are not."""

    lines: list[RefundedLine]
    restock_at: str | None = None


async def place(request: Request, world: World) -> dict[str, Any]:
    """Place an order."""
    order = placing.place(world, await bodies.read(request, placing.WantedOrder))
    return {
        "id": gids.make("Order", order.id),
        "name": order.name,
        "fulfillment_orders": [
            {"id": gids.make("FulfillmentOrder", each.id), "location": each.location_name}
            for each in world.shop.fulfillment_orders_of(order.id)
        ],
    }


async def cancel(request: Request, world: World) -> dict[str, Any]:
    """Cancel an order."""
    wish = await bodies.read(request, Cancel)
    order = bodies.order_named(world, request.path_params["name"])
    orders.cancel(world, order, wish.reason, restock=wish.restock)
    return {}


async def edit(request: Request, world: World) -> dict[str, Any]:
    """Edit an order."""
    wish = await bodies.read(request, Edit)
    orders.edit(world, bodies.order_named(world, request.path_params["name"]), wish.lines)
    return {}


async def fulfil(request: Request, world: World) -> dict[str, Any]:
    """Send what is open, as a merchant does in the admin: one fulfillment for each location."""
    wish = await bodies.read(request, Fulfil)
    order = bodies.order_named(world, request.path_params["name"])
    ready = [each for each in world.shop.fulfillment_orders_of(order.id) if each.status in {"OPEN", "IN_PROGRESS"}]
    if wish.location is not None:
        place_id = bodies.location_called(world, wish.location).id
        ready = [each for each in ready if each.location_id == place_id]
    if not ready:
        raise errors.ControlError(f"nothing of {order.name} is open to be sent there", 409)
    parcel = [Tracking(company=wish.company, number=wish.tracking)] if wish.tracking else []
    made = []
    for location_id in sorted({each.location_id for each in ready}):
        entries = [fulfilment.Entry(fulfillment_order_id=each.id) for each in ready if each.location_id == location_id]
        made.append(fulfilment.create(world, entries, parcel))
    return {"fulfillments": [{"id": gids.make("Fulfillment", each.id), "name": each.name} for each in made]}


async def refund(request: Request, world: World) -> dict[str, Any]:
    """Refund quantities of lines, sent or not."""
    wish = await bodies.read(request, Refund)
    order = bodies.order_named(world, request.path_params["name"])
    location_id = bodies.location_called(world, wish.restock_at).id if wish.restock_at is not None else None
    chosen = []
    for each in wish.lines:
        line_item = next((line for line in order.line_items if line.sku == each.sku), None)
        if line_item is None:
            raise errors.ControlError(f"{order.name} has no line with the SKU {each.sku!r}", 404)
        chosen.append((line_item, each.quantity))
    for line_item, quantity in chosen:
        orders.refund(world, order, line_item, quantity, restock_at=location_id)
    return {}


async def renumber(request: Request, world: World) -> dict[str, Any]:
    """Give the open fulfillment orders of an order new ids, as Shopify does when it makes them anew."""
    order = bodies.order_named(world, request.path_params["name"])
    new = [splits.replace(world, each) for each in world.shop.fulfillment_orders_of(order.id) if each.status == "OPEN"]
    return {"fulfillment_orders": [gids.make("FulfillmentOrder", each.id) for each in new]}
