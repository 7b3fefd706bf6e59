"""Answers about orders, their lines, customers and addresses."""

from decimal import Decimal
from typing import Any

from simulator import orders, pages, searching
from simulator.calls import Answer, Call
from simulator.resolvers import common, filters
from simulator.state.addresses import Address
from simulator.state.fulfillments import Fulfillment
from simulator.state.orders import LineItem, Order


def _sum(order: Order, quantity: str) -> Decimal:
    return sum((Decimal(line.price) * getattr(line, quantity) for line in order.line_items), Decimal(0))


def _bag(amount: Decimal | str, order: Order) -> Answer:
    return common.money_bag(amount, order.currency_code)


def _total(order: Order, quantity: str) -> Answer:
    shipping = Decimal(order.shipping_line.price) if order.shipping_line is not None else Decimal(0)
    return _bag(_sum(order, quantity) + shipping, order)


def _address(address: Address | None, owner: int) -> Answer | None:
    if address is None:
        return None
    return Answer(
        "MailingAddress",
        id=f"gid://shopify/MailingAddress/{owner}?model_name=Address",
        name=address.name,
        company=address.company,
        firstName=address.first_name,
        lastName=address.last_name,
        address1=address.address1,
        address2=address.address2,
        city=address.city,
        province=address.province or address.province_code,
        provinceCode=address.province_code,
        country=address.country,
        countryCodeV2=address.country_code,
        zip=address.zip,
        phone=address.phone,
        formatted=address.lines(),
    )


def _shipping_lines(order: Order) -> list[Answer]:
    line = order.shipping_line
    if line is None:
        return []
    price = _bag(line.price, order)
    return [
        Shipping(
            "ShippingLine",
            id=f"gid://shopify/ShippingLine/{line.id}",
            number=line.id,
            title=line.title,
            code=line.code,
            source="shopify",
            custom=False,
            carrierIdentifier=None,
            originalPriceSet=price,
            currentDiscountedPriceSet=price,
            discountedPriceSet=price,
            isRemoved=False,
            phone=None,
            requestedFulfillmentService=None,
            shippingRateHandle=None,
        )
    ]


class Shipping(Answer):
    """A shipping line, which is paged like a record."""

    @property
    def id(self) -> int:
        """The number that pages are ordered by."""
        return int(self["number"])


def _channel(order: Order, _: Call, __: dict[str, Any]) -> Answer:
    definition = Answer(
        "ChannelDefinition", channelName=order.app_name, subChannelName=order.app_name, handle=order.source_name
    )
    app = Answer("App", id="gid://shopify/App/580111", title=order.app_name, handle=order.source_name)
    return Answer("ChannelInformation", app=app, channelDefinition=definition, displayName=order.app_name)


def _attribution(order: Order, _: Call, __: dict[str, Any]) -> Answer:
    return Answer(
        "OrderAttribution",
        id=f"gid://shopify/OrderAttribution/{order.id}",
        handle=order.source_name,
        displayName=order.app_name,
    )


def _fulfillment_orders(order: Order, call: Call, args: dict[str, Any]) -> pages.Connection:
    shown = [each for each in call.shop.fulfillment_orders_of(order.id) if call.sees(each)]
    found = searching.search(shown, args.get("query"), filters.FULFILLMENT_ORDERS, call)
    return pages.page(found, args)


def _fulfillments(order: Order, call: Call, args: dict[str, Any]) -> list[Fulfillment]:
    return call.shop.fulfillments_of(order.id)[: args.get("first")]


def _unsent(call: Call, order: Order, line: LineItem) -> int:
    return sum(
        each.remaining
        for fulfillment_order in call.shop.fulfillment_orders_of(order.id)
        if fulfillment_order.is_open
        for each in fulfillment_order.lines
        if each.line_item_id == line.id
    )


class Line(Answer):
    """An order line with its order at hand, because prices and what is unsent are the order's to say."""

    @property
    def id(self) -> int:
        """The number that pages are ordered by."""
        return int(self["number"])


def line(order: Order, item: LineItem, call: Call) -> Line:
    """Return an order line as the API shows it."""
    price = _bag(item.price, order)
    shop = call.shop
    unsent = _unsent(call, order, item)
    return Line(
        "LineItem",
        id=f"gid://shopify/LineItem/{item.id}",
        number=item.id,
        name=item.title if item.variant_title is None else f"{item.title} - {item.variant_title}",
        title=item.title,
        variantTitle=item.variant_title,
        sku=item.sku,
        vendor=item.vendor,
        variant=shop.variants.get(item.variant_id) if item.variant_id is not None else None,
        product=shop.products.get(item.product_id) if item.product_id is not None else None,
        quantity=item.quantity,
        currentQuantity=item.current_quantity,
        unfulfilledQuantity=unsent,
        nonFulfillableQuantity=item.quantity - item.current_quantity,
        refundableQuantity=item.current_quantity,
        requiresShipping=item.requires_shipping,
        isGiftCard=item.is_gift_card,
        restockable=item.item_id is not None,
        originalUnitPriceSet=price,
        discountedUnitPriceSet=price,
        originalTotalSet=_bag(Decimal(item.price) * item.quantity, order),
        customAttributes=[],
    )


