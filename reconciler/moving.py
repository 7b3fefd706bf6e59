"""What Shopify itself does to orders and levels when fulfillment orders move, ship, or come back.

Used by projection only. Effects by event: a move shifts available and committed between the two locations; a
fulfillment takes committed and on hand; cancelling a fulfillment gives them back. Source: Shopify Help, inventory
states; Admin API, fulfillmentOrderMove, fulfillmentCreate, fulfillmentCancel.
"""

import msgspec

from reconciler import actual, plans
from reconciler.differences import Address
from reconciler.worlds import World

Levels = dict[tuple[str, str], actual.Level]
"""Levels that changed, by item id and location id."""


def moved(world: World, order_id: str, address: Address, work: plans.Relocate) -> World:
    """The world after a fulfillment order, or some of its lines, went to another location."""
    order = world.orders[order_id]
    source = next(fo for fo in order.fulfillment_orders if fo.id == address.fulfillment_order_id)
    quantities = {line: quantity for line, _, quantity in work.lines}
    there = msgspec.structs.replace(
        source,
        id=source.id if work.whole else f"{source.id}?projected={work.to_location_id}",
        location_id=work.to_location_id,
        location_name=world.location_name(work.to_location_id),
        lines=tuple(
            msgspec.structs.replace(line, total=quantities[line.id], remaining=quantities[line.id])
            for line in source.lines
            if quantities.get(line.id)
        )
        if not work.whole
        else source.lines,
    )
    rest = msgspec.structs.replace(
        source,
        lines=tuple(
            msgspec.structs.replace(
                line,
                total=line.total - quantities.get(line.id, 0),
                remaining=line.remaining - quantities.get(line.id, 0),
            )
            for line in source.lines
        ),
    )
    made: list[actual.FulfillmentOrder] = []
    for fo in order.fulfillment_orders:
        if fo.id != source.id:
            made.append(fo)
        elif work.whole:
            made.append(there)
        else:
            made.extend([rest, there])
    order = msgspec.structs.replace(order, fulfillment_orders=tuple(made))
    items = {line.id: line.item_id for line in source.lines}
    levels: Levels = {}
    for line_id, quantity in quantities.items():
        _shift(world, levels, items[line_id], source.location_id, available=quantity, committed=-quantity)
        _shift(world, levels, items[line_id], work.to_location_id, available=-quantity, committed=quantity)
    return world.with_shop(orders=[order], levels=levels)


def stocked(world: World, work: plans.StockAtLocation) -> World:
    """The world after a location began to stock an item, at zero; where it does so already, nothing changes."""
    known = world.levels.get((work.item_id, work.location_id))
    if known is not None and known.is_active:
        # Several orders may ask for it, one of them after another one's goods were moved there.
        return world
    level = actual.Level(item_id=work.item_id, location_id=work.location_id, available=0, committed=0, on_hand=0)
    return world.with_shop(levels={(work.item_id, work.location_id): level})


def fulfilled(world: World, order_id: str, work: plans.WriteTracking, fulfillment_id: str) -> World:
    """The world after a parcel was recorded at a location."""
    order = world.orders[order_id]
    need = dict(work.lines)
    levels: Levels = {}
    made = []
    for fo in order.fulfillment_orders:
        if not fo.is_open or fo.location_id != work.location_id:
            made.append(fo)
            continue
        lines = []
        for line in fo.lines:
            quantity = min(need.get(line.line_id, 0), line.remaining)
            if quantity:
                need[line.line_id] -= quantity
                _shift(world, levels, line.item_id, fo.location_id, committed=-quantity, on_hand=-quantity)
            lines.append(msgspec.structs.replace(line, remaining=line.remaining - quantity))
        left = any(line.remaining for line in lines)
        touched = [line.remaining for line in lines] != [line.remaining for line in fo.lines]
        status = fo.status if not touched else "IN_PROGRESS" if left else "CLOSED"
        made.append(msgspec.structs.replace(fo, lines=tuple(lines), status=status))
    parcel = actual.Fulfillment(
        id=fulfillment_id,
        name=f"{order.name}-F{len(order.fulfillments) + 1}",
        status="SUCCESS",
        created_at=world.observed_at,
        location_id=work.location_id,
        tracking=(actual.Tracking(company=work.carrier, number=work.tracking_number, url=work.tracking_url),),
        lines=work.lines,
    )
    order = msgspec.structs.replace(order, fulfillment_orders=tuple(made), fulfillments=(*order.fulfillments, parcel))
    return world.with_shop(orders=[order], levels=levels)


