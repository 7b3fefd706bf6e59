"""Reversing: each change knows its reverse, or why it has none.

`reverse` takes a change that a round carried out and the world as it is now, and gives the change that takes it back,
guarded by what the first one left behind; or, in words, why it stays. `undoing` makes a plan of them. Levels are
`undoing`'s own matter, because moves shift them.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from reconciler import actual, desired, plans, projecting
from reconciler.worlds import World

Reverse = plans.Change | str
"""The change that takes another one back, or why that can't be."""

NO_ORDER = "the order is closed, or gone from the shop"


def reverse(world: World, change: plans.Change) -> Reverse:
    """The reverse of a change in this world."""
    return _REVERSES[type(change.work)](world, change, change.work)


def _relocate(world: World, change: plans.Change, work: plans.Relocate) -> Reverse:
    """Move back what waits where it was moved to."""
    order, back = _order(world, change), work.from_location_id
    if order is None or order.cancelled_at is not None:
        return NO_ORDER
    if back is None or back not in world.locations or not world.locations[back].is_active:
        return "the location it came from is gone"
    wanted = {line: quantity for _, line, quantity in work.lines}
    fo = next((one for one in order.fulfillment_orders if _holds(one, work.to_location_id, wanted)), None)
    if fo is None:
        return "what was moved does not wait there any more: it was shipped, moved on or cancelled"
    why_not = _why_not_movable(world, fo, back, wanted)
    if why_not:
        return why_not
    lines = tuple((line.id, line.line_id, wanted[line.line_id]) for line in fo.lines if line.line_id in wanted)
    whole = all(wanted.get(line.line_id, 0) == line.remaining == line.total for line in fo.lines)
    return _changed(
        change,
        plans.Relocate(to_location_id=back, lines=lines, whole=whole, from_location_id=work.to_location_id),
        fulfillment_order_id=fo.id,
        location=world.location_name(back),
        location_id=back,
    )


def _why_not_movable(world: World, fo: actual.FulfillmentOrder, to: str, wanted: dict[str, int]) -> str:
    if projecting.PROJECTED in fo.id:
        return "its parcel is taken back first; then undo the round once more, and it is moved back, too"
    if "MOVE" not in fo.actions:
        return "Shopify does not let it be moved now"
    items = {line.item_id for line in fo.lines if line.item_id and line.line_id in wanted}
    if not all(world.is_stocked(item, to) for item in items):
        return f"{world.location_name(to)} does not stock it any more"
    return ""


def _holds(fo: actual.FulfillmentOrder, location_id: str, wanted: dict[str, int]) -> bool:
    left = {line.line_id: line.remaining for line in fo.lines}
    return (
        fo.is_open
        and fo.location_id == location_id
        and all(left.get(line, 0) >= quantity for line, quantity in wanted.items())
    )


def _write_tracking(world: World, change: plans.Change, work: plans.WriteTracking) -> Reverse:
    """Take the parcel back, if it stands as it was written."""
    parcel = _parcel(world, change, work.tracking_number)
    if isinstance(parcel, str):
        return parcel
    return _changed(change, plans.CancelFulfillment(fulfillment_id=parcel.id), after="no tracking")


def _update_tracking(world: World, change: plans.Change, work: plans.UpdateTracking) -> Reverse:
    """Write the number that the parcel had before."""
    parcel = _parcel(world, change, work.tracking_number)
    if isinstance(parcel, str):
        return parcel
    if work.was is None:
        return "it had no tracking number before, and Shopify does not take one away"
    carrier, number, url = work.was
    back = plans.UpdateTracking(
        fulfillment_id=parcel.id,
        carrier=carrier,
        tracking_number=number,
        tracking_url=url,
        label=work.label,
        notify_customer=work.notify_customer,
        was=(work.carrier, work.tracking_number, work.tracking_url),
    )
    return _changed(change, back)


def _parcel(world: World, change: plans.Change, number: str) -> actual.Fulfillment | str:
    order = _order(world, change)
    if order is None:
        return NO_ORDER
    found = [
        one for one in order.fulfillments if one.stands and any(tracking.number == number for tracking in one.tracking)
    ]
    return found[0] if found else f"no parcel with the number {number} stands any more"


def _tags(world: World, change: plans.Change, work: plans.SetTags) -> Reverse:
    """Take the tag off, or set it again; the failure that is noted in the store stays noted."""
    order, imported = _order(world, change), _imported(world, change)
    if order is None or imported is None:
        return NO_ORDER
    if (work.tag in order.tags) != work.add:
        return f'the tag "{work.tag}" was {"taken off" if work.add else "set"} again since'
    return _changed(change, plans.SetTags(tag=work.tag, add=not work.add, reasons=imported.failure))


def _assign(world: World, change: plans.Change, work: plans.AssignWarehouse) -> Reverse:
    """Let the part ship from where it did before, or from nowhere yet."""
    imported = _imported(world, change)
    part = next((one for one in imported.parts if one.number == change.address.part), None) if imported else None
    if part is None:
        return NO_ORDER
    if part.ship_from != work.warehouse or part.decided_by == "person":
        return "somebody decided its ship-from anew since"
    if any(not label.is_void for label in part.labels):
        return "it has a label, so it ships from there; void the label first: trueup label void"
    if work.was is not None and work.was not in world.warehouses:
        return "the warehouse it shipped from before is gone"
    return _changed(change, plans.AssignWarehouse(warehouse=work.was, was=work.warehouse))


def _order(world: World, change: plans.Change) -> actual.Order | None:
    return world.orders.get(change.address.order_id or "")


def _imported(world: World, change: plans.Change) -> desired.Order | None:
    return world.imported.get(change.address.order_id or "")


def _changed(change: plans.Change, work: plans.Work, *, after: str = "", **address: Any) -> plans.Change:
    """The same change the other way round."""
    return msgspec.structs.replace(
        change,
        work=work,
        address=msgspec.structs.replace(change.address, **address),
        before=change.after,
        after=after or change.before,
        effects=(),
    )


def _never(why: str) -> Callable[[World, plans.Change, Any], Reverse]:
    return lambda _world, _change, _work: why


_REVERSES: dict[type[Any], Callable[[World, plans.Change, Any], Reverse]] = {
    plans.Relocate: _relocate,
    plans.WriteTracking: _write_tracking,
    plans.UpdateTracking: _update_tracking,
    plans.SetTags: _tags,
    plans.AssignWarehouse: _assign,
    plans.CancelFulfillment: _never(
        "Shopify brings no cancelled fulfillment back; make a label again, and a round writes it: trueup label"
    ),
    plans.StockAtLocation: _never(
        "an item stays stocked at a location, at zero; end that in Shopify if it is unwanted"
    ),
    plans.ImportOrder: _never("the shop has the order, so it stays known"),
    plans.SplitPart: _never("parts are not joined again; decide what ships them: trueup orders ship-from"),
    plans.AcceptShop: _never("the shop itself says so, and the next round would take it over again"),
    plans.AddNote: _never("what was said stays on the timeline"),
    plans.Notify: _never("what was said was said"),
}
