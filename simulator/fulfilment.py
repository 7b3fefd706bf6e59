"""Sending goods: fulfillments, their tracking, and taking them back. Called by mutations and by the control API.

Source: Shopify Admin schema, fulfillmentCreate and fulfillmentCancel; recorded answers for every text.
"""

from collections.abc import Sequence

import msgspec

from simulator import errors, orders, quantities
from simulator.state.fulfillments import (
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    Tracking,
)
from simulator.worlds import World

FIELD = ("fulfillment",)
MAX_LINES = 512
"""Lines that one entry may name. Source: Shopify Admin schema, fulfillmentCreate."""


class Entry(msgspec.Struct, kw_only=True):
    """What to send of one fulfillment order: (line id, quantity), or None for all that is left."""

    fulfillment_order_id: int
    lines: list[tuple[int, int]] | None = None


Part = tuple[FulfillmentOrder, FulfillmentOrderLine, int]


def create(world: World, entries: Sequence[Entry], tracking: list[Tracking]) -> Fulfillment:
    """Send goods. Raises UserErrors with Shopify's texts, and then nothing was changed."""
    parts = _parts(world, entries)
    if not parts:
        raise errors.refusal("Fulfillment order does not exist.", FIELD)
    shop, now = world.shop, world.now()
    first = parts[0][0]
    order = shop.orders[first.order_id]
    order.fulfillment_count += 1
    fulfillment = Fulfillment(
        id=shop.new_id("Fulfillment"),
        order_id=order.id,
        location_id=first.location_id,
        name=f"{order.name}-F{order.fulfillment_count}",
        created_at=now,
        updated_at=now,
        lines=[],
        tracking=tracking,
    )
    for fulfillment_order, line, quantity in parts:
        level = shop.tracked_level(shop.line_item(order.id, line.line_item_id), fulfillment_order.location_id)
        if level is not None:
            quantities.ship(level, quantity, now)
        line.remaining -= quantity
        fulfillment.lines.append(
            FulfillmentLine(
                id=shop.new_id("FulfillmentLineItem"),
                line_item_id=line.line_item_id,
                fulfillment_order_id=fulfillment_order.id,
                quantity=quantity,
            )
        )
        orders.settle(world, fulfillment_order)
    shop.fulfillments[fulfillment.id] = fulfillment
    shop.order_fulfillments.setdefault(order.id, []).append(fulfillment.id)
    order.updated_at = now
    if not any(each.is_open for each in shop.fulfillment_orders_of(order.id)):
        order.closed_at = now
    return fulfillment


def _parts(world: World, entries: Sequence[Entry]) -> list[Part]:
    found = []
    for entry in entries:
        fulfillment_order = world.shop.fulfillment_orders.get(entry.fulfillment_order_id)
        if fulfillment_order is None:
            raise errors.refusal("Fulfillment order does not exist.", FIELD)
        found.append((entry, fulfillment_order))
    _check_positive(entries)
    for name, ids in (
        ("belong to the same order. Multiple orders", {each.order_id for _, each in found}),
        ("be assigned to a single location. Multiple locations", {each.location_id for _, each in found}),
    ):
        if len(ids) > 1:
            listed = ", ".join(str(each) for each in sorted(ids))
            raise errors.refusal(f"All fulfillment orders must {name} with ids [{listed}] were found.", FIELD)
    for _, fulfillment_order in found:
        if fulfillment_order.status not in {"OPEN", "IN_PROGRESS"}:
            status = fulfillment_order.status.lower()
            text = f"Fulfillment order {fulfillment_order.id} has an unfulfillable status= {status}."
            raise errors.refusal(text, FIELD)
    parts = [part for entry, fulfillment_order in found for part in _lines(entry, fulfillment_order)]
    asked: dict[int, int] = {}
    for _, line, quantity in parts:
        asked[line.id] = asked.get(line.id, 0) + quantity
        if asked[line.id] > line.remaining:
            raise errors.refusal("Invalid fulfillment order line item quantity requested.", FIELD)
    return parts


