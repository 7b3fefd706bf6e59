"""Tracking: labels that the shop doesn't know, knows wrongly, or knows although they were voided."""

from collections.abc import Iterator

from reconciler import actual, allocating, desired
from reconciler.allocating import Portion
from reconciler.compare import doubts, placement
from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World


def compare(world: World) -> list[Difference]:
    """Every difference of the tracking stage."""
    found: list[Difference] = []
    for imported in world.imported.values():
        order = world.orders.get(imported.id)
        if order is None:
            continue
        portions = list(allocating.portions(world, imported))
        for part in imported.parts:
            for label in (one for one in part.labels if not one.adopted):
                found.extend(_label(world, order, part, label, portions))
    return found


def fulfillment_of(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label
) -> actual.Fulfillment | None:
    """The parcel in the shop that is this label, if it stands: by its id, else by tracking number, goods and place."""
    by_id = next((f for f in order.fulfillments if f.stands and f.id == label.fulfillment_id), None)
    if by_id is not None or label.adopted:
        return by_id
    taken = doubts.taken(world.imported[order.id], label.id)
    return doubts.own(order, label.tracking_number, label.lines, world.location_of(part.ship_from), taken)


def owner(world: World, order: actual.Order, parcel: actual.Fulfillment) -> desired.Label | None:
    """The valid label, made here, that this parcel stands for, if there is one."""
    for part in world.imported[order.id].parts:
        for label in part.labels:
            if not label.is_void and not label.adopted:
                own = fulfillment_of(world, order, part, label)
                if own is not None and own.id == parcel.id:
                    return label
    return None


def replaces(world: World, order: actual.Order, part: desired.Part, label: desired.Label) -> actual.Fulfillment | None:
    """The standing parcel of a voided label that this one was made in place of: same part, same lines."""
    for other in part.labels:
        if other.is_void and sorted(other.lines) == sorted(label.lines):
            parcel = fulfillment_of(world, order, part, other)
            if parcel is not None and owner(world, order, parcel) is None:
                return parcel
    return None


def _is_replaced(world: World, order: actual.Order, part: desired.Part, void: desired.Label) -> bool:
    """Whether the parcel of a voided label is a valid label's, or will be."""
    parcel = fulfillment_of(world, order, part, void)
    if parcel is not None and owner(world, order, parcel) is not None:
        return True
    return any(
        not other.is_void
        and sorted(other.lines) == sorted(void.lines)
        and fulfillment_of(world, order, part, other) is None
        for other in part.labels
    )


def shows(parcel: actual.Fulfillment, label: desired.Label) -> bool:
    """Whether the parcel has the label's carrier and number."""
    return any(t.number == label.tracking_number and t.company == label.carrier for t in parcel.tracking)


def _shown(parcel: actual.Fulfillment) -> str:
    return ", ".join(f"{t.company or 'no carrier'} {t.number or 'no number'}" for t in parcel.tracking) or "no tracking"


def _label(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label, portions: list[Portion]
) -> Iterator[Difference]:
    address = Address(order=order.number, order_id=order.id, part=part.number, label=label.id)
    wanted = f"{label.carrier} {label.tracking_number}"
    imported = world.imported[order.id]
    parcel = fulfillment_of(world, order, part, label)
    if label.is_void:
        if parcel is not None and not _is_replaced(world, order, part, label):
            yield Difference(
                kind=Kind.TRACKING_VOID,
                address=address,
                summary=f"The label {wanted} of order {order.name} was voided, but Shopify still shows it as shipped.",
                desired="not shipped",
                actual=_shown(parcel),
                fix="Make a new label, or cancel the fulfillment in Shopify (rule action: cancel_fulfillment).",
            )
        elif parcels := doubts.of_void(order, imported, label):
            yield doubts.told_of_void(world, order, part, label, parcels)
        return
    if unclear := doubts.between(world, order, part, label):
        yield doubts.told(world, order, part, label, unclear)
        return
    parcel = parcel or replaces(world, order, part, label)
    if parcel is not None:
        if not shows(parcel, label):
            yield Difference(
                kind=Kind.TRACKING_STALE,
                address=address,
                summary=f"Shopify shows {_shown(parcel)} for order {order.name}, the label is {wanted}.",
                desired=wanted,
                actual=_shown(parcel),
            )
        return
    stopped = _typed_over(order, imported, label) or _obstacle(world, order, part, label, portions)
    if stopped:
        reason, sentence, fix = stopped
        yield Difference(
            kind=Kind.TRACKING_BLOCKED,
            address=address,
            summary=f"The tracking number {wanted} of order {order.name} can't be written: {sentence}.",
            desired=wanted,
            actual="no tracking",
            reason=reason,
            fix=fix,
        )
        return
    yield Difference(
        kind=Kind.TRACKING_MISSING,
        address=address,
        summary=f"Order {order.name} left with {wanted}, and the customer doesn't know it yet.",
        desired=wanted,
        actual="no tracking",
    )