def retracked(world: World, order_id: str, work: plans.UpdateTracking) -> World:
    """The world after carrier and number of a parcel were corrected."""
    order = world.orders[order_id]
    tracking = (actual.Tracking(company=work.carrier, number=work.tracking_number, url=work.tracking_url),)
    parcels = tuple(
        msgspec.structs.replace(parcel, tracking=tracking) if parcel.id == work.fulfillment_id else parcel
        for parcel in order.fulfillments
    )
    return world.with_shop(orders=[msgspec.structs.replace(order, fulfillments=parcels)])


def cancelled(world: World, order_id: str, work: plans.CancelFulfillment) -> World:
    """The world after a parcel was taken back: its quantities are open again where they were shipped from."""
    order = world.orders[order_id]
    parcel = next(one for one in order.fulfillments if one.id == work.fulfillment_id)
    items = {line.id: line.item_id for line in order.lines}
    levels: Levels = {}
    for line_id, quantity in parcel.lines:
        _shift(world, levels, items.get(line_id), parcel.location_id, committed=quantity, on_hand=quantity)
    reopened = actual.FulfillmentOrder(
        id=f"{parcel.id}?projected=reopened",
        status="OPEN",
        request_status="UNSUBMITTED",
        location_id=parcel.location_id,
        location_name=world.location_name(parcel.location_id),
        lines=tuple(
            actual.FulfillmentOrderLine(
                id=f"{line_id}?projected",
                line_id=line_id,
                total=quantity,
                remaining=quantity,
                item_id=items.get(line_id),
            )
            for line_id, quantity in parcel.lines
        ),
        actions=frozenset({"CREATE_FULFILLMENT", "MOVE"}),
    )
    parcels = tuple(
        msgspec.structs.replace(one, status="CANCELLED") if one.id == parcel.id else one for one in order.fulfillments
    )
    order = msgspec.structs.replace(
        order, fulfillments=parcels, fulfillment_orders=(*order.fulfillment_orders, reopened)
    )
    return world.with_shop(orders=[order], levels=levels)


def effects(before: World, after: World, order_id: str | None) -> tuple[plans.Effect, ...]:
    """What changed in available between two worlds because of one order, for the report."""
    order = after.orders.get(order_id or "")
    skus = {line.item_id: line.sku for line in order.lines if line.item_id} if order is not None else {}
    found = []
    for key in ((item, location) for item in skus for location in after.locations):
        was, level = before.levels.get(key), after.levels.get(key)
        if was is not None and level is not None and was.available != level.available:
            item = after.items.get(level.item_id)
            sku = (item.sku if item else None) or skus.get(level.item_id)
            found.append(
                plans.Effect(
                    sku=sku or level.item_id.rsplit("/", 1)[-1],
                    location=after.location_name(level.location_id),
                    before=was.available,
                    after=level.available,
                )
            )
    return tuple(found)


def _shift(  # noqa: PLR0913 - one switch per quantity
    world: World,
    levels: Levels,
    item: str | None,
    location: str | None,
    *,
    available: int = 0,
    committed: int = 0,
    on_hand: int = 0,
) -> None:
    key = (item or "", location or "")
    level = levels.get(key) or world.levels.get(key)
    if level is None:
        return
    levels[key] = msgspec.structs.replace(
        level,
        available=level.available + available,
        committed=level.committed + committed,
        on_hand=level.on_hand + on_hand,
    )
