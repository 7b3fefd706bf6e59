"""Carrying out what concerns an order in the shop: moves, parcels, tags. Read, check, write, and check again.

None of these requests has an idempotency key, so each looks first whether its effect is there already.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from reconciler import actual, plans
from reconciler.applying import store_work
from reconciler.applying.steps import MOVED_ON, Step
from reconciler.compare import doubts
from reconciler.shopify import writing
from store import labels

_WAITING = frozenset({"ON_HOLD", "SCHEDULED"})
"""Statuses in which a fulfillment order can't be fulfilled yet. Source: FulfillmentOrderStatus."""


async def carry_out(step: Step, change: plans.Change) -> plans.Outcome:
    """Do it. Raises the errors of `shopify.errors`; the caller journals and judges them."""
    work = change.work
    if isinstance(work, plans.StockAtLocation):
        await writing.activate(step.shop.client, work.item_id, work.location_id)
        return step.outcome(change, "done")
    order = await step.order(change.address.order_id or "")
    if order is None:
        return step.outcome(change, "stale", "the order is gone from the shop")
    if order.cancelled_at is not None and not isinstance(work, plans.SetTags):
        return step.outcome(change, "stale", "the order was cancelled meanwhile")
    return await _WORK[type(work)](step, change, order, work)


async def _relocate(step: Step, change: plans.Change, order: actual.Order, work: plans.Relocate) -> plans.Outcome:
    fo = next((one for one in order.fulfillment_orders if one.id == change.address.fulfillment_order_id), None)
    if fo is not None and fo.location_id == work.to_location_id:
        return step.outcome(change, "already")
    left = {line.id: line.remaining for line in fo.lines} if fo is not None and fo.is_open else {}
    if fo is None or any(left.get(line, 0) < quantity for line, _, quantity in work.lines):
        return step.outcome(change, "stale", MOVED_ON)
    wanted = {line: quantity for line, _, quantity in work.lines}
    # Without lines Shopify moves whatever is in it by then, so they are left out only where nothing else is.
    whole = work.whole and wanted == {line: quantity for line, quantity in left.items() if quantity}
    lines = None if whole else list(wanted.items())
    step.touched.add(order.id)
    moved = await writing.move(step.shop.client, fo.id, work.to_location_id, lines)
    there: dict[str, int] = {}
    for line in moved.moved_lines:
        there[line.line_id] = there.get(line.line_id, 0) + line.remaining
    # Shopify moves silently less than asked when the location doesn't stock everything.
    missing = [line for _, line, quantity in work.lines if there.get(line, 0) < quantity]
    if missing:
        titles = ", ".join(line.title for line in order.lines if line.id in missing)
        return step.outcome(change, "refused", f"Shopify moved only a part: {titles} stayed where it was")
    return step.outcome(change, "done")


async def _write_tracking(
    step: Step, change: plans.Change, order: actual.Order, work: plans.WriteTracking
) -> plans.Outcome:
    if doubts.carrying(order, work.tracking_number):
        taken = _taken(step, work.label)
        parcel = doubts.own(order, work.tracking_number, work.lines, work.location_id, taken)
        if parcel is not None:
            _written(step, work.label, parcel.id)
            return step.outcome(change, "already")
        return step.outcome(change, "stale", "a parcel with this tracking number, but other goods or another location")
    need = dict(work.lines)
    chosen: list[tuple[str, list[tuple[str, int]]]] = []
    for fo in order.fulfillment_orders:
        if not fo.is_open or fo.location_id != work.location_id or fo.status in _WAITING:
            continue
        lines = []
        for line in fo.lines:
            quantity = min(need.get(line.line_id, 0), line.remaining)
            if quantity > 0:
                need[line.line_id] -= quantity
                lines.append((line.id, quantity))
        if lines:
            chosen.append((fo.id, lines))
    if any(quantity > 0 for quantity in need.values()):
        return step.outcome(change, "stale", MOVED_ON)
    tracking = actual.Tracking(company=work.carrier, number=work.tracking_number, url=work.tracking_url)
    step.touched.add(order.id)
    made = await writing.create_fulfillment(step.shop.client, chosen, tracking, notify=work.notify_customer)
    _written(step, work.label, made)
    return step.outcome(change, "done")


def _taken(step: Step, label: int) -> frozenset[str]:
    with step.shop.database.reading() as session:
        return labels.taken(session, label)


def _written(step: Step, label: int, fulfillment_id: str) -> None:
    with step.shop.database.session() as session:
        labels.written(session, label, fulfillment_id)


async def _update_tracking(
    step: Step, change: plans.Change, order: actual.Order, work: plans.UpdateTracking
) -> plans.Outcome:
    parcel = next((one for one in order.fulfillments if one.id == work.fulfillment_id and one.stands), None)
    if parcel is None:
        return step.outcome(change, "stale", MOVED_ON)
    tracking = actual.Tracking(company=work.carrier, number=work.tracking_number, url=work.tracking_url)
    step.touched.add(order.id)
    await writing.update_tracking(step.shop.client, parcel.id, tracking, notify=work.notify_customer)
    _written(step, work.label, parcel.id)
    return step.outcome(change, "done")


async def _cancel(
    step: Step, change: plans.Change, order: actual.Order, work: plans.CancelFulfillment
) -> plans.Outcome:
    parcel = next((one for one in order.fulfillments if one.id == work.fulfillment_id), None)
    if parcel is None or not parcel.stands:
        return step.outcome(change, "already")
    step.touched.add(order.id)
    await writing.cancel_fulfillment(step.shop.client, parcel.id)
    return step.outcome(change, "done")


async def _tags(step: Step, change: plans.Change, order: actual.Order, work: plans.SetTags) -> plans.Outcome:
    there = work.tag in order.tags
    if there != work.add:
        step.touched.add(order.id)
        if work.add:
            await writing.add_tags(step.shop.client, order.id, [work.tag])
        else:
            await writing.remove_tags(step.shop.client, order.id, [work.tag])
    store_work.noted(step, change, work)
    return step.outcome(change, "already" if there == work.add else "done")


_WORK: dict[type, Callable[[Step, plans.Change, actual.Order, Any], Awaitable[plans.Outcome]]] = {
    plans.Relocate: _relocate,
    plans.WriteTracking: _write_tracking,
    plans.UpdateTracking: _update_tracking,
    plans.CancelFulfillment: _cancel,
    plans.SetTags: _tags,
}
