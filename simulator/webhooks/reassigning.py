"""What became of an order's fulfillment orders between two looks: moved, split, merged, held. Called by noticing."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One fulfillment order at one moment. `total` and `remaining` are units over all its lines."""

    id: int
    order_id: int
    status: str
    location_id: int
    is_held: bool
    in_progress: bool
    total: int
    remaining: int


Happened = tuple[str, dict[str, Any]]


def happened(before: Mapping[int, Look], now: Mapping[int, Look]) -> Iterator[Happened]:
    """Yield a topic and what it is about for each thing that happened."""
    orders: dict[int, list[Look]] = {}
    for number, look in now.items():
        if before.get(number) != look:
            orders.setdefault(look.order_id, []).append(look)
    for changed in orders.values():
        yield from _in_one_order(before, changed)


def _in_one_order(before: Mapping[int, Look], changed: list[Look]) -> Iterator[Happened]:
    known = [(before[each.id], each) for each in changed if each.id in before]
    # Sending takes from `remaining` alone: only what was moved or split away takes from `total`.
    givers = [(old, new) for old, new in known if new.total < old.total]
    for new in changed:
        if new.id not in before:
            yield _made(new, givers)
    for old, new in known:
        yield from _changed(old, new)
    takers = [new for old, new in known if new.total > old.total]
    if takers and givers:
        sources = [old.id for old, _ in givers]
        yield "FULFILLMENT_ORDERS_MERGED", {"fulfillment_order": takers[0].id, "sources": sources}


def _made(new: Look, givers: list[tuple[Look, Look]]) -> Happened:
    moved = [old for old, _ in givers if old.location_id != new.location_id]
    if moved:
        return "FULFILLMENT_ORDERS_MOVED", _move(moved[0], new.id, new.location_id)
    closed = [old for old, late in givers if not late.remaining]
    if closed:
        return "FULFILLMENT_ORDERS_CANCELLED", {"fulfillment_order": closed[0].id, "replacement": new.id}
    if givers:
        return "FULFILLMENT_ORDERS_SPLIT", {"fulfillment_order": givers[0][0].id, "remaining": new.id}
    return "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", {"fulfillment_order": new.id}


def _changed(old: Look, new: Look) -> Iterator[Happened]:
    about = {"fulfillment_order": new.id}
    if new.location_id != old.location_id:
        yield "FULFILLMENT_ORDERS_MOVED", _move(old, new.id, new.location_id)
    if new.is_held != old.is_held:
        # Only the first hold and the last release count. Source: shopify-webhook-schemas, descriptions.
        yield f"FULFILLMENT_ORDERS_{'PLACED_ON_HOLD' if new.is_held else 'HOLD_RELEASED'}", about
    if new.in_progress and not old.in_progress:
        yield "FULFILLMENT_ORDERS_PROGRESS_REPORTED", about


def _move(old: Look, moved: int, destination: int) -> dict[str, Any]:
    return {"fulfillment_order": old.id, "moved": moved, "source": old.location_id, "destination": destination}
