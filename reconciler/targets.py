"""The target of a level: how much of an item a location may offer.

    target(L) = sum over warehouses w mapped to L that write inventory of shape(AOH(w))
                - what Shopify has committed at L and no part of those warehouses at L accounts for

never below 0. The second term holds orders that the store hasn't imported, parts that ship from elsewhere while their
fulfillment order still sits at L (a move will free that quantity by Shopify's own doing: offering it now would offer it
twice), and parts that nobody decided about. It is taken from Shopify's own `committed` as well as from the orders that
were read, whichever is larger, so that an order missing from a read is never offered away.
"""

from collections.abc import Iterator, Mapping

import msgspec

from reconciler import allocating
from reconciler.worlds import World


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How rules shape what a warehouse offers: whole units, `percent` from 0 to 100.

    `reserve` is kept back; of the rest `percent` is offered, at most `maximum`; below `minimum` nothing is offered.
    """

    reserve: int = 0
    percent: int = 100
    minimum: int = 0
    maximum: int | None = None

    def of(self, available: int) -> int:
        """The offered quantity, never more than is available.

        A shortage stays one, however it is shaped: other warehouses of the location have to make up for it.
        """
        if available < 0:
            return available
        offered = max(0, available - max(0, self.reserve)) * max(0, min(100, self.percent)) // 100
        if self.maximum is not None:
            offered = min(offered, max(0, self.maximum))
        return offered if offered >= self.minimum else 0


PLAIN = Shape()
"""Offer everything."""

_NONE: Mapping[str, Shape] = {}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The target of one level with what it is made of. `shares` pairs warehouse keys with available on hand."""

    item_id: str
    location_id: str
    sku: str
    shares: tuple[tuple[str, int], ...]
    foreign: int

    def quantity(self, shape: Shape = PLAIN, own: Mapping[str, Shape] = _NONE) -> int:
        """Units that the location may offer. `own` are the shapes of single warehouses, instead of the common one."""
        offered = (own.get(warehouse, shape).of(available) for warehouse, available in self.shares)
        return max(0, sum(offered) - self.foreign)


def available_on_hand(world: World) -> dict[tuple[str, str], int]:
    """AOH by warehouse key and SKU: on hand less what open parts shipping from there still need. May be negative."""
    aoh = {(row.warehouse, row.sku): row.on_hand - row.committed_elsewhere for row in world.stock}
    for order in world.imported.values():
        if order.is_cancelled:
            continue
        skus = {line.id: line.sku for line in order.lines}
        for part in order.parts:
            if part.ship_from is None:
                continue
            for line, quantity in part.outstanding().items():
                key = (part.ship_from, skus.get(line) or "")
                if key in aoh:
                    aoh[key] -= quantity
    return aoh


def foreign_quantities(world: World) -> Mapping[tuple[str, str], int]:
    """Open quantity by item and location that is not settled there: see the module's formula."""
    opened: dict[tuple[str, str], int] = {}
    settled: dict[tuple[str, str], int] = {}
    for order in world.orders.values():
        for fo in order.fulfillment_orders:
            if not fo.is_open or fo.location_id is None:
                continue
            for line in fo.lines:
                if line.item_id:
                    key = (line.item_id, fo.location_id)
                    opened[key] = opened.get(key, 0) + line.remaining
    for imported in world.imported.values():
        for portion in allocating.portions(world, imported):
            if portion.is_in_place and portion.line.item_id and portion.wanted:
                key = (portion.line.item_id, portion.wanted)
                settled[key] = settled.get(key, 0) + portion.quantity
    committed = {key: level.committed for key, level in world.levels.items() if level.committed}
    return {
        key: max(0, opened.get(key, 0) - settled.get(key, 0), committed.get(key, 0) - settled.get(key, 0))
        for key in opened.keys() | committed.keys()
    }


def targets(world: World) -> Iterator[Target]:
    """The targets of every level that our stock speaks about: one item per SKU, stocked at a mapped location."""
    aoh = available_on_hand(world)
    foreign = foreign_quantities(world)
    shares: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in world.stock:
        mapping = world.mappings.get(row.warehouse)
        if mapping and mapping.writes_inventory:
            shares.setdefault((row.sku, mapping.location_id), []).append((row.warehouse, aoh[row.warehouse, row.sku]))
    for (sku, location_id), found in shares.items():
        for item in world.items_by_sku.get(sku, ()):
            yield Target(
                item_id=item.id,
                location_id=location_id,
                sku=sku,
                shares=tuple(sorted(found)),
                foreign=foreign.get((item.id, location_id), 0),
            )
