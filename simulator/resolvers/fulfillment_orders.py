"""Answers about fulfillment orders: what they hold, what may be done with them, where they could move."""

from typing import Any

from simulator import errors, gids, moves, pages, searching
from simulator.calls import Answer, Call
from simulator.resolvers import common, filters, orders
from simulator.state.fulfillments import Fulfillment, FulfillmentOrder, FulfillmentOrderLine, Hold
from simulator.state.locations import Location

REQUEST_ACTIONS = {
    "SUBMITTED": ["CANCEL_FULFILLMENT_ORDER"],
    "ACCEPTED": ["CREATE_FULFILLMENT", "REQUEST_CANCELLATION"],
}
"""What may be done once a fulfillment service was asked. Source: Shopify docs, fulfillment service apps."""
HOLD_REASONS = {
    "AWAITING_PAYMENT": "Awaiting payment",
    "AWAITING_RETURN_ITEMS": "Awaiting return items",
    "HIGH_RISK_OF_FRAUD": "High risk of fraud",
    "INCORRECT_ADDRESS": "Incorrect address",
    "INVENTORY_OUT_OF_STOCK": "Inventory out of stock",
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL": "Upsell offer",
    "OTHER": "Other",
    "UNKNOWN_DELIVERY_DATE": "Unknown delivery date",
}


class Line(Answer):
    """A line of a fulfillment order, which is paged like a record."""

    @property
    def id(self) -> int:
        """The number that pages are ordered by."""
        return int(self["number"])


def line(source: FulfillmentOrder, each: FulfillmentOrderLine, call: Call) -> Line:
    """Return a fulfillment order's line as the API shows it."""
    order = call.shop.orders[source.order_id]
    item = call.shop.line_item(source.order_id, each.line_item_id)
    return Line(
        "FulfillmentOrderLineItem",
        id=f"gid://shopify/FulfillmentOrderLineItem/{each.id}",
        number=each.id,
        lineItem=orders.line(order, item, call),
        sku=item.sku,
        inventoryItemId=gids.make("InventoryItem", item.item_id) if item.item_id is not None else None,
        productTitle=item.title,
        variantTitle=item.variant_title,
        vendor=item.vendor,
        requiresShipping=item.requires_shipping,
        totalQuantity=each.total,
        remainingQuantity=each.remaining,
        variant=call.shop.variants.get(item.variant_id) if item.variant_id is not None else None,
        weight=common.weight(item.weight_grams),
    )


def _lines(source: FulfillmentOrder, call: Call, args: dict[str, Any]) -> pages.Connection:
    return pages.page([line(source, each, call) for each in source.lines], args)


def _assigned(source: FulfillmentOrder, call: Call, _: dict[str, Any]) -> Answer:
    location = call.shop.locations.get(source.location_id)
    address = location.address if location is not None else None
    return Answer(
        "FulfillmentOrderAssignedLocation",
        name=source.location_name,
        location=location,
        address1=address.address1 if address else None,
        address2=address.address2 if address else None,
        city=address.city if address else None,
        countryCode=address.country_code if address else "US",
        phone=address.phone if address else None,
        province=address.province_code if address else None,
        zip=address.zip if address else None,
    )


def _actions(source: FulfillmentOrder, call: Call, _: dict[str, Any]) -> list[Answer]:
    """Answer what may be done now. Source: recorded answers for open, in progress and closed ones."""
    names: list[str] = []
    if source.request_status != "UNSUBMITTED":
        names = REQUEST_ACTIONS.get(source.request_status, [])
    elif source.status == "OPEN":
        names = ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"]
        if sum(each.remaining for each in source.lines) > 1:
            names.append("SPLIT")
        if _mergeable(source, call):
            names.append("MERGE")
    elif source.status == "IN_PROGRESS":
        names = ["CREATE_FULFILLMENT", "REPORT_PROGRESS"]
        names += ["HOLD", "MARK_AS_OPEN"] if source.progress_reported else ["MOVE"]
    elif source.status == "ON_HOLD":
        names = ["RELEASE_HOLD", "HOLD", "MOVE"]
    elif source.status == "SCHEDULED":
        names = ["MARK_AS_OPEN"]
    return [Answer("FulfillmentOrderSupportedAction", action=name, externalUrl=None) for name in names]


def _mergeable(source: FulfillmentOrder, call: Call) -> list[FulfillmentOrder]:
    return [
        each
        for each in call.shop.fulfillment_orders_of(source.order_id)
        if each.id != source.id and each.location_id == source.location_id and each.status == source.status == "OPEN"
    ]


class Destination(Answer):
    """A place to move to, paged by the name of its location."""

    @property
    def id(self) -> int:
        """The number of the location."""
        return int(self["location"].id)


