"""Placing an order, as a customer does at the checkout. Called by the control API and by seeds."""

from typing import Any

import msgspec

from simulator import errors, quantities, routing
from simulator.state.addresses import Address
from simulator.state.catalogue import ONLY_VARIANT, Variant
from simulator.state.fulfillments import FulfillmentOrder, FulfillmentOrderLine
from simulator.state.orders import Attribute, Customer, LineItem, Order, ShippingLine
from simulator.state.shops import Shop
from simulator.worlds import World


class WantedLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the customer puts in the cart: a SKU or a variant id, and how many."""

    quantity: int = 1
    sku: str | None = None
    variant_id: str | int | None = None


class WantedOrder(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An order as the control API describes it.

    `line_locations` gives the location name of a SKU and overrides routing.
    """

    lines: list[WantedLine]
    name: str | None = None
    ship_to: dict[str, Any] | None = None
    email: str | None = None
    tags: list[str] = []
    channel: str = "web"
    shipping_method: str = "Standard"
    shipping_price: str = "0.00"
    delivery_method: str = "SHIPPING"
    note: str | None = None
    custom_attributes: dict[str, str] = {}
    customer_tags: list[str] = []
    financial_status: str = "PAID"
    line_locations: dict[str, str] = {}


def place(world: World, wanted: WantedOrder) -> Order:
    """Place an order, route it and commit its stock. Raises ControlError when it names something unknown."""
    shop, now = world.shop, world.now()
    if not wanted.lines:
        raise errors.ControlError("an order needs at least one line: send lines=[{sku, quantity}]")
    lines = [line_of(world, each) for each in wanted.lines]
    forced = {sku: location_named(world, name) for sku, name in wanted.line_locations.items()}
    number = shop.next_order_number
    if wanted.name is not None and any(order.name == wanted.name for order in shop.orders.values()):
        raise errors.ControlError(f"an order named {wanted.name} exists already: leave name out or choose another")
    shop.next_order_number += 1
    customer = _customer(world, wanted)
    order = Order(
        id=shop.new_id("Order"),
        number=number,
        name=wanted.name if wanted.name is not None else f"#{number}",
        created_at=now,
        updated_at=now,
        processed_at=now,
        line_items=lines,
        shipping_line=ShippingLine(
            id=shop.new_id("ShippingLine"),
            title=wanted.shipping_method,
            code=wanted.shipping_method,
            price=wanted.shipping_price,
        ),
        shipping_address=_address(wanted.ship_to),
        customer_id=customer.id if customer is not None else None,
        email=wanted.email,
        note=wanted.note,
        tags=sorted(set(wanted.tags)),
        custom_attributes=[Attribute(key=key, value=value) for key, value in wanted.custom_attributes.items()],
        source_name=wanted.channel,
        app_name="Online Store" if wanted.channel == "web" else wanted.channel,
        currency_code=shop.currency_code,
        delivery_method=wanted.delivery_method,
        financial_status=wanted.financial_status,
    )
    shop.orders[order.id] = order
    for location_id, routed in routing.route(shop, lines, forced).items():
        open_at(world, order, location_id, [(line, line.current_quantity) for line in routed])
    return order


def open_at(world: World, order: Order, location_id: int, wants: list[tuple[LineItem, int]]) -> FulfillmentOrder:
    """Make a fulfillment order for quantities of lines at a location, and commit their stock there."""
    shop, now = world.shop, world.now()
    for line, quantity in wants:
        level = shop.tracked_level(line, location_id)
        if level is not None:
            quantities.place(level, quantity, now)
    lines = [
        FulfillmentOrderLine(
            id=shop.new_id("FulfillmentOrderLineItem"), line_item_id=line.id, total=quantity, remaining=quantity
        )
        for line, quantity in wants
    ]
    return shop.add_fulfillment_order(
        FulfillmentOrder(
            id=shop.new_id("FulfillmentOrder"),
            order_id=order.id,
            location_id=location_id,
            location_name=shop.locations[location_id].name,
            created_at=now,
            updated_at=now,
            lines=lines,
            delivery_method=order.delivery_method,
        )
    )


def line_of(world: World, wanted: WantedLine) -> LineItem:
    """Return a new order line for a wanted one. Raises ControlError when no variant has that SKU or id."""
    shop = world.shop
    if wanted.quantity < 1:
        raise errors.ControlError(f"quantity must be at least 1, not {wanted.quantity}")
    variant = _variant(shop, wanted)
    if variant is None:
        raise errors.ControlError(f"no product has the SKU or variant id {wanted.sku or wanted.variant_id!r}", 404)
    product, item = shop.products[variant.product_id], shop.items[variant.inventory_item_id]
    return LineItem(
        id=shop.new_id("LineItem"),
        quantity=wanted.quantity,
        current_quantity=wanted.quantity,
        title=product.title,
        variant_title=None if variant.title == ONLY_VARIANT else variant.title,
        price=variant.price,
        variant_id=variant.id,
        product_id=product.id,
        item_id=item.id,
        sku=variant.sku,
        vendor=product.vendor,
        requires_shipping=item.requires_shipping,
        weight_grams=item.weight_grams,
    )


def _variant(shop: Shop, wanted: WantedLine) -> Variant | None:
    if wanted.variant_id is None:
        return next((each for each in shop.variants.values() if each.sku == wanted.sku), None)
    number = str(wanted.variant_id).rpartition("/")[2]
    return shop.variants.get(int(number)) if number.isdecimal() else None


def location_named(world: World, name: str) -> int:
    """Return the id of a location by its name. Raises ControlError when there is none."""
    for location in world.shop.locations.values():
        if location.name == name:
            return location.id
    known = ", ".join(location.name for location in world.shop.locations.values()) or "none yet"
    raise errors.ControlError(f"no location is named {name!r}; there are: {known}", 404)


def _address(ship_to: dict[str, Any] | None) -> Address | None:
    if ship_to is None:
        return Address(name="Pat Customer", address1="1 Main St", city="Houston", province_code="TX", zip="77002")
    try:
        return msgspec.convert(ship_to, Address)
    except msgspec.ValidationError as problem:
        raise errors.ControlError(f"ship_to: {problem}") from problem


def _customer(world: World, wanted: WantedOrder) -> Customer | None:
    if wanted.email is None:
        return None
    now = world.now()
    for customer in world.shop.customers.values():
        if customer.email == wanted.email:
            customer.number_of_orders += 1
            return customer
    name = (wanted.ship_to or {}).get("name") or wanted.email
    customer = Customer(
        id=world.shop.new_id("Customer"),
        created_at=now,
        updated_at=now,
        display_name=name,
        email=wanted.email,
        tags=sorted(set(wanted.customer_tags)),
    )
    world.shop.customers[customer.id] = customer
    return customer
