"""Reading what a control request says, and telling clearly what is wrong with it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import cancellations, errors
from simulator.state.catalogue import Variant
from simulator.state.levels import Level
from simulator.state.locations import Location
from simulator.state.orders import Order
from simulator.worlds import World

Body = TypeVar("Body")
Action = Callable[[Request, World], Awaitable[Any]]


async def read(request: Request, kind: type[Body]) -> Body:
    """Return the body as a value. Raises ControlError that names the wrong entry."""
    content = await request.body() or b"{}"
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.ControlError(str(problem), 400) from problem


def handler(world: World, action: Action) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of an action: its value as JSON, its refusals as {"error": …}.

    The world is saved after a change.
    """

    async def handle(request: Request) -> Response:
        cancellations.carry_out(world)
        try:
            value = await action(request, world)
        except errors.ControlError as refused:
            return JSONResponse({"error": refused.message}, refused.status)
        except errors.UserErrors as refused:
            return JSONResponse({"error": str(refused)}, 409)
        if request.method != "GET":
            world.save()
        return Response(msgspec.json.encode(value if value is not None else {}), media_type="application/json")

    return handle


def order_named(world: World, name: str) -> Order:
    """Return an order by its name or number, with or without the #. Raises ControlError."""
    wanted = name.lstrip("#")
    for order in world.shop.orders.values():
        if order.name.lstrip("#") == wanted or str(order.number) == wanted:
            return order
    raise errors.ControlError(f"no order is named {name!r}", 404)


def location_called(world: World, name: str) -> Location:
    """Return a location by name. Raises ControlError that lists the names there are."""
    for location in world.shop.locations.values():
        if location.name == name:
            return location
    known = ", ".join(location.name for location in world.shop.locations.values()) or "none yet"
    raise errors.ControlError(f"no location is named {name!r}; there are: {known}", 404)


def variant_with(world: World, sku: str) -> Variant:
    """Return the first variant with a SKU. Raises ControlError."""
    for variant in world.shop.variants.values():
        if variant.sku == sku:
            return variant
    raise errors.ControlError(f"no product has the SKU {sku!r}", 404)


def level_of(world: World, sku: str, location: str) -> Level:
    """Return the level of a SKU at a location. Raises ControlError when it is not stocked there."""
    place = location_called(world, location)
    level = world.shop.level(variant_with(world, sku).inventory_item_id, place.id)
    if level is None or not level.active:
        raise errors.ControlError(f"{sku!r} is not stocked at {location!r}: use stock_item first", 409)
    return level
