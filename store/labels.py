"""Labels: making, voiding and correcting them, and noting what the shop was told about them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from store import contents, errors, orders, parts, timeline
from store.tables import Label, LabelLine, Order, Part


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel to be labelled. `lines` are units by SKU or Shopify line id; None is everything left of the part."""

    carrier: str
    tracking_number: str
    tracking_url: str | None = None
    part: int | None = None
    lines: Mapping[str, int] | None = None


def create(session: Session, shop: str, number: str, parcel: Parcel, *, now: datetime) -> Label:
    """Label a parcel of an order ("1001", "#1001").

    Raises UnknownOrderError (the caller may look in the shop), OrderCancelledError, AlreadyFulfilledError,
    AlreadyLabelledError if nothing is left, PartNeededError if several parts have something left and none is named,
    UnknownPartError, NoShipFromError, UnknownLineError, QuantityError, DuplicateTrackingError.
    """
    order = orders.find(session, shop, number)
    orders.lock(session, order)
    orders.refuse_finished(order)
    _refuse_duplicate(session, order, parcel.tracking_number)
    left = contents.left(session, order)
    waiting = [part for part in contents.parts_of(session, order) if part.id in left]
    if not waiting:
        raise errors.AlreadyLabelledError(
            f"Everything of order {order.name} has a label. Void one first to ship it again."
        )
    part = parts.choose(session, order, parcel.part, waiting)
    if part.id not in left:
        raise errors.AlreadyLabelledError(f"Everything of part {part.number} of order {order.name} has a label.")
    if part.warehouse_id is None:
        raise errors.NoShipFromError(
            f"Part {part.number} of order {order.name} has no ship-from warehouse yet. Give it one: "
            f"trueup orders ship-from {order.number} WAREHOUSE"
        )
    units = _choose_units(session, order, part, parcel.lines, left[part.id])
    label = Label(
        part_id=part.id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number.strip(),
        tracking_url=parcel.tracking_url,
        created_at=now,
    )
    session.add(label)
    session.flush()
    session.add_all(LabelLine(label_id=label.id, line_id=line, quantity=quantity) for line, quantity in units.items())
    _note(session, order, f"Part {part.number} labelled: {label.carrier} {label.tracking_number}.", now)
    return label


def void(session: Session, label_id: int, *, now: datetime) -> Label:
    """Call a parcel off: its units are to be shipped again. A closed order is open again. Voiding twice: no change.

    Raises UnknownLabelError.
    """
    label, order = _find(session, label_id)
    if label.voided_at is None:
        label.voided_at = now
        session.flush()
        orders.reopen(session, order)
        contents.settle(session, order, now)
        _note(session, order, f"Label voided: {label.carrier} {label.tracking_number}.", now)
    return label


def replace(session: Session, label_id: int, parcel: Parcel, *, now: datetime) -> Label:
    """Give the same parcel another carrier, number or URL; its part and lines stay. A closed order is open again.

    Raises UnknownLabelError, DuplicateTrackingError, and OrderStateError for a voided label.
    """
    label, order = _find(session, label_id)
    if label.voided_at is not None:
        raise errors.OrderStateError(f"The label {label.tracking_number} is void. Create a new one instead.")
    if parcel.tracking_number.strip() != label.tracking_number:
        _refuse_duplicate(session, order, parcel.tracking_number)
    before = f"{label.carrier} {label.tracking_number}"
    label.carrier, label.tracking_number = parcel.carrier, parcel.tracking_number.strip()
    label.tracking_url = parcel.tracking_url
    # The shop has to hear of it, even where the order was finished.
    orders.reopen(session, order)
    _note(session, order, f"Label changed from {before} to {label.carrier} {label.tracking_number}.", now)
    return label


def find(session: Session, order: Order, tracking_number: str) -> Label:
    """Return the order's label with that number, rather a valid than a void one. Raises UnknownLabelError."""
    present = list_all(session, order)
    found = [label for label in present if label.tracking_number == tracking_number.strip()]
    if not found:
        raise errors.UnknownLabelError(tracking_number, [label.tracking_number for label in present])
    return min(found, key=lambda label: (label.voided_at is not None, -label.id))


def list_all(session: Session, order: Order) -> list[Label]:
    """Return the order's labels, void ones too, oldest first."""
    asked = select(Label).join(Part, col(Part.id) == Label.part_id).where(Part.order_id == order.id)
    return list(session.exec(asked.order_by(col(Label.id)), execution_options={"populate_existing": True}))


def written(session: Session, label_id: int, fulfillment_gid: str) -> None:
    """Note the fulfillment that now stands for the parcel in the shop. Raises UnknownLabelError."""
    _find(session, label_id)[0].fulfillment_gid = fulfillment_gid
    session.flush()


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of the shop that a person says is a label's. `lines` are units by Shopify line id."""

    fulfillment_gid: str
    name: str
    tracking_numbers: frozenset[str]
    lines: Mapping[str, int]