def _locations_for_move(source: FulfillmentOrder, call: Call, args: dict[str, Any]) -> pages.Connection:
    wanted = {gids.number(each, "FulfillmentOrderLineItem") for each in args.get("lineItemIds") or []}
    lines = [each for each in source.lines if each.remaining and (not wanted or each.id in wanted)]
    only = args.get("locationIds")
    places = [
        place
        for place in call.shop.locations.values()
        if place.active and (only is None or gids.make("Location", place.id) in only)
    ]
    found = searching.search(places, args.get("query"), filters.LOCATIONS, call)
    answers = [_place(source, each, lines, call) for each in found]
    return pages.page(answers, args, lambda answer: answer["location"].name)


def _place(source: FulfillmentOrder, place: Location, lines: list[FulfillmentOrderLine], call: Call) -> Destination:
    """Tell whether a location could take the lines, in Shopify's words. Source: Shopify docs, locationsForMove."""
    stocked: list[Line] = []
    missing: list[Line] = []
    for each in lines:
        item = call.shop.line_item(source.order_id, each.line_item_id)
        (stocked if call.shop.stocks(place.id, item.item_id) else missing).append(line(source, each, call))
    movable, message = bool(stocked), None
    try:
        moves.check_movable(source)
    except errors.UserErrors as refused:
        movable, message = False, refused.errors[0].message
    if place.id == source.location_id:
        movable, message = False, "Current location."
    elif not stocked:
        movable, message = False, "No items are stocked at this location."
    elif len(missing) == 1 and message is None:
        message = f"{_title(missing[0])} can't be changed because it isn't stocked at this location."
    elif missing and message is None:
        message = f"{len(missing)} items can't be changed because they aren't stocked at this location."
    return Destination(
        "FulfillmentOrderLocationForMove",
        location=place,
        movable=movable,
        message=message,
        stocked=stocked,
        missing=missing,
        availableLineItemsCount=common.count(stocked),
        unavailableLineItemsCount=common.count(missing),
    )


def _title(each: Line) -> str:
    return each["productTitle"] if each["variantTitle"] is None else f"{each['productTitle']} - {each['variantTitle']}"


def _hold(hold: Hold) -> Answer:
    return Answer(
        "FulfillmentHold",
        id=gids.make("FulfillmentHold", hold.id),
        displayReason=HOLD_REASONS[hold.reason],
        handle=hold.handle,
        heldByApp=None,
        heldByRequestingApp=hold.by_app,
        reason=hold.reason,
        reasonNotes=hold.reason_notes,
    )


def hold(value: Hold) -> Answer:
    """Return a hold as the API shows it."""
    return _hold(value)


def _destination(source: FulfillmentOrder, call: Call, _: dict[str, Any]) -> Answer | None:
    order = call.shop.orders[source.order_id]
    address = order.shipping_address
    if address is None:
        return None
    return Answer(
        "FulfillmentOrderDestination",
        id=f"gid://shopify/FulfillmentOrderDestination/{source.id}",
        firstName=address.first_name,
        lastName=address.last_name,
        company=address.company,
        address1=address.address1,
        address2=address.address2,
        city=address.city,
        province=address.province or address.province_code,
        countryCode=address.country_code,
        zip=address.zip,
        email=order.email,
        phone=address.phone,
    )


def _delivery(source: FulfillmentOrder, call: Call, _: dict[str, Any]) -> Answer:
    shipping = call.shop.orders[source.order_id].shipping_line
    return Answer(
        "DeliveryMethod",
        id=f"gid://shopify/DeliveryMethod/{source.id}",
        methodType=source.delivery_method,
        minDeliveryDateTime=None,
        maxDeliveryDateTime=None,
        presentedName=shipping.title if shipping is not None else None,
        serviceCode=shipping.code if shipping is not None else None,
    )


def fulfillments_of(source: FulfillmentOrder, call: Call) -> list[Fulfillment]:
    """Return what was sent of a fulfillment order."""
    return [
        each
        for each in call.shop.fulfillments_of(source.order_id)
        if any(sent.fulfillment_order_id == source.id for sent in each.lines)
    ]


RESOLVERS: dict[str, dict[str, Any]] = {
    "FulfillmentOrder": {
        "id": common.gid("FulfillmentOrder"),
        "assignedLocation": _assigned,
        "supportedActions": _actions,
        "lineItems": _lines,
        "fulfillmentHolds": lambda source, _call, _args: [_hold(each) for each in source.holds],
        "orderId": lambda source, _call, _args: gids.make("Order", source.order_id),
        "orderName": lambda source, call, _args: call.shop.orders[source.order_id].name,
        "orderProcessedAt": lambda source, call, _args: call.shop.orders[source.order_id].processed_at,
        "order": lambda source, call, _args: call.shop.orders[source.order_id],
        "fulfillBy": lambda _source, _call, _args: None,
        "locationsForMove": _locations_for_move,
        "fulfillments": lambda source, call, args: pages.page(fulfillments_of(source, call), args),
        "fulfillmentOrdersForMerge": lambda source, call, args: pages.page(_mergeable(source, call), args),
        "destination": _destination,
        "deliveryMethod": _delivery,
    },
    "FulfillmentOrderLocationForMove": {
        "availableLineItems": lambda place, _call, args: pages.page(place["stocked"], args),
        "unavailableLineItems": lambda place, _call, args: pages.page(place["missing"], args),
    },
}
