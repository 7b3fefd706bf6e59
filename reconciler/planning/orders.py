"""Planning for orders: import, ship-from, split, and following what the shop says."""

from reconciler import actual, allocating, plans
from reconciler.compare import orders as comparing
from reconciler.differences import Address, Difference, Kind
from reconciler.planning import choosing, entries, offers
from reconciler.planning.entries import Asked
from reconciler.worlds import World


def imported(world: World, difference: Difference) -> plans.Change:
    """The import of a new order: every round does it by itself, rules only decide what ships it."""
    order = world.orders[difference.address.order_id or ""]
    return plans.Change(
        kind=difference.kind,
        stage=difference.stage,
        address=difference.address,
        work=plans.ImportOrder(name=order.name, number=order.number, placed_at=order.created_at, lines=lines_of(order)),
        before="not here",
        after="imported",
        because=plans.Because(difference=difference.summary, why="every open order is imported"),
    )


def lines_of(order: actual.Order) -> tuple[tuple[str, str | None, str, int, bool], ...]:
    """The lines as the store keeps them. What was shipped before the import is accepted as shipped right after it."""
    return tuple((line.id, line.sku, line.title, line.quantity, line.requires_shipping) for line in order.lines)


def assign_warehouse(asked: Asked) -> plans.Change | plans.Held | None:
    """Let a rule decide what ships an order. What a person decided stays."""
    world, address = asked.world, asked.difference.address
    chosen = choosing.choose(asked.arguments, offers.of(world, asked.difference))
    if chosen.warehouse is None:
        return entries.impossible(asked, chosen.why, chosen.fix)
    key = chosen.warehouse
    number = address.part or 1
    order = world.imported.get(address.order_id or "")
    part = next((p for p in order.parts if p.number == number), None) if order else None
    if part is not None and (part.decided_by == "person" or part.ship_from == key):
        return None
    change = entries.change(
        asked,
        plans.AssignWarehouse(warehouse=key, was=part.ship_from if part else None),
        before=world.warehouse_name(part.ship_from) if part else "no warehouse",
        after=world.warehouse_name(key),
        address=Address(order=address.order, order_id=address.order_id, part=number),
    )
    return entries.explained(change, chosen.why)


def split(asked: Asked) -> plans.Change | plans.Held:
    """Split a part by the locations its items lie at, each with the ship-from whose mapping matches.

    Lines at a location that no warehouse maps to stay with the part's own warehouse.
    """
    world, address = asked.world, asked.difference.address
    order = world.imported[address.order_id or ""]
    groups = allocating.by_ship_from(world, order, address.part or 1)
    if len(groups) < 2:
        return entries.impossible(
            asked,
            choosing.NOTHING_TO_SPLIT,
            "Map a warehouse to each location that ships: trueup map WAREHOUSE LOCATION",
        )
    part = next(p for p in order.parts if p.number == address.part)
    ordered = sorted(groups.items(), key=lambda group: (group[0] != part.ship_from, group[0] or ""))
    # What the shop no longer waits for stays where it is, so that the shares add up to the part.
    for line, units in part.lines:
        rest = units - sum(lines.get(line, 0) for lines in groups.values())
        if rest > 0:
            ordered[0][1][line] = ordered[0][1].get(line, 0) + rest
    return entries.change(
        asked,
        plans.SplitPart(parts=tuple((key, tuple(lines.items())) for key, lines in ordered)),
        before="one part",
        after=" + ".join(world.warehouse_name(key) for key, _ in ordered),
    )


def accept(asked: Asked) -> plans.Change:
    """Take over what the shop says."""
    address = asked.difference.address
    order = asked.world.orders[address.order_id or ""]
    if asked.difference.kind is Kind.ORDER_CANCELLED:
        return entries.change(asked, plans.AcceptShop(cancelled=True))
    imported_order = asked.world.imported[order.id]
    return entries.change(
        asked,
        plans.AcceptShop(
            lines=lines_of(order),
            shipped=comparing.shipped_in_shop(order, imported_order),
            returned=tuple(label.id for label in comparing.returned_in_shop(order, imported_order)),
        ),
        before="as imported",
        after=asked.difference.actual,
    )
