"""Answers about locations."""

from typing import Any

from simulator import errors, locating, pages, searching
from simulator.calls import Answer, Call
from simulator.kinds import serialize
from simulator.resolvers import common, filters
from simulator.state.levels import Level
from simulator.state.locations import Location


def shown(levels: list[Level], call: Call, *, inactive: bool) -> list[Level]:
    """Return the levels that stand for stocked items, and the others too where they are asked for."""
    return [each for each in levels if inactive or call.shop.stocks(each.location_id, each.item_id)]


def _level(location: Location, call: Call, args: dict[str, Any]) -> Level | None:
    item = common.find_kind(call, args["inventoryItemId"], "InventoryItem")
    level = call.shop.level(item.id, location.id) if item is not None else None
    return level if level is not None and shown([level], call, inactive=args["includeInactive"]) else None


def _levels(location: Location, call: Call, args: dict[str, Any]) -> pages.Connection:
    levels = shown(list(call.shop.levels_at(location.id)), call, inactive=args["includeInactive"])
    return pages.page(searching.search(levels, args.get("query"), filters.LEVELS, call), args)


def _address(location: Location, _: Call, __: dict[str, Any]) -> Answer:
    address = location.address
    return Answer(
        "LocationAddress",
        address1=address.address1,
        address2=address.address2,
        city=address.city,
        country=address.country,
        countryCode=address.country_code,
        formatted=address.lines(),
        phone=address.phone,
        province=address.province,
        provinceCode=address.province_code,
        zip=address.zip,
        latitude=None,
        longitude=None,
    )


def _deactivatable(location: Location, call: Call, _: dict[str, Any]) -> bool:
    try:
        locating.check_deactivatable(call.world, location)
    except errors.UserErrors:
        return False
    return location.active


def _service(location: Location, _: Call, __: dict[str, Any]) -> Answer | None:
    if not location.fulfillment_service:
        return None
    handle = location.name.lower().replace(" ", "-")
    return Answer(
        "FulfillmentService",
        id=f"gid://shopify/FulfillmentService/{location.id}?id=true",
        handle=handle,
        serviceName=location.name,
        type="THIRD_PARTY",
        location=location,
    )


RESOLVERS: dict[str, dict[str, Any]] = {
    "Location": {
        "id": common.gid("Location"),
        "legacyResourceId": common.legacy_id,
        "isActive": lambda location, _call, _args: location.active,
        "isFulfillmentService": lambda location, _call, _args: location.fulfillment_service,
        "fulfillsOnlineOrders": lambda location, _call, _args: location.active and location.ships_inventory,
        "hasActiveInventory": lambda location, call, _args: locating.has_inventory(call.world, location),
        "hasUnfulfilledOrders": lambda location, call, _args: locating.has_unfulfilled(call.world, location),
        "activatable": lambda location, _call, _args: not location.active,
        "deactivatable": _deactivatable,
        "deletable": lambda location, _call, _args: not location.active,
        "deactivatedAt": lambda location, _call, _args: serialize(location.deactivated_at),
        "address": _address,
        "addressVerified": lambda _location, _call, _args: True,
        "fulfillmentService": _service,
        "inventoryLevel": _level,
        "inventoryLevels": _levels,
    },
}
