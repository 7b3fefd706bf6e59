"""Faults of a shop that keeps state: what took place although its answer was lost."""

import pytest
from support.simulated_shops import Story, silent

from reconciler import actual
from reconciler.shopify import errors, reading, writing


async def test_a_move_whose_answer_was_lost_took_place_once(shop: Story):
    """The caller is told to look, and finds it done."""
    placed = await shop.place(("MUG", 1))
    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    await shop.control("POST", "faults", operation="fulfillmentOrderMove", kind="http", status=502, when="after")

    with pytest.raises(errors.UnknownOutcomeError, match="502"):
        await writing.move(shop.client, order.fulfillment_orders[0].id, shop.austin, None)

    assert await shop.levels("MUG") == {"Lake Jackson": (50, 0, 50), "Austin Office": (47, 1, 48)}


async def test_a_parcel_whose_answer_was_lost_is_not_recorded_twice(shop: Story):
    """FulfillmentCreate has no idempotency key."""
    placed = await shop.place(("MUG", 2))
    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    fulfillment_order = order.fulfillment_orders[0]
    await shop.control("POST", "faults", operation="fulfillmentCreate", kind="http", status=504, when="after")

    with pytest.raises(errors.UnknownOutcomeError):
        await writing.create_fulfillment(
            shop.client,
            [(fulfillment_order.id, [(fulfillment_order.lines[0].id, 1)])],
            actual.Tracking(company="UPS", number="1Z"),
            notify=False,
        )

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    assert len(order.fulfillments) == 1


async def test_a_throttled_write_is_sent_again_and_takes_place_once(shop: Story):
    """THROTTLED means that nothing was carried out."""
    placed = await shop.place(("MUG", 1))
    await shop.control("POST", "faults", operation="tagsAdd", kind="throttle")

    await writing.add_tags(shop.client, placed["id"], ["late"])

    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    assert order.tags == ("late",)
