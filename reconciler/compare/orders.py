"""Orders: what the shop has and the store hasn't, orders nobody ships, and orders that changed after import."""

from collections import Counter
from collections.abc import Iterator

from reconciler import actual, allocating, desired, plans
from reconciler.compare import doubts
from reconciler.differences import Address, Difference, Kind
from reconciler.worlds import World


def compare(world: World) -> list[Difference]:
    """Every difference of the orders stage."""
    found: list[Difference] = []
    for order in world.orders.values():
        imported = world.imported.get(order.id)
        if imported is None:
            found.extend(_new(order))
        elif not imported.is_cancelled:
            found.extend(_standing(world, order, imported))
    return found


def shippable(order: actual.Order) -> tuple[actual.Line, ...]:
    """The lines that somebody has to pack: gift cards and digital goods are left out."""
    return tuple(line for line in order.lines if line.requires_shipping and line.quantity > 0)


def remaining(order: actual.Order) -> dict[str, int]:
    """Open quantity by order line, as the shop's fulfillment orders have it."""
    left: dict[str, int] = {}
    for fo in order.fulfillment_orders:
        if fo.is_open:
            for line in fo.lines:
                left[line.line_id] = left.get(line.line_id, 0) + line.remaining
    return left


def shipped_in_shop(order: actual.Order, imported: desired.Order) -> tuple[plans.Shipped, ...]:
    """Parcels that were made in the shop itself, as far as they hold what is still to be packed here.

    A parcel of which a part was noted earlier is taken further where the shop waits for less than we have to pack:
    a label held its other units then, and was voided since. Its lines are all that it holds of the part by now. So is
    one that a person said is a label's although it holds more: what the label has no part in is the shop's own.
    """
    ours = _matched(imported)
    claimed = doubts.claimed(order, imported) - ours.keys()
    left = {part.number: part.outstanding() for part in imported.parts}
    surplus = _surplus(order, imported)
    found = []
    for parcel in order.fulfillments:
        if not parcel.stands or parcel.id in claimed:
            continue
        noted = _noted(imported, parcel)
        rest = doubts.units(parcel.lines)
        for lines in (*noted.values(), ours.get(parcel.id, Counter())):
            rest.subtract(lines)
        tracking = parcel.tracking[0] if parcel.tracking else actual.Tracking(company=None, number=None)
        for number, outstanding in left.items():
            taken = {line: min(quantity, outstanding.get(line, 0)) for line, quantity in rest.items()}
            if noted or parcel.id in ours:
                taken = {line: min(quantity, surplus[line]) for line, quantity in taken.items()}
            taken = {line: quantity for line, quantity in taken.items() if quantity > 0}
            if not taken:
                continue
            for line, quantity in taken.items():
                outstanding[line] -= quantity
            rest.subtract(taken)
            surplus.subtract(taken)
            found.append(
                plans.Shipped(
                    part=number,
                    fulfillment_id=parcel.id,
                    carrier=tracking.company or "no carrier",
                    tracking_number=tracking.number or parcel.name,
                    shipped_at=parcel.created_at,
                    lines=tuple((noted.get(number, Counter()) + Counter(taken)).items()),
                )
            )
    return tuple(found)


def _matched(imported: desired.Order) -> dict[str, Counter[str]]:
    """What valid labels made here hold of the parcels that they stand for, by parcel and line."""
    found: dict[str, Counter[str]] = {}
    for part in imported.parts:
        for label in part.labels:
            if label.fulfillment_id and not label.is_void and not label.adopted:
                found.setdefault(label.fulfillment_id, Counter()).update(dict(label.lines))
    return found


def is_followed(order: actual.Order, imported: desired.Order) -> bool:
    """Whether lines and parcels of an order are here as the shop has them."""
    return not (_edits(order, imported) or _parcels(order, imported))


def _noted(imported: desired.Order, parcel: actual.Fulfillment) -> dict[int, Counter[str]]:
    """What was noted of a parcel of the shop, by part and line."""
    found: dict[int, Counter[str]] = {}
    for part in imported.parts:
        for label in part.labels:
            if label.adopted and not label.is_void and label.fulfillment_id == parcel.id:
                found.setdefault(part.number, Counter()).update(dict(label.lines))
    return found


def _surplus(order: actual.Order, imported: desired.Order) -> Counter[str]:
    """Units by line that we mean to ship, labelled or not, beyond what the shop waits for."""
    found: Counter[str] = Counter()
    for part in imported.parts:
        found.update(part.open_in_shop())
    found.subtract(remaining(order))
    return found


