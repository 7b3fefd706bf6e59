"""What is in each part of an order, what of it is labelled, and keeping that in step with the order's lines.

`parts`, `labels` and `edits` work on it; nobody else needs it.
"""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from store.tables import Label, LabelLine, Line, Order, Part, PartLine

Held = dict[int, dict[int, int]]
"""Units by part id and line id."""


def parts_of(session: Session, order: Order) -> list[Part]:
    """Return the order's parts by number."""
    asked = select(Part).where(Part.order_id == order.id).order_by(col(Part.number))
    # The session may have read them before it locked the order: what others decided since must be seen.
    return list(session.exec(asked, execution_options={"populate_existing": True}))


def held(session: Session, order: Order) -> Held:
    """Return the units in each part, labelled or not."""
    rows = session.exec(
        select(PartLine.part_id, PartLine.line_id, PartLine.quantity)
        .join(Part, col(Part.id) == PartLine.part_id)
        .where(Part.order_id == order.id)
        .order_by(col(PartLine.line_id))
    )
    return _nest([(part, line, quantity) for part, line, quantity in rows])


def labelled(session: Session, order: Order) -> Held:
    """Return the units in parcels that were not voided."""
    rows = session.exec(
        select(Label.part_id, LabelLine.line_id, func.sum(LabelLine.quantity))
        .join(LabelLine, col(LabelLine.label_id) == Label.id)
        .join(Part, col(Part.id) == Label.part_id)
        .where(Part.order_id == order.id, col(Label.voided_at).is_(None))
        .group_by(col(Label.part_id), col(LabelLine.line_id))
    )
    return _nest([(part, line, int(quantity)) for part, line, quantity in rows])


def left(session: Session, order: Order) -> Held:
    """Return the units of each part that no parcel holds yet; parts and lines with nothing left are not in it."""
    done = labelled(session, order)
    open_units = [
        (part, line, quantity - done.get(part, {}).get(line, 0))
        for part, lines in held(session, order).items()
        for line, quantity in lines.items()
    ]
    return _nest([row for row in open_units if row[2] > 0])


def put(session: Session, part: Part, line_id: int, quantity: int) -> None:
    """Make a part hold that many units of a line."""
    present = session.get(PartLine, (part.id, line_id))
    if present is None and quantity:
        session.add(PartLine(part_id=part.id, line_id=line_id, quantity=quantity))
    elif present is not None and quantity:
        present.quantity = quantity
    elif present is not None:
        session.delete(present)
    session.flush()


def add_part(session: Session, order: Order, now: datetime) -> Part:
    """Append a part with the next number, empty and not assigned."""
    numbers = [part.number for part in parts_of(session, order)]
    part = Part(order_id=order.id, number=max(numbers, default=0) + 1, created_at=now)
    session.add(part)
    session.flush()
    return part


def drop_empty(session: Session, order: Order) -> None:
    """Remove parts that hold nothing, but never the last one. Their voided labels go to the first part that stays."""
    parts = parts_of(session, order)
    full = held(session, order)
    staying = [part for part in parts if part.id in full] or parts[:1]
    for part in parts:
        if part not in staying:
            session.exec(update(Label).where(col(Label.part_id) == part.id).values(part_id=staying[0].id))
            session.exec(delete(PartLine).where(col(PartLine.part_id) == part.id))
            session.delete(part)
    session.flush()


def cover(session: Session, order: Order) -> None:
    """Make every part hold at least what lies in its parcels; `settle` takes the surplus out of the other parts."""
    present = held(session, order)
    parts = {part.id: part for part in parts_of(session, order)}
    for part_id, lines in labelled(session, order).items():
        for line_id, quantity in lines.items():
            if quantity > present.get(part_id, {}).get(line_id, 0):
                put(session, parts[part_id], line_id, quantity)


def settle(session: Session, order: Order, now: datetime) -> None:
    """Make the parts hold what the order has of each line; what is in parcels stays even if that is more.

    Units are taken from the last parts first and never from parcels. Added units go to a part that holds the line and
    has no parcel, else to the first part without a parcel, else to a new part that nobody has assigned.
    """
    for line in session.exec(select(Line).where(Line.order_id == order.id).order_by(col(Line.id))).all():
        wanted = line.quantity if line.requires_shipping else 0
        present = held(session, order)
        surplus = sum(lines.get(line.id, 0) for lines in present.values()) - wanted
        if surplus > 0:
            _take(session, order, line.id, surplus)
        elif surplus < 0:
            part = _receiving(session, order, line.id, now)
            put(session, part, line.id, present.get(part.id, {}).get(line.id, 0) - surplus)
    drop_empty(session, order)


def _take(session: Session, order: Order, line_id: int, surplus: int) -> None:
    present, spare = held(session, order), left(session, order)
    for part in reversed(parts_of(session, order)):
        taken = min(surplus, spare.get(part.id, {}).get(line_id, 0))
        if taken:
            put(session, part, line_id, present[part.id][line_id] - taken)
            surplus -= taken


def _receiving(session: Session, order: Order, line_id: int, now: datetime) -> Part:
    done, present = labelled(session, order), held(session, order)
    free = [part for part in parts_of(session, order) if part.id not in done]
    holding = [part for part in free if line_id in present.get(part.id, {})]
    chosen = holding or free
    return chosen[0] if chosen else add_part(session, order, now)


def _nest(rows: list[tuple[int, int, int]]) -> Held:
    nested: Held = defaultdict(dict)
    for part, line, quantity in rows:
        nested[part][line] = quantity
    return dict(nested)
