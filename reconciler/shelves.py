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


def available(world: World, skus: Iterable[str] | None = None) -> dict[tuple[str, str], int]:
    """Available on hand by warehouse and SKU, of these SKUs or of all. May be negative.

    Unlike `targets.available_on_hand` it knows all stock also in a narrow round, which may write only some of it.
    """
    wanted = None if skus is None else set(skus)
    found = {
        (row.warehouse, row.sku): row.on_hand - row.committed_elsewhere
        for row in world.shelves
        if wanted is None or row.sku in wanted
    }
    for order in world.imported.values():
        if order.is_cancelled or (wanted is not None and not any(line.sku in wanted for line in order.lines)):
            continue
        for key, units in _taken(order, order.parts).items():
            if key in found:
                found[key] -= units
    return found


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


def beside(figures: Figures, imported: desired.Order | None, part: desired.Part | None) -> dict[tuple[str, str], int]:
    """The figures as they would be without this part, or without the order: what it could take, wherever it is now."""
    free = dict(figures)
    if imported is not None:
        for key, units in _taken(imported, imported.parts if part is None else (part,)).items():
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


def _taken(order: desired.Order, parts: Iterable[desired.Part]) -> Counter[tuple[str, str]]:
    skus = {line.id: line.sku for line in order.lines}
    taken: Counter[tuple[str, str]] = Counter()
    for part in parts:
        if part.ship_from is not None:
            for line, units in part.outstanding().items():
                taken[part.ship_from, skus.get(line) or ""] += units
    return taken