def returned_in_shop(order: actual.Order, imported: desired.Order) -> tuple[desired.Label, ...]:
    """Labels noted from the shop whose fulfillment no longer stands there."""
    standing = {parcel.id for parcel in order.fulfillments if parcel.stands}
    return tuple(
        label
        for part in imported.parts
        for label in part.labels
        if label.adopted and not label.is_void and label.fulfillment_id not in standing
    )


def _new(order: actual.Order) -> Iterator[Difference]:
    if order.cancelled_at is not None:
        return
    left = remaining(order)
    if not any(left.get(line.id, 0) for line in shippable(order)):
        return
    where = sorted({fo.location_name for fo in order.fulfillment_orders if fo.is_open})
    yield Difference(
        kind=Kind.ORDER_NEW,
        address=Address(order=order.number, order_id=order.id),
        summary=f"Order {order.name} is in the shop and not yet here. Shopify placed it at {' and '.join(where)}.",
        desired="imported",
        actual=f"new, at {' and '.join(where)}",
    )


def _standing(world: World, order: actual.Order, imported: desired.Order) -> Iterator[Difference]:
    address = Address(order=order.number, order_id=order.id)
    if order.cancelled_at is not None:
        yield Difference(
            kind=Kind.ORDER_CANCELLED,
            address=address,
            summary=f"Order {order.name} was cancelled in the shop and is open here.",
            desired="cancelled",
            actual="open here",
        )
        return
    words = "; ".join([*_edits(order, imported), *_parcels(order, imported)])
    if words:
        yield Difference(
            kind=Kind.ORDER_EDITED,
            address=address,
            summary=f"Order {order.name} changed in the shop after it was imported: {words}.",
            desired="as in the shop",
            actual=words,
        )
    for part in imported.parts:
        if not part.outstanding() or part.is_labelled:
            continue
        if part.ship_from is None:
            yield Difference(
                kind=Kind.ORDER_UNASSIGNED,
                address=Address(order=order.number, order_id=order.id, part=part.number),
                summary=f"Nobody decided where part {part.number} of order {order.name} ships from.",
                desired="a warehouse",
                actual="none",
                fix=f"Add a rule, or decide it: trueup orders ship-from {order.number} WAREHOUSE",
            )
        yield from _spanning(world, order, imported, part)


def _edits(order: actual.Order, imported: desired.Order) -> list[str]:
    ours = {line.id: line for line in imported.lines}
    theirs = {line.id: line for line in order.lines if line.requires_shipping}
    words = []
    for line in theirs.values():
        before = ours[line.id].quantity if line.id in ours else 0
        if before != line.quantity:
            words.append(f"{line.sku or line.title} {before} → {line.quantity}")
    words.extend(
        f"{line.sku or line.title} {line.quantity} → 0"
        for line in ours.values()
        if line.id not in theirs and line.quantity and line.requires_shipping
    )
    return words


def _parcels(order: actual.Order, imported: desired.Order) -> list[str]:
    names = {line.id: line.sku or line.title for line in order.lines}
    held = {
        (part.number, label.fulfillment_id): dict(label.lines)
        for part in imported.parts
        for label in part.labels
        if label.adopted and not label.is_void
    }
    shipped = [
        f"{more} x {names.get(line, line)} shipped there as {parcel.tracking_number}"
        for parcel in shipped_in_shop(order, imported)
        for line, quantity in parcel.lines
        if (more := quantity - held.get((parcel.part, parcel.fulfillment_id), {}).get(line, 0)) > 0
    ]
    returned = [f"the parcel {label.tracking_number} was taken back" for label in returned_in_shop(order, imported)]
    return shipped + returned


def _spanning(world: World, order: actual.Order, imported: desired.Order, part: desired.Part) -> Iterator[Difference]:
    # A person who chose one warehouse for everything has already answered this, and a parcel holds its part together.
    if part.decided_by == "person" or part.labelled():
        return
    mine = [p for p in allocating.portions(world, imported) if p.part.number == part.number]
    places = sorted({world.location_name(p.fulfillment_order.location_id) for p in mine})
    if len(places) < 2:
        return
    yield Difference(
        kind=Kind.ORDER_SPANS_LOCATIONS,
        address=Address(order=order.number, order_id=order.id, part=part.number),
        summary=f"Part {part.number} of order {order.name} lies at several locations: {', '.join(places)}.",
        desired="one part for each location",
        actual=f"one part at {' and '.join(places)}",
    )
