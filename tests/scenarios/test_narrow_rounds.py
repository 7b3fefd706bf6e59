"""Narrow rounds: what is dirty is looked at and nothing else, with the same care as in a full round."""

from typing import Any

from support import stock_feeds, towns
from support.towns import Town, actions

from reconciler import dirt, plans
from reconciler import round as rounds
from store import journal
from store import rounds as stored_rounds


async def orders(town: Town) -> list[str]:
    """The ids of all orders, in the order of their coming."""
    return [row["id"] for row in (await town.state())["orders"]]


def item(town: Town, sku: str = "MUG-01") -> str:
    """The id of an item."""
    found = next(each for each in town.world.shop.variants.values() if each.sku == sku)
    return f"gid://shopify/InventoryItem/{found.inventory_item_id}"


async def glance(town: Town, **dirty: Any) -> rounds.Result:
    """Run a narrow round."""
    return await town.round(only=dirt.Dirt(**{name: frozenset(ids) for name, ids in dirty.items()}))


async def asked(town: Town) -> set[str]:
    """The operations that the shop was asked for since they were forgotten."""
    answer = (await town.http.get("/_control/requests")).json()
    return {each["operation"] for each in answer["requests"]}


def levels(plan: plans.Plan) -> dict[str, str]:
    """What a plan would set, by address."""
    return {str(change.address): change.after for change in plan.changes if change.action == "set_inventory"}


async def test_a_dirty_order_is_looked_at_alone(town: Town):
    """The other new order waits for its own mark, or for the full round."""
    await towns.order_mug(town)
    await towns.order_mug(town)
    first, _ = await orders(town)
    await town.forget_requests()

    done = await glance(town, orders=[first])

    assert actions(done) == ["import_order", "assign_warehouse"]
    assert done.plan.counts.orders == 1
    assert "OpenOrders" not in await asked(town)
    assert actions(await town.round()) == ["import_order", "assign_warehouse"]


async def test_a_dirty_fulfillment_order_leads_to_its_order(town: Town):
    """Webhooks about fulfillment orders do not say which order it is."""
    await towns.order_mug(town)
    row = await town.order()

    done = await glance(
        town, fulfillment_orders=[row["fulfillment_orders"][0]["id"], "gid://shopify/FulfillmentOrder/1"]
    )

    assert actions(done) == ["import_order", "assign_warehouse"]


async def test_a_narrow_round_with_nothing_to_do_writes_nothing(town: Town):
    """What the echo of our own writes comes to."""
    town.write_back(on=True)
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z1")
    await town.round()
    await town.forget_requests()

    done = await glance(town, orders=await orders(town), items=[item(town)])

    assert (done.plan.changes, done.outcomes) == ((), ())
    assert await town.writes() == 0


async def test_what_is_gone_or_unknown_is_passed_over(town: Town):
    """A mark may name what was deleted since, or what never was."""
    done = await glance(
        town,
        orders=["gid://shopify/Order/1"],
        items=["gid://shopify/InventoryItem/1"],
        fulfillment_orders=["gid://shopify/FulfillmentOrder/1"],
    )

    assert done.plan.changes == ()


async def test_a_level_that_somebody_edited_is_set_right_by_its_mark(town: Town):
    """And no other level is read for it."""
    town.write_back(on=True)
    await town.control("products", {"title": "Cup", "sku": "CUP", "stock": {"Austin Office": 5}})
    town.count("warehouse-a", "CUP", 7)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 60})

    done = await glance(town, items=[item(town)])

    assert actions(done) == ["set_inventory"]
    assert await town.level("MUG-01", "Austin Office") == 48
    assert await town.level("CUP", "Austin Office") == 5
    assert done.plan.counts.levels == 2


async def test_a_narrow_round_counts_the_open_orders_that_are_not_dirty(town: Town):
    """They are read because they hold the same goods: otherwise what they have reserved would be taken off twice."""
    town.write_back(on=True)
    for _ in range(3):
        await towns.order_mug(town)
    await town.round()
    right = (await town.level("MUG-01", "Lake Jackson"), await town.level("MUG-01", "Austin Office"))
    await towns.order_mug(town)

    narrow = await glance(town, orders=(await orders(town))[-1:], items=[item(town)])

    full = await town.round()
    assert actions(full) == []
    assert narrow.plan.counts.orders == 4
    # The fourth order was routed to Lake Jackson, and ships from Austin.
    after = (await town.level("MUG-01", "Lake Jackson"), await town.level("MUG-01", "Austin Office"))
    assert after == (right[0] - 1, right[1] - 1)