def match(session: Session, label_id: int, parcel: Matched, *, now: datetime) -> Mapping[str, int]:
    """Note what a person says: the shop's parcel is this label's, and holds what the shop says. A closed order opens.

    What the label holds beyond that is to be packed again: these units come back, by Shopify line id. What the parcel
    holds beyond the label is no part of it; the next round notes it as shipped in the shop.
    Raises UnknownLabelError, and OrderStateError for a voided label, for one that was noted from the shop, for a parcel
    of another label, and for one that holds none of the label's goods.
    """
    label, order = _find(session, label_id)
    number = f"{label.carrier} {label.tracking_number}"
    if label.voided_at is not None:
        raise errors.OrderStateError(f"The label {label.tracking_number} is void, so no parcel can be its own.")
    if label.adopted:
        raise errors.OrderStateError(f"{number} was noted from the shop, so there is nothing to match.")
    others = [one for one in list_all(session, order) if one.id != label.id and one.voided_at is None]
    own = [one for one in others if one.fulfillment_gid == parcel.fulfillment_gid]
    for other in own:
        if not other.adopted and other.tracking_number not in parcel.tracking_numbers:
            raise errors.OrderStateError(
                f"{parcel.name} is the parcel of {other.carrier} {other.tracking_number}, whose number was overwritten "
                "in the shop. The next round puts that right, and then writes this label."
            )
    again = _shrink(session, order, label, parcel)
    for other in own:
        if other.adopted:
            # Noted as the shop's own before: the next round notes again what of it is not the label's.
            other.voided_at = now
    label.fulfillment_gid = parcel.fulfillment_gid
    session.flush()
    orders.reopen(session, order)
    contents.settle(session, order, now)
    _note(session, order, f"{parcel.name} in the shop is the parcel of {number}.", now)
    return again


def _shrink(session: Session, order: Order, label: Label, parcel: Matched) -> dict[str, int]:
    """Leave in a label what its parcel holds of it; gives what it held beyond that."""
    gids = {line.id: line.gid for line in orders.lines(session, order)}
    rows = list(session.exec(select(LabelLine).where(LabelLine.label_id == label.id)))
    if not any(parcel.lines.get(gids[row.line_id], 0) > 0 for row in rows):
        raise errors.OrderStateError(
            f"{parcel.name} holds nothing of what the label {label.tracking_number} is for, so it can't be its parcel. "
            "Correct the tracking number in Shopify, or cancel the fulfillment there."
        )
    again = {}
    for row in rows:
        there = max(0, parcel.lines.get(gids[row.line_id], 0))
        if there >= row.quantity:
            continue
        again[gids[row.line_id]] = row.quantity - there
        if there:
            row.quantity = there
        else:
            session.delete(row)
    return again


def taken(session: Session, label_id: int) -> frozenset[str]:
    """Return the fulfillments that other valid labels of the same order stand for. Raises UnknownLabelError."""
    label = session.get(Label, label_id)
    if label is None:
        raise errors.UnknownLabelError(str(label_id))
    order = session.get_one(Order, session.get_one(Part, label.part_id).order_id)
    others = [one for one in list_all(session, order) if one.id != label.id and one.voided_at is None]
    return frozenset(one.fulfillment_gid for one in others if one.fulfillment_gid is not None)


def unwritten(session: Session, label_id: int) -> None:
    """Note that no fulfillment stands for the parcel any more. Raises UnknownLabelError."""
    _find(session, label_id)[0].fulfillment_gid = None
    session.flush()


def _find(session: Session, label_id: int) -> tuple[Label, Order]:
    label = session.get(Label, label_id)
    if label is None:
        raise errors.UnknownLabelError(str(label_id))
    order = session.get_one(Order, session.get_one(Part, label.part_id).order_id)
    orders.lock(session, order)
    session.refresh(label)
    return label, order


def _refuse_duplicate(session: Session, order: Order, tracking_number: str) -> None:
    if not tracking_number.strip():
        raise errors.DuplicateTrackingError(
            "A label needs a tracking number: without one it can't be told from others."
        )
    same = [label for label in list_all(session, order) if label.tracking_number == tracking_number.strip()]
    if any(label.voided_at is None for label in same):
        raise errors.DuplicateTrackingError(
            f"Order {order.name} has a label with tracking number {tracking_number.strip()} already. "
            "Each parcel needs a number of its own."
        )


def _choose_units(
    session: Session, order: Order, part: Part, asked: Mapping[str, int] | None, left: Mapping[int, int]
) -> dict[int, int]:
    if asked is None:
        return dict(left)
    lines = [line for line in orders.lines(session, order) if line.id in contents.held(session, order)[part.id]]
    units: dict[int, int] = {}
    for name, quantity in asked.items():
        named = [line for line in lines if name in {line.gid, line.sku}]
        if not named:
            known = [line.sku or line.gid for line in lines]
            raise errors.UnknownLineError(name, known, hint=f"It is part {part.number} of order {order.name}.")
        rest = quantity
        # Two lines may carry one SKU: the first is filled before the second.
        for line in named:
            taken = min(rest, left.get(line.id, 0) - units.get(line.id, 0))
            if taken > 0:
                units[line.id] = units.get(line.id, 0) + taken
                rest -= taken
        if quantity < 1 or rest:
            raise errors.QuantityError(
                f"{quantity} x {name} can't be labelled: part {part.number} of order {order.name} "
                f"has {sum(left.get(line.id, 0) for line in named)} left."
            )
    if not units:
        raise errors.QuantityError(f"The label for order {order.name} names no units.")
    return units


def _note(session: Session, order: Order, text: str, now: datetime) -> None:
    timeline.note(session, order, text, kind="label", at=now, author="person")
