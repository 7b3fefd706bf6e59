"""What happens to an order after it was placed: edited, cancelled, tagged; and how it stands.

Called by mutations and by the control API.
"""

from simulator import errors, placing, quantities, routing
from simulator.state.fulfillments import FulfillmentOrder, FulfillmentOrderLine
from simulator.state.orders import LineItem, Order
from simulator.worlds import World


def touch(world: World, order_id: int) -> None:
    """Note that an order changed now."""
    world.shop.orders[order_id].updated_at = world.now()


def cancel(world: World, order: Order, reason: str, *, restock: bool) -> None:
    """Cancel an order: its stock is offered again (restock) or only no longer committed.

    Raises UserErrors with Shopify's text when it is cancelled already or has been sent in part.
    """
    shop, now = world.shop, world.now()
    check_cancellable(world, order)
    for fulfillment_order in shop.fulfillment_orders_of(order.id):
        if not fulfillment_order.is_open:
            continue
        for line in fulfillment_order.lines:
            take(world, fulfillment_order, line, line.remaining, restock=restock)
        close(world, fulfillment_order)
    for line_item in order.line_items:
        line_item.current_quantity = 0
    order.cancelled_at = order.closed_at = order.updated_at = now
    order.cancel_reason = reason
    order.financial_status = "REFUNDED"


def check_cancellable(world: World, order: Order) -> None:
    """Raise UserErrors when an order is cancelled already or has been sent in part."""
    if order.cancelled_at is not None:
        raise errors.refusal("Cannot cancel an order that has already been canceled", ["orderId"], "INVALID")
    if any(each.status == "SUCCESS" for each in world.shop.fulfillments_of(order.id)):
        raise errors.refusal("Cannot cancel an order that has outstanding fulfillments", ["orderId"], "INVALID")


def take(
    world: World, fulfillment_order: FulfillmentOrder, line: FulfillmentOrderLine, quantity: int, *, restock: bool
) -> None:
    """Take a quantity off a fulfillment order's line and free its stock, offered again or not."""
    line_item = world.shop.line_item(fulfillment_order.order_id, line.line_item_id)
    level = world.shop.tracked_level(line_item, fulfillment_order.location_id)
    if level is not None:
        effect = quantities.give_back if restock else quantities.lose
        effect(level, quantity, world.now())
    line.remaining -= quantity
    line.total -= quantity
    fulfillment_order.updated_at = world.now()


def close(world: World, fulfillment_order: FulfillmentOrder) -> None:
    """Close a fulfillment order for good; lines that were never sent vanish from it."""
    fulfillment_order.lines = [line for line in fulfillment_order.lines if line.total > 0]
    fulfillment_order.holds = []
    fulfillment_order.progress_reported = False
    fulfillment_order.status = "CLOSED"
    fulfillment_order.updated_at = world.now()


def settle(world: World, fulfillment_order: FulfillmentOrder) -> None:
    """Give a fulfillment order the status that follows from its lines, after some were sent or taken off."""
    fulfillment_order.lines = [line for line in fulfillment_order.lines if line.total > 0]
    fulfillment_order.updated_at = world.now()
    if not any(line.remaining for line in fulfillment_order.lines):
        close(world, fulfillment_order)
    elif fulfillment_order.holds:
        fulfillment_order.status = "ON_HOLD"
    elif fulfillment_order.has_fulfilled or fulfillment_order.progress_reported:
        fulfillment_order.status = "IN_PROGRESS"
    elif fulfillment_order.fulfill_at is not None:
        fulfillment_order.status = "SCHEDULED"
    else:
        fulfillment_order.status = "OPEN"


def edit(world: World, order: Order, wanted: list[placing.WantedLine]) -> None:
    """Give lines of an order new quantities (0 removes, an unknown SKU of the order is added).

    Raises ControlError when the order is cancelled, or when more was sent already than is to remain.
    """
    if order.cancelled_at is not None:
        raise errors.ControlError(f"{order.name} is cancelled: a cancelled order cannot be edited")
    for each in wanted:
        line_item = next((line for line in order.line_items if line.sku == each.sku), None)
        if line_item is None:
            if each.quantity:
                line_item = placing.line_of(world, each)
                order.line_items.append(line_item)
                _add(world, order, line_item, each.quantity)
            continue
        change = each.quantity - line_item.current_quantity
        if change < 0:
            _remove(world, order, line_item, -change)
        elif change > 0:
            _add(world, order, line_item, change)
        line_item.current_quantity = each.quantity
    order.edited = True
    order.updated_at = world.now()
    if any(each.is_open for each in world.shop.fulfillment_orders_of(order.id)):
        order.closed_at = None


