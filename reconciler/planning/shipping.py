"""Planning for placement and tracking: moves, parcels, corrections."""

from reconciler import actual, allocating, desired, fingerprints, plans
from reconciler.compare import doubts, placement, tracking
from reconciler.differences import Address
from reconciler.planning import entries
from reconciler.planning.entries import Asked


def relocate(asked: Asked) -> plans.Change | plans.Held:
    """Move those lines of the part that the wanted location stocks, and never another part's lines."""
    world, address = asked.world, asked.difference.address
    imported = world.imported[address.order_id or ""]
    group = [
        p
        for p in allocating.portions(world, imported)
        if p.part.number == address.part and p.fulfillment_order.id == address.fulfillment_order_id
    ]
    ready = placement.movable(world, group)
    if not ready or ready[0].wanted is None:
        return entries.impossible(asked, "nothing of it can be moved any more")
    fo = ready[0].fulfillment_order
    lines = tuple((p.line.id, p.line.line_id, p.quantity) for p in ready)
    moving = {line: quantity for line, _, quantity in lines}
    whole = all(moving.get(line.id, 0) == line.remaining for line in fo.lines) and all(
        line.remaining == line.total for line in fo.lines
    )
    work = plans.Relocate(to_location_id=ready[0].wanted, lines=lines, whole=whole, from_location_id=fo.location_id)
    address = Address(
        order=address.order,
        order_id=address.order_id,
        part=address.part,
        fulfillment_order_id=address.fulfillment_order_id,
        location=world.location_name(work.to_location_id),
        location_id=work.to_location_id,
    )
    return _unless_refused(asked, entries.change(asked, work, address=address))


def stock_at_location(asked: Asked) -> plans.Change | plans.Held:
    """Start stocking an item at the location, at zero."""
    address = asked.difference.address
    if address.item_id is None or address.location_id is None:
        return entries.impossible(asked, "this difference names no item and location to stock")
    work = plans.StockAtLocation(item_id=address.item_id, location_id=address.location_id)
    after = f"stocked at {address.location}"
    return _unless_refused(asked, entries.change(asked, work, before="not stocked", after=after))


def write_tracking(asked: Asked) -> plans.Change | plans.Held:
    """Record the parcel where it left from."""
    world = asked.world
    part, label = _label(asked)
    location = world.location_of(part.ship_from)
    if location is None:
        return entries.impossible(asked, *placement.unmapped(world, part))
    work = plans.WriteTracking(
        location_id=location,
        carrier=label.carrier,
        tracking_number=label.tracking_number,
        tracking_url=label.tracking_url,
        lines=label.lines,
        label=label.id,
        notify_customer=bool(asked.arguments.get("notify_customer", False)),
    )
    after = f"{label.carrier} {label.tracking_number} at {world.location_name(location)}"
    address = asked.difference.address
    address = Address(
        order=address.order,
        order_id=address.order_id,
        part=address.part,
        label=address.label,
        location=world.location_name(location),
        location_id=location,
    )
    return _unless_refused(asked, entries.change(asked, work, after=after, address=address))


def update_tracking(asked: Asked) -> plans.Change | plans.Held:
    """Correct carrier and number of the parcel that stands."""
    part, label = _label(asked)
    order = asked.world.orders[asked.difference.address.order_id or ""]
    world = asked.world
    parcel = tracking.fulfillment_of(world, order, part, label) or tracking.replaces(world, order, part, label)
    if parcel is None:
        return entries.impossible(asked, "the parcel is gone from Shopify")
    work = plans.UpdateTracking(
        fulfillment_id=parcel.id,
        carrier=label.carrier,
        tracking_number=label.tracking_number,
        tracking_url=label.tracking_url,
        label=label.id,
        notify_customer=bool(asked.arguments.get("notify_customer", False)),
        was=_tracked(parcel),
    )
    return _unless_refused(asked, entries.change(asked, work))


def _tracked(parcel: actual.Fulfillment) -> tuple[str, str, str | None] | None:
    known = next((one for one in parcel.tracking if one.number), None)
    return (known.company or "", known.number or "", known.url) if known is not None else None


def cancel_fulfillment(asked: Asked) -> plans.Change | plans.Held:
    """Take back the parcel of a voided label."""
    part, label = _label(asked)
    order = asked.world.orders[asked.difference.address.order_id or ""]
    parcel = tracking.fulfillment_of(asked.world, order, part, label)
    if parcel is None and doubts.of_void(order, asked.world.imported[order.id], label):
        return entries.impossible(asked, "whether the parcel is this label's can't be told", asked.difference.fix)
    if parcel is None:
        return entries.impossible(asked, "the parcel is gone from Shopify")
    return _unless_refused(asked, entries.change(asked, plans.CancelFulfillment(fulfillment_id=parcel.id)))


def _label(asked: Asked) -> tuple[desired.Part, desired.Label]:
    address = asked.difference.address
    order = asked.world.imported[address.order_id or ""]
    part = next(p for p in order.parts if p.number == address.part)
    return part, next(label for label in part.labels if label.id == address.label)


def _unless_refused(asked: Asked, change: plans.Change) -> plans.Change | plans.Held:
    """Leave alone for a while what Shopify refused exactly so; the next try comes by itself."""
    refusal = asked.world.refusal(str(change.address), fingerprints.of(change))
    if refusal is None:
        return change
    return entries.impossible(
        asked,
        f'Shopify refused it: "{refusal.message}"',
        f"Mend the cause in Shopify; it is tried again {asked.world.retry_refused_after} after the last time.",
    )
