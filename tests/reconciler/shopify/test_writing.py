"""Writing to a shop: moves, parcels and tags."""

from typing import Any

import pytest
from support.simulated_shops import Story, silent

from reconciler import actual
from reconciler.shopify import errors, reading, writing

UPS = actual.Tracking(company="UPS", number="1Z999")


async def read(shop: Story, placed: dict[str, Any]) -> actual.Order:
    """The order as it is now."""
    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    return order


async def test_a_full_move_keeps_the_id_and_shifts_stock_by_itself(shop: Story):
    """Lake Jackson 49 → 50, Austin 48 → 47, done by Shopify."""
    placed = await shop.place(("MUG", 1))
    before = (await read(shop, placed)).fulfillment_orders[0]

    result = await writing.move(shop.client, before.id, shop.austin, None)

    assert (result.moved_id, result.original_id, result.remaining_id) == (before.id, before.id, None)
    assert [(line.line_id, line.remaining) for line in result.moved_lines] == [(before.lines[0].line_id, 1)]
    assert await shop.levels("MUG") == {"Lake Jackson": (50, 0, 50), "Austin Office": (47, 1, 48)}


async def test_a_partial_move_tells_the_new_ids(shop: Story):
    """One of three goes elsewhere, under a new fulfillment order."""
    placed = await shop.place(("MUG", 3))
    before = (await read(shop, placed)).fulfillment_orders[0]

    result = await writing.move(shop.client, before.id, shop.austin, [(before.lines[0].id, 1)])

    assert result.moved_id != before.id
    assert result.remaining_id == before.id
    assert [(line.line_id, line.remaining) for line in result.moved_lines] == [(before.lines[0].line_id, 1)]


async def test_a_move_to_a_location_that_stocks_only_a_part_says_what_moved(shop: Story):
    """Shopify moves less than asked without an error."""
    await shop.add_product("TEA", {"Lake Jackson": 5})
    placed = await shop.place(("MUG", 1), ("TEA", 1))
    order = await read(shop, placed)

    result = await writing.move(shop.client, order.fulfillment_orders[0].id, shop.austin, None)

    mug = next(line for line in order.lines if line.sku == "MUG")
    assert [line.line_id for line in result.moved_lines] == [mug.id]
    assert result.remaining_id is not None


async def test_a_move_to_a_location_that_stocks_nothing_of_it_is_refused_in_shopifys_words(shop: Story):
    """The order stays where it was."""
    await shop.add_product("TEA", {"Lake Jackson": 5})
    placed = await shop.place(("TEA", 1))
    before = (await read(shop, placed)).fulfillment_orders[0]

    with pytest.raises(errors.UserErrors, match=r"Cannot change location\."):
        await writing.move(shop.client, before.id, shop.austin, None)

    assert (await read(shop, placed)).fulfillment_orders[0].location_id == shop.lake_jackson


async def test_an_unknown_fulfillment_order_is_a_query_error(shop: Story):
    """Ids change under us."""
    with pytest.raises(errors.QueryError, match="Invalid id"):
        await writing.move(shop.client, "gid://shopify/FulfillmentOrder/0", shop.austin, None)


async def test_a_parcel_is_recorded_with_its_tracking(shop: Story):
    """Part of an order, at the location where it is."""
    placed = await shop.place(("MUG", 3))
    before = (await read(shop, placed)).fulfillment_orders[0]

    made = await writing.create_fulfillment(shop.client, [(before.id, [(before.lines[0].id, 2)])], UPS, notify=False)

    order = await read(shop, placed)
    assert [(one.id, one.lines) for one in order.fulfillments] == [(made, ((order.lines[0].id, 2),))]
    assert order.fulfillments[0].tracking[0].number == "1Z999"
    assert [line.remaining for line in order.fulfillment_orders[0].lines] == [1]


async def test_a_parcel_of_more_than_is_left_is_refused(shop: Story):
    """In Shopify's words, and nothing is shipped."""
    placed = await shop.place(("MUG", 1))
    before = (await read(shop, placed)).fulfillment_orders[0]

    with pytest.raises(errors.UserErrors, match="Invalid fulfillment order line item quantity"):
        await writing.create_fulfillment(shop.client, [(before.id, [(before.lines[0].id, 2)])], UPS, notify=False)

    assert (await read(shop, placed)).fulfillments == ()


async def test_tracking_is_replaced(shop: Story):
    """A relabelled parcel."""
    placed = await shop.place(("MUG", 1))
    before = (await read(shop, placed)).fulfillment_orders[0]
    made = await writing.create_fulfillment(shop.client, [(before.id, [(before.lines[0].id, 1)])], UPS, notify=False)

    await writing.update_tracking(shop.client, made, actual.Tracking(company="FedEx", number="77"), notify=False)

    (info,) = (await read(shop, placed)).fulfillments[0].tracking
    assert (info.company, info.number) == ("FedEx", "77")


async def test_a_cancelled_parcel_leaves_its_quantity_to_ship(shop: Story):
    """A voided label."""
    placed = await shop.place(("MUG", 1))
    before = (await read(shop, placed)).fulfillment_orders[0]
    made = await writing.create_fulfillment(shop.client, [(before.id, [(before.lines[0].id, 1)])], UPS, notify=False)

    await writing.cancel_fulfillment(shop.client, made)

    order = await read(shop, placed)
    assert not order.fulfillments[0].stands
    assert sum(line.remaining for one in order.fulfillment_orders if one.is_open for line in one.lines) == 1


async def test_an_unknown_fulfillment_is_refused_in_shopifys_words(shop: Story):
    """For tracking and for cancelling."""
    gone = "gid://shopify/Fulfillment/999999"

    with pytest.raises(errors.UserErrors, match="Fulfillment does not exist"):
        await writing.update_tracking(shop.client, gone, UPS, notify=False)
    with pytest.raises(errors.UserErrors, match="Fulfillment not found"):
        await writing.cancel_fulfillment(shop.client, gone)


async def test_tags_come_and_go_without_touching_others(shop: Story):
    """Added twice is once; removing what is not there is fine."""
    placed = await shop.place(("MUG", 1), tags=["vip"])

    await writing.add_tags(shop.client, placed["id"], ["late"])
    await writing.add_tags(shop.client, placed["id"], ["late"])
    assert (await read(shop, placed)).tags == ("late", "vip")

    await writing.remove_tags(shop.client, placed["id"], ["late", "never"])
    assert (await read(shop, placed)).tags == ("vip",)


async def test_an_item_is_stocked_at_zero_and_a_second_time_changes_nothing(shop: Story):
    """The fix for an item that a location does not stock."""
    item = await shop.add_product("TEA", {"Lake Jackson": 5})

    await writing.activate(shop.client, item, shop.austin)
    await writing.set_available(
        shop.client,
        [writing.SetRow(item_id=item, location_id=shop.austin, quantity=3, change_from=0)],
        "trueup://test/1",
        "4d4c3f62-0000-4000-8000-000000000001",
    )
    await writing.activate(shop.client, item, shop.austin)

    assert await shop.levels("TEA") == {"Lake Jackson": (5, 0, 5), "Austin Office": (3, 0, 3)}


async def test_a_location_that_does_not_exist_can_not_stock_anything(shop: Story):
    """In Shopify's words."""
    with pytest.raises((errors.UserErrors, errors.QueryError)):
        await writing.activate(shop.client, shop.item, "gid://shopify/Location/999999")
