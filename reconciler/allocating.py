"""Which part stands behind which open quantity in the shop.

Shopify knows fulfillment orders at locations; we know parts that ship from warehouses. A portion joins the two, by
order line. Comparators, targets and planning all read portions, so that they can't disagree.
"""

from collections.abc import Iterator

import msgspec

from reconciler import actual, desired
from reconciler.worlds import World


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity of one order line that one part ships and one fulfillment order waits for.

    `wanted` is the location mapped to the part's ship-from; None when it isn't mapped or nobody decided yet.
    """

    order_id: str
    part: desired.Part
    fulfillment_order: actual.FulfillmentOrder
    line: actual.FulfillmentOrderLine
    quantity: int
    wanted: str | None

    @property
    def is_in_place(self) -> bool:
        """Whether Shopify thinks it ships from where it does."""
        return self.wanted is not None and self.fulfillment_order.location_id == self.wanted


def portions(world: World, imported: desired.Order) -> tuple[Portion, ...]:
    """Join the parts of one imported order with the open fulfillment orders of the shop.

    A line that several parts share is given first to the parts whose location already has it, then in part order; parts
    with a parcel that the shop doesn't know yet come before the others, or they would wait for what is moved for those.
    """
    order = world.orders.get(imported.id)
    if order is None or order.cancelled_at is not None or imported.is_cancelled:
        return ()
    free = {
        (fo.id, line.id): line.remaining
        for fo in order.fulfillment_orders
        if fo.is_open
        for line in fo.lines
        if line.remaining > 0
    }
    first = sorted(imported.parts, key=lambda part: not part.unwritten())
    needs = [(part, world.location_of(part.ship_from), part.open_in_shop()) for part in first]
    found: list[Portion] = []
    for in_place in (True, False):
        for part, wanted, need in needs:
            for fo, line in _open_lines(order):
                if in_place and (wanted is None or fo.location_id != wanted):
                    continue
                quantity = min(need.get(line.line_id, 0), free[fo.id, line.id])
                if quantity <= 0:
                    continue
                need[line.line_id] -= quantity
                free[fo.id, line.id] -= quantity
                found.append(
                    Portion(
                        order_id=order.id,
                        part=part,
                        fulfillment_order=fo,
                        line=line,
                        quantity=quantity,
                        wanted=wanted,
                    )
                )
    return tuple(found)


def by_ship_from(world: World, order: desired.Order, number: int) -> dict[str | None, dict[str, int]]:
    """Units by order line of one part, by the warehouse that each location they lie at leads to.

    What lies where no warehouse is mapped stays with the part's own.
    """
    groups: dict[str | None, dict[str, int]] = {}
    for portion in portions(world, order):
        if portion.part.number == number:
            lines = groups.setdefault(_ship_from(world, portion), {})
            lines[portion.line.line_id] = lines.get(portion.line.line_id, 0) + portion.quantity
    return groups


def _ship_from(world: World, portion: Portion) -> str | None:
    there = world.warehouses_at.get(portion.fulfillment_order.location_id or "", ())
    keys = [mapping.warehouse for mapping in there]
    if portion.part.ship_from in keys or not keys:
        return portion.part.ship_from
    default = world.default_warehouse
    return default.key if default is not None and default.key in keys else min(keys)


def _open_lines(order: actual.Order) -> Iterator[tuple[actual.FulfillmentOrder, actual.FulfillmentOrderLine]]:
    for fo in order.fulfillment_orders:
        if fo.is_open:
            for line in fo.lines:
                if line.remaining > 0:
                    yield fo, line


def reduced(portion: Portion, quantity: int) -> Portion:
    """The same portion with a quantity taken out of it."""
    return msgspec.structs.replace(portion, quantity=portion.quantity - quantity)
