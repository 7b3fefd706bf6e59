"""Answers about fulfillments."""

from decimal import Decimal
from typing import Any

from simulator import pages
from simulator.calls import Answer, Call
from simulator.resolvers import common, orders
from simulator.state.fulfillments import Fulfillment, FulfillmentLine, FulfillmentOrder


class Sent(Answer):
    """A line of a fulfillment, which is paged like a record."""

    @property
    def id(self) -> int:
        """The number that pages are ordered by."""
        return int(self["number"])


def line(source: Fulfillment, each: FulfillmentLine, call: Call) -> Sent:
    """Return a line of a fulfillment as the API shows it."""
    order = call.shop.orders[source.order_id]
    item = call.shop.line_item(source.order_id, each.line_item_id)
    total = common.money_bag(Decimal(item.price) * each.quantity, order.currency_code)
    return Sent(
        "FulfillmentLineItem",
        id=f"gid://shopify/FulfillmentLineItem/{each.id}",
        number=each.id,
        lineItem=orders.line(order, item, call),
        quantity=each.quantity,
        originalTotalSet=total,
        discountedTotalSet=total,
    )


def _lines(source: Fulfillment, call: Call, args: dict[str, Any]) -> pages.Connection:
    return pages.page([line(source, each, call) for each in source.lines], args)


def _tracking(source: Fulfillment, _: Call, args: dict[str, Any]) -> list[Answer]:
    return [
        Answer("FulfillmentTrackingInfo", company=each.company, number=each.number, url=each.url)
        for each in source.tracking[: args.get("first")]
    ]


def _fulfillment_orders(source: Fulfillment, call: Call, args: dict[str, Any]) -> pages.Connection:
    ids = {each.fulfillment_order_id for each in source.lines}
    found: list[FulfillmentOrder] = [call.shop.fulfillment_orders[each] for each in sorted(ids)]
    return pages.page([each for each in found if call.sees(each)], args)


def _requires_shipping(source: Fulfillment, call: Call, _: dict[str, Any]) -> bool:
    return any(call.shop.line_item(source.order_id, each.line_item_id).requires_shipping for each in source.lines)


RESOLVERS: dict[str, dict[str, Any]] = {
    "Fulfillment": {
        "id": common.gid("Fulfillment"),
        "legacyResourceId": common.legacy_id,
        "displayStatus": lambda source, _call, _args: "CANCELED" if source.status == "CANCELLED" else "FULFILLED",
        "totalQuantity": lambda source, _call, _args: sum(each.quantity for each in source.lines),
        "requiresShipping": _requires_shipping,
        "location": lambda source, call, _args: call.shop.locations.get(source.location_id),
        "order": lambda source, call, _args: call.shop.orders[source.order_id],
        "service": lambda _source, _call, _args: None,
        "trackingInfo": _tracking,
        "fulfillmentLineItems": _lines,
        "fulfillmentOrders": _fulfillment_orders,
    },
}
