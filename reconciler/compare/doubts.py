"""Doubts: parcels in the shop that carry a label's tracking number, and may be that label's or somebody else's.

A number alone proves nothing: merchants type numbers into Shopify's admin by hand. A parcel that nobody wrote down as
ours is taken for a label's if its lines, quantities and location are the label's too. Otherwise a person has to say.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from reconciler import actual, desired
from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World


def carrying(order: actual.Order, *numbers: str) -> list[actual.Fulfillment]:
    """The standing parcels of an order with one of these tracking numbers."""
    return [one for one in order.fulfillments if one.stands and any(each.number in numbers for each in one.tracking)]


def taken(imported: desired.Order, label: int) -> frozenset[str]:
    """The ids of parcels that other valid labels than this one stand for, those noted from the shop included."""
    return frozenset(
        one.fulfillment_id
        for part in imported.parts
        for one in part.labels
        if one.fulfillment_id and not one.is_void and (one.adopted or one.id != label)
    )


def own(
    order: actual.Order,
    number: str,
    lines: Iterable[tuple[str, int]],
    location_id: str | None,
    taken: Collection[str] = (),
) -> actual.Fulfillment | None:
    """The only parcel with this number, if it holds exactly these lines and left from there (None: from anywhere).

    `taken` are parcels that other labels stand for: whatever number they carry, they are not meant.
    """
    found = [one for one in carrying(order, number) if one.id not in taken]
    is_told = len(found) == 1 and units(found[0].lines) == units(lines) and location_id in {None, found[0].location_id}
    return found[0] if is_told else None


def between(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label
) -> tuple[actual.Fulfillment, ...]:
    """The parcels with a valid label's number of which none can be told to be the label's; empty where it is clear.

    So are those with a number that it had when an answer was lost, as long as they may be what was asked for then.
    """
    if label.is_void or label.adopted:
        return ()
    if any(one.stands and one.id == label.fulfillment_id for one in order.fulfillments):
        return ()
    imported = world.imported[order.id]
    mine = own(order, label.tracking_number, label.lines, world.location_of(part.ship_from), taken(imported, label.id))
    if mine is not None:
        return ()
    return tuple(one for one in carrying(order, *label.numbers) if not _is_another(imported, label, one))


def _is_another(imported: desired.Order, label: desired.Label, parcel: actual.Fulfillment) -> bool:
    """Whether the parcel is another label's that it was written for, and its number was typed over there."""
    numbers = {each.number for each in parcel.tracking}
    return any(
        one.fulfillment_id == parcel.id and one.tracking_number not in numbers
        for part in imported.parts
        for one in part.labels
        if one.id != label.id and not one.is_void and not one.adopted
    )


def of_others(order: actual.Order, imported: desired.Order, label: desired.Label) -> tuple[actual.Fulfillment, ...]:
    """The parcels of other labels over whose number this one's was typed."""
    return tuple(one for one in carrying(order, label.tracking_number) if _is_another(imported, label, one))


def of_void(order: actual.Order, imported: desired.Order, label: desired.Label) -> tuple[actual.Fulfillment, ...]:
    """The parcels with a voided label's number that may be its own, though nothing but the number says so."""
    if any(one.stands and one.id == label.fulfillment_id for one in order.fulfillments):
        return ()
    valid = [one for part in imported.parts for one in part.labels if not one.is_void]
    if any(one.tracking_number == label.tracking_number for one in valid):
        return ()
    others = taken(imported, label.id)
    return tuple(one for one in carrying(order, label.tracking_number) if one.id not in others)


def claimed(order: actual.Order, imported: desired.Order) -> frozenset[str]:
    """The ids of parcels that labels made here stand for, or may stand for: nobody else's until that is clear."""
    standing = {one.id for one in order.fulfillments if one.stands}
    found: set[str] = set()
    for part in imported.parts:
        for label in part.labels:
            if label.fulfillment_id in standing:
                found |= {label.fulfillment_id} if not label.adopted else set()
            elif not label.adopted:
                found |= {one.id for one in carrying(order, *label.numbers)}
    return frozenset(found)


def told(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label, parcels: Iterable[actual.Fulfillment]
) -> Difference:
    """The difference that shows a person both possibilities, and what to do in either case."""
    shown = "; ".join(_described(world, order, parcel) for parcel in parcels)
    location = world.location_of(part.ship_from)
    wanted = goods(order, label.lines) + (f" from {world.location_name(location)}" if location else "")
    number = label.tracking_number
    under = (
        "this number"
        if not label.asked_as
        else f"this number, or one that it had before ({', '.join(label.asked_as)}),"
    )
    return Difference(
        kind=Kind.TRACKING_BLOCKED,
        address=Address(order=order.number, order_id=order.id, part=part.number, label=label.id),
        summary=(
            f"Order {order.name}: whether Shopify knows the label {label.carrier} {number} can't be told. The label is "
            f"for {wanted}; in Shopify {under} stands on {shown}. Either that is this parcel, recorded otherwise "
            "than it left, or the number was put on another parcel by hand. Nothing is written until somebody says."
        ),
        desired=f"{label.carrier} {number}: {wanted}",
        actual=shown,
        reason=Reason.UNCLEAR_PARCEL,
        fix=(
            f"If it is this parcel, and holds what Shopify says: trueup label match {order.number} {number}. If it is "
            "this parcel, and Shopify is wrong about it: cancel it in Shopify. If it is another: correct its tracking "
            "number in Shopify. In these two cases the next round writes the label."
        ),
    )


def told_of_void(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label, parcels: Iterable[actual.Fulfillment]
) -> Difference:
    """The difference that shows a person parcels with the number of a label that was voided before it was written."""
    shown = "; ".join(_described(world, order, parcel) for parcel in parcels)
    return Difference(
        kind=Kind.TRACKING_VOID,
        address=Address(order=order.number, order_id=order.id, part=part.number, label=label.id),
        summary=(
            f"The label {label.carrier} {label.tracking_number} of order {order.name} was voided, and in Shopify its "
            f"number stands on {shown}. It was for {goods(order, label.lines)}, so whose parcel that is can't be told."
        ),
        desired="not shipped",
        actual=shown,
        fix="If it is the parcel that was called off: cancel it in Shopify. If it is another: correct its number.",
    )


def _described(world: World, order: actual.Order, parcel: actual.Fulfillment) -> str:
    return f"{parcel.name} ({goods(order, parcel.lines)} from {world.location_name(parcel.location_id)})"


def goods(order: actual.Order, lines: Iterable[tuple[str, int]]) -> str:
    """Quantities of an order's lines in words: "2 x MUG-01, 1 x KET-01"."""
    names = {line.id: line.sku or line.title for line in order.lines}
    return ", ".join(f"{quantity} x {names.get(line, line)}" for line, quantity in units(lines).items())


def units(lines: Iterable[tuple[str, int]]) -> Counter[str]:
    """Quantities by line. A parcel names a line once for each fulfillment order it took some of it from."""
    found: Counter[str] = Counter()
    for line, quantity in lines:
        found[line] += quantity
    return found
