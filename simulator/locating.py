"""Switching locations off and on. Called by mutations and by the control API."""

from simulator import errors, quantities, stocking
from simulator.state.fulfillments import FulfillmentOrder
from simulator.state.levels import ON_HAND_STATES
from simulator.state.locations import Location
from simulator.worlds import World

NOT_FOUND = "Location not found."
HAS_ORDERS = "Location could not be deactivated because it has pending orders."
HAS_INVENTORY = "Location could not be deactivated without specifying where to relocate inventory at the location."
MOST = 200
FULL = f"You have reached the maximum number of locations ({MOST})"
"""Source: recorded answers. (Guessed: that switching on refuses with it, and that only active ones count.)"""
LAST = "At least one location must fulfill online orders."


def has_unfulfilled(world: World, location: Location) -> bool:
    """Tell whether something is still to be sent from a location."""
    return any(each.location_id == location.id and each.is_open for each in world.shop.fulfillment_orders.values())


def has_inventory(world: World, location: Location) -> bool:
    """Tell whether a location stocks anything."""
    return any(level.active for level in world.shop.levels_at(location.id))


def check_deactivatable(world: World, location: Location) -> None:
    """Raise UserErrors when Shopify would not switch a location off by itself."""
    others = [each for each in world.shop.locations.values() if each.active and each.id != location.id]
    if not others:
        raise errors.refusal(LAST, ["locationId"], "CANNOT_DISABLE_ONLINE_ORDER_FULFILLMENT")
    if has_unfulfilled(world, location):
        raise errors.refusal(HAS_ORDERS, ["locationId"], "HAS_FULFILLMENT_ORDERS_ERROR")
    if has_inventory(world, location):
        raise errors.refusal(HAS_INVENTORY, ["locationId"], "HAS_ACTIVE_INVENTORY_ERROR")


def check_activatable(world: World, location: Location) -> None:
    """Raise UserErrors when the shop has as many active locations as it may."""
    if not location.active and sum(each.active for each in world.shop.locations.values()) >= MOST:
        raise errors.refusal(FULL, ["locationId"], "LOCATION_LIMIT")


def deactivate(world: World, location: Location) -> None:
    """Switch a location off."""
    location.active = False
    location.deactivated_at = location.updated_at = world.now()


def activate(world: World, location: Location) -> None:
    """Switch a location on again."""
    location.active = True
    location.deactivated_at = None
    location.updated_at = world.now()


def delete(world: World, location: Location) -> None:
    """Delete a location with its levels.

    Fulfillment orders keep its name and lose the link, as in the schema's description.
    """
    shop = world.shop
    del shop.locations[location.id]
    shop.routing = [each for each in shop.routing if each != location.id]
    for levels in shop.levels.values():
        levels.pop(location.id, None)


def relocate(world: World, location: Location, destination_id: int | None) -> None:
    """Hand everything open at a location to another one: fulfillment orders, and the stock that stands there.

    Raises UserErrors when the destination is the same, unknown or switched off.
    """
    shop, now = world.shop, world.now()
    destination = shop.locations.get(destination_id or 0)
    if destination is location:
        text = "Destination location is the same as the location to be deactivated."
        raise errors.refusal(text, ["destinationLocationId"], "DESTINATION_LOCATION_IS_THE_SAME_LOCATION")
    if destination is None or not destination.active:
        text = "Destination location is not found or inactive."
        raise errors.refusal(text, ["destinationLocationId"], "DESTINATION_LOCATION_NOT_FOUND_OR_INACTIVE")
    for each in shop.fulfillment_orders.values():
        if each.location_id == location.id and each.is_open:
            _hand_over(world, each, destination)
    for level in [each for each in shop.levels_at(location.id) if each.active]:
        there = stocking.activate(world, level.item_id, destination.id)
        for name in (*ON_HAND_STATES, "incoming"):
            quantities.adjust(there, name, getattr(level, name), now)
            quantities.adjust(level, name, -getattr(level, name), now)
        level.active = False


def _hand_over(world: World, source: FulfillmentOrder, destination: Location) -> None:
    """Give an open fulfillment order to another location, with the goods that were set aside for it."""
    shop, now = world.shop, world.now()
    for line in source.lines:
        line_item = shop.line_item(source.order_id, line.line_item_id)
        here = shop.tracked_level(line_item, source.location_id)
        if here is None or line_item.item_id is None:
            continue
        there = stocking.activate(world, line_item.item_id, destination.id)
        quantities.lose(here, line.remaining, now)
        quantities.unship(there, line.remaining, now)
    source.location_id, source.location_name, source.updated_at = destination.id, destination.name, now
