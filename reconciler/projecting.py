"""Projection: the world as it will be once changes are carried out, so that the next stage compares against that.

A move frees stock at one location and takes it at the other by Shopify's own doing; the availability stage must see
that, or it fights itself. `project` takes a world and changes, and gives the next world.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from reconciler import actual, desired, following, moving, plans
from reconciler.plans import Change
from reconciler.worlds import World

PROJECTED = "projected"
"""Stands for an id that only Shopify can give."""


def project(world: World, changes: Sequence[Change]) -> World:
    """Give the world after these changes."""
    for change in changes:
        step = _STEPS.get(type(change.work))
        if step is not None:
            world = step(world, change, change.work)
    return world


def _order_id(change: Change) -> str:
    if change.address.order_id is None:
        raise ValueError(f"The change {change.key} names no order.")
    return change.address.order_id


def _with_order(world: World, order: desired.Order) -> World:
    return world.with_imported(order)


def _import(world: World, change: Change, work: plans.ImportOrder) -> World:
    lines = tuple(_line(line) for line in work.lines)
    part = desired.Part(
        number=1, ship_from=None, lines=tuple((line.id, line.quantity) for line in lines if line.requires_shipping)
    )
    return _with_order(
        world, desired.Order(id=_order_id(change), name=work.name, number=work.number, lines=lines, parts=(part,))
    )


def _line(line: tuple[str, str | None, str, int, bool]) -> desired.Line:
    return desired.Line(id=line[0], sku=line[1], title=line[2], quantity=line[3], requires_shipping=line[4])


def _assign(world: World, change: Change, work: plans.AssignWarehouse) -> World:
    order = world.imported[_order_id(change)]
    wanted = change.address.part or 1
    parts = tuple(
        msgspec.structs.replace(
            part,
            ship_from=work.warehouse,
            decided_by="rule" if work.warehouse else None,
            rule=change.because.rule if work.warehouse else None,
        )
        if part.number == wanted
        else part
        for part in order.parts
    )
    # What was shipped of it in the shop, and noted before this, leaves the shelves of whoever ships the part now.
    return following.holding(world, order, msgspec.structs.replace(order, parts=parts))


def _split(world: World, change: Change, work: plans.SplitPart) -> World:
    order = world.imported[_order_id(change)]
    number = change.address.part or 1
    divided = next(part for part in order.parts if part.number == number)
    kept = tuple(part for part in order.parts if part.number != number)
    # As the store does it: the first share stays in the part, the others come after the last one.
    after = max((part.number for part in order.parts), default=0)
    made = tuple(
        desired.Part(
            number=after + index if index else number,
            ship_from=key,
            lines=lines,
            decided_by="rule" if key else None,
            rule=change.because.rule if key else None,
            created_at=None if index else divided.created_at,
        )
        for index, (key, lines) in enumerate(work.parts)
    )
    parts = tuple(sorted((*kept, *made), key=lambda part: part.number))
    return _with_order(world, msgspec.structs.replace(order, parts=parts))


def _accept(world: World, change: Change, work: plans.AcceptShop) -> World:
    return following.follow(world, world.imported[_order_id(change)], work)


def _written(world: World, change: Change, work: plans.WriteTracking) -> World:
    world = moving.fulfilled(world, _order_id(change), work, PROJECTED)
    return _with_label(world, _order_id(change), work.label, PROJECTED)


def _updated(world: World, change: Change, work: plans.UpdateTracking) -> World:
    world = moving.retracked(world, _order_id(change), work)
    return _with_label(world, _order_id(change), work.label, work.fulfillment_id)


def _with_label(world: World, order_id: str, label_id: int, fulfillment_id: str) -> World:
    order = world.imported[order_id]
    parts = tuple(
        msgspec.structs.replace(
            part,
            labels=tuple(
                msgspec.structs.replace(label, fulfillment_id=fulfillment_id) if label.id == label_id else label
                for label in part.labels
            ),
        )
        for part in order.parts
    )
    return _with_order(world, msgspec.structs.replace(order, parts=parts))


def _tagged(world: World, change: Change, work: plans.SetTags) -> World:
    imported, order = world.imported[_order_id(change)], world.orders[_order_id(change)]
    rest = tuple(tag for tag in imported.tags if tag != work.tag)
    shown = tuple(tag for tag in order.tags if tag != work.tag)
    extra = (work.tag,) if work.add else ()
    world = _with_order(world, msgspec.structs.replace(imported, tags=rest + extra, failure=work.reasons))
    return world.with_shop(orders=[msgspec.structs.replace(order, tags=tuple(sorted(shown + extra)))])


def _noted(world: World, change: Change, work: plans.AddNote) -> World:
    imported = world.imported[_order_id(change)]
    return _with_order(world, msgspec.structs.replace(imported, failure=work.reasons))


def with_levels(world: World, changes: Sequence[Change]) -> World:
    """The world after many levels were overwritten, at the cost of one copy."""
    levels: dict[tuple[str, str], actual.Level] = {}
    for change in changes:
        work = change.work
        if isinstance(work, plans.SetInventory):
            key = work.item_id, work.location_id
            level = levels.get(key) or world.levels[key]
            levels[key] = msgspec.structs.replace(
                level, available=work.quantity, on_hand=level.on_hand + work.quantity - level.available
            )
    return world.with_shop(levels=levels)


_STEPS: dict[type[Any], Callable[[World, Change, Any], World]] = {
    plans.ImportOrder: _import,
    plans.AssignWarehouse: _assign,
    plans.SplitPart: _split,
    plans.AcceptShop: _accept,
    plans.Relocate: lambda world, change, work: moving.moved(world, _order_id(change), change.address, work),
    plans.StockAtLocation: lambda world, _change, work: moving.stocked(world, work),
    plans.WriteTracking: _written,
    plans.UpdateTracking: _updated,
    plans.CancelFulfillment: lambda world, change, work: moving.cancelled(world, _order_id(change), work),
    plans.SetTags: _tagged,
    plans.AddNote: _noted,
    plans.SetInventory: lambda world, change, _work: with_levels(world, [change]),
}
