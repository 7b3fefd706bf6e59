"""The faults that other connectors fail, with their numbers. The order with two lines is in test_split_orders."""

from collections.abc import AsyncIterator

import pytest
from support import crashes, towns
from support.towns import Town

from reconciler import guards, plans
from simulator import placing
from store import databases, rounds

WIDE = guards.Limits(**dict.fromkeys(guards.GUARDS, 1_000_000))


@pytest.fixture
async def catalogue(sqlite_database: databases.Database) -> AsyncIterator[Town]:
    """500 products at two locations, 1000 levels, every one of them off by 3. Write-back is on."""
    async with towns.open_town(sqlite_database) as town:
        for name in ("Lake Jackson", "Austin Office"):
            await town.control("locations", {"name": name})
        town.warehouse("warehouse-a", "Warehouse A", default=True)
        town.warehouse("warehouse-b", "Warehouse B")
        await town.map("warehouse-a", "Austin Office")
        await town.map("warehouse-b", "Lake Jackson")
        for number in range(500):
            sku = f"SKU-{number:03}"
            await town.control(
                "products", {"title": sku, "sku": sku, "stock": {"Lake Jackson": 10, "Austin Office": 10}}
            )
            town.count("warehouse-a", sku, 13)
            town.count("warehouse-b", sku, 13)
        town.write_back(on=True)
        yield town


async def test_an_order_of_3_between_the_read_and_the_write_leaves_22_of_25(town: Town) -> None:
    """The refused write is not sent again with its old target: both sides are read anew, and 25 become 22."""
    town.write_back(on=True)
    town.count("warehouse-b", "MUG-01", 25)
    waiting = [placing.WantedOrder(lines=[placing.WantedLine(sku="MUG-01", quantity=3)])]

    def customer_comes() -> bool:
        if waiting:
            placing.place(town.world, waiting.pop())
        return True

    result = await town.round(may_go_on=customer_comes)

    results = [o.result for o in result.outcomes if o.change.address.location == "Lake Jackson"]
    assert results[0] == "stale"
    assert await town.level("MUG-01", "Lake Jackson") == 22
    assert await town.level("MUG-01", "Austin Office") == 45


async def test_a_level_that_is_refused_three_times_is_left_for_the_next_round_and_shown(town: Town) -> None:
    """A customer comes before each write: three looks, three refusals; a quiet round later it is true."""
    town.write_back(on=True)
    town.count("warehouse-b", "MUG-01", 25)
    wanted = placing.WantedOrder(lines=[placing.WantedLine(sku="MUG-01", quantity=1)])
    came = []

    def a_customer_comes() -> None:
        came.append(placing.place(town.world, wanted))

    async with crashes.watching(town, "inventorySetQuantities", before=a_customer_comes, every=True) as client:
        result = await town.round(client=client)

    at_the_place = [o for o in result.outcomes if o.change.address.location == "Lake Jackson"]
    assert [o.result for o in at_the_place] == ["stale", "stale", "stale"]
    with town.database.reading() as session:
        shown = rounds.changes(session, result.round_id)
        assert rounds.get(session, result.round_id).status == "partial"
    assert [row.outcome for row in shown if row.address.endswith("location=Lake Jackson")] == ["stale"] * 3

    quiet = await town.round()

    assert [o.result for o in quiet.outcomes if o.change.address.location == "Lake Jackson"][-1] == "done"
    assert await town.level("MUG-01", "Lake Jackson") == 25 - len(came)


async def test_a_lost_answer_ships_nothing_twice(town: Town) -> None:
    """2 of 4 are shipped, the answer is lost after its effect: 1 fulfillment, 2 remaining, now and later."""
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 4}]})
    await town.round()
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZLOST", lines={"MUG-01": 2})
    await town.control("faults", {"operation": "fulfillmentCreate", "when": "after"})

    first = await town.round()
    second = await town.round()
    town.clock.pass_time(minutes=5)
    third = await town.round()

    assert [outcome.result for outcome in first.outcomes] == ["unknown"]
    assert second.plan.changes == third.plan.changes == ()
    order = await town.order()
    assert [one["tracking"][0]["number"] for one in order["fulfillments"]] == ["1ZLOST"]
    assert sum(line["remaining"] for fo in order["fulfillment_orders"] for line in fo["lines"]) == 2
    assert town.stored().parts[0].labels[0].fulfillment_gid == order["fulfillments"][0]["id"]


async def test_a_request_that_never_arrived_is_sent_again_when_that_is_certain(town: Town) -> None:
    """The connection breaks before the effect: the order is left alone for a minute, then shipped once."""
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZLOST")
    await town.control("faults", {"operation": "fulfillmentCreate", "when": "before"})
    await town.round()

    soon = await town.round()

    assert soon.plan.changes == ()
    assert [held.cause for held in soon.plan.held if held.stage == "tracking"] == ["waiting"]
    assert "left alone until it is clear" in soon.plan.warnings[0]

    town.clock.pass_time(seconds=61)
    later = await town.round()

    assert towns.actions(later) == ["write_tracking"]
    assert len((await town.order())["fulfillments"]) == 1


