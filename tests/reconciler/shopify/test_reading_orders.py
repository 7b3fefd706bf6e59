"""Reading orders whole."""

from decimal import Decimal

import pytest
from support import shop_answers
from support.simulated_shops import Story, silent
from support.virtual_time import VirtualTime

from reconciler.shopify import reading


async def test_an_order_is_read_with_everything_rules_may_ask_for(shop: Story):
    """Each field of the vocabulary that comes from the order."""
    await shop.add_product(
        "FRZ-1",
        {"Lake Jackson": 5},
        price="12.50",
        weight_grams=250,
        vendor="Acme",
        product_type="Frozen",
        requires_shipping=True,
    )
    ship_to = {
        "name": "Ada",
        "company": "Engines",
        "address1": "1 Main St",
        "city": "Austin",
        "province_code": "TX",
        "country_code": "US",
        "zip": "73301",
    }
    placed = await shop.place(
        ("FRZ-1", 2),
        tags=["vip"],
        channel="web",
        shipping_method="Express",
        delivery_method="SHIPPING",
        ship_to=ship_to,
    )

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)

    assert (order.id, order.name, order.number) == (placed["id"], "#1001", "1001")
    assert order.created_at.utcoffset() is not None
    assert order.tags == ("vip",)
    assert order.source == "web"
    assert order.total == order.subtotal == Decimal("25.00")
    assert order.currency == "USD"
    assert order.fulfillment_status == "UNFULFILLED"
    assert order.financial_status is not None
    assert order.shipping_method == "Express"
    assert (order.ship_to.province, order.ship_to.country, order.ship_to.postal_code) == ("TX", "US", "73301")
    assert (order.ship_to.name, order.ship_to.company, order.ship_to.city) == ("Ada", "Engines", "Austin")
    assert order.cancelled_at is None
    (line,) = order.lines
    assert (line.sku, line.quantity, line.price, line.weight_grams) == ("FRZ-1", 2, Decimal("12.50"), 250)
    assert (line.vendor, line.product_type, line.requires_shipping) == ("Acme", "Frozen", True)
    (fulfillment_order,) = order.fulfillment_orders
    assert fulfillment_order.is_open
    assert (fulfillment_order.location_id, fulfillment_order.location_name) == (shop.lake_jackson, "Lake Jackson")
    assert "MOVE" in fulfillment_order.actions
    assert fulfillment_order.delivery_method == "SHIPPING"
    assert [(one.line_id, one.total, one.remaining) for one in fulfillment_order.lines] == [(line.id, 2, 2)]
    assert fulfillment_order.lines[0].item_id == line.item_id


async def test_orders_with_something_to_ship_are_open_and_others_are_not(shop: Story):
    """Fulfilled and cancelled orders are left out."""
    waits = await shop.place(("MUG", 1))
    held = await shop.place(("MUG", 1))
    await shop.control("POST", "orders/1002/hold")
    await shop.place(("MUG", 1))
    await shop.control("POST", "orders/1003/cancel", restock=True)
    await shop.place(("MUG", 1))
    await shop.control("POST", "orders/1004/fulfil")

    assert await reading.open_order_ids(shop.client) == (waits["id"], held["id"])


async def test_only_statuses_with_something_to_ship_make_an_order_open():
    """Whatever else a shop may list."""
    time = VirtualTime()
    nodes = [
        {"id": f"gid://shopify/FulfillmentOrder/{status}", "orderId": f"gid://shopify/Order/{status}", "status": status}
        for status in ("CLOSED", "OPEN", "CANCELLED")
    ]
    listed = {"fulfillmentOrders": {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}}

    async with shop_answers.shop(shop_answers.Script(shop_answers.ok(listed)), time) as shop:
        assert await time.run(reading.open_order_ids(shop)) == ("gid://shopify/Order/OPEN",)


async def test_a_held_order_says_why(shop: Story):
    """A hold's reason is for people."""
    placed = await shop.place(("MUG", 1))
    await shop.control("POST", "orders/1001/hold")

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)

    assert order.fulfillment_orders[0].status == "ON_HOLD"
    assert order.fulfillment_orders[0].hold_reasons


async def test_a_fulfilled_order_shows_its_parcel(shop: Story):
    """Location, tracking, lines and quantities."""
    placed = await shop.place(("MUG", 2))
    await shop.control("POST", "orders/1001/fulfil", tracking="1Z9")

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)

    (parcel,) = order.fulfillments
    assert parcel.stands
    assert parcel.location_id == shop.lake_jackson
    assert [one.number for one in parcel.tracking] == ["1Z9"]
    assert parcel.lines == ((order.lines[0].id, 2),)


