"""What a merchant does to locations, products and stock."""

from typing import Any

import msgspec
from starlette.requests import Request

from simulator import catalogue, errors, gids, locating, quantities, stocking
from simulator.control import bodies
from simulator.worlds import World


class Routing(msgspec.Struct, forbid_unknown_fields=True):
    """The locations in the order routing shall prefer them; the others follow."""

    locations: list[str]


class StockEdit(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody types a number into the admin."""

    sku: str
    location: str
    available: int


class StockItem(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody ticks a location on a product."""

    sku: str
    location: str
    available: int | None = None


class Unstock(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody unticks a location on a product."""

    sku: str
    location: str


async def add_location(request: Request, world: World) -> dict[str, Any]:
    """Make a location."""
    location = catalogue.add_location(world, await bodies.read(request, catalogue.NewLocation))
    return {"id": gids.make("Location", location.id), "name": location.name}


async def add_product(request: Request, world: World) -> dict[str, Any]:
    """Make a product; answers its first variant, and all of them under `variants`."""
    made = [
        {
            "product_id": gids.make("Product", variant.product_id),
            "variant_id": gids.make("ProductVariant", variant.id),
            "inventory_item_id": gids.make("InventoryItem", variant.inventory_item_id),
            "sku": variant.sku,
        }
        for variant in catalogue.add_product(world, await bodies.read(request, catalogue.NewProduct))
    ]
    return {**made[0], "variants": made}


async def set_routing(request: Request, world: World) -> dict[str, Any]:
    """Set the priority of locations."""
    wanted = await bodies.read(request, Routing)
    first = [bodies.location_called(world, name).id for name in wanted.locations]
    world.shop.routing = first + [each for each in world.shop.routing if each not in first]
    return {"locations": [world.shop.locations[each].name for each in world.shop.routing]}


async def edit_stock(request: Request, world: World) -> dict[str, Any]:
    """Set available by hand."""
    edit = await bodies.read(request, StockEdit)
    level = bodies.level_of(world, edit.sku, edit.location)
    quantities.set_state(level, "available", edit.available, world.now())
    return {"available": level.available, "on_hand": level.on_hand}


async def stock_item(request: Request, world: World) -> dict[str, Any]:
    """Start stocking a product at a location."""
    wanted = await bodies.read(request, StockItem)
    location = bodies.location_called(world, wanted.location)
    item_id = bodies.variant_with(world, wanted.sku).inventory_item_id
    level = stocking.activate(world, item_id, location.id, wanted.available)
    return {"available": level.available, "on_hand": level.on_hand}


async def unstock(request: Request, world: World) -> dict[str, Any]:
    """Stop stocking a product at a location."""
    wanted = await bodies.read(request, Unstock)
    stocking.deactivate(world, bodies.level_of(world, wanted.sku, wanted.location))
    return {}


async def deactivate(request: Request, world: World) -> dict[str, Any]:
    """Switch a location off, whatever still stands or waits there."""
    locating.deactivate(world, bodies.location_called(world, request.path_params["name"]))
    return {}


async def activate(request: Request, world: World) -> dict[str, Any]:
    """Switch a location on again."""
    locating.activate(world, bodies.location_called(world, request.path_params["name"]))
    return {}


async def delete(request: Request, world: World) -> dict[str, Any]:
    """Delete a location."""
    location = bodies.location_called(world, request.path_params["name"])
    if len(world.shop.locations) == 1:
        raise errors.ControlError("the last location cannot be deleted", 409)
    locating.delete(world, location)
    return {}
