"""Answers about inventory items, their levels and the quantities there."""

from typing import Any

from simulator import errors, gids, pages, searching
from simulator.calls import Answer, Call
from simulator.resolvers import common, filters
from simulator.resolvers.locations import shown
from simulator.state.adjustments import Change, Group
from simulator.state.catalogue import InventoryItem
from simulator.state.levels import ON_HAND_STATES, QUANTITY_NAMES, Level


def _level(item: InventoryItem, call: Call, args: dict[str, Any]) -> Level | None:
    number = gids.number(args["locationId"], "Location")
    level = call.shop.level(item.id, number) if number is not None else None
    return level if level is not None and shown([level], call, inactive=args["includeInactive"]) else None


def _levels(item: InventoryItem, call: Call, args: dict[str, Any]) -> pages.Connection:
    levels = list(call.shop.levels.get(item.id, {}).values())
    levels = shown(levels, call, inactive=args["includeInactive"])
    if args.get("query"):
        levels = searching.search(levels, args["query"], filters.LEVELS, call)
    return pages.page(levels, args)


def _locations_count(item: InventoryItem, call: Call, _: dict[str, Any]) -> Answer:
    return common.count(shown(list(call.shop.levels.get(item.id, {}).values()), call, inactive=False))


def _duplicates(item: InventoryItem, call: Call, _: dict[str, Any]) -> int:
    return 0 if item.sku is None else call.sku_counts[item.sku] - 1


def _measurement(item: InventoryItem, _: Call, __: dict[str, Any]) -> Answer:
    grams = common.weight(item.weight_grams)
    return Answer("InventoryItemMeasurement", id=f"gid://shopify/InventoryItemMeasurement/{item.id}", weight=grams)


def _variants(item: InventoryItem, call: Call, args: dict[str, Any]) -> pages.Connection:
    return pages.page([call.shop.variants[item.variant_id]], args)


def _quantities(level: Level, _: Call, args: dict[str, Any]) -> list[Answer]:
    answers = []
    for name in args["names"]:
        if name not in QUANTITY_NAMES:
            valid = ", ".join(QUANTITY_NAMES)
            text = f"The specified quantity name is invalid. Valid values are: {valid}."
            raise errors.TopLevelError(text, "INVALID_FIELD_ARGUMENTS")
        answers.append(
            Answer(
                "InventoryQuantity",
                id=f"gid://shopify/InventoryQuantity/{level.id}?inventory_item_id={level.item_id}&name={name}",
                name=name,
                quantity=getattr(level, name),
                updatedAt=level.changed.get(name),
            )
        )
    return answers


def _can_deactivate(level: Level, call: Call, _: dict[str, Any]) -> bool:
    return sum(each.active for each in call.shop.levels[level.item_id].values()) > 1


def _alert(level: Level, call: Call, args: dict[str, Any]) -> str | None:
    if _can_deactivate(level, call, args):
        return None
    name = call.shop.locations[level.location_id].name
    return (
        f"The product couldn't be unstocked from {name} because products need to be stocked at a minimum of 1 location."
    )


def _names(_: Any, __: Call, ___: dict[str, Any]) -> list[Answer]:
    return [
        Answer(
            "InventoryQuantityName",
            name=name,
            displayName=name.replace("_", " ").capitalize(),
            isInUse=name in {"available", "committed", "incoming", "on_hand"},
            belongsTo=["on_hand"] if name in ON_HAND_STATES else [],
            comprises=sorted(ON_HAND_STATES) if name == "on_hand" else [],
        )
        for name in QUANTITY_NAMES
    ]


def _changed_item(change: Change, call: Call, _: dict[str, Any]) -> InventoryItem | None:
    return call.shop.items.get(change.item_id)


def _group_app(_: Group, __: Call, ___: dict[str, Any]) -> Answer:
    return Answer("App", id="gid://shopify/App/1", title="Simulated client", handle="simulated-client")


RESOLVERS: dict[str, dict[str, Any]] = {
    "QueryRoot": {"inventoryProperties": lambda _root, _call, _args: Answer("InventoryProperties")},
    "InventoryProperties": {"quantityNames": _names},
    "InventoryItem": {
        "id": common.gid("InventoryItem"),
        "legacyResourceId": common.legacy_id,
        "inventoryLevel": _level,
        "inventoryLevels": _levels,
        "locationsCount": _locations_count,
        "duplicateSkuCount": _duplicates,
        "measurement": _measurement,
        "variant": lambda item, call, _args: call.shop.variants[item.variant_id],
        "variants": _variants,
        "unitCost": lambda _item, _call, _args: None,
        "countryCodeOfOrigin": lambda _item, _call, _args: None,
        "provinceCodeOfOrigin": lambda _item, _call, _args: None,
        "harmonizedSystemCode": lambda _item, _call, _args: None,
    },
    "InventoryLevel": {
        "id": lambda level, _call, _args: gids.make_level(level.id, level.item_id),
        "isActive": lambda level, call, _args: call.shop.stocks(level.location_id, level.item_id),
        "item": lambda level, call, _args: call.shop.items[level.item_id],
        "location": lambda level, call, _args: call.shop.locations[level.location_id],
        "quantities": _quantities,
        "canDeactivate": _can_deactivate,
        "deactivationAlert": _alert,
    },
    "InventoryAdjustmentGroup": {"id": common.gid("InventoryAdjustmentGroup"), "app": _group_app},
    "InventoryChange": {
        "item": _changed_item,
        "location": lambda change, call, _args: call.shop.locations.get(change.location_id),
    },
}
