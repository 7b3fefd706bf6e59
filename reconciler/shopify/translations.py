"""From the form of Shopify's answers to the values of `reconciler.actual`.

In: shapes of one order, all pages of them. Out: frozen values. Called by `reading_orders` and `writing`.
"""

from reconciler import actual
from reconciler.shopify import order_shapes

GRAMS = {"GRAMS": 1.0, "KILOGRAMS": 1000.0, "OUNCES": 28.349523125, "POUNDS": 453.59237}
"""Grams in a unit of weight. Source: WeightUnit; the avoirdupois pound."""

_RESIDENTIAL = frozenset({"residential", "is_residential", "address_type"})
_IS_HOME = {
    **dict.fromkeys(("true", "yes", "1", "residential"), True),
    **dict.fromkeys(("false", "no", "0", "commercial", "business"), False),
}
"""Attributes of an order that tell homes from businesses, and their values. Shopify itself knows no such thing: the
applications that check addresses at the checkout write it down as an attribute, hidden ones with a `_` in front."""


def order(
    shape: order_shapes.Order,
    lines: tuple[order_shapes.Line, ...],
    fulfillment_orders: tuple[actual.FulfillmentOrder, ...],
    fulfillments: tuple[actual.Fulfillment, ...],
) -> actual.Order:
    """Put an order together from its own fields and everything that hangs on it, all pages of it."""
    return actual.Order(
        id=shape.id,
        name=shape.name,
        number=str(shape.number),
        created_at=shape.created_at,
        updated_at=shape.updated_at,
        cancelled_at=shape.cancelled_at,
        lines=tuple(map(_line, lines)),
        fulfillment_orders=fulfillment_orders,
        fulfillments=fulfillments,
        tags=shape.tags,
        channel=shape.app.name if shape.app else None,
        source=shape.source_name,
        total=shape.current_total_price_set.shop_money.amount,
        subtotal=shape.current_subtotal_price_set.shop_money.amount,
        currency=shape.currency_code,
        financial_status=shape.display_financial_status,
        fulfillment_status=shape.display_fulfillment_status,
        shipping_method=shape.shipping_line.title if shape.shipping_line else None,
        ship_to=_ship_to(shape.shipping_address),
        customer_tags=shape.customer.tags if shape.customer else (),
        customer_order_count=int(shape.customer.number_of_orders) if shape.customer else None,
        residential=_residential(shape.custom_attributes),
    )


def fulfillment_order(
    shape: order_shapes.FulfillmentOrder, lines: tuple[order_shapes.FulfillmentOrderLine, ...]
) -> actual.FulfillmentOrder:
    """Put a fulfillment order together with all of its lines."""
    place = shape.assigned_location
    return actual.FulfillmentOrder(
        id=shape.id,
        status=shape.status,
        request_status=shape.request_status,
        location_id=place.location.id if place.location else None,
        location_name=place.name,
        lines=tuple(map(fulfillment_order_line, lines)),
        actions=frozenset(action.action for action in shape.supported_actions),
        delivery_method=shape.delivery_method.method_type if shape.delivery_method else None,
        hold_reasons=tuple(hold.display_reason for hold in shape.fulfillment_holds),
    )


def fulfillment_order_line(shape: order_shapes.FulfillmentOrderLine) -> actual.FulfillmentOrderLine:
    """Translate one line of a fulfillment order."""
    return actual.FulfillmentOrderLine(
        id=shape.id,
        line_id=shape.line_item.id,
        total=shape.total_quantity,
        remaining=shape.remaining_quantity,
        item_id=shape.inventory_item_id,
    )


def fulfillment(shape: order_shapes.Fulfillment, lines: tuple[order_shapes.FulfillmentLine, ...]) -> actual.Fulfillment:
    """Put a fulfillment together with all of its lines."""
    return actual.Fulfillment(
        id=shape.id,
        name=shape.name,
        status=shape.status,
        created_at=shape.created_at,
        location_id=shape.location.id if shape.location else None,
        tracking=tuple(
            actual.Tracking(company=info.company, number=info.number, url=info.url) for info in shape.tracking_info
        ),
        lines=tuple((line.line_item.id, line.quantity or 0) for line in lines),
    )


def _line(shape: order_shapes.Line) -> actual.Line:
    item = shape.variant.inventory_item if shape.variant else None
    weight = item.measurement.weight if item else None
    return actual.Line(
        id=shape.id,
        sku=shape.sku or None,
        title=shape.title,
        quantity=shape.current_quantity,
        item_id=item.id if item else None,
        vendor=shape.vendor,
        product_type=shape.product.product_type or None if shape.product else None,
        price=shape.original_unit_price_set.shop_money.amount,
        weight_grams=round(weight.value * GRAMS[weight.unit]) if weight else None,
        requires_shipping=shape.requires_shipping,
        is_gift_card=shape.is_gift_card,
        is_bundle=shape.variant.requires_components if shape.variant else False,
    )


def _residential(attributes: tuple[order_shapes.Attribute, ...]) -> bool | None:
    for attribute in attributes:
        name = attribute.key.strip().casefold().replace(" ", "_").replace("-", "_").lstrip("_")
        said = (attribute.value or "").strip().casefold()
        if name in _RESIDENTIAL and said in _IS_HOME:
            return _IS_HOME[said]
    return None


def _ship_to(shape: order_shapes.Address | None) -> actual.ShipTo:
    if shape is None:
        return actual.ShipTo()
    return actual.ShipTo(
        name=shape.name,
        company=shape.company,
        address1=shape.address1,
        address2=shape.address2,
        city=shape.city,
        province=shape.province_code,
        country=shape.country_code_v2,
        postal_code=shape.zip,
    )
