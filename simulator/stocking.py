"""Which location stocks which item, and what stands there. Called by mutations, by the control API and by seeds."""

from simulator import errors, gids, quantities
from simulator.state.levels import Level
from simulator.worlds import World

ALREADY_ACTIVE = "Not allowed to set available quantity when the item is already active at the location."
ONLY_LOCATION = (
    "The product couldn't be unstocked from {} because products need to be stocked at a minimum of 1 location."
)


def open_quantity(world: World, item_id: int, location_id: int) -> int:
    """Return how much of an item open fulfillment orders at a location still wait for."""
    shop = world.shop
    return sum(
        line.remaining
        for each in shop.fulfillment_orders.values()
        if each.location_id == location_id and each.is_open
        for line in each.lines
        if shop.line_item(each.order_id, line.line_item_id).item_id == item_id
    )


def activate(world: World, item_id: int, location_id: int, available: int | None = None) -> Level:
    """Start stocking an item at a location, or go on with what it had there when it was stocked before.

    A new level commits what orders already wait for there, so that committed is right from the first moment.
    (Inferred: no recorded answer shows this case.)
    """
    shop, now = world.shop, world.now()
    level = shop.level(item_id, location_id)
    if level is None:
        tracked = shop.items[item_id].tracked
        waiting = open_quantity(world, item_id, location_id) if tracked else 0
        level = Level(
            id=shop.new_id("InventoryLevel"),
            item_id=item_id,
            location_id=location_id,
            created_at=now,
            updated_at=now,
            committed=waiting,
            available=-waiting,
        )
        shop.levels.setdefault(item_id, {})[location_id] = level
    level.active = True
    level.updated_at = now
    if available is not None:
        quantities.set_state(level, "available", available, now)
        level.changed["available"] = now
    return level


def deactivate(world: World, level: Level) -> None:
    """Stop stocking an item at a location; its quantities are kept for a later return.

    Raises UserErrors when no other location stocks the item. Source: recorded answers of inventoryDeactivate.
    """
    others = [each for each in world.shop.levels[level.item_id].values() if each.active and each is not level]
    if not others:
        raise errors.refusal(ONLY_LOCATION.format(world.shop.locations[level.location_id].name))
    level.active = False
    level.updated_at = world.now()


def level_by_gid(world: World, gid: str) -> Level | None:
    """Return the level a global id names, active or not."""
    parsed = gids.parse_level(gid)
    if parsed is None:
        return None
    level_id, item_id = parsed
    return next((each for each in world.shop.levels.get(item_id, {}).values() if each.id == level_id), None)


ALREADY_ON_HAND = "Not allowed to set on_hand quantity when the item is already active at the location."


def set_on_hand(world: World, level: Level, on_hand: int) -> None:
    """Set what stands on the shelf; available follows."""
    quantities.set_state(level, "on_hand", on_hand, world.now())
    level.changed["available"] = world.now()
