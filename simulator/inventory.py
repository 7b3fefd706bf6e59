"""Setting, adjusting and moving quantities, as inventorySetQuantities and its sisters do. Called by mutations.

A call is all or nothing: every row is checked before the first is written. Source: recorded answers for codes, fields
and texts.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from simulator import errors, gids, quantities
from simulator.state.adjustments import Change, Group
from simulator.state.levels import Level
from simulator.worlds import World

LIMIT = 1_000_000_000
REASONS = frozenset({
    "correction", "cycle_count_available", "damaged", "movement_canceled", "movement_created", "movement_received",
    "movement_updated", "other", "promotion", "quality_control", "received", "reservation_created",
    "reservation_deleted", "reservation_updated", "restock", "safety_stock", "shrinkage",
})  # fmt: skip
ADJUSTABLE = ("available", "damaged", "incoming", "quality_control", "reserved", "safety_stock")
NON_MUTABLE = "The specified inventory item is not allowed to be adjusted via API."
"""(Guessed from the description of the code NON_MUTABLE_INVENTORY_ITEM; the place in the input, too.)"""
STALE = "The changeFromQuantity argument no longer matches the persisted quantity."


class Row(msgspec.Struct, kw_only=True):
    """One row of a set or adjust call. `number` is the new quantity, or the change."""

    item_id: int | None
    location_id: int | None
    number: int
    change_from: int | None = None
    ledger_uri: str | None = None


def check_reason(reason: str) -> list[errors.UserError]:
    """Return the refusal of a reason Shopify does not know."""
    if reason in REASONS:
        return []
    text = f"The specified reason is invalid. Valid values are: {', '.join(sorted(REASONS))}."
    return [errors.UserError(text, ("input", "reason"), "INVALID_REASON")]


def check_reference(uri: str | None) -> list[errors.UserError]:
    """Return the refusal of a reference document that is not a URI with a scheme."""
    if uri is None or (urlsplit(uri).scheme and len(uri) > len(urlsplit(uri).scheme) + 1):
        return []
    text = "The specified reference document is invalid."
    return [errors.UserError(text, ("input", "referenceDocumentUri"), "INVALID_REFERENCE_DOCUMENT")]


def set_quantities(world: World, name: str, rows: Sequence[Row], *, reason: str, reference: str | None) -> Group | None:
    """Set available or on_hand of many levels. Returns None when nothing changed.

    A row for a location where the item was never stocked does nothing and says nothing, as observed on a live shop.
    Raises UserErrors with every fault found.
    """
    faults = check_reason(reason) + check_reference(reference)
    if name not in {"available", "on_hand"}:
        text = "The quantity name must be either 'available' or 'on_hand'."
        faults.append(errors.UserError(text, ("input", "name"), "INVALID_NAME"))
        raise errors.UserErrors(faults)
    faults += _row_faults(world, rows, "quantities", "quantity")
    for at, row in enumerate(rows):
        if -LIMIT <= row.number < 0:
            path = ("input", "quantities", str(at), "quantity")
            faults.append(errors.UserError("The quantity can't be negative.", path, "INVALID_QUANTITY_NEGATIVE"))
    faults += _duplicates(rows)
    faults += _stale(world, rows, name, "quantities")
    if faults:
        raise errors.UserErrors(faults)
    now = world.now()
    changes = []
    for row in rows:
        level = level_of(world, row)
        if level is not None and (delta := quantities.set_state(level, name, row.number, now)):
            changes.append((level, delta))
    return _group(world, "available", changes, reason, reference)


def adjust_quantities(
    world: World, name: str, rows: Sequence[Row], *, reason: str, reference: str | None
) -> Group | None:
    """Change one state of many levels by numbers. Returns None when nothing changed; raises UserErrors."""
    faults = check_reason(reason) + check_reference(reference)
    if name not in ADJUSTABLE:
        text = f"The specified quantity name is invalid. Valid values are: {', '.join(ADJUSTABLE)}."
        faults.append(errors.UserError(text, ("input", "name"), "INVALID_QUANTITY_NAME"))
        raise errors.UserErrors(faults)
    faults += _row_faults(world, rows, "changes", "delta")
    faults += _ledger_faults(rows, name)
    faults += _stale(world, rows, name, "changes")
    if faults:
        raise errors.UserErrors(faults)
    now = world.now()
    changes = []
    for row in rows:
        level = level_of(world, row)
        if level is not None and row.number:
            quantities.adjust(level, name, row.number, now)
            changes.append((level, row.number))
    return _group(world, name, changes, reason, reference)


def is_bundle(world: World, item_id: int) -> bool:
    """Tell whether an item is the parent of a bundle, which nobody counts. Source: Shopify schema, error codes."""
    return world.shop.variants[world.shop.items[item_id].variant_id].requires_components


def level_of(world: World, row: Row) -> Level | None:
    """Return the level a row speaks of, None where the item is not stocked."""
    if row.location_id is None:
        return None
    level = world.shop.level(row.item_id, row.location_id)
    return level if level is not None and level.active else None


def _row_faults(world: World, rows: Sequence[Row], list_name: str, number_name: str) -> list[errors.UserError]:
    faults = []
    for at, row in enumerate(rows):
        path = ("input", list_name, str(at))
        if row.item_id is None or row.item_id not in world.shop.items:
            text = "The specified inventory item could not be found."
            faults.append(errors.UserError(text, (*path, "inventoryItemId"), "INVALID_INVENTORY_ITEM"))
        elif is_bundle(world, row.item_id):
            faults.append(errors.UserError(NON_MUTABLE, (*path, "inventoryItemId"), "NON_MUTABLE_INVENTORY_ITEM"))
        if row.location_id is None or row.location_id not in world.shop.locations:
            text = "The specified location could not be found."
            faults.append(errors.UserError(text, (*path, "locationId"), "INVALID_LOCATION"))
        if row.number > LIMIT:
            text = "The quantity can't be higher than 1,000,000,000."
            faults.append(errors.UserError(text, (*path, number_name), "INVALID_QUANTITY_TOO_HIGH"))
        if row.number < -LIMIT:
            text = "The quantity can't be lower than -1,000,000,000."
            faults.append(errors.UserError(text, (*path, number_name), "INVALID_QUANTITY_TOO_LOW"))
    return faults


def _duplicates(rows: Sequence[Row]) -> list[errors.UserError]:
    pairs = [(row.item_id, row.location_id) for row in rows]
    counts: dict[tuple[int | None, int | None], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    return [
        errors.UserError(
            "The combination of inventoryItemId and locationId must be unique.",
            ("input", "quantities", str(at), "locationId"),
            "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
        )
        for at, pair in enumerate(pairs)
        if counts[pair] > 1
    ]


def _stale(world: World, rows: Sequence[Row], name: str, list_name: str) -> list[errors.UserError]:
    faults = []
    for at, row in enumerate(rows):
        level = level_of(world, row)
        if level is not None and row.change_from is not None and row.change_from != getattr(level, name):
            path = ("input", list_name, str(at), "changeFromQuantity")
            faults.append(errors.UserError(STALE, path, "CHANGE_FROM_QUANTITY_STALE"))
    return faults


def _ledger_faults(rows: Sequence[Row], name: str) -> list[errors.UserError]:
    faults = []
    for at, row in enumerate(rows):
        path = ("input", "changes", str(at), "ledgerDocumentUri")
        if name == "available" and row.ledger_uri is not None:
            text = "A ledger document URI is not allowed when adjusting available."
            faults.append(errors.UserError(text, path, "INVALID_AVAILABLE_DOCUMENT"))
        if name != "available" and row.ledger_uri is None:
            text = "A ledger document URI is required except when adjusting available."
            faults.append(errors.UserError(text, path, "INVALID_QUANTITY_DOCUMENT"))
    return faults


def _group(
    world: World, name: str, changed: list[tuple[Level, int]], reason: str, reference: str | None
) -> Group | None:
    """Tell the changes: rows of the named state first, then those of on_hand. Source: recorded answers."""
    if not changed:
        return None
    names = [name] if name == "incoming" else [name, "on_hand"]
    return Group(
        id=world.shop.new_id("InventoryAdjustmentGroup"),
        created_at=world.now(),
        reason=reason,
        reference_document_uri=reference,
        changes=[
            Change(name=each, delta=delta, item_id=level.item_id, location_id=level.location_id)
            for each in names
            for level, delta in changed
        ],
    )


def item_number(world: World, gid: str) -> int | None:
    """Return the number of an existing inventory item, None when the id names none."""
    number = gids.number(gid, "InventoryItem")
    return number if number in world.shop.items else None


def location_number(world: World, gid: str) -> int | None:
    """Return the number of an existing location, None when the id names none."""
    number = gids.number(gid, "Location")
    return number if number in world.shop.locations else None
