"""Answers for the root of queries."""

from typing import Any

from simulator import errors, gids, pages, schemas, searching
from simulator.calls import Answer, Call
from simulator.resolvers import common, filters
from simulator.state.orders import Order

_KINDS = {
    "location": "Location", "inventoryItem": "InventoryItem", "inventoryLevel": "InventoryLevel", "product": "Product",
    "productVariant": "ProductVariant", "order": "Order", "fulfillmentOrder": "FulfillmentOrder",
    "fulfillment": "Fulfillment",
}  # fmt: skip


def _by_id(kind: str) -> Any:
    def resolve(_: Any, call: Call, args: dict[str, Any]) -> Any:
        if args.get("id") is None:
            return next((call.shop.locations.get(each) for each in call.shop.routing), None)
        return common.find_kind(call, args["id"], kind)

    return resolve


def _shop(_: Any, call: Call, __: dict[str, Any]) -> Any:
    return call.shop


def _locations(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    shown = [
        each
        for each in call.shop.locations.values()
        if (each.active or args["includeInactive"]) and (not each.fulfillment_service or args["includeLegacy"])
    ]
    found = searching.search(shown, args.get("query"), filters.LOCATIONS, call)
    key = {"NAME": lambda each: each.name, "ID": lambda each: each.id}.get(args["sortKey"], lambda each: each.name)
    return pages.page(found, args, key)


def _locations_count(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    shown = [each for each in call.shop.locations.values() if each.active and not each.fulfillment_service]
    found = searching.search(shown, args.get("query"), filters.LOCATIONS, call)
    return common.count(found, args.get("limit"))


def _inventory_items(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    found = searching.search(call.shop.items.values(), args.get("query"), filters.ITEMS, call)
    return pages.page(found, args)


def _products(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    found = searching.search(call.shop.products.values(), args.get("query"), filters.PRODUCTS, call)
    key = {"TITLE": lambda each: each.title, "UPDATED_AT": lambda each: each.updated_at}
    return pages.page(found, args, key.get(args["sortKey"]))


def _variants(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    found = searching.search(call.shop.variants.values(), args.get("query"), filters.VARIANTS, call)
    key = {"SKU": lambda each: each.sku, "TITLE": lambda each: each.title}
    return pages.page(found, args, key.get(args["sortKey"]))


def _variants_count(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    found = searching.search(call.shop.variants.values(), args.get("query"), filters.VARIANTS, call)
    return common.count(found, args.get("limit"))


_ORDER_KEYS: dict[str, Any] = {
    "CREATED_AT": lambda order: order.created_at,
    "ID": lambda order: order.id,
    "ORDER_NUMBER": lambda order: order.number,
    "PO_NUMBER": lambda order: order.po_number,
    "PROCESSED_AT": lambda order: order.processed_at,
    "UPDATED_AT": lambda order: order.updated_at,
    "FINANCIAL_STATUS": lambda order: order.financial_status,
    "TOTAL_ITEMS_QUANTITY": lambda order: sum(line.quantity for line in order.line_items),
}


def _orders(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    found = searching.search(call.shop.orders.values(), args.get("query"), filters.ORDERS, call)
    return pages.page(found, args, _ORDER_KEYS.get(args["sortKey"], lambda order: order.processed_at))


def _orders_count(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    found: list[Order] = searching.search(call.shop.orders.values(), args.get("query"), filters.ORDERS, call)
    return common.count(found, args.get("limit"))


def _fulfillment_orders(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    shown = [
        each
        for each in call.shop.fulfillment_orders.values()
        if call.sees(each) and (args["includeClosed"] or each.is_open)
    ]
    found = searching.search(shown, args.get("query"), filters.FULFILLMENT_ORDERS, call)
    by_update = args["sortKey"] == "UPDATED_AT"
    return pages.page(found, args, (lambda each: each.updated_at) if by_update else None)


def _assigned(_: Any, __: Call, ___: dict[str, Any]) -> None:
    raise errors.TopLevelError("The api_client is not associated with any fulfillment service.", "BAD_REQUEST")


def _held(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    return pages.page([each for each in call.shop.fulfillment_orders.values() if each.holds and call.sees(each)], args)


def _installation(_: Any, call: Call, __: dict[str, Any]) -> Answer:
    scopes = [Answer("AccessScope", handle=each, description=each.replace("_", " ")) for each in sorted(call.scopes)]
    app = Answer("App", id="gid://shopify/App/1", title="Simulated client", handle="simulated-client")
    return Answer("AppInstallation", id="gid://shopify/AppInstallation/1", app=app, accessScopes=scopes)


def _versions(_: Any, __: Call, ___: dict[str, Any]) -> list[Answer]:
    newest = schemas.VERSIONS[-1]
    return [
        Answer("ApiVersion", handle=each, displayName=f"{each} (Latest)" if each == newest else each, supported=True)
        for each in schemas.VERSIONS
    ] + [Answer("ApiVersion", handle="unstable", displayName="unstable", supported=False)]


def _job(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    """Answer for any job, as Shopify does: what is not waiting is done."""
    kind, number = gids.parse(args["id"])
    if kind != "Job":
        raise errors.invalid_id(args["id"])
    return Answer("Job", id=args["id"], done=number not in call.shop.cancellations, query={})


RESOLVERS: dict[str, dict[str, Any]] = {
    "QueryRoot": {
        "shop": _shop,
        "locations": _locations,
        "locationsCount": _locations_count,
        "inventoryItems": _inventory_items,
        "products": _products,
        "productVariants": _variants,
        "productVariantsCount": _variants_count,
        "orders": _orders,
        "ordersCount": _orders_count,
        "fulfillmentOrders": _fulfillment_orders,
        "assignedFulfillmentOrders": _assigned,
        "manualHoldsFulfillmentOrders": _held,
        "currentAppInstallation": _installation,
        "publicApiVersions": _versions,
        "job": _job,
        **{field: _by_id(kind) for field, kind in _KINDS.items()},
    },
}
