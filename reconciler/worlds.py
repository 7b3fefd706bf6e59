"""The world that comparators look at: desired and actual side by side, indexed for looking up.

`of` makes the first one of a round; `projecting` makes the ones that follow. A world is never changed in place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self

from reconciler import actual, desired, overlays
from reconciler.differences import Difference

RETRY_REFUSED_AFTER = timedelta(hours=1)
"""How long a change that Shopify refused is left alone before it is asked for once more. Default of the setting."""

_FREE = "free"
"""Where a world keeps what it counted."""


@dataclass(frozen=True)
class World:
    """One shop as it should be and as it is.

    `imported` are the store's orders, `orders` the shop's, both by Shopify's order id. `levels` are by item id and
    location id. `observed_at` serves as "now" for ages, so that a plan can be made again from the same input.
    `resting` are the actions that have quiet hours now, with these hours. `shelves` is the stock of all warehouses,
    also where a narrow round may judge only some of it (`stock`).
    """

    shop: str
    observed_at: datetime
    writes_inventory: bool
    warehouses: Mapping[str, desired.Warehouse]
    mappings: Mapping[str, desired.Mapping]
    stock: tuple[desired.Stock, ...]
    imported: Mapping[str, desired.Order]
    locations: Mapping[str, actual.Location]
    items: Mapping[str, actual.Item]
    levels: Mapping[tuple[str, str], actual.Level]
    orders: Mapping[str, actual.Order]
    refusals: Mapping[tuple[str, str], desired.Refusal]
    retry_refused_after: timedelta = RETRY_REFUSED_AFTER
    resting: Mapping[str, str] = field(default_factory=dict)
    shelves: tuple[desired.Stock, ...] = ()

    @cached_property
    def default_warehouse(self) -> desired.Warehouse | None:
        """The warehouse that orders ship from unless a rule says otherwise."""
        return next((w for w in self.warehouses.values() if w.is_default), None)

    @cached_property
    def items_by_sku(self) -> Mapping[str, tuple[actual.Item, ...]]:
        """The shop's items by exact SKU. More than one: the SKU is ambiguous."""
        found: dict[str, list[actual.Item]] = {}
        for item in self.items.values():
            if item.sku:
                found.setdefault(item.sku, []).append(item)
        return {sku: tuple(items) for sku, items in found.items()}

    @cached_property
    def warehouses_at(self) -> Mapping[str, tuple[desired.Mapping, ...]]:
        """The mappings by location id."""
        found: dict[str, list[desired.Mapping]] = {}
        for mapping in self.mappings.values():
            found.setdefault(mapping.location_id, []).append(mapping)
        return {location: tuple(mappings) for location, mappings in found.items()}

    @cached_property
    def stocked_locations(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the locations that stock an item, by item id."""
        found: dict[str, list[str]] = {}
        for (item, location), level in self.levels.items():
            if level.is_active and location in self.locations:
                found.setdefault(item, []).append(self.locations[location].name)
        return {item: tuple(sorted(names)) for item, names in found.items()}

    @cached_property
    def free(self) -> Mapping[tuple[str, str], int]:
        """Available on hand by warehouse key and SKU, of all shelves: what no open order needs. May be negative.

        A SKU that a warehouse has no figure for is absent. Counting takes a look at every order, so that the worlds
        that come of this one reckon on from it.
        """
        found = {(row.warehouse, row.sku): row.on_hand - row.committed_elsewhere for row in self.shelves}
        for order in self.imported.values():
            for key, units in order.taken().items():
                if key in found:
                    found[key] -= units
        return found

    @cached_property
    def on_hand(self) -> Mapping[str, int]:
        """What is on all shelves together, by SKU."""
        found: dict[str, int] = {}
        for row in self.shelves:
            found[row.sku] = found.get(row.sku, 0) + row.on_hand
        return found

    def with_imported(self, order: desired.Order) -> Self:
        """Give the world after an order changed here."""
        after = replace(self, imported=overlays.changed(self.imported, {order.id: order}))
        if _FREE in vars(self):
            more = order.taken()
            more.subtract(self.imported[order.id].taken() if order.id in self.imported else {})
            moved = {key: self.free[key] - units for key, units in more.items() if units and key in self.free}
            vars(after)[_FREE] = overlays.changed(self.free, moved) if moved else self.free
        return after

    def with_shop(
        self,
        *,
        orders: Iterable[actual.Order] = (),
        levels: Mapping[tuple[str, str], actual.Level] | None = None,
    ) -> Self:
        """Give the world after orders and levels changed in the shop. Nothing on our shelves changes by that."""
        changes: dict[str, Any] = {}
        if given := {order.id: order for order in orders}:
            changes["orders"] = overlays.changed(self.orders, given)
        if levels:
            changes["levels"] = overlays.changed(self.levels, levels)
        after = replace(self, **changes)
        if _FREE in vars(self):
            vars(after)[_FREE] = self.free
        return after

    def location_of(self, ship_from: str | None) -> str | None:
        """The location id that a warehouse is mapped to, None if it isn't mapped (or there is no warehouse yet)."""
        mapping = self.mappings.get(ship_from) if ship_from else None
        return mapping.location_id if mapping else None

    def location_name(self, location_id: str | None) -> str:
        """The name people know a location by, even after it is gone."""
        location = self.locations.get(location_id) if location_id else None
        if location is not None:
            return location.name
        known = (m.location_name for m in self.mappings.values() if m.location_id == location_id)
        return next(known, "a deleted location")

    def warehouse_name(self, key: str | None) -> str:
        """The name of a warehouse, its key if it is unknown."""
        if key is None:
            return "no warehouse"
        return self.warehouses[key].name if key in self.warehouses else key

    def is_stocked(self, item_id: str, location_id: str) -> bool:
        """Whether the location stocks the item. Shopify only moves an order where its items are stocked."""
        level = self.levels.get((item_id, location_id))
        return level is not None and level.is_active

    def refusal(self, address: str, fingerprint: str) -> desired.Refusal | None:
        """The refusal of exactly this work that is too fresh to try again, if there is one."""
        found = self.refusals.get((address, fingerprint))
        return found if found is not None and self.is_fresh(found) else None

    def is_fresh(self, refusal: desired.Refusal) -> bool:
        """Whether it is too early to ask Shopify again."""
        return self.observed_at - refusal.refused_at < self.retry_refused_after


def of(
    wanted: desired.Desired,
    observed: actual.Actual,
    *,
    retry_refused_after: timedelta = RETRY_REFUSED_AFTER,
    resting: Mapping[str, str] | None = None,
) -> World:
    """Put what should be and what is side by side. `resting`: see World."""
    return World(
        shop=wanted.shop,
        observed_at=observed.observed_at,
        writes_inventory=wanted.writes_inventory,
        warehouses={w.key: w for w in wanted.warehouses},
        mappings={m.warehouse: m for m in wanted.mappings},
        stock=wanted.stock,
        shelves=wanted.stock,
        imported={order.id: order for order in wanted.orders},
        locations={location.id: location for location in observed.locations},
        items={item.id: item for item in observed.items},
        levels={(level.item_id, level.location_id): level for level in observed.levels},
        orders={order.id: order for order in observed.orders},
        refusals={(r.address, r.fingerprint): r for r in wanted.refusals},
        retry_refused_after=retry_refused_after,
        resting=resting or {},
    )


def in_order(differences: Iterable[Difference]) -> list[Difference]:
    """Differences in a stable order for people: by order number as a number, then by name."""
    return sorted(differences, key=lambda d: (len(d.address.order or ""), str(d.address), d.kind))
