"""A settled level in words: its target, what that is made of, and what the shop says. Used by `explanations`."""

from collections.abc import Iterator

from reconciler import targets, worlds


def tell(world: worlds.World, sku: str, location: str | None) -> list[str]:
    """A paragraph for each level of the SKU that has a target, at one location or at all; empty if none has."""
    return ["\n".join(_tell(world, target)) for target in _targets(world, sku, location)]


def _targets(world: worlds.World, sku: str, location: str | None) -> list[targets.Target]:
    return [
        target
        for target in targets.targets(world)
        if target.sku == sku and location in (None, world.location_name(target.location_id))
    ]


def _tell(world: worlds.World, target: targets.Target) -> Iterator[str]:
    yield f"{target.sku} at {world.location_name(target.location_id)}:"
    for warehouse, available in target.shares:
        yield f"  {world.warehouse_name(warehouse)} has {available} available on hand"
    if target.foreign:
        yield f"  less {target.foreign} that a move will free, or that orders not imported yet hold"
    yield f"  target {target.quantity()}"
    level = world.levels.get((target.item_id, target.location_id))
    if level is None or not level.is_active:
        yield "  the location does not stock it"
        return
    yield f"  level {level.available} available, {level.committed} committed, {level.on_hand} on hand"
    if not world.writes_inventory:
        yield "  Inventory write-back is off for the shop, so levels are not compared: trueup shop write-inventory on"
    elif level.available == target.quantity():
        yield "  Nothing differs, so no rule is asked."
