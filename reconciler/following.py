"""Following: an imported order, and the stock, after the shop's word was taken over.

Used by projection only; the store does the same in `edits`, `adoptions` and `contents`, and both must come to the same
parts, or a plan would be made for a world that doesn't come.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec

from reconciler import desired, plans
from reconciler.worlds import World

Taken = Counter[tuple[str, str]]
"""Units by warehouse key and SKU."""


def follow(world: World, order: desired.Order, work: plans.AcceptShop) -> World:
    """The world after an order took over lines, parcels made in the shop itself, and parcels taken back there."""
    if work.cancelled:
        return _with(world, msgspec.structs.replace(order, is_cancelled=True))
    lines = tuple(
        desired.Line(id=line[0], sku=line[1], title=line[2], quantity=line[3], requires_shipping=line[4])
        for line in work.lines
    )
    before = order.parts or (desired.Part(number=1, ship_from=None, lines=()),)
    parts = tuple(_with_parcels(part, work) for part in settled(before, lines))
    return holding(world, order, msgspec.structs.replace(order, lines=lines, parts=parts))


def holding(world: World, before: desired.Order, after: desired.Order) -> World:
    """The world with an order as it is now, and on its shelves what the parcels made in the shop leave there."""
    world = _with(world, after)
    departed = _departed(before, after.parts, after.lines)
    if not departed:
        return world
    return replace(world, stock=tuple(_stock(world.stock, departed)), shelves=tuple(_stock(world.shelves, departed)))


def settled(parts: Iterable[desired.Part], lines: Iterable[desired.Line]) -> tuple[desired.Part, ...]:
    """The parts, holding what the order has of each line; what is labelled stays even if that is more.

    Fewer units are taken from the last parts first and never out of parcels. More go to a part without a parcel, rather
    to one that holds the line, else to a new part that nobody ships yet. Parts that hold nothing vanish, but one stays.
    """
    held = {part.number: part for part in parts}
    wanted = {line.id: line.quantity for line in lines if line.requires_shipping}
    known = dict.fromkeys([line for part in held.values() for line, _ in part.lines] + list(wanted))
    for line in known:
        surplus = sum(dict(part.lines).get(line, 0) for part in held.values()) - wanted.get(line, 0)
        for number in reversed(held):
            taken = max(0, min(surplus, held[number].outstanding().get(line, 0)))
            held[number] = _plus(held[number], line, -taken)
            surplus -= taken
        if surplus < 0:
            part = _receiving(list(held.values()), line)
            held[part.number] = _plus(part, line, -surplus)
    full = [part for part in held.values() if part.lines]
    return tuple(full or list(held.values())[:1])


def _plus(part: desired.Part, line: str, units: int) -> desired.Part:
    if not units:
        return part
    lines = dict(part.lines)
    lines[line] = lines.get(line, 0) + units
    return desired.with_lines(part, {key: quantity for key, quantity in lines.items() if quantity > 0})


def _receiving(parts: list[desired.Part], line: str) -> desired.Part:
    free = [part for part in parts if all(label.is_void for label in part.labels)]
    holding = [part for part in free if line in dict(part.lines)]
    if holding or free:
        return (holding or free)[0]
    return desired.Part(number=max((part.number for part in parts), default=0) + 1, ship_from=None, lines=())


def _with_parcels(part: desired.Part, work: plans.AcceptShop) -> desired.Part:
    made = {
        parcel.fulfillment_id: desired.Label(
            id=0,
            carrier=parcel.carrier,
            tracking_number=parcel.tracking_number,
            lines=parcel.lines,
            created_at=parcel.shipped_at,
            fulfillment_id=parcel.fulfillment_id,
            adopted=True,
        )
        for parcel in work.shipped
        if parcel.part == part.number
    }
    kept = tuple(
        label
        for label in part.labels
        if label.id not in work.returned and not (label.adopted and not label.is_void and label.fulfillment_id in made)
    )
    return msgspec.structs.replace(part, labels=(*kept, *made.values()))


def _departed(
    before: desired.Order, after: Iterable[desired.Part], lines: Iterable[desired.Line]
) -> list[tuple[datetime, Taken]]:
    """What parcels made in the shop take from shelves beyond what they took before, and when each left.

    Less than before, as negative units, where the shop took one back.
    """
    skus = {line.id: line.sku or "" for line in (*before.lines, *lines)}
    found: dict[str | None, tuple[datetime, Taken]] = {}
    for sign, parts in ((1, after), (-1, before.parts)):
        for part in parts:
            for label in part.labels:
                if part.ship_from is None or label.is_void or not label.adopted:
                    continue
                _, taken = found.setdefault(label.fulfillment_id, (label.created_at, Counter()))
                for line, units in label.lines:
                    taken[part.ship_from, skus[line]] += sign * units
    return list(found.values())


def _stock(stock: Iterable[desired.Stock], departed: list[tuple[datetime, Taken]]) -> Iterable[desired.Stock]:
    """A count from before the parcel left still contains it; a newer one doesn't."""
    for row in stock:
        gone = sum(taken[row.warehouse, row.sku] for left_at, taken in departed if left_at > row.as_of)
        yield msgspec.structs.replace(row, on_hand=row.on_hand - gone) if gone else row


def _with(world: World, order: desired.Order) -> World:
    return world.with_imported(order)
