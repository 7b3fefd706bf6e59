"""Shelves: which warehouses have what an order needs, for the facts that rules see and for choosing a ship-from.

A world goes in; available on hand by warehouse and SKU comes out, seen from one part: what the part itself has taken
counts as free for it. `describing` and `planning.choosing` ask here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from reconciler import actual, desired
from reconciler.worlds import World

Figures = Mapping[tuple[str, str], int]
"""Units by warehouse key and SKU. A SKU that a warehouse has no figure for is absent."""


def needs(order: actual.Order, imported: desired.Order | None, part: desired.Part | None) -> dict[str | None, int]:
    """Units by SKU that are still to be packed: of one part, or of all. The key None is what has no SKU."""
    if imported is None:
        found: Counter[str | None] = Counter()
        for line in order.lines:
            if line.requires_shipping and line.quantity > 0:
                found[line.sku or None] += line.quantity
        return dict(found)
    skus = {line.id: line.sku or None for line in imported.lines}
    found = Counter()
    for one in imported.parts if part is None else (part,):
        for line_id, units in one.outstanding().items():
            found[skus.get(line_id)] += units
    return dict(found)


def beside(
    world: World, skus: Iterable[str | None], imported: desired.Order | None, part: desired.Part | None
) -> dict[tuple[str, str], int]:
    """What is free of some SKUs, as it would be without this part, or without the order: what it could take.

    Unlike `targets.available_on_hand` it knows all stock also in a narrow round, which may write only some of it.
    """
    keys = [(warehouse, sku) for sku in dict.fromkeys(skus) if sku for warehouse in world.warehouses]
    free = {key: world.free[key] for key in keys if key in world.free}
    if imported is not None:
        for key, units in imported.taken(part).items():
            if key in free:
                free[key] += units
    return free


def spare(free: Figures, warehouse: str, needed: Mapping[str | None, int]) -> int:
    """Units of the scarcest item that a warehouse has beyond what is needed; negative where it has not enough.

    A warehouse without a figure for an item has none of it.
    """
    left = (
        free.get((warehouse, sku), 0) - units if sku is not None else -units
        for sku, units in needed.items()
        if units > 0
    )
    return min(left, default=0)


def covering(world: World, free: Figures, needed: Mapping[str | None, int]) -> tuple[str, ...]:
    """The keys of the warehouses that have all of it, sorted. Nothing needed: none, for there is nothing to tell."""
    if not any(units > 0 for units in needed.values()):
        return ()
    return tuple(sorted(key for key in world.warehouses if spare(free, key, needed) >= 0))
