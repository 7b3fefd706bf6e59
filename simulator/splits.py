"""Dividing and joining fulfillment orders at one location. Called by mutations and by partial holds. No stock moves."""

from simulator import errors, orders
from simulator.state.fulfillments import FulfillmentOrder, FulfillmentOrderLine
from simulator.worlds import World

NOTHING = "There must be at least one item selected in this fulfillment to split it."
POSITIVE = "You must select at least one item to split into a new fulfillment order."
INVALID = "Invalid fulfillment order line item quantity requested."
ALONE = "At least two fulfillment orders are needed to merge."
"""Inferred: no answer to a merge of one was recorded."""


def check(source: FulfillmentOrder, wanted: list[tuple[int, int]]) -> None:
    """Raise UserErrors when quantities of lines cannot be taken out of a fulfillment order."""
    if not wanted:
        raise errors.refusal(NOTHING, None, "NO_LINE_ITEMS_PROVIDED_TO_SPLIT")
    if any(quantity <= 0 for _, quantity in wanted):
        raise errors.refusal(POSITIVE, None, "GREATER_THAN")
    lines = {line.id: line for line in source.lines}
    asked: dict[int, int] = {}
    for line_id, quantity in wanted:
        asked[line_id] = asked.get(line_id, 0) + quantity
        if line_id not in lines or asked[line_id] > lines[line_id].remaining:
            raise errors.refusal(INVALID)
    if source.status not in {"OPEN", "IN_PROGRESS", "ON_HOLD"}:
        raise errors.refusal(INVALID)
    if asked == {line.id: line.remaining for line in source.lines}:
        raise errors.refusal(INVALID)


def split(world: World, source: FulfillmentOrder, wanted: list[tuple[int, int]]) -> FulfillmentOrder:
    """Take quantities out of a fulfillment order into a new one at the same location, and return the new one."""
    check(source, wanted)
    shop = world.shop
    by_id = {line.id: line for line in source.lines}
    taken: dict[int, int] = {}
    for line_id, quantity in wanted:
        line = by_id[line_id]
        line.total -= quantity
        line.remaining -= quantity
        taken[line.line_item_id] = taken.get(line.line_item_id, 0) + quantity
    lines = [
        FulfillmentOrderLine(
            id=shop.new_id("FulfillmentOrderLineItem"), line_item_id=line_item_id, total=quantity, remaining=quantity
        )
        for line_item_id, quantity in taken.items()
    ]
    orders.settle(world, source)
    orders.touch(world, source.order_id)
    return _beside(world, source, lines)


def keep(world: World, source: FulfillmentOrder, wanted: list[tuple[int, int]]) -> FulfillmentOrder | None:
    """Leave quantities in a fulfillment order and take everything else out; None when nothing else is in it."""
    kept: dict[int, int] = {}
    for line_id, quantity in wanted:
        kept[line_id] = kept.get(line_id, 0) + quantity
    rest = [(line.id, line.remaining - kept.get(line.id, 0)) for line in source.lines]
    if any(quantity < 0 for _, quantity in rest) or not kept.keys() <= {line.id for line in source.lines}:
        raise errors.refusal(INVALID, None, "INVALID_LINE_ITEM_QUANTITY")
    rest = [(line_id, quantity) for line_id, quantity in rest if quantity]
    return split(world, source, rest) if rest else None


def merge(world: World, sources: list[FulfillmentOrder]) -> FulfillmentOrder:
    """Join fulfillment orders of one order at one location into the first; the others are closed.

    Raises UserErrors when fewer than two are named, or they can't be joined.
    """
    sources = list({each.id: each for each in sources}.values())
    if len(sources) < 2:
        raise errors.refusal(ALONE, None, "FULFILLMENT_ORDER_NOT_FOUND")
    first = sources[0]
    for each in sources:
        alike = each.order_id == first.order_id and each.location_id == first.location_id
        if each.status != "OPEN" or each.holds or not alike:
            raise errors.refusal(f"Fulfillment order: {each.id} is currently not in a mergeable state.")
    content = {line.line_item_id: line for line in first.lines}
    for other in sources[1:]:
        for line in other.lines:
            mine = content.get(line.line_item_id)
            if mine is None:
                mine = FulfillmentOrderLine(
                    id=world.shop.new_id("FulfillmentOrderLineItem"),
                    line_item_id=line.line_item_id,
                    total=0,
                    remaining=0,
                )
                content[line.line_item_id] = mine
                first.lines.append(mine)
            mine.total += line.remaining
            mine.remaining += line.remaining
            line.total -= line.remaining
            line.remaining = 0
        orders.close(world, other)
    orders.settle(world, first)
    orders.touch(world, first.order_id)
    return first


def replace(world: World, source: FulfillmentOrder) -> FulfillmentOrder:
    """Close a fulfillment order and return the new open one that stands in its place."""
    if source.progress_reported:
        text = "Cannot cancel fulfillment order that has had progress reported. Mark as unfulfilled first."
        raise errors.refusal(text)
    if not source.is_open:
        raise errors.refusal(f"Fulfillment order {source.id} cannot be cancelled: it is {source.status.lower()}.")
    shop = world.shop
    lines = [
        FulfillmentOrderLine(
            id=shop.new_id("FulfillmentOrderLineItem"),
            line_item_id=line.line_item_id,
            total=line.remaining,
            remaining=line.remaining,
        )
        for line in source.lines
        if line.remaining
    ]
    for line in source.lines:
        line.total -= line.remaining
        line.remaining = 0
    orders.close(world, source)
    orders.touch(world, source.order_id)
    return _beside(world, source, lines)


def _beside(world: World, source: FulfillmentOrder, lines: list[FulfillmentOrderLine]) -> FulfillmentOrder:
    """Open a fulfillment order of the same order at the same location."""
    now = world.now()
    return world.shop.add_fulfillment_order(
        FulfillmentOrder(
            id=world.shop.new_id("FulfillmentOrder"),
            order_id=source.order_id,
            location_id=source.location_id,
            location_name=source.location_name,
            created_at=now,
            updated_at=now,
            lines=lines,
            delivery_method=source.delivery_method,
        )
    )
