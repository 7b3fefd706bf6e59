"""Parts: which warehouse each portion of an order ships from, by a rule's word or a person's, and splitting."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlmodel import Session

from store import contents, errors, orders, timeline, warehouses
from store.tables import Order, Part, Warehouse

By = Literal["rule", "person"]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a split: the key of its warehouse, or None, and units by Shopify line id."""

    warehouse: str | None
    lines: Mapping[str, int]


def assign(  # noqa: PLR0913 - who decides and why belongs to the decision
    session: Session, order: Order, part: int, warehouse: str, *, by: By, rule: str | None = None
) -> bool:
    """Make a part ship from a warehouse; return False, changing nothing, where a rule meets a person's decision.

    `rule` is the name of the deciding rule. Raises UnknownPartError, UnknownWarehouseError, AlreadyLabelledError,
    OrderCancelledError, AlreadyFulfilledError.
    """
    orders.lock(session, order)
    orders.refuse_finished(order)
    row = find(session, order, part)
    to = warehouses.find(session, warehouse)
    if by == "rule" and row.decided_by == "person":
        return False
    # A part that nobody ships yet can only have parcels that the shop made itself.
    if row.warehouse_id is not None and row.id in contents.labelled(session, order):
        raise errors.AlreadyLabelledError(
            f"Part {row.number} of order {order.name} has a label, so it can't ship from elsewhere. "
            "Void the label first, or split off what is not labelled."
        )
    row.warehouse_id, row.decided_by, row.rule = to.id, by, rule
    session.flush()
    return True


def release(session: Session, order: Order, part: int) -> bool:
    """Take back what a rule decided: nobody ships the part yet. Return False where a person decided.

    Raises UnknownPartError, AlreadyLabelledError, OrderCancelledError, AlreadyFulfilledError.
    """
    orders.lock(session, order)
    orders.refuse_finished(order)
    row = find(session, order, part)
    if row.decided_by == "person":
        return False
    if row.id in contents.labelled(session, order):
        raise errors.AlreadyLabelledError(
            f"Part {row.number} of order {order.name} has a label, so it ships from there. Void the label first."
        )
    row.warehouse_id, row.decided_by, row.rule = None, None, None
    session.flush()
    return True


def ship_from(  # noqa: PLR0913 - the words of the command
    session: Session, shop: str, number: str, warehouse: str, *, now: datetime, part: int | None = None
) -> Part:
    """Let a person decide where an order ("1001", "#1001") ships from; no rule will undo it.

    Raises what `assign` raises, UnknownOrderError, and PartNeededError if several parts without a label are there and
    none is named.
    """
    order = orders.find(session, shop, number)
    orders.lock(session, order)
    orders.refuse_finished(order)
    done = contents.labelled(session, order)
    everything = contents.parts_of(session, order)
    row = choose(session, order, part, [one for one in everything if one.id not in done] or everything)
    before = session.get(Warehouse, row.warehouse_id) if row.warehouse_id is not None else None
    assign(session, order, row.number, warehouse, by="person")
    after = session.get_one(Warehouse, row.warehouse_id)
    came = f' instead of "{before.name}"' if before is not None and before.id != after.id else ""
    timeline.note(
        session,
        order,
        f'Part {row.number} ships from "{after.name}"{came}: decided by a person.',
        kind="ship-from",
        at=now,
        author="person",
    )
    return row


def split(  # noqa: PLR0913 - who decides and why belongs to the decision
    session: Session,
    order: Order,
    shares: Sequence[Share],
    *,
    by: By,
    now: datetime,
    rule: str | None = None,
    part: int | None = None,
) -> bool:
    """Divide anew all parts that have no label, or only the one with that number.

    Returns False, changing nothing, where a rule meets a person's decision. The shares must add up to what those parts
    hold. Lines that need no shipping are left out of parts, so they are ignored here. A part keeps its number where its
    warehouse stays the same; one that is new was made `now`. Raises QuantityError, UnknownLineError,
    UnknownWarehouseError, AlreadyLabelledError if every part has a label, and the errors of finished orders.
    """
    orders.lock(session, order)
    orders.refuse_finished(order)
    done = contents.labelled(session, order)
    present = contents.parts_of(session, order) if part is None else [find(session, order, part)]
    free = [one for one in present if one.id not in done]
    if not free:
        raise errors.AlreadyLabelledError(f"Every part of order {order.name} has a label: nothing can be split.")
    if by == "rule" and any(one.decided_by == "person" for one in free):
        return False
    divided = _resolve(session, order, shares)
    _refuse_other_sums(session, order, free, [units for _, units in divided])
    for one in free:
        for line_id in contents.held(session, order).get(one.id, {}):
            contents.put(session, one, line_id, 0)
    for one, (warehouse, units) in _pair(session, order, free, divided, now):
        one.warehouse_id = None if warehouse is None else warehouse.id
        one.decided_by, one.rule = (None, None) if warehouse is None else (by, rule)
        for line_id, quantity in units.items():
            contents.put(session, one, line_id, quantity)
    contents.drop_empty(session, order)
    return True