def _typed_over(order: actual.Order, imported: desired.Order, label: desired.Label) -> tuple[Reason, str, str] | None:
    """Why a label can't be written whose number somebody typed over another label's: that one's comes first."""
    names = ", ".join(parcel.name for parcel in doubts.of_others(order, imported, label))
    if not names:
        return None
    return (
        Reason.UNCLEAR_PARCEL,
        f"in Shopify its number stands on {names}, which is another label's parcel",
        "It is written as soon as that parcel has its own number again.",
    )


def _obstacle(
    world: World, order: actual.Order, part: desired.Part, label: desired.Label, portions: list[Portion]
) -> tuple[Reason, str, str] | None:
    """Why a label can't be written now. Takes the portions that it will use, so that two labels never share one."""
    if order.cancelled_at is not None:
        return (
            Reason.CANCELLED,
            "the order was cancelled in the shop",
            "Call the parcel back, or void the label: trueup label void",
        )
    wanted = world.location_of(part.ship_from)
    if wanted is None:
        return Reason.UNMAPPED_WAREHOUSE, *placement.unmapped(world, part)
    mine, missing = _take(label, part, portions)
    if missing:
        names = {line.id: line.sku or line.title for line in order.lines}
        words = ", ".join(f"{quantity} x {names.get(line, line)}" for line, quantity in missing.items())
        return (
            Reason.CLOSED,
            f"Shopify no longer waits for {words} (shipped, refunded or removed there)",
            f"Look at order {order.name} in Shopify; if the parcel is accounted for, void the label here.",
        )
    return next((found for portion in mine if (found := _held_back(world, portion))), None)


def _held_back(world: World, portion: Portion) -> tuple[Reason, str, str] | None:
    fo = portion.fulfillment_order
    stopped = placement.obstacle(world, fo, portion.wanted)
    if portion.is_in_place:
        if fo.status not in {"ON_HOLD", "SCHEDULED"} and "CREATE_FULFILLMENT" in fo.actions:
            return None
        return stopped or (Reason.CLOSED, "Shopify doesn't allow it to be fulfilled", "Look at the order in Shopify.")
    if stopped:
        return stopped
    if not placement.movable(world, [portion]):
        return Reason.ITEM_NOT_STOCKED, *placement.not_stocked(world, portion)
    return (
        Reason.NOT_RELOCATED,
        f"the order still sits at {world.location_name(fo.location_id)}",
        "It is written as soon as the order is moved.",
    )


def _take(label: desired.Label, part: desired.Part, portions: list[Portion]) -> tuple[list[Portion], dict[str, int]]:
    need = dict(label.lines)
    taken: list[Portion] = []
    for index, portion in enumerate(portions):
        line = portion.line.line_id
        quantity = min(need.get(line, 0), portion.quantity)
        if portion.part.number != part.number or quantity <= 0:
            continue
        need[line] -= quantity
        taken.append(portion)
        portions[index] = allocating.reduced(portion, quantity)
    return taken, {line: quantity for line, quantity in need.items() if quantity > 0}
