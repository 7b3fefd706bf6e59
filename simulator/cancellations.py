"""Cancelling an order takes effect a little later, as a job. Called by orderCancel, and before every request.

With no delay (the default) the job is done at once. Source: Shopify Admin schema, orderCancel (asynchronous);
recorded answers.
"""

from datetime import timedelta

from simulator import errors, gids, orders
from simulator.state.jobs import Cancellation
from simulator.state.orders import Order
from simulator.worlds import World

IN_PROGRESS = "Cancellation is already in progress"


def begin(world: World, order: Order, reason: str, *, restock: bool) -> str:
    """Begin to cancel an order and return the id of the job. Raises UserErrors with Shopify's text."""
    shop = world.shop
    if any(each.order_id == order.id for each in shop.cancellations.values()):
        raise errors.refusal(IN_PROGRESS, ["orderId"], "INVALID")
    orders.check_cancellable(world, order)
    job_id = shop.new_id("Job")
    due = world.now() + world.cancel_delay
    shop.cancellations[job_id] = Cancellation(order_id=order.id, reason=reason, restock=restock, due=due)
    carry_out(world)
    return gids.make("Job", job_id)


def carry_out(world: World) -> None:
    """Carry out the cancellations whose time has come; one that was overtaken by a shipment comes to nothing."""
    shop = world.shop
    if not shop.cancellations:
        return
    now = world.now()
    for job_id in [job_id for job_id, each in shop.cancellations.items() if each.due <= now]:
        each = shop.cancellations.pop(job_id)
        order = shop.orders[each.order_id]
        try:
            orders.cancel(world, order, each.reason, restock=each.restock)
        except errors.UserErrors:
            order.updated_at = now


def delay_of(seconds: float) -> timedelta:
    """Return a delay. Raises ControlError when it is negative."""
    if seconds < 0:
        raise errors.ControlError("cancel_delay_seconds must not be negative")
    return timedelta(seconds=seconds)
