"""What may keep a fulfillment order waiting: holds and reported progress. Called by mutations and the control API."""

from simulator import errors, orders, splits
from simulator.state.fulfillments import FulfillmentOrder, Hold
from simulator.worlds import World

MAX_HOLDS = 10
LIMIT = (
    "The maximum number of fulfillment holds for this fulfillment order has been reached for this app. "
    "An app can only have up to 10 holds on a single fulfillment order at any one time."
)
DUPLICATE = (
    "The handle provided for the fulfillment hold is already in use by this app for another hold "
    "on this fulfillment order."
)
NOT_SPLITTABLE = "The fulfillment order is not in a splittable state."


def hold(
    world: World, held: FulfillmentOrder, new: Hold, wanted: list[tuple[int, int]]
) -> tuple[Hold, FulfillmentOrder | None]:
    """Put a hold on a fulfillment order, or on quantities of it.

    What is not held goes to a new one, which is returned too.
    """
    if held.status not in {"OPEN", "ON_HOLD", "SCHEDULED"}:
        raise errors.refusal(f"Cannot hold a fulfillment order with status {held.status.lower()}.", ["id"])
    if wanted and held.holds:
        raise errors.refusal(NOT_SPLITTABLE, ["fulfillmentHold"], "FULFILLMENT_ORDER_NOT_SPLITTABLE")
    if any(each.handle == new.handle for each in held.holds):
        raise errors.refusal(DUPLICATE, ["fulfillmentHold", "handle"], "DUPLICATE_FULFILLMENT_HOLD_HANDLE")
    if len(held.holds) >= MAX_HOLDS:
        raise errors.refusal(LIMIT, ["id"], "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED")
    remaining = splits.keep(world, held, wanted) if wanted else None
    new.rest_id = remaining.id if remaining is not None else None
    held.holds = [*held.holds, new]
    orders.settle(world, held)
    orders.touch(world, held.order_id)
    return new, remaining


def release(world: World, held: FulfillmentOrder, hold_ids: list[int] | None) -> None:
    """Take holds off; None takes all. The rest of a partial hold flows back into it, as recorded."""
    if not held.holds:
        raise errors.refusal("Fulfillment order is not on hold.", ["id"])
    released = [each for each in held.holds if hold_ids is None or each.id in hold_ids]
    held.holds = [each for each in held.holds if each not in released]
    orders.settle(world, held)
    for each in released:
        rest = world.shop.fulfillment_orders.get(each.rest_id or 0)
        if rest is not None and rest.status == held.status == "OPEN" and rest.location_id == held.location_id:
            splits.merge(world, [held, rest])
    orders.touch(world, held.order_id)


def report_progress(world: World, order: FulfillmentOrder) -> None:
    """Note that packing has begun: no move until it is marked as open again."""
    if order.status not in {"OPEN", "IN_PROGRESS"}:
        text = "Cannot report progress on a fulfillment order in this state."
        raise errors.refusal(text, ["id"], "FULFILLMENT_ORDER_STATUS_INVALID")
    order.progress_reported = True
    orders.settle(world, order)
    orders.touch(world, order.order_id)


def reopen(world: World, order: FulfillmentOrder) -> None:
    """Mark as open again what was in progress or scheduled."""
    if not (order.status == "SCHEDULED" or (order.status == "IN_PROGRESS" and order.progress_reported)):
        status = order.status.lower()
        raise errors.refusal(f"Expected fulfillment order status to be valid but it was {status}.")
    order.progress_reported = False
    order.fulfill_at = None
    orders.settle(world, order)
    orders.touch(world, order.order_id)
