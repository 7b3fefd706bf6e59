"""Answers `node` and `nodes`: any record by its global id, lines of orders and parcels too."""

from typing import Any

from simulator import gids
from simulator.calls import Call
from simulator.resolvers import common, fulfillment_orders, fulfillments, orders


def find(call: Call, gid: str) -> Any:
    """Return the record or line a global id names, None when there is none."""
    kind, number = gids.parse(gid)
    lines = {"LineItem": _order_line, "FulfillmentOrderLineItem": _waiting_line, "FulfillmentLineItem": _sent_line}
    return lines[kind](call, number) if kind in lines else common.find(call, gid)


def _order_line(call: Call, number: int) -> Any:
    for order in call.shop.orders.values():
        for item in order.line_items:
            if item.id == number:
                return orders.line(order, item, call)
    return None


def _waiting_line(call: Call, number: int) -> Any:
    for source in call.shop.fulfillment_orders.values():
        for each in source.lines:
            if each.id == number and call.sees(source):
                return fulfillment_orders.line(source, each, call)
    return None


def _sent_line(call: Call, number: int) -> Any:
    for source in call.shop.fulfillments.values():
        for each in source.lines:
            if each.id == number:
                return fulfillments.line(source, each, call)
    return None


def _node(_: Any, call: Call, args: dict[str, Any]) -> Any:
    return find(call, args["id"])


def _nodes(_: Any, call: Call, args: dict[str, Any]) -> list[Any]:
    return [find(call, each) for each in args["ids"]]


RESOLVERS: dict[str, dict[str, Any]] = {"QueryRoot": {"node": _node, "nodes": _nodes}}
