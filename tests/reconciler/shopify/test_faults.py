"""Faults of a shop that keeps state: what took place although its answer was lost."""

import pytest
from support.simulated_shops import Story, silent

from reconciler import actual
from reconciler.shopify import errors, reading, writing, writing_levels


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


async def test_a_fulfillment_order_that_was_made_anew_is_refused_and_found_again(shop: Story):
    """Its id is closed under the client's hands; whoever reads the order again ships it once."""
    placed = await shop.place(("MUG", 2))
    (order,) = await reading.orders(shop.client, [placed["id"]], silent)
    await shop.control("POST", "faults", operation="fulfillmentCreate", kind="renumber", when="before")

    async def ship(known: actual.Order) -> None:
        one = next(each for each in known.fulfillment_orders if each.is_open)
        parcel = actual.Tracking(company="UPS", number="1Z")
        lines = [(one.id, [(one.lines[0].id, 2)])]
        await writing.create_fulfillment(shop.client, lines, parcel, notify=False)

    with pytest.raises(errors.UserErrors, match="unfulfillable status= closed"):
        await ship(order)
    (again,) = await reading.orders(shop.client, [placed["id"]], silent)
    await ship(again)

    (shipped,) = await reading.orders(shop.client, [placed["id"]], silent)
    assert len(shipped.fulfillments) == 1
    assert await shop.levels("MUG") == {"Lake Jackson": (48, 0, 48), "Austin Office": (48, 0, 48)}


@pytest.mark.parametrize(("mode", "refused"), [("documented", []), ("observed", [writing_levels.STALE])])
async def test_a_level_sent_twice_under_one_key_is_set_once_whatever_keys_are_good_for(
    shop: Story, mode: str, refused: list[str]
):
    """As documented the first answer comes again; as observed the comparison refuses. The level is right either way."""
    await shop.control("POST", "rules", idempotency=mode)
    row = writing.SetRow(item_id=shop.item, location_id=shop.austin, quantity=30, change_from=48)

    first = await writing.set_available(shop.client, [row], "test://twice", "one-key")
    again = await writing.set_available(shop.client, [row], "test://twice", "one-key")

    assert first.is_set
    assert [one.code for one in again.refused] == refused
    (level,) = await reading.levels(shop.client, [shop.item], [shop.austin], silent)
    assert level.available == 30
