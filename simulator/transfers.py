"""Moving quantities between the states of one level, as inventoryMoveQuantities does. Called by mutations.

All or nothing, and one refusal for each wrong row. Source: recorded answers for codes, fields and texts.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from simulator import errors, inventory, quantities
from simulator.state import adjustments
from simulator.worlds import World


class Transfer(msgspec.Struct, kw_only=True):
    """One row of a move call: a quantity goes from one state to another at one location."""

    item_id: int | None
    quantity: int
    source: inventory.Row
    source_name: str
    target: inventory.Row
    target_name: str


def move_quantities(
    world: World, rows: Sequence[Transfer], *, reason: str, reference: str | None
) -> adjustments.Group | None:
    """Move quantities between states at one location; raises UserErrors."""
    faults = inventory.check_reason(reason) + inventory.check_reference(reference)
    for at, row in enumerate(rows):
        faults += islice(_faults(world, row, ("input", "changes", str(at))), 1)
    if faults:
        raise errors.UserErrors(faults)
    now = world.now()
    changes = []
    for row in rows:
        level = inventory.level_of(world, row.source)
        if level is not None and row.quantity:
            quantities.adjust(level, row.source_name, -row.quantity, now)
            quantities.adjust(level, row.target_name, row.quantity, now)
            changes += [(level, row.source_name, -row.quantity), (level, row.target_name, row.quantity)]
    if not changes:
        return None
    return adjustments.Group(
        id=world.shop.new_id("InventoryAdjustmentGroup"),
        created_at=now,
        reason=reason,
        reference_document_uri=reference,
        changes=[
            adjustments.Change(name=name, delta=delta, item_id=level.item_id, location_id=level.location_id)
            for level, name, delta in changes
        ],
    )


def _faults(world: World, row: Transfer, path: tuple[str, ...]) -> Iterator[errors.UserError]:
    """Yield what is wrong with a row, the gravest first."""
    if row.item_id is None:
        text = "The specified inventory item could not be found."
        yield errors.UserError(text, (*path, "inventoryItemId"), "INVALID_INVENTORY_ITEM")
    elif inventory.is_bundle(world, row.item_id):
        yield errors.UserError(inventory.NON_MUTABLE, (*path, "inventoryItemId"), "NON_MUTABLE_INVENTORY_ITEM")
    for side, end in (("from", row.source), ("to", row.target)):
        if end.location_id is None:
            text = "The specified location could not be found."
            yield errors.UserError(text, (*path, side, "locationId"), "INVALID_LOCATION")
    if row.source.location_id != row.target.location_id:
        text = "The quantities can't be moved between different locations."
        yield errors.UserError(text, path, "DIFFERENT_LOCATIONS")
    if row.quantity < 0:
        yield errors.UserError("The quantity can't be negative.", (*path, "quantity"), "INVALID_QUANTITY_NEGATIVE")
    if row.source_name == row.target_name:
        text = "The quantity names for each change can't be the same."
        yield errors.UserError(text, path, "SAME_QUANTITY_NAME")
    for side, name in (("from", row.source_name), ("to", row.target_name)):
        if name not in inventory.ADJUSTABLE:
            text = f"The specified quantity name is invalid. Valid values are: {', '.join(inventory.ADJUSTABLE)}."
            yield errors.UserError(text, (*path, side, "name"), "INVALID_QUANTITY_NAME")
    yield from _stale(world, row, path)


def _stale(world: World, row: Transfer, path: tuple[str, ...]) -> Iterator[errors.UserError]:
    level = inventory.level_of(world, row.source)
    for side, end, name in (("from", row.source, row.source_name), ("to", row.target, row.target_name)):
        if level is not None and end.change_from is not None and end.change_from != getattr(level, name, None):
            yield errors.UserError(inventory.STALE, (*path, side, "changeFromQuantity"), "CHANGE_FROM_QUANTITY_STALE")
