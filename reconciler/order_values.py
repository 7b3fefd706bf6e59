"""What rules see of an order itself, in the words of the vocabulary: `order.*` and `customer.*`.

An order as the shop has it goes in, values by field name come out. Used by `describing`.
"""

from collections.abc import Sequence

from reconciler import actual, addresses


def lines(order: actual.Order) -> Sequence[actual.Line]:
    """The lines that the order still has; of one that was taken back as a whole, those that it had."""
    return [line for line in order.lines if line.quantity > 0] or order.lines


def values(order: actual.Order) -> dict[str, object]:
    """Values by field name, None where something isn't known."""
    to = order.ship_to
    left = [line for line in order.lines if line.quantity > 0]
    return {
        "order.number": order.number,
        "order.name": order.name,
        "order.tags": order.tags,
        "order.channel": order.channel,
        "order.source": order.source,
        "order.total": order.total,
        "order.subtotal": order.subtotal,
        "order.currency": order.currency,
        "order.financial_status": order.financial_status.lower() if order.financial_status else None,
        "order.fulfillment_status": order.fulfillment_status.lower() if order.fulfillment_status else None,
        "order.shipping_method": order.shipping_method,
        "order.delivery_method": _delivery_method(order),
        "order.item_count": sum(line.quantity for line in left),
        "order.line_count": len(left),
        "order.weight": _weight(left),
        "order.created_at": order.created_at,
        "order.ship_to.name": to.name,
        "order.ship_to.company": to.company,
        "order.ship_to.country": to.country,
        "order.ship_to.province": to.province,
        "order.ship_to.city": to.city,
        "order.ship_to.postal_code": to.postal_code,
        "order.ship_to.po_box": addresses.is_po_box(to.address1, to.address2),
        "order.ship_to.residential": order.residential,
        "customer.tags": order.customer_tags,
        "customer.order_count": order.customer_order_count,
    }


def _weight(goods: Sequence[actual.Line]) -> int | None:
    """Grams of all goods together; None, not known, where the shop doesn't know what one of them weighs."""
    grams = 0
    for line in goods:
        if line.weight_grams is not None:
            grams += line.weight_grams * line.quantity
        elif line.requires_shipping:
            return None
    return grams


def _delivery_method(order: actual.Order) -> str | None:
    """How the goods travel. What needs no delivery, such as a gift card beside them, says nothing about them."""
    methods = [fo.delivery_method.lower() for fo in order.fulfillment_orders if fo.delivery_method]
    return next((method for method in methods if method != "none"), methods[0] if methods else None)
