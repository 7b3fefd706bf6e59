"""Doubts: parcels in the shop that carry a label's tracking number, and may be that label's or somebody else's.

A number alone proves nothing: merchants type numbers into Shopify's admin by hand. A parcel that nobody wrote down as
ours is taken for a label's if its lines, quantities and location are the label's too. Otherwise a person has to say.
"""

from collections import Counter
from collections.abc import Iterable

from reconciler import actual, desired
from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World


def carrying(order: actual.Order, number: str) -> list[actual.Fulfillment]:
    """The standing parcels of an order with this tracking number."""
    return [one for one in order.fulfillments if one.stands and any(each.number == number for each in one.tracking)]


def own(
    order: actual.Order, number: str, lines: Iterable[tuple[str, int]], location_id: str | None
) -> actual.Fulfillment | None:
    """The only parcel with this number, if it holds exactly these lines and left from there (None: from anywhere)."""
    found = carrying(order, number)
    is_told = (
        len(found) == 1 and _units(found[0].lines) == _units(lines) and location_id in {None, found[0].location_id}
    )
    return found[0] if is_told else None


def between(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label
) -> tuple[actual.Fulfillment, ...]:
    """The parcels with a valid label's number of which none can be told to be the label's; empty where it is clear."""
    if label.is_void or label.adopted:
        return ()
    if any(one.stands and one.id == label.fulfillment_id for one in order.fulfillments):
        return ()
    if own(order, label.tracking_number, label.lines, world.location_of(part.ship_from)) is not None:
        return ()
    return tuple(carrying(order, label.tracking_number))


def told(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label, parcels: Iterable[actual.Fulfillment]
) -> Difference:
    """The difference that shows a person both possibilities, and what to do in either case."""
    shown = "; ".join(_described(world, order, parcel) for parcel in parcels)
    location = world.location_of(part.ship_from)
    wanted = _goods(order, label.lines) + (f" from {world.location_name(location)}" if location else "")
    number = label.tracking_number
    return Difference(
        kind=Kind.TRACKING_BLOCKED,
        address=Address(order=order.number, order_id=order.id, part=part.number, label=label.id),
        summary=(
            f"Order {order.name}: whether Shopify knows the label {label.carrier} {number} can't be told. The label is "
            f"for {wanted}; in Shopify this number stands on {shown}. Either that is this parcel, recorded otherwise "
            "than it left, or the number was put on another parcel by hand. Nothing is written until somebody says."
        ),
        desired=f"{label.carrier} {number}: {wanted}",
        actual=shown,
        reason=Reason.UNCLEAR_PARCEL,
        fix=(
            f"If it is this parcel: trueup label match {order.number} {number}. If it is another: correct its tracking "
            "number in Shopify, and the next round writes the label."
        ),
    )


def _described(world: World, order: actual.Order, parcel: actual.Fulfillment) -> str:
    return f"{parcel.name} ({_goods(order, parcel.lines)} from {world.location_name(parcel.location_id)})"


def _goods(order: actual.Order, lines: Iterable[tuple[str, int]]) -> str:
    names = {line.id: line.sku or line.title for line in order.lines}
    return ", ".join(f"{quantity} x {names.get(line, line)}" for line, quantity in _units(lines).items())


def _units(lines: Iterable[tuple[str, int]]) -> Counter[str]:
    units: Counter[str] = Counter()
    for line, quantity in lines:
        units[line] += quantity
    return units