def find(session: Session, order: Order, number: int) -> Part:
    """Return the order's part with that number. Raises UnknownPartError."""
    rows = contents.parts_of(session, order)
    for row in rows:
        if row.number == number:
            return row
    raise errors.UnknownPartError(str(number), [str(row.number) for row in rows], hint=f"The order is {order.name}.")


def list_all(session: Session, order: Order) -> list[Part]:
    """Return the order's parts by number."""
    return contents.parts_of(session, order)


def choose(session: Session, order: Order, number: int | None, candidates: Sequence[Part]) -> Part:
    """Return the part that was named, or the only candidate. Raises PartNeededError, which lists the candidates."""
    if number is not None:
        return find(session, order, number)
    if len(candidates) == 1:
        return candidates[0]
    titles = {line.id: line.sku or line.title for line in orders.lines(session, order)}
    units = contents.held(session, order)
    described = []
    for part in candidates:
        warehouse = session.get(Warehouse, part.warehouse_id) if part.warehouse_id is not None else None
        what = ", ".join(f"{quantity} x {titles[line]}" for line, quantity in units.get(part.id, {}).items())
        described.append(f"part {part.number} ({what or 'empty'}; {warehouse.key if warehouse else 'no ship-from'})")
    raise errors.PartNeededError(
        f"Order {order.name} has {len(candidates)} parts: {'; '.join(described)}. Name one with --part."
    )


def _resolve(session: Session, order: Order, shares: Sequence[Share]) -> list[tuple[Warehouse | None, Counter[int]]]:
    lines = {line.gid: line for line in orders.lines(session, order)}
    divided = []
    for share in shares:
        units: Counter[int] = Counter()
        for gid, quantity in share.lines.items():
            if gid not in lines:
                raise errors.UnknownLineError(gid, lines, hint=f"The order is {order.name}.")
            if quantity < 0:
                raise errors.QuantityError(
                    f"Order {order.name}, {lines[gid].title}: {quantity} units can't be split off."
                )
            if lines[gid].requires_shipping and quantity:
                units[lines[gid].id] += quantity
        if units:
            divided.append((None if share.warehouse is None else warehouses.find(session, share.warehouse), units))
    return divided


def _refuse_other_sums(session: Session, order: Order, free: Sequence[Part], divided: Sequence[Counter[int]]) -> None:
    present = contents.held(session, order)
    wanted: Counter[int] = Counter()
    given: Counter[int] = Counter()
    for part in free:
        wanted.update(present.get(part.id, {}))
    for units in divided:
        given.update(units)
    wrong = [
        f"{line.sku or line.title}: {given[line.id]} instead of {wanted[line.id]}"
        for line in orders.lines(session, order)
        if given[line.id] != wanted[line.id]
    ]
    if wrong:
        raise errors.QuantityError(
            f"The split of order {order.name} does not add up to what is not labelled yet: {'; '.join(wrong)}."
        )


def _pair(
    session: Session,
    order: Order,
    free: Sequence[Part],
    divided: Sequence[tuple[Warehouse | None, Counter[int]]],
    now: datetime,
) -> list[tuple[Part, tuple[Warehouse | None, Counter[int]]]]:
    spare = list(free)
    chosen: dict[int, Part] = {}
    for index, (warehouse, _) in enumerate(divided):
        same = [part for part in spare if warehouse is not None and part.warehouse_id == warehouse.id]
        if same:
            chosen[index] = same[0]
            spare.remove(same[0])
    for index in range(len(divided)):
        if index not in chosen:
            chosen[index] = spare.pop(0) if spare else contents.add_part(session, order, now)
    return [(chosen[index], share) for index, share in enumerate(divided)]
