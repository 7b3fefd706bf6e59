"""Noticing: two looks at the shop in, the events between them out. Called by the outbox after every write.

Looking twice sees every change, whoever made it, and needs no word of the code that makes it.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

import msgspec

from simulator.state.fulfillments import FulfillmentOrder
from simulator.state.orders import Order
from simulator.state.shops import Shop
from simulator.webhooks import reassigning, topics

Look = dict[Any, Any]


class Event(msgspec.Struct, kw_only=True):
    """One thing that happened. `about` names the records and what the payload can't look up any more."""

    topic: str
    about: dict[str, Any]


def resources(subscribed: Collection[str]) -> frozenset[str]:
    """Return what has to be looked at for these topics. Fulfillment states of orders are read off the order itself."""
    return frozenset(topics.resource_of(each) for each in subscribed) - {""}


def look(shop: Shop, wanted: Collection[str]) -> dict[str, Look]:
    """Return what can be told apart later, for each wanted resource."""
    return {resource: _LOOKS[resource](shop) for resource in wanted}


def events(before: dict[str, Look], now: dict[str, Look]) -> Iterator[Event]:
    """Yield what happened between two looks, in the order in which Shopify's own events follow from each other."""
    for resource, find in _FINDERS.items():
        if resource in before and resource in now:
            yield from find(before[resource], now[resource])


def _levels(shop: Shop) -> Look:
    return {
        (level.item_id, level.location_id): (level.available, level.id)
        for levels in shop.levels.values()
        for level in levels.values()
        if level.active
    }


def _level_events(before: Look, now: Look) -> Iterator[Event]:
    for key, (available, level_id) in now.items():
        about = {"item": key[0], "location": key[1], "level": level_id}
        if key not in before:
            yield Event(topic="INVENTORY_LEVELS_CONNECT", about=about)
        # Only available counts. Source: Shopify docs, inventory management apps: committed changes send nothing.
        elif before[key][0] != available:
            yield Event(topic="INVENTORY_LEVELS_UPDATE", about=about)
    for key in before.keys() - now.keys():
        yield Event(topic="INVENTORY_LEVELS_DISCONNECT", about={"item": key[0], "location": key[1]})


class _OrderLook(msgspec.Struct, frozen=True):
    content: bytes
    cancelled: bool
    lines: tuple[tuple[int, int], ...]
    edited: bool
    sent: int
    waiting: int


def _orders(shop: Shop) -> Look:
    return {each.id: _order(shop, each) for each in shop.orders.values()}


def _order(shop: Shop, order: Order) -> _OrderLook:
    lines = [line for each in shop.fulfillment_orders_of(order.id) for line in each.lines]
    return _OrderLook(
        content=msgspec.msgpack.encode(order),
        cancelled=order.cancelled_at is not None,
        lines=tuple((line.id, line.current_quantity) for line in order.line_items),
        edited=order.edited,
        sent=sum(line.total - line.remaining for line in lines),
        waiting=sum(line.remaining for line in lines),
    )


def _order_events(before: Look, now: Look) -> Iterator[Event]:
    for order_id, new in now.items():
        old, about = before.get(order_id), {"order": order_id}
        if old is None:
            yield Event(topic="ORDERS_CREATE", about=about)
            continue
        if new == old:
            continue
        yield Event(topic="ORDERS_UPDATED", about=about)
        if new.cancelled and not old.cancelled:
            yield Event(topic="ORDERS_CANCELLED", about=about)
        elif new.edited and new.lines != old.lines:
            had = dict(old.lines)
            deltas = {line: count - had.get(line, 0) for line, count in new.lines}
            yield Event(topic="ORDERS_EDITED", about=about | {"deltas": deltas})
        if new.sent > old.sent:
            yield Event(topic="ORDERS_PARTIALLY_FULFILLED" if new.waiting else "ORDERS_FULFILLED", about=about)


def _fulfillment_orders(shop: Shop) -> Look:
    return {each.id: _fulfillment_order(each) for each in shop.fulfillment_orders.values()}


def _fulfillment_order(value: FulfillmentOrder) -> reassigning.Look:
    return reassigning.Look(
        id=value.id,
        order_id=value.order_id,
        status=value.status,
        location_id=value.location_id,
        is_held=bool(value.holds),
        in_progress=value.progress_reported,
        total=sum(line.total for line in value.lines),
        remaining=sum(line.remaining for line in value.lines),
    )


def _fulfillment_order_events(before: Look, now: Look) -> Iterator[Event]:
    for topic, about in reassigning.happened(before, now):
        yield Event(topic=topic, about=about)


def _fulfillments(shop: Shop) -> Look:
    return {each.id: msgspec.msgpack.encode(each) for each in shop.fulfillments.values()}


def _fulfillment_events(before: Look, now: Look) -> Iterator[Event]:
    for number, content in now.items():
        if content != before.get(number):
            topic = "FULFILLMENTS_UPDATE" if number in before else "FULFILLMENTS_CREATE"
            yield Event(topic=topic, about={"fulfillment": number})


def _locations(shop: Shop) -> Look:
    return {each.id: (each.active, each.name, msgspec.msgpack.encode(each.address)) for each in shop.locations.values()}


def _location_events(before: Look, now: Look) -> Iterator[Event]:
    for number, new in now.items():
        old, about = before.get(number), {"location": number}
        if old is None:
            yield Event(topic="LOCATIONS_CREATE", about=about)
        elif new[0] != old[0]:
            yield Event(topic="LOCATIONS_ACTIVATE" if new[0] else "LOCATIONS_DEACTIVATE", about=about)
        elif new != old:
            yield Event(topic="LOCATIONS_UPDATE", about=about)
    for number in before.keys() - now.keys():
        yield Event(topic="LOCATIONS_DELETE", about={"location": number})


_LOOKS: dict[str, Callable[[Shop], Look]] = {
    "LOCATIONS": _locations,
    "ORDERS": _orders,
    "FULFILLMENT_ORDERS": _fulfillment_orders,
    "FULFILLMENTS": _fulfillments,
    "INVENTORY_LEVELS": _levels,
}

_FINDERS: dict[str, Callable[[Look, Look], Iterator[Event]]] = {
    "LOCATIONS": _location_events,
    "ORDERS": _order_events,
    "FULFILLMENT_ORDERS": _fulfillment_order_events,
    "FULFILLMENTS": _fulfillment_events,
    "INVENTORY_LEVELS": _level_events,
}
