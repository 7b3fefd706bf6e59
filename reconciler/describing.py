"""Describing: a difference with its context as a fact, in the words of the rule vocabulary.

A value that isn't known is left out, and so is an empty text: rules treat a missing field as not matching.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from engine.facts import Fact, Value
from reconciler import actual, desired, order_values, shelves, targets
from reconciler.compare import failures
from reconciler.differences import Difference, Kind, Stage
from reconciler.worlds import World


def describe(world: World, differences: Sequence[Difference]) -> list[Fact]:
    """One fact per difference, in the same order."""
    counts = Counter(difference.kind for difference in differences)
    levels = _level_values(world, differences)
    failing = failures.standing(world) if counts[Kind.FAILURE_OPEN] else {}
    seen = {"round.orders": len(world.orders), "round.levels": len(world.levels)}
    facts = []
    for difference in differences:
        values: dict[str, object] = {
            "round.differences": counts[difference.kind],
            "reason": _reason(difference),
            **seen,
        }
        lines: tuple[Mapping[str, Value], ...] = ()
        address = difference.address
        order = world.orders.get(address.order_id or "")
        if order is not None:
            values |= order_values.values(order)
            packing = _Packing(world, order, difference)
            values |= _part(world, difference, packing)
            values["warehouse.can_fulfil_all"] = packing.covering(packing.needed)
            lines = tuple(_line(world, line, packing) for line in order_values.lines(order))
            if difference.kind is Kind.FAILURE_OPEN:
                values["failure.reasons"] = failures.reasons_of(failing.get(order.id, ()))
        else:
            values |= levels.get(difference.key, {})
            values |= {
                "product.sku": address.sku,
                "product.title": _title(world, address.item_id, address.sku),
                "location.name": address.location,
                "warehouse.key": address.warehouse,
                "warehouse.name": world.warehouse_name(address.warehouse) if address.warehouse else None,
            }
        facts.append(
            Fact(
                kind=difference.kind,
                key=difference.key,
                values=_known(values),
                lines=lines,
            )
        )
    return facts


def _reason(difference: Difference) -> str | None:
    """The reason of a blocked difference. A failure may have several: they are in `failure.reasons`."""
    return None if difference.kind is Kind.FAILURE_OPEN else difference.reason


def _known(values: Mapping[str, object]) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            kept[name] = tuple(str(one) for one in value)
        elif isinstance(value, str):
            if value.strip():  # the shop writes "" for a company that nobody named
                kept[name] = str(value)
        elif isinstance(value, bool | int | Decimal | datetime):
            kept[name] = value
    return kept


class _Packing:
    """What is left to pack of the order or part that a difference is about, and who has it."""

    def __init__(self, world: World, order: actual.Order, difference: Difference) -> None:
        self._world = world
        imported = world.imported.get(order.id)
        part = _part_of(imported, difference.address.part)
        self.needed = shelves.needs(order, imported, part)
        skus = {*self.needed, *(line.sku for line in order.lines)}
        self._free = shelves.beside(world, skus, imported, part)
        if imported is None:
            self.left = {line.id: line.quantity for line in order.lines if line.requires_shipping}
        else:
            parts = imported.parts if part is None else (part,)
            self.left = dict(sum((Counter(one.outstanding()) for one in parts), Counter[str]()))

    def covering(self, needed: Mapping[str | None, int]) -> tuple[str, ...] | None:
        """The warehouses that have it; None, not known, where nothing has to be packed."""
        if not any(units > 0 for units in needed.values()):
            return None
        return shelves.covering(self._world, self._free, needed)

    def is_covered_by(self, ship_from: str | None) -> bool | None:
        """Whether a warehouse has all of it; None without a warehouse, or where nothing has to be packed."""
        having = self.covering(self.needed)
        return None if ship_from is None or having is None else ship_from in having

    def free(self, sku: str | None) -> int | None:
        """What all warehouses have of a SKU beside what other orders need; None where none counts it."""
        counted = [self._free[key, sku] for key in self._world.warehouses if sku and (key, sku) in self._free]
        return sum(counted) if counted else None


def _part_of(imported: desired.Order | None, number: int | None) -> desired.Part | None:
    return next((part for part in imported.parts if part.number == number), None) if imported else None


def _line(world: World, line: actual.Line, packing: _Packing) -> dict[str, Value]:
    return _known(
        {
            "sku": line.sku,
            "vendor": line.vendor,
            "product_type": line.product_type,
            "title": line.title,
            "quantity": line.quantity,
            "price": line.price,
            "weight": line.weight_grams,
            "requires_shipping": line.requires_shipping,
            "gift_card": line.is_gift_card,
            "bundle": line.is_bundle,
            "stocked_at": world.stocked_locations.get(line.item_id or "", ()),
            "on_hand": world.on_hand.get(line.sku or ""),
            "available": packing.free(line.sku),
            "in_stock_at": packing.covering({line.sku or None: packing.left.get(line.id, 0)}),
        }
    )


def _part(world: World, difference: Difference, packing: _Packing) -> dict[str, object]:
    address = difference.address
    imported = world.imported.get(address.order_id or "")
    values: dict[str, object] = {
        "product.sku": address.sku,
        "product.title": _title(world, address.item_id, address.sku),
    }
    if difference.kind in {Kind.PLACEMENT_ELSEWHERE, Kind.PLACEMENT_BLOCKED, Kind.TRACKING_BLOCKED}:
        values |= {"location.current": difference.actual, "location.wanted": difference.desired}
    if difference.kind is Kind.FAILURE_CLEARED and imported is not None:
        values["failure.reasons"] = imported.failure
    part = _part_of(imported, address.part)
    if part is not None:
        values |= {
            "part.number": part.number,
            "part.ship_from": part.ship_from,
            "part.labelled": part.is_labelled,
            "part.in_stock": packing.is_covered_by(part.ship_from),
            "part.decided_by": part.decided_by,
            "part.created_at": part.created_at,
        }
        if part.labels and difference.kind is Kind.TRACKING_BLOCKED:
            values["location.wanted"] = world.location_name(world.location_of(part.ship_from))
            values.pop("location.current", None)
    return values


def _title(world: World, item_id: str | None, sku: str | None) -> str | None:
    """The title of an item, or of the only one with the SKU."""
    item = world.items.get(item_id or "")
    if item is not None:
        return item.title
    named = world.items_by_sku.get(sku or "", ())
    return named[0].title if len(named) == 1 else None


def _level_values(world: World, differences: Sequence[Difference]) -> dict[str, dict[str, object]]:
    """What is known of levels and of the stock behind them, by the key of the difference."""
    wanted = [difference for difference in differences if difference.stage is Stage.AVAILABILITY]
    if not wanted:
        return {}
    known = {(target.item_id, target.location_id): target for target in targets.targets(world)}
    available = targets.available_on_hand(world)
    rows: dict[str, list[desired.Stock]] = {}
    for row in world.stock:
        mapping = world.mappings.get(row.warehouse)
        if mapping is not None and mapping.writes_inventory:
            rows.setdefault(row.sku, []).append(row)
    found: dict[str, dict[str, object]] = {}
    for difference in wanted:
        address = difference.address
        values = found[difference.key] = {}
        behind = [
            row
            for row in rows.get(address.sku or "", ())
            if address.location_id in (None, world.location_of(row.warehouse))
        ]
        if behind:
            values |= {
                "warehouse.names": tuple(world.warehouse_name(row.warehouse) for row in behind),
                "warehouse.on_hand": sum(row.on_hand for row in behind),
                "warehouse.available": sum(available[row.warehouse, row.sku] for row in behind),
            }
        target = known.get((address.item_id or "", address.location_id or ""))
        if target is not None:
            values["level.target"] = target.quantity()
            level = world.levels.get((target.item_id, target.location_id))
            if level is not None and level.is_active:
                values |= _level(level, target.quantity())
    return found


def _level(level: actual.Level, target: int) -> dict[str, object]:
    gap = target - level.available
    return {
        "level.available": level.available,
        "level.committed": level.committed,
        "level.on_hand": level.on_hand,
        "level.gap": gap,
        "level.gap_size": abs(gap),
        "level.gap_percent": abs(gap) * 100 // abs(level.available) if level.available else 100,
    }
