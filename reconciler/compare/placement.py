"""Placement: fulfillment orders that aren't at the location mapped to the warehouse that ships them."""

from collections.abc import Iterator, Sequence

from reconciler import actual, allocating, desired
from reconciler.allocating import Portion
from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World

SUBMITTED = frozenset({"SUBMITTED", "ACCEPTED", "CANCELLATION_REQUESTED", "CANCELLATION_REJECTED"})
"""Request statuses in which Shopify refuses a move. Source: Shopify Admin API, fulfillmentOrderMove."""


def compare(world: World) -> list[Difference]:
    """Every difference of the placement stage."""
    found: list[Difference] = []
    for imported in world.imported.values():
        misplaced: dict[tuple[int, str], list[Portion]] = {}
        for portion in allocating.portions(world, imported):
            if portion.part.ship_from is not None and not portion.is_in_place:
                misplaced.setdefault((portion.part.number, portion.fulfillment_order.id), []).append(portion)
        for group in misplaced.values():
            found.extend(_placed(world, world.orders[imported.id], group))
    return found


def movable(world: World, group: Sequence[Portion]) -> list[Portion]:
    """Those portions whose item the wanted location stocks (or that Shopify keeps no stock for)."""
    return [p for p in group if p.wanted is not None and _stocked(world, p)]


def obstacle(world: World, fo: actual.FulfillmentOrder, wanted: str | None) -> tuple[Reason, str, str] | None:
    """What keeps a fulfillment order from moving to a location: reason, sentence, fix. None if nothing does."""
    return _waiting(fo) or _closed_place(world, wanted) or _not_movable(fo)


def _waiting(fo: actual.FulfillmentOrder) -> tuple[Reason, str, str] | None:
    if fo.status == "ON_HOLD":
        return Reason.ON_HOLD, "it is on hold in Shopify", "Release the hold in Shopify; nothing else is needed."
    if fo.status == "SCHEDULED":
        return Reason.SCHEDULED, "it is scheduled for later", "Nothing: it goes on when its date comes."
    if fo.request_status in SUBMITTED:
        return (
            Reason.REQUEST_SUBMITTED,
            "it was handed to a fulfillment service",
            "Cancel the fulfillment request in Shopify first.",
        )
    return None


def _closed_place(world: World, wanted: str | None) -> tuple[Reason, str, str] | None:
    location = world.locations.get(wanted or "")
    if location is None:
        return (
            Reason.LOCATION_GONE,
            f"the location {world.location_name(wanted)} no longer exists",
            "Map the warehouse to another location: trueup map WAREHOUSE LOCATION --move",
        )
    if not location.is_active:
        return (
            Reason.LOCATION_INACTIVE,
            f"the location {location.name} is inactive",
            f'Activate "{location.name}" in Shopify, or map the warehouse to another location.',
        )
    if location.is_fulfillment_service:
        return (
            Reason.FULFILLMENT_SERVICE_LOCATION,
            f"{location.name} belongs to a fulfillment service",
            "Map the warehouse to a location of your own.",
        )
    return None


def _not_movable(fo: actual.FulfillmentOrder) -> tuple[Reason, str, str] | None:
    if "MOVE" not in fo.actions:
        return (
            Reason.PROGRESS_REPORTED,
            "Shopify doesn't allow it to be moved (progress was reported)",
            "Mark the fulfillment order as open in Shopify, then it moves by itself.",
        )
    return None


def _stocked(world: World, portion: Portion) -> bool:
    item = portion.line.item_id
    return item is None or portion.wanted is None or world.is_stocked(item, portion.wanted)


def unmapped(world: World, part: desired.Part) -> tuple[str, str]:
    """The sentence and the fix for a warehouse without a mapping."""
    name = world.warehouse_name(part.ship_from)
    return (
        f"{name} is not mapped to a Shopify location",
        f'Map it: trueup map {part.ship_from} "LOCATION"',
    )


def not_stocked(world: World, portion: Portion) -> tuple[str, str]:
    """The sentence and the fix for an item that the wanted location doesn't stock."""
    order = world.orders[portion.order_id]
    line = next(one for one in order.lines if one.id == portion.line.line_id)
    where = world.location_name(portion.wanted)
    what = f"{line.title} ({line.sku})" if line.sku else line.title
    return (
        f"{what} is not stocked at {where}",
        f'Stock {what} at "{where}" in Shopify, or turn on the rule that does it (stock_at_location).',
    )


def _placed(world: World, order: actual.Order, group: list[Portion]) -> Iterator[Difference]:
    first = group[0]
    part, fo = first.part, first.fulfillment_order
    here = world.location_name(fo.location_id)
    address = Address(order=order.number, order_id=order.id, part=part.number, fulfillment_order_id=fo.id)

    def blocked(reason: Reason, sentence: str, fix: str, portion: Portion | None = None) -> Difference:
        line = portion.line if portion else None
        sku = next((one.sku for one in order.lines if line and one.id == line.line_id), None)
        return Difference(
            kind=Kind.PLACEMENT_BLOCKED,
            address=Address(
                order=address.order,
                order_id=address.order_id,
                part=address.part,
                fulfillment_order_id=address.fulfillment_order_id,
                sku=sku,
                item_id=line.item_id if line else None,
                location=world.location_name(first.wanted) if first.wanted else None,
                location_id=first.wanted,
                warehouse=part.ship_from,
            ),
            summary=f"Order {order.name} can't be moved from {here}: {sentence}.",
            desired=world.location_name(first.wanted) if first.wanted else "a mapped location",
            actual=here,
            reason=reason,
            fix=fix,
        )

    if first.wanted is None:
        yield blocked(Reason.UNMAPPED_WAREHOUSE, *unmapped(world, part))
        return
    stopped = obstacle(world, fo, first.wanted)
    if stopped:
        yield blocked(*stopped)
        return
    ready = movable(world, group)
    yield from (
        blocked(Reason.ITEM_NOT_STOCKED, *not_stocked(world, portion), portion)
        for portion in group
        if portion not in ready
    )
    if ready:
        there = world.location_name(first.wanted)
        yield Difference(
            kind=Kind.PLACEMENT_ELSEWHERE,
            address=address,
            summary=f"Order {order.name} ships from {world.warehouse_name(part.ship_from)}, which is {there},"
            f" but Shopify has it at {here}.",
            desired=there,
            actual=here,
        )