async def test_an_edited_order_has_its_current_quantities(shop: Story):
    """What was removed stays as a line of quantity 0."""
    await shop.add_product("TEA", {"Lake Jackson": 5})
    placed = await shop.place(("MUG", 3), ("TEA", 1))
    await shop.control("POST", "orders/1001/edit", lines=[{"sku": "MUG", "quantity": 1}, {"sku": "TEA", "quantity": 0}])

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)

    assert {line.sku: line.quantity for line in order.lines} == {"MUG": 1, "TEA": 0}


async def test_a_cancelled_order_says_when(shop: Story):
    """Orders that were imported before are read by id."""
    placed = await shop.place(("MUG", 1))
    await shop.control("POST", "orders/1001/cancel", restock=True)

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)

    assert order.cancelled_at is not None
    assert not any(one.is_open for one in order.fulfillment_orders)


async def test_an_order_of_120_lines_is_read_whole(shop: Story):
    """Lines, and the lines of its fulfillment order and of its parcel, fill several pages."""
    for number in range(120):
        await shop.add_product(f"S{number}", {"Lake Jackson": 5})
    placed = await shop.place(*[(f"S{number}", 1) for number in range(120)])

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    await shop.control("POST", "orders/1001/fulfil")
    (fulfilled,) = await reading.orders(shop.client, [placed["id"]], silent)

    skus = [f"S{number}" for number in range(120)]
    assert [line.sku for line in order.lines] == skus
    (fulfillment_order,) = order.fulfillment_orders
    assert {line.line_id for line in fulfillment_order.lines} == {line.id for line in order.lines}
    assert {line_id for line_id, _ in fulfilled.fulfillments[0].lines} == {line.id for line in order.lines}


async def test_an_order_of_30_fulfillment_orders_is_read_whole(shop: Story):
    """One at each of thirty locations."""
    places = [f"Store {number}" for number in range(30)]
    for number, place in enumerate(places):
        await shop.add_location(place)
        await shop.add_product(f"S{number}", {place: 5})
    placed = await shop.place(*[(f"S{number}", 1) for number in range(30)])

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)

    assert sorted(one.location_name for one in order.fulfillment_orders) == sorted(places)
    assert {line.line_id for one in order.fulfillment_orders for line in one.lines} == {line.id for line in order.lines}


async def test_many_orders_keep_their_order_and_unknown_ones_are_left_out(shop: Story):
    """More than fit into one request."""
    ids = [(await shop.place(("MUG", 1)))["id"] for _ in range(105)]
    steps: list[tuple[int, int | None]] = []
    wanted = [*ids[50:], "gid://shopify/Order/999999999", *ids[:50]]

    found = await reading.orders(shop.client, wanted, lambda done, total: steps.append((done, total)))

    assert [order.id for order in found] == [*ids[50:], *ids[:50]]
    assert steps[-1] == (106, 106)


async def test_without_leave_to_read_customers_an_order_is_read_without_them(shop: Story):
    """The scope is welcome, not needed."""
    placed = await shop.place(("MUG", 1))
    scopes = (await shop.client.run("access", {}))["currentAppInstallation"]["accessScopes"]
    fewer = [scope["handle"] for scope in scopes if scope["handle"] != "read_customers"]
    await shop.control("POST", "token", token="fewer", scopes=fewer)

    async with shop.connect("fewer") as modest:
        await reading.check_access(modest)
        (order,) = await reading.orders(modest, [placed["id"]], silent)

    assert order.customer_order_count is None
    assert order.lines[0].sku == "MUG"


@pytest.mark.parametrize("number", ["1001", "#1001", " 1001 "])
async def test_an_order_is_found_by_the_number_that_people_read(shop: Story, number: str):
    """With or without the sign."""
    placed = await shop.place(("MUG", 1))

    order = await reading.order_by_number(shop.client, number)

    assert order is not None
    assert order.id == placed["id"]


@pytest.mark.parametrize("number", ["9", "100", "10011", "", '"', "name:1001 OR"])
async def test_a_number_that_no_order_has_finds_nothing(shop: Story, number: str):
    """A search finds too much or is malformed; an order is never guessed."""
    await shop.place(("MUG", 1))

    assert await reading.order_by_number(shop.client, number) is None
