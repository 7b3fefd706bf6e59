"""Moving what is to be sent from one location to another. Called by fulfillmentOrderMove.

Source: Shopify Admin schema, fulfillmentOrderMove, and recorded answers; the quantities follow a developer's live
report.
"""

import msgspec

from simulator import errors, orders, quantities
from simulator.state.fulfillments import FulfillmentOrder, FulfillmentOrderLine
from simulator.worlds import World

REFUSED = "Cannot change location."
PROGRESS_CODE = "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
PROGRESS = (
    "Cannot move a fulfillment order that has had progress reported. "
    "To move a fulfillment order that has had progress reported, "
    "the fulfillment order must first be marked as open resolving the ongoing progress state."
)
SUBMITTED = "Cannot move submitted fulfillment order that is at a 3PL fulfillment service."
AWAITING = frozenset({"ACCEPTED", "CANCELLATION_REQUESTED", "CANCELLATION_REJECTED"})
MOVABLE = frozenset({"OPEN", "IN_PROGRESS", "ON_HOLD"})
"""Statuses whose supported actions include MOVE. Source: recorded answers."""
NOT_ACTIONABLE = "Fulfillment order is not actionable."
INVALID_QUANTITY = "Invalid fulfillment order line item quantity requested."

Part = tuple[FulfillmentOrderLine, int]


class Moved(msgspec.Struct, kw_only=True):
    """What a move leaves: where the goods are now, what became of the original, and what of it is still to move."""

    moved: FulfillmentOrder
    original: FulfillmentOrder
    remaining: FulfillmentOrder | None


def move(
    world: World, source: FulfillmentOrder, location_id: int | None, wanted: list[tuple[int, int]] | None
) -> Moved:
    """Move a fulfillment order, or quantities of its lines, to a location. Available there is not looked at.

    `wanted` holds (line id, quantity); None moves every unsent line that the location stocks, silently leaving the
    others. Raises UserErrors with Shopify's texts, and then nothing was changed.
    """
    shop = world.shop
    if location_id is None or location_id not in shop.locations:
        raise errors.refusal("Location not found.", ["id"])
    check_movable(source)
    if not shop.locations[location_id].active or source.location_id == location_id:
        raise errors.refusal(REFUSED)
    parts = _parts(world, source, location_id, wanted)
    unsent = {line.id: line.remaining for line in source.lines if line.remaining}
    whole = {line.id: quantity for line, quantity in parts} == unsent
    sibling = _active_at(world, source, location_id)
    _shift_stock(world, source, location_id, parts)
    orders.touch(world, source.order_id)
    if whole and not source.has_fulfilled and sibling is None:
        _assign(world, source, location_id)
        return Moved(moved=source, original=source, remaining=None)
    moved = _new_order(world, source, location_id, parts, sibling)
    for line, quantity in parts:
        line.total -= quantity
        line.remaining -= quantity
    orders.settle(world, source)
    return Moved(moved=moved, original=source, remaining=source if source.is_open else None)


def check_movable(source: FulfillmentOrder) -> None:
    """Raise UserErrors when a fulfillment order cannot move anywhere in its state."""
    if source.progress_reported:
        raise errors.refusal(PROGRESS, ["id"], PROGRESS_CODE)
    if source.status not in MOVABLE:
        raise errors.refusal(REFUSED)
    if source.request_status == "SUBMITTED":
        raise errors.refusal(SUBMITTED)
    if source.request_status in AWAITING:
        raise errors.refusal(NOT_ACTIONABLE)


def _parts(
    world: World, source: FulfillmentOrder, location_id: int, wanted: list[tuple[int, int]] | None
) -> list[Part]:
    lines = {line.id: line for line in source.lines if line.remaining}
    if not wanted:
        stocked = [line for line in lines.values() if _stocked(world, source, line, location_id)]
        if not stocked:
            raise errors.refusal(REFUSED)
        return [(line, line.remaining) for line in stocked]
    parts = []
    for line_id, quantity in wanted:
        line = lines.pop(line_id, None)
        if line is None or not 0 < quantity <= line.remaining:
            raise errors.refusal(INVALID_QUANTITY)
        if not _stocked(world, source, line, location_id):
            raise errors.refusal(REFUSED)
        parts.append((line, quantity))
    return parts


def _stocked(world: World, source: FulfillmentOrder, line: FulfillmentOrderLine, location_id: int) -> bool:
    return world.shop.stocks(location_id, world.shop.line_item(source.order_id, line.line_item_id).item_id)


def _active_at(world: World, source: FulfillmentOrder, location_id: int) -> FulfillmentOrder | None:
    for each in world.shop.fulfillment_orders_of(source.order_id):
        if each.location_id == location_id and each.status == "OPEN" and not each.holds:
            return each
    return None


def _shift_stock(world: World, source: FulfillmentOrder, location_id: int, parts: list[Part]) -> None:
    shop, now = world.shop, world.now()
    for line, quantity in parts:
        line_item = shop.line_item(source.order_id, line.line_item_id)
        here = shop.tracked_level(line_item, source.location_id)
        there = shop.tracked_level(line_item, location_id)
        if here is not None:
            quantities.give_back(here, quantity, now)
        if there is not None:
            quantities.place(there, quantity, now)


def _assign(world: World, source: FulfillmentOrder, location_id: int) -> None:
    source.location_id = location_id
    source.location_name = world.shop.locations[location_id].name
    source.updated_at = world.now()


def _new_order(
    world: World, source: FulfillmentOrder, location_id: int, parts: list[Part], sibling: FulfillmentOrder | None
) -> FulfillmentOrder:
    """Make the fulfillment order at the destination; one already active there is closed and its lines are made anew."""
    shop, now = world.shop, world.now()
    content: dict[int, int] = {}
    if sibling is not None:
        for line in sibling.lines:
            content[line.line_item_id] = line.remaining
            line.total = line.remaining = 0
        orders.close(world, sibling)
    for line, quantity in parts:
        content[line.line_item_id] = content.get(line.line_item_id, 0) + quantity
    lines = [
        FulfillmentOrderLine(
            id=shop.new_id("FulfillmentOrderLineItem"), line_item_id=line_item_id, total=quantity, remaining=quantity
        )
        for line_item_id, quantity in content.items()
    ]
    return shop.add_fulfillment_order(
        FulfillmentOrder(
            id=shop.new_id("FulfillmentOrder"),
            order_id=source.order_id,
            location_id=location_id,
            location_name=shop.locations[location_id].name,
            created_at=now,
            updated_at=now,
            lines=lines,
            status="ON_HOLD" if source.holds else "OPEN",
            holds=list(source.holds),
            delivery_method=source.delivery_method,
        )
    )
