"""Recognising: what the shop already shows of our own work, so that the store knows it too.

A fulfillment whose answer was lost is found by its tracking number, lines and location; an order of which everything
left and was written back is closed. A dry run uses the recognised world and writes nothing.
"""

from dataclasses import replace
from typing import NamedTuple

import msgspec

from reconciler import actual, desired, journal
from reconciler.compare import doubts, orders, tracking
from reconciler.worlds import World


class Recognised(NamedTuple):
    """The world with what was recognised; labels with the fulfillment that is theirs; orders that are finished.

    A voided label has no fulfillment (None) once its own no longer stands, or stands for the label that replaced it.
    """

    world: World
    written: tuple[tuple[int, str | None], ...]
    finished: tuple[str, ...]
    reopened: frozenset[str] = frozenset()


def recognise(world: World, reopened: frozenset[str] = frozenset()) -> Recognised:
    """Match labels with standing fulfillments, and find finished orders. `reopened` were closed before this round."""
    imported: dict[str, desired.Order] = {}
    written: list[tuple[int, str | None]] = []
    for order_id, order in world.imported.items():
        parts = []
        for part in order.parts:
            labels = tuple(_matched(world, order, part, label) for label in part.labels)
            written.extend(
                (after.id, after.fulfillment_id)
                for before, after in zip(part.labels, labels, strict=True)
                if after.fulfillment_id != before.fulfillment_id and (after.fulfillment_id or after.is_void)
            )
            parts.append(msgspec.structs.replace(part, labels=labels))
        imported[order_id] = msgspec.structs.replace(order, parts=tuple(parts))
    world = replace(world, imported=imported)
    finished = tuple(order.id for order in imported.values() if _is_finished(world, order))
    return Recognised(world, tuple(written), finished, reopened)


def take_over(recognised: Recognised, settled: journal.Settled) -> Recognised:
    """The same with what became of requests of long ago: whose parcels were found, and whose can't be told."""
    found, asked = settled.found, settled.asked
    concerned = found.keys() | asked.keys()
    changed = [
        order
        for order in recognised.world.imported.values()
        if any(label.id in concerned and not label.adopted for part in order.parts for label in part.labels)
    ]
    if not changed:
        return recognised
    world = recognised.world
    for order in changed:
        parts = tuple(
            msgspec.structs.replace(
                part,
                labels=tuple(
                    label
                    if label.adopted
                    else msgspec.structs.replace(
                        label,
                        fulfillment_id=found.get(label.id, label.fulfillment_id),
                        asked_as=tuple(number for number in asked.get(label.id, ()) if number != label.tracking_number),
                    )
                    for label in part.labels
                ),
            )
            for part in order.parts
        )
        world = world.with_imported(msgspec.structs.replace(order, parts=parts))
    written = [pair for pair in recognised.written if pair[0] not in found]
    finished = tuple(order.id for order in world.imported.values() if _is_finished(world, order))
    return recognised._replace(world=world, written=(*written, *found.items()), finished=finished)


def _matched(world: World, imported: desired.Order, part: desired.Part, label: desired.Label) -> desired.Label:
    order = world.orders.get(imported.id)
    if order is None or label.adopted:
        return label
    if doubts.between(world, order, part, label):
        return msgspec.structs.replace(label, fulfillment_id=None)
    parcel = tracking.fulfillment_of(world, order, part, label)
    if label.is_void and parcel is not None and tracking.owner(world, order, parcel) is not None:
        parcel = None
    # A fulfillment that was cancelled in the shop no longer stands for the label.
    return msgspec.structs.replace(label, fulfillment_id=parcel.id if parcel else None)


def _is_finished(world: World, order: desired.Order) -> bool:
    shop_order = world.orders.get(order.id)
    if shop_order is None or order.failure:
        return False
    if order.is_cancelled:
        return not any(part.unwritten() for part in order.parts)
    if (
        waits(shop_order)
        or not orders.is_followed(shop_order, order)
        or any(part.open_in_shop() for part in order.parts)
    ):
        return False
    return all(_is_told(world, shop_order, part, label) for part in order.parts for label in part.labels)


def _is_told(world: World, order: actual.Order, part: desired.Part, label: desired.Label) -> bool:
    """Whether the shop needs to hear no more of a label: a corrected number is still to be written."""
    if label.is_void or label.adopted:
        return True
    parcel = tracking.fulfillment_of(world, order, part, label)
    return parcel is not None and tracking.shows(parcel, label)


def waits(order: actual.Order) -> bool:
    """Whether the shop still waits for something that has to be packed: gift cards and digital goods don't count."""
    packed = {line.id for line in order.lines if line.requires_shipping}
    return any(
        line.remaining and line.line_id in packed for fo in order.fulfillment_orders if fo.is_open for line in fo.lines
    )
