"""Recognising: what the shop already shows of our own work, so that the store knows it too.

A fulfillment whose answer was lost is found by its tracking number; an order of which everything left and was written
back is closed. A dry run uses the recognised world and writes nothing.
"""

from dataclasses import replace
from typing import NamedTuple

import msgspec

from reconciler import desired
from reconciler.compare import tracking
from reconciler.worlds import World


class Recognised(NamedTuple):
    """The world with what was recognised; labels with the fulfillment that is theirs; orders that are finished."""

    world: World
    written: tuple[tuple[int, str], ...]
    finished: tuple[str, ...]


def recognise(world: World) -> Recognised:
    """Match labels with standing fulfillments, and find finished orders."""
    imported: dict[str, desired.Order] = {}
    written: list[tuple[int, str]] = []
    for order_id, order in world.imported.items():
        parts = []
        for part in order.parts:
            labels = tuple(_matched(world, order_id, label) for label in part.labels)
            written.extend(
                (after.id, after.fulfillment_id)
                for before, after in zip(part.labels, labels, strict=True)
                if after.fulfillment_id and after.fulfillment_id != before.fulfillment_id
            )
            parts.append(msgspec.structs.replace(part, labels=labels))
        imported[order_id] = msgspec.structs.replace(order, parts=tuple(parts))
    world = replace(world, imported=imported)
    finished = tuple(order.id for order in imported.values() if _is_finished(world, order))
    return Recognised(world, tuple(written), finished)


def _matched(world: World, order_id: str, label: desired.Label) -> desired.Label:
    order = world.orders.get(order_id)
    if order is None or label.is_void or label.adopted:
        return label
    parcel = tracking.fulfillment_of(order, label)
    # A fulfillment that was cancelled in the shop no longer stands for the label.
    return msgspec.structs.replace(label, fulfillment_id=parcel.id if parcel else None)


def _is_finished(world: World, order: desired.Order) -> bool:
    shop_order = world.orders.get(order.id)
    if shop_order is None or order.failure or order.tags:
        return False
    if order.is_cancelled:
        return not any(part.unwritten() for part in order.parts)
    still_open = any(fo.is_open and any(line.remaining for line in fo.lines) for fo in shop_order.fulfillment_orders)
    return not still_open and not any(part.open_in_shop() for part in order.parts)
