"""Orders that are edited, cancelled, shipped or taken back in the shop itself: the store follows, stock stays true."""

import pytest
from support import crashes, towns
from support.towns import Town

from reconciler.shopify import writing
from simulator import orders as simulated
from store import errors, labels, orders, parts, shops

TAG = "Failed Shipment Notification"


@pytest.fixture(autouse=True)
def _write_back(town: Town) -> None:
    town.write_back(on=True)


async def _levels(town: Town) -> tuple[int, int]:
    return await town.level("MUG-01", "Lake Jackson"), await town.level("MUG-01", "Austin Office")


async def test_an_edited_order_is_taken_over_with_its_stock(town: Town) -> None:
    """One mug becomes three, then two: the part and the available on hand of A follow each time."""
    await towns.order_mug(town)
    await town.round()

    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 3}]})
    await town.round()
    assert [units for _, units in town.stored().parts[0].lines] == [3]
    assert await _levels(town) == (47, 45)

    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    await town.round()
    assert [units for _, units in town.stored().parts[0].lines] == [2]
    assert await _levels(town) == (48, 46)
    assert (await town.round()).plan.changes == ()


async def test_a_line_added_to_a_labelled_order_is_a_part_of_its_own(town: Town) -> None:
    """The parcel holds its part together: what is added later is decided and labelled anew."""
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFIRST")
    await town.round()

    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    result = await town.round()

    assert towns.actions(result)[:2] == ["accept", "assign_warehouse"]
    assert [part.warehouse for part in town.stored().parts] == ["warehouse-b", "warehouse-a"]
    assert await _levels(town) == (48, 47)


async def test_a_closed_order_that_gets_another_line_is_open_again(town: Town) -> None:
    """Everything had left and the order was closed here: the unit added later is packed as any other."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZFIRST")
    await town.round()
    await town.round()
    assert town.stored().closed_at is not None

    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    await town.round()

    assert town.stored().closed_at is None
    town.label("1001", "1ZSECOND")
    await town.round()
    assert len((await town.order())["fulfillments"]) == 2
    assert await _levels(town) == (50, 46)
    assert (await town.round()).plan.changes == ()


async def test_a_cancelled_order_gives_its_stock_back_and_takes_no_label(town: Town) -> None:
    """Nothing of it is committed any more, and a label is refused with a reason."""
    await towns.order_mug(town)
    await town.round()

    await town.control("orders/1001/cancel")
    result = await town.round()

    assert "accept" in towns.actions(result)
    assert await _levels(town) == (50, 48)
    with pytest.raises(errors.OrderCancelledError, match="nothing of it is to be shipped"):
        town.label("1001", "1ZLATE")
    assert (await town.round()).plan.changes == ()


async def test_a_label_for_an_order_cancelled_meanwhile_is_told_and_heals_when_it_is_voided(town: Town) -> None:
    """Nothing of a cancelled order is fulfilled: the order is tagged, until the parcel is called back."""
    await towns.order_mug(town)
    await town.round()
    label = town.label("1001", "1ZLATE")
    await town.control("orders/1001/cancel")

    await town.round()

    order = await town.order()
    assert (order["tags"], order["fulfillments"]) == ([TAG], [])
    assert "cancelled in the shop" in town.notes()[0]

    with town.database.session() as session:
        labels.void(session, label, now=town.clock())
    await town.round()

    assert (await town.order())["tags"] == []
    assert await _levels(town) == (50, 48)
    assert (await town.round()).plan.changes == ()


@pytest.mark.parametrize("field", ["fulfillmentOrderMove", "fulfillmentCreate"])
async def test_an_order_cancelled_while_its_plan_is_carried_out_is_not_shipped(town: Town, field: str) -> None:
    """The state is looked at right before: what Shopify refuses is planned anew, as a failure to be told."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZLATE")

    def customer_cancels() -> None:
        (order,) = town.world.shop.orders.values()
        simulated.cancel(town.world, order, "CUSTOMER", restock=True)

    async with crashes.watching(town, field, before=customer_cancels) as client:
        await town.round(client=client)

    order = await town.order()
    assert (order["tags"], order["fulfillments"]) == ([TAG], [])


async def test_what_was_shipped_by_hand_is_noted_and_never_offered_again(town: Town) -> None:
    """The parcel left after the count: the location must not offer it a second time, not even for one round."""
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    await town.round()
    assert await _levels(town) == (49, 48)

    await town.control("orders/1001/fulfil", {"tracking": "HAND1", "company": "Post"})
    result = await town.round()

    assert towns.actions(result) == ["accept"]
    assert await _levels(town) == (49, 48)
    (label,) = town.stored().parts[0].labels
    assert (label.tracking_number, label.adopted) == ("HAND1", True)
    with pytest.raises(errors.StoreError):
        town.label("1001", "1ZAGAIN")
    assert (await town.round()).plan.changes == ()