def refund(world: World, order: Order, line_item: LineItem, quantity: int, *, restock_at: int | None) -> None:
    """Give money back for a quantity: what was not sent yet is taken off, what was sent may come back to a location.

    Goods that were sent are on sale again where they return: available and on_hand rise. Without a location they are
    gone.
    Source: Shopify docs, refunds (restock types); the numbers follow from the identity of on_hand.
    Raises ControlError when the order does not hold that many.
    """
    if not 0 < quantity <= line_item.current_quantity:
        raise errors.ControlError(f"{order.name} holds {line_item.current_quantity} of {line_item.sku}, not {quantity}")
    unsent = sum(line.remaining for _, line in _open_lines(world, order, line_item))
    taken = min(unsent, quantity)
    if taken:
        _remove(world, order, line_item, taken, restock=restock_at is not None)
    returned = quantity - taken
    level = world.shop.tracked_level(line_item, restock_at) if restock_at is not None else None
    if returned and level is not None:
        quantities.restock(level, returned, world.now())
    line_item.current_quantity -= quantity
    empty = not any(line.current_quantity for line in order.line_items)
    order.financial_status = "REFUNDED" if empty else "PARTIALLY_REFUNDED"
    order.updated_at = world.now()


def _add(world: World, order: Order, line_item: LineItem, quantity: int) -> None:
    shop, now = world.shop, world.now()
    ready = [each for each in shop.fulfillment_orders_of(order.id) if each.status in {"OPEN", "IN_PROGRESS"}]
    for fulfillment_order in ready:
        for line in fulfillment_order.lines:
            if line.line_item_id == line_item.id:
                level = shop.tracked_level(line_item, fulfillment_order.location_id)
                if level is not None:
                    quantities.place(level, quantity, now)
                line.total += quantity
                line.remaining += quantity
                fulfillment_order.updated_at = now
                return
    for location_id in routing.route(shop, [line_item], {}):
        placing.open_at(world, order, location_id, [(line_item, quantity)])


def _open_lines(world: World, order: Order, line_item: LineItem) -> list[tuple[FulfillmentOrder, FulfillmentOrderLine]]:
    return [
        (fulfillment_order, line)
        for fulfillment_order in world.shop.fulfillment_orders_of(order.id)
        if fulfillment_order.is_open
        for line in fulfillment_order.lines
        if line.line_item_id == line_item.id
    ]


def _remove(world: World, order: Order, line_item: LineItem, quantity: int, *, restock: bool = True) -> None:
    open_lines = _open_lines(world, order, line_item)
    removable = sum(line.remaining for _, line in open_lines)
    if quantity > removable:
        raise errors.ControlError(f"only {removable} of {line_item.sku} in {order.name} are unsent and can be removed")
    for fulfillment_order, line in open_lines:
        taken = min(quantity, line.remaining)
        take(world, fulfillment_order, line, taken, restock=restock)
        settle(world, fulfillment_order)
        quantity -= taken


def display_status(world: World, order: Order) -> str:
    """Return how far an order is sent, as the admin shows it."""
    fulfillment_orders = world.shop.fulfillment_orders_of(order.id)
    sent = any(each.status == "SUCCESS" for each in world.shop.fulfillments_of(order.id))
    waiting = [each for each in fulfillment_orders if each.is_open]
    if sent:
        return "PARTIALLY_FULFILLED" if waiting else "FULFILLED"
    statuses = {each.status for each in waiting}
    if statuses == {"ON_HOLD"}:
        return "ON_HOLD"
    if statuses == {"SCHEDULED"}:
        return "SCHEDULED"
    return "IN_PROGRESS" if "IN_PROGRESS" in statuses else "UNFULFILLED"
