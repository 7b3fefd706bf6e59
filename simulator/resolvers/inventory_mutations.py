"""Carries out the mutations of inventory and locations: reads arguments, calls the rules, shapes payloads."""

from typing import Any

from simulator import errors, gids, inventory, locating, stocking, transfers
from simulator.calls import Answer, Call
from simulator.state.levels import Level

ABSENT = "{} must include the following argument: changeFromQuantity."
NO_LOCATION = "The product couldn't be stocked because the location wasn't found."


def _rows(call: Call, entries: list[dict[str, Any]], number: str, type_name: str) -> list[inventory.Row]:
    if any("changeFromQuantity" not in each for each in entries):
        raise errors.TopLevelError(ABSENT.format(type_name), "INVALID_FIELD_ARGUMENTS")
    return [
        inventory.Row(
            item_id=inventory.item_number(call.world, each["inventoryItemId"]),
            location_id=inventory.location_number(call.world, each["locationId"]),
            number=each[number],
            change_from=each["changeFromQuantity"],
            ledger_uri=each.get("ledgerDocumentUri"),
        )
        for each in entries
    ]


def _set(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    given = args["input"]
    rows = _rows(call, given["quantities"], "quantity", "InventoryQuantityInput")
    group = inventory.set_quantities(
        call.world, given["name"], rows, reason=given["reason"], reference=given.get("referenceDocumentUri")
    )
    return Answer("InventorySetQuantitiesPayload", inventoryAdjustmentGroup=group, userErrors=[])


def _adjust(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    given = args["input"]
    rows = _rows(call, given["changes"], "delta", "InventoryChangeInput")
    group = inventory.adjust_quantities(
        call.world, given["name"], rows, reason=given["reason"], reference=given.get("referenceDocumentUri")
    )
    return Answer("InventoryAdjustQuantitiesPayload", inventoryAdjustmentGroup=group, userErrors=[])


def _terminal(call: Call, item_id: int | None, given: dict[str, Any]) -> inventory.Row:
    if "changeFromQuantity" not in given:
        raise errors.TopLevelError(ABSENT.format("InventoryMoveQuantityTerminalInput"), "INVALID_FIELD_ARGUMENTS")
    return inventory.Row(
        item_id=item_id,
        location_id=inventory.location_number(call.world, given["locationId"]),
        number=0,
        change_from=given["changeFromQuantity"],
        ledger_uri=given.get("ledgerDocumentUri"),
    )


def _move(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    given = args["input"]
    rows = []
    for each in given["changes"]:
        item_id = inventory.item_number(call.world, each["inventoryItemId"])
        rows.append(
            transfers.Transfer(
                item_id=item_id,
                quantity=each["quantity"],
                source=_terminal(call, item_id, each["from"]),
                source_name=each["from"]["name"],
                target=_terminal(call, item_id, each["to"]),
                target_name=each["to"]["name"],
            )
        )
    group = transfers.move_quantities(call.world, rows, reason=given["reason"], reference=given["referenceDocumentUri"])
    return Answer("InventoryMoveQuantitiesPayload", inventoryAdjustmentGroup=group, userErrors=[])


def _activate(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    world = call.world
    item_id = inventory.item_number(world, args["inventoryItemId"])
    location_id = inventory.location_number(world, args["locationId"])
    if item_id is None:
        raise errors.invalid_id(args["inventoryItemId"])
    if location_id is None:
        raise errors.refusal(NO_LOCATION, ["locationId"])
    available, on_hand = args.get("available"), args.get("onHand")
    if available is not None and on_hand is not None:
        text = "Not allowed to set available and on_hand quantities at the same time."
        raise errors.refusal(text, ["available"])
    if world.shop.stocks(location_id, item_id):
        level = world.shop.level(item_id, location_id)
        if available is not None or on_hand is not None:
            field = "available" if available is not None else "onHand"
            text = stocking.ALREADY_ACTIVE if available is not None else stocking.ALREADY_ON_HAND
            raise errors.UserErrors([errors.UserError(text, (field,))], {"inventoryLevel": level})
        return Answer("InventoryActivatePayload", inventoryLevel=level, userErrors=[])
    level = stocking.activate(world, item_id, location_id, available)
    if on_hand is not None:
        stocking.set_on_hand(world, level, on_hand)
    return Answer("InventoryActivatePayload", inventoryLevel=level, userErrors=[])


def _deactivate(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    level: Level | None = stocking.level_by_gid(call.world, args["inventoryLevelId"])
    if level is None or not level.active:
        raise errors.invalid_id(args["inventoryLevelId"])
    stocking.deactivate(call.world, level)
    return Answer("InventoryDeactivatePayload", userErrors=[])


def _toggle(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    world = call.world
    item_id = inventory.item_number(world, args["inventoryItemId"])
    if item_id is None:
        text = "The inventory item couldn't be found."
        raise errors.refusal(text, ["inventoryItemId"], "INVENTORY_ITEM_NOT_FOUND")
    levels = []
    for at, update in enumerate(args["inventoryItemUpdates"]):
        path = ["inventoryItemUpdates", str(at), "locationId"]
        location_id = inventory.location_number(world, update["locationId"])
        if location_id is None:
            raise errors.refusal(NO_LOCATION, path, "LOCATION_NOT_FOUND")
        if update["activate"]:
            levels.append(stocking.activate(world, item_id, location_id))
            continue
        level = world.shop.level(item_id, location_id)
        if level is not None and level.active:
            try:
                stocking.deactivate(world, level)
            except errors.UserErrors as refused:
                text = refused.errors[0].message
                raise errors.refusal(text, path, "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION") from refused
    return Answer(
        "InventoryBulkToggleActivationPayload",
        inventoryItem=world.shop.items[item_id],
        inventoryLevels=levels,
        userErrors=[],
    )


def _location(call: Call, gid: str) -> Any:
    location = call.shop.locations.get(gids.number(gid, "Location") or 0)
    if location is None:
        raise errors.refusal(locating.NOT_FOUND, ["locationId"], "LOCATION_NOT_FOUND")
    return location


def _location_activate(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    location = _location(call, args["locationId"])
    locating.check_activatable(call.world, location)
    locating.activate(call.world, location)
    return Answer("LocationActivatePayload", location=location, locationActivateUserErrors=[])


def _location_deactivate(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    location = _location(call, args["locationId"])
    if args.get("destinationLocationId") is None:
        locating.check_deactivatable(call.world, location)
    else:
        locating.relocate(call.world, location, gids.number(args["destinationLocationId"], "Location"))
    locating.deactivate(call.world, location)
    return Answer("LocationDeactivatePayload", location=location, locationDeactivateUserErrors=[])


RESOLVERS: dict[str, dict[str, Any]] = {
    "Mutation": {
        "inventorySetQuantities": _set,
        "inventoryAdjustQuantities": _adjust,
        "inventoryMoveQuantities": _move,
        "inventoryActivate": _activate,
        "inventoryDeactivate": _deactivate,
        "inventoryBulkToggleActivation": _toggle,
        "locationActivate": _location_activate,
        "locationDeactivate": _location_deactivate,
    },
}