async def test_what_was_shipped_before_the_import_is_not_packed_again(town: Town) -> None:
    """Only the rest of the order is to be packed here."""
    await town.control("products", {"title": "Kettle", "sku": "KET-01", "stock": {"Austin Office": 10}})
    await town.control("products", {"title": "Pan", "sku": "PAN-01", "stock": {"Lake Jackson": 7}})
    await town.control("orders", {"lines": [{"sku": "KET-01", "quantity": 1}, {"sku": "PAN-01", "quantity": 2}]})
    await town.control("orders/1001/fulfil", {"location": "Lake Jackson", "tracking": "HAND1"})

    await town.round()
    await town.round()
    town.label("1001", "1ZREST")
    await town.round()

    parcels = (await town.order())["fulfillments"]
    assert [[(line["sku"], line["quantity"]) for line in one["lines"]] for one in parcels] == [
        [("PAN-01", 2)],
        [("KET-01", 1)],
    ]
    assert (await town.round()).plan.changes == ()


async def test_a_parcel_of_the_shop_that_is_taken_back_there_is_to_be_packed_again(town: Town) -> None:
    """The adopted label is voided, and the order can be labelled here."""
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    await town.control("orders/1001/fulfil", {"tracking": "HAND1"})
    await town.round()

    await writing.cancel_fulfillment(town.shop.client, (await town.order())["fulfillments"][0]["id"])
    await town.round()
    assert await _levels(town) == (49, 48)
    town.label("1001", "1ZAGAIN")
    await town.round()

    standing = [one for one in (await town.order())["fulfillments"] if one["status"] == "SUCCESS"]
    assert [one["tracking"][0]["number"] for one in standing] == ["1ZAGAIN"]
    assert await _levels(town) == (49, 48)


@pytest.mark.parametrize("rounds", [0, 2], ids=["at once", "after it was closed here"])
async def test_our_parcel_taken_back_in_the_shop_is_written_again_while_its_label_stands(
    town: Town, rounds: int
) -> None:
    """The label says that it left: who wants it otherwise voids the label."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZSTANDS")
    await town.round()
    for _ in range(rounds):
        await town.round()

    await writing.cancel_fulfillment(town.shop.client, (await town.order())["fulfillments"][0]["id"])
    result = await town.round()

    assert towns.actions(result) == ["write_tracking"]
    standing = [one for one in (await town.order())["fulfillments"] if one["status"] == "SUCCESS"]
    assert [(one["location"], one["tracking"][0]["number"]) for one in standing] == [("Austin Office", "1ZSTANDS")]
    assert await _levels(town) == (50, 47)
    assert (await town.round()).plan.changes == ()


async def test_gift_cards_are_left_out_of_parts_and_keep_no_order_open(town: Town) -> None:
    """Only what has to be packed is ours: the order is finished when the mug left."""
    await town.control("products", {"title": "Gift card", "sku": "GIFT", "requires_shipping": False, "tracked": False})
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 1}, {"sku": "GIFT", "quantity": 1}]})
    await town.round()
    names = {line.gid: line.sku for line in town.stored().lines}
    assert [names[gid] for gid, _ in town.stored().parts[0].lines] == ["MUG-01"]

    town.label("1001", "1ZMUG")
    await town.round()
    await town.round()

    assert [one["lines"] for one in (await town.order())["fulfillments"]] == [[{"sku": "MUG-01", "quantity": 1}]]
    assert town.stored().closed_at is not None
    assert (await town.round()).plan.changes == ()


async def test_an_order_of_gift_cards_alone_is_not_imported(town: Town) -> None:
    """Nobody has to pack it."""
    await town.control("products", {"title": "Gift card", "sku": "GIFT", "requires_shipping": False, "tracked": False})
    await town.control("orders", {"lines": [{"sku": "GIFT", "quantity": 1}]})

    assert (await town.round()).plan.changes == ()


async def test_an_order_open_again_takes_from_what_another_shop_left(town: Town) -> None:
    """A ships for two shops, and the other one's order needs 5: the unit added to a closed order comes off as well."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZFIRST")
    await town.round()
    await town.round()
    with town.database.session() as session:
        shops.ensure(session, "other.myshopify.com")
        line = orders.IncomingLine(gid="other-line", sku="MUG-01", title="Enamel Mug", quantity=5)
        incoming = orders.Incoming(gid="other", name="#77", number="77", placed_at=town.clock(), lines=(line,))
        other = orders.import_order(session, "other.myshopify.com", incoming, town.clock())
        parts.assign(session, other, 1, "warehouse-a", by="person")
    assert await _levels(town) == (50, 47)

    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    await town.round()

    assert await _levels(town) == (49, 47 - 5 - 1)