async def test_goods_that_an_order_holds_which_was_not_read_are_left_to_the_full_round(town: Town):
    """Nobody can tell here where that order will ship from."""
    town.write_back(on=True)
    await towns.order_mug(town)
    await town.control("stock", {"sku": "MUG-01", "location": "Lake Jackson", "available": 10})

    narrow = await glance(town, items=[item(town)])

    assert narrow.plan.changes == ()
    assert actions(await town.round()) != []


async def test_a_label_that_became_possible_is_written_by_a_narrow_round(town: Town):
    """Released from a hold: moved, written, and nothing left to do for the full round."""
    await towns.order_mug(town)
    await town.round()
    await town.control("orders/1001/hold")
    town.label("1001", "1Z1")
    await town.round()
    await town.control("orders/1001/release")
    row = await town.order()

    done = await glance(town, fulfillment_orders=[row["fulfillment_orders"][0]["id"]])

    assert {"relocate", "write_tracking"} <= set(actions(done))
    await town.forget_requests()
    assert actions(await town.round()) == []
    assert await town.writes() == 0


async def test_a_narrow_plan_sets_levels_exactly_as_a_full_plan_would(town: Town):
    """Whatever the orders are up to: placed elsewhere, split, edited, cancelled, not imported."""
    town.write_back(on=True)
    for sku, here, there in (("CUP", 20, 30), ("HAT", 9, 4)):
        stock = {"Lake Jackson": here, "Austin Office": there}
        await town.control("products", {"title": sku, "sku": sku, "stock": stock})
        town.count("warehouse-a", sku, there + 3)
        town.count("warehouse-b", sku, here - 2)
    for lines in (["MUG-01"], ["MUG-01", "CUP"], ["CUP", "HAT"], ["HAT"], ["HAT", "MUG-01"]):
        await town.control("orders", {"lines": [{"sku": sku, "quantity": 1} for sku in lines]})
    await town.round()
    town.ship_from("1002", "warehouse-b")
    await town.control("orders/1003/edit", {"lines": [{"sku": "CUP", "quantity": 3}]})
    await town.control("orders/1004/cancel")
    await town.control("stock", {"sku": "HAT", "location": "Austin Office", "available": 40})
    full = levels(await town.plan())
    assert full

    for sku in ("MUG-01", "CUP", "HAT"):
        narrow = await town.plan(only=dirt.Dirt(items=frozenset([item(town, sku)])))
        assert levels(narrow) == {address: after for address, after in full.items() if sku in address}
    everything = dirt.Dirt(orders=frozenset(await orders(town)))
    assert levels(await town.plan(only=everything)) == full


async def test_a_lost_answer_about_another_order_stays_open(town: Town):
    """A narrow round has not looked there, so it can't say that nothing came of it; a look at that order can."""
    await towns.order_mug(town)
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z1")
    await town.control("faults", {"operation": "fulfillmentOrderMove", "when": "after"})
    await town.round()
    town.clock.pass_time(hours=1)

    def unresolved() -> int:
        with town.database.reading() as session:
            return len(journal.unresolved(session, towns.DOMAIN))

    assert unresolved() == 1
    first, second = await orders(town)
    await glance(town, orders=[second])
    assert unresolved() == 1
    await glance(town, orders=[first])
    assert unresolved() == 0


async def test_a_narrow_round_reads_no_stock_feeds(town: Town):
    """They say nothing of what changed in the shop, and other people's servers are asked once for each full round."""
    feed = stock_feeds.feed(stock_feeds.csv([1]))

    await town.round(only=dirt.Dirt(items=frozenset([item(town)])), feeds=(feed,))
    assert feed.source.reads == 0
    await town.round(feeds=(feed,))
    assert feed.source.reads >= 1


async def test_narrow_rounds_are_told_from_full_ones_in_the_record(town: Town):
    """Whoever looks later can see what was looked at."""
    await town.round()
    await glance(town, items=[item(town)])

    with town.database.reading() as session:
        assert [row.mode for row in stored_rounds.list_latest(session, towns.DOMAIN)] == ["narrow", "apply"]


async def test_with_write_back_off_no_goods_are_looked_up(town: Town):
    """A mark about stock is nothing to do then."""
    await town.forget_requests()

    await glance(town, items=[item(town)])

    assert not await asked(town) & {"SkusOfItems", "Items", "Levels"}