def _grams(order: Order, quantity: str) -> str:
    return str(sum(item.weight_grams * getattr(item, quantity) for item in order.line_items))


def _customer(order: Order, call: Call, _: dict[str, Any]) -> Any:
    return call.shop.customers.get(order.customer_id) if order.customer_id is not None else None


def _app(order: Order, _: Call, __: dict[str, Any]) -> Answer:
    return Answer("OrderApp", id="gid://shopify/App/580111", name=order.app_name)


def _fulfillable(order: Order, call: Call, _: dict[str, Any]) -> bool:
    return any(each.status in {"OPEN", "IN_PROGRESS"} for each in call.shop.fulfillment_orders_of(order.id))


def _first(items: list[Answer]) -> Answer | None:
    return items[0] if items else None


RESOLVERS: dict[str, dict[str, Any]] = {
    "Order": {
        "id": common.gid("Order"),
        "legacyResourceId": common.legacy_id,
        "closed": lambda order, _call, _args: order.closed_at is not None,
        "confirmed": lambda _order, _call, _args: True,
        "sourceIdentifier": lambda _order, _call, _args: None,
        "app": _app,
        "channelInformation": _channel,
        "attribution": _attribution,
        "presentmentCurrencyCode": lambda order, _call, _args: order.currency_code,
        "totalPriceSet": lambda order, _call, _args: _total(order, "quantity"),
        "currentTotalPriceSet": lambda order, _call, _args: _total(order, "current_quantity"),
        "subtotalPriceSet": lambda order, _call, _args: _bag(_sum(order, "quantity"), order),
        "currentSubtotalPriceSet": lambda order, _call, _args: _bag(_sum(order, "current_quantity"), order),
        "totalShippingPriceSet": lambda order, _call, _args: _bag(
            order.shipping_line.price if order.shipping_line is not None else "0", order
        ),
        "totalWeight": lambda order, _call, _args: _grams(order, "quantity"),
        "currentTotalWeight": lambda order, _call, _args: _grams(order, "current_quantity"),
        "subtotalLineItemsQuantity": lambda order, _call, _args: sum(item.quantity for item in order.line_items),
        "currentSubtotalLineItemsQuantity": lambda order, _call, _args: sum(
            item.current_quantity for item in order.line_items
        ),
        "displayFinancialStatus": lambda order, _call, _args: order.financial_status,
        "displayFulfillmentStatus": lambda order, call, _args: orders.display_status(call.world, order),
        "fulfillable": _fulfillable,
        "fullyPaid": lambda order, _call, _args: order.financial_status == "PAID",
        "unpaid": lambda order, _call, _args: order.financial_status in {"PENDING", "AUTHORIZED"},
        "requiresShipping": lambda order, _call, _args: any(item.requires_shipping for item in order.line_items),
        "paymentGatewayNames": lambda _order, _call, _args: ["bogus"],
        "discountCodes": lambda _order, _call, _args: [],
        "customer": _customer,
        "shippingAddress": lambda order, _call, _args: _address(order.shipping_address, order.id),
        "billingAddress": lambda order, _call, _args: _address(order.shipping_address, order.id),
        "shippingLine": lambda order, _call, _args: _first(_shipping_lines(order)),
        "shippingLines": lambda order, _call, args: pages.page(_shipping_lines(order), args),
        "lineItems": lambda order, call, args: pages.page([line(order, each, call) for each in order.line_items], args),
        "fulfillmentOrders": _fulfillment_orders,
        "fulfillments": _fulfillments,
        "fulfillmentsCount": lambda order, call, _args: common.count(call.shop.fulfillments_of(order.id)),
    },
    "Customer": {
        "id": common.gid("Customer"),
        "legacyResourceId": common.legacy_id,
        "firstName": lambda customer, _call, _args: customer.display_name.rpartition(" ")[0] or None,
        "lastName": lambda customer, _call, _args: customer.display_name.rpartition(" ")[2],
        "numberOfOrders": lambda customer, _call, _args: str(customer.number_of_orders),
        "note": lambda _customer, _call, _args: None,
    },
}
