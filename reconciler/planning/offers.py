"""Offers: all that a choice depends on besides the rules, as small values that can be kept.

A world and a difference go in. `choosing` chooses a ship-from from an `Offer`, a level's target is reckoned from its
`Shares`; `recording` keeps both, so that `playing` can choose and reckon again.
"""

from typing import TypeAlias

import msgspec

from reconciler import allocating, desired, shelves, targets
from reconciler.differences import Difference
from reconciler.planning import levels
from reconciler.worlds import World

Free: TypeAlias = tuple[tuple[str, str, int], ...]


class Offer(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag="offer"):
    """What a ship-from can be chosen from.

    `warehouses` pairs keys with names. `needed` are units by SKU that are left to pack (None: no SKU), `free` are
    warehouse, SKU and the units of those that it has beside what other orders need. `splits` are the ship-froms that a
    split by location would come to, none where there is nothing to split. `ship_from` and `by_person`: what is decided.
    """

    warehouses: tuple[tuple[str, str], ...]
    default: str | None
    country: str | None
    province: str | None
    needed: tuple[tuple[str | None, int], ...]
    free: Free
    splits: tuple[str | None, ...] = ()
    ship_from: str | None = None
    by_person: bool = False

    def figures(self) -> dict[tuple[str, str], int]:
        """What is free, by warehouse and SKU."""
        return {(warehouse, sku): units for warehouse, sku, units in self.free}


class Shares(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag="shares"):
    """What a level's target is made of: available on hand by warehouse, and what is not ours to offer."""

    shares: tuple[tuple[str, int], ...]
    foreign: int

    def quantity(self, arguments: dict[str, object]) -> int:
        """Units that a `set_inventory` with these arguments offers."""
        target = targets.Target(item_id="", location_id="", sku="", shares=self.shares, foreign=self.foreign)
        return target.quantity(levels.shape(arguments), levels.shapes(arguments))


Basis: TypeAlias = Offer | Shares


def of(world: World, difference: Difference) -> Offer:
    """Give what a ship-from of the order or part can be chosen from."""
    address = difference.address
    order = world.orders[address.order_id or ""]
    imported = world.imported.get(order.id)
    part = _part(imported, address.part or 1)
    needed = shelves.needs(order, imported, part)
    free = shelves.beside(world, needed, imported, part)
    groups = allocating.by_ship_from(world, imported, part.number) if imported is not None and part is not None else {}
    default = world.default_warehouse
    return Offer(
        warehouses=tuple((one.key, one.name) for one in world.warehouses.values()),
        default=default.key if default is not None else None,
        country=order.ship_to.country,
        province=order.ship_to.province,
        needed=tuple(needed.items()),
        free=tuple((warehouse, sku, units) for (warehouse, sku), units in free.items()),
        splits=tuple(sorted(groups, key=lambda key: key or "")) if len(groups) > 1 else (),
        ship_from=part.ship_from if part is not None else None,
        by_person=part is not None and part.decided_by == "person",
    )


def _part(imported: desired.Order | None, number: int) -> desired.Part | None:
    return next((one for one in imported.parts if one.number == number), None) if imported else None