def _check_positive(entries: Sequence[Entry]) -> None:
    for at, entry in enumerate(entries):
        for line_at, (_, quantity) in enumerate(entry.lines or []):
            if quantity <= 0:
                path = (*FIELD, "lineItemsByFulfillmentOrder", str(at), "fulfillmentOrderLineItems", str(line_at))
                raise errors.refusal("Quantity must be greater than 0", (*path, "quantity"))


def _lines(entry: Entry, fulfillment_order: FulfillmentOrder) -> list[Part]:
    if not entry.lines:
        return [(fulfillment_order, line, line.remaining) for line in fulfillment_order.lines if line.remaining]
    lines = {line.id: line for line in fulfillment_order.lines}
    if any(line_id not in lines for line_id, _ in entry.lines):
        raise errors.refusal("Fulfillment order line item does not exist.", FIELD)
    return [(fulfillment_order, lines[line_id], quantity) for line_id, quantity in entry.lines]


def update_tracking(world: World, fulfillment: Fulfillment, tracking: list[Tracking]) -> None:
    """Replace the whole tracking of a fulfillment."""
    fulfillment.tracking = tracking
    fulfillment.updated_at = world.now()
    orders.touch(world, fulfillment.order_id)


def cancel(world: World, fulfillment: Fulfillment) -> None:
    """Take a fulfillment back: its goods are to be sent again, on the same fulfillment order or on a new one.

    What was refunded meanwhile is not to be sent again.
    """
    if fulfillment.status == "CANCELLED":
        raise errors.refusal("Fulfillment is already cancelled.", ["id"])
    shop, now = world.shop, world.now()
    fulfillment.status = "CANCELLED"
    fulfillment.updated_at = now
    reopened: dict[int, list[FulfillmentOrderLine]] = {}
    for sent in fulfillment.lines:
        quantity = min(sent.quantity, _missing(world, fulfillment.order_id, sent.line_item_id))
        if not quantity:
            continue
        level = shop.tracked_level(shop.line_item(fulfillment.order_id, sent.line_item_id), fulfillment.location_id)
        if level is not None:
            quantities.unship(level, quantity, now)
        fulfillment_order = shop.fulfillment_orders[sent.fulfillment_order_id]
        line = next((each for each in fulfillment_order.lines if each.line_item_id == sent.line_item_id), None)
        if fulfillment_order.is_open and line is not None:
            line.remaining += quantity
            orders.settle(world, fulfillment_order)
            continue
        again = FulfillmentOrderLine(
            id=shop.new_id("FulfillmentOrderLineItem"),
            line_item_id=sent.line_item_id,
            total=quantity,
            remaining=quantity,
        )
        reopened.setdefault(fulfillment_order.id, []).append(again)
    for closed_id, lines in reopened.items():
        closed = shop.fulfillment_orders[closed_id]
        replacement = msgspec.structs.replace(
            closed,
            id=shop.new_id("FulfillmentOrder"),
            location_id=fulfillment.location_id,
            lines=lines,
            status="OPEN",
            holds=[],
            created_at=now,
            updated_at=now,
        )
        shop.add_fulfillment_order(replacement)
    order = shop.orders[fulfillment.order_id]
    order.updated_at = now
    order.closed_at = None


def _missing(world: World, order_id: int, line_item_id: int) -> int:
    """Return how much of an order line is neither waiting nor sent."""
    shop = world.shop
    waiting = sum(
        line.remaining
        for each in shop.fulfillment_orders_of(order_id)
        for line in each.lines
        if line.line_item_id == line_item_id
    )
    sent = sum(
        line.quantity
        for each in shop.fulfillments_of(order_id)
        if each.status == "SUCCESS"
        for line in each.lines
        if line.line_item_id == line_item_id
    )
    return max(0, shop.line_item(order_id, line_item_id).current_quantity - waiting - sent)