async def test_two_bad_products_among_500_stop_no_other(catalogue: Town) -> None:
    """A bundle is told before anything is sent, a product deleted meanwhile is taken out: the other 996 are written."""
    shop = catalogue.world.shop
    bundle = next(one for one in shop.variants.values() if one.sku == "SKU-100")
    bundle.requires_components = True
    gone = [one for one in shop.variants.values() if one.sku == "SKU-300"]

    def product_is_deleted() -> bool:
        if gone:
            variant = gone.pop()
            del shop.variants[variant.id], shop.items[variant.inventory_item_id]
            del shop.levels[variant.inventory_item_id]
        return True

    result = await catalogue.round(limits=WIDE, may_go_on=product_is_deleted)

    written = [one for one in result.outcomes if one.result == "done"]
    refused = [one for one in result.outcomes if one.result == "refused"]
    assert len(written) == 996
    assert {one.change.address.sku for one in refused} == {"SKU-300"}
    assert {one.message for one in refused} == {"The specified inventory item could not be found."}
    told = [held for held in result.plan.held if held.kind == "availability.not_writable"]
    assert [held.address.sku for held in told] == ["SKU-100"]
    levels = (await catalogue.state())["levels"]
    assert {row["available"] for row in levels if row["sku"] != "SKU-100"} == {13}


async def test_1000_drifted_levels_take_8_requests(catalogue: Town) -> None:
    """Four batches of 250 and four read-backs, and nothing more after the first write."""
    await catalogue.forget_requests()

    result = await catalogue.round(limits=WIDE)

    assert [one.result for one in result.outcomes] == ["done"] * 1000
    requests = (await catalogue.http.get("/_control/requests")).json()["requests"]
    first = next(index for index, one in enumerate(requests) if one["kind"] == "mutation")
    assert len(requests[first:]) == 8


@pytest.mark.parametrize("after", [True, False], ids=["after its effect", "before it left"])
async def test_a_kill_at_fulfillment_create_ships_once(town: Town, after: bool) -> None:  # noqa: FBT001
    """The intent was on disk before: the shop shows what became of it, and a minute is waited at most."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZKILL")
    async with crashes.killing(town, "fulfillmentCreate", after=after) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)

    await town.round()
    town.clock.pass_time(seconds=61)
    await town.round()
    last = await town.round()

    assert last.plan.changes == ()
    order = await town.order()
    assert [(one["location"], one["tracking"][0]["number"]) for one in order["fulfillments"]] == [
        ("Austin Office", "1ZKILL")
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 47


@pytest.mark.parametrize("field", ["fulfillmentOrderMove", "fulfillmentCreate", "tagsRemove"])
@pytest.mark.parametrize("after", [True, False], ids=["after its effect", "before it left"])
async def test_a_kill_while_an_order_heals_leaves_one_note_of_it(town: Town, field: str, after: bool) -> None:  # noqa: FBT001
    """One move, one fulfillment, no tag, and exactly one note that it healed, wherever the process died."""
    town.warehouse("warehouse-c", "Warehouse C")
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-c")
    town.label("1001", "1ZHEAL")
    await town.round()
    await town.map("warehouse-c", "Austin Office")
    async with crashes.killing(town, field, after=after) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)

    town.clock.pass_time(seconds=61)
    await town.round()
    last = await town.round()

    assert last.plan.changes == ()
    order = await town.order()
    assert order["tags"] == []
    assert len(order["fulfillments"]) == 1
    assert sum("nothing keeps order" in note for note in town.notes()) == 1


@pytest.mark.parametrize("after", [True, False], ids=["after its effect", "before it left"])
async def test_a_kill_while_a_failure_is_told_leaves_one_tag_and_one_note(town: Town, after: bool) -> None:  # noqa: FBT001
    """The note is not forgotten because the tag went through, and not written twice either."""
    town.warehouse("warehouse-c", "Warehouse C")
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-c")
    town.label("1001", "1ZFAIL")
    async with crashes.killing(town, "tagsAdd", after=after) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)

    town.clock.pass_time(seconds=61)
    await town.round()
    await town.round()

    assert (await town.order())["tags"] == ["Failed Shipment Notification"]
    assert len(town.notes()) == 1


async def test_a_lost_tag_is_set_later_and_noted_once(town: Town) -> None:
    """A tag whose answer was lost is neither forgotten nor told twice."""
    town.warehouse("warehouse-c", "Warehouse C")
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-c")
    town.label("1001", "1ZFAIL")
    await town.control("faults", {"operation": "tagsAdd", "when": "before"})
    await town.round()
    town.clock.pass_time(seconds=61)

    await town.round()
    await town.round()

    assert (await town.order())["tags"] == ["Failed Shipment Notification"]
    assert len(town.notes()) == 1


async def test_a_lost_level_write_is_proved_by_reading_back(town: Town) -> None:
    """The answer is lost after the effect: the level is found as wanted, and nothing is sent again."""
    town.write_back(on=True)
    town.count("warehouse-b", "MUG-01", 30)
    await town.control("faults", {"operation": "inventorySetQuantities", "when": "after"})
    await town.forget_requests()

    result = await town.round()

    assert [one.result for one in result.outcomes] == ["done"]
    assert isinstance(result.outcomes[0].change.work, plans.SetInventory)
    assert await town.level("MUG-01", "Lake Jackson") == 30
    assert await town.writes() == 1
