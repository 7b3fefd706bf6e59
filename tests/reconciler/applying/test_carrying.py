"""Carrying out a plan: what one order misses stops that order alone, and levels wait for what moves their stock."""

from collections.abc import AsyncIterator, Callable

import pytest
from support import crashes, picky_shops, towns
from support.towns import Town

from reconciler import plans
from simulator import faults, holds
from simulator.state.fulfillments import Hold
from store import databases
from store import journal as stored_journal


@pytest.fixture
async def town(sqlite_database: databases.Database) -> AsyncIterator[Town]:
    """The seed's town with write-back on."""
    async with towns.open_town(sqlite_database) as made:
        await towns.seed_story(made)
        made.write_back(on=True)
        async with crashes.watching(made, "nothing") as client:
            made.shop = towns.replace(made.shop, client=client)
            yield made


def _once(times: int) -> Callable[[], bool]:
    """May go on so often."""
    answers = iter([True] * times)
    return lambda: next(answers, False)


async def test_levels_wait_for_a_move_whose_answer_was_lost(town: Town) -> None:
    """Their targets were worked out with it: nothing is written to them until it is clear what became of it."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZMOVE")
    await town.control("faults", {"operation": "fulfillmentOrderMove", "when": "before"})

    first = await town.round()

    assert [(one.change.action, one.result) for one in first.outcomes] == [
        ("relocate", "unknown"),
        ("write_tracking", "skipped"),
        ("set_inventory", "skipped"),
    ]
    await town.forget_requests()
    second = await town.round()
    assert await town.writes() == 0
    assert {held.kind for held in second.plan.held if held.cause == "waiting"} >= {
        "placement.elsewhere",
        "tracking.missing",
        "availability.differs",
    }

    town.clock.pass_time(seconds=61)
    await town.round()
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 47


async def test_other_levels_are_written_while_some_wait(town: Town) -> None:
    """A kettle has nothing to do with the mug's move."""
    await town.control("products", {"title": "Kettle", "sku": "KET-01", "stock": {"Austin Office": 3}})
    town.count("warehouse-a", "KET-01", 10)
    await towns.order_mug(town)
    await town.round()
    town.count("warehouse-a", "KET-01", 8)
    town.label("1001", "1ZMOVE")
    await town.control("faults", {"operation": "fulfillmentOrderMove", "when": "before"})

    await town.round()

    assert await town.level("KET-01", "Austin Office") == 8


async def test_one_refused_order_does_not_stop_the_other(town: Town) -> None:
    """The first order is held in the shop at the last moment; the second one's parcel is recorded all the same."""
    await towns.order_mug(town)
    await towns.order_mug(town)
    await town.round()
    for number in ("1001", "1002"):
        town.ship_from(number, "warehouse-b")
        town.label(number, f"1Z{number}")

    def somebody_holds_the_first() -> None:
        fo = min(town.world.shop.fulfillment_orders.values(), key=lambda one: one.id)
        holds.hold(town.world, fo, Hold(id=1, reason="OTHER", reason_notes=None, handle="x", by_app=False), [])

    async with crashes.watching(town, "fulfillmentCreate", before=somebody_holds_the_first) as client:
        result = await town.round(client=client)

    first = [(one.change.address.order, one.result) for one in result.outcomes if one.change.action == "write_tracking"]
    assert first == [("1001", "refused"), ("1002", "done")]
    assert len((await town.order("1002"))["fulfillments"]) == 1


@pytest.mark.parametrize("allowed", range(6))
async def test_a_round_that_stops_anywhere_is_finished_by_the_next(town: Town, allowed: int) -> None:
    """What was not done is skipped with the reason, and nothing of it is lost or done twice."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZSTOP")

    cut = await town.round(may_go_on=_once(allowed))
    assert all(one.result in {"done", "skipped"} for one in cut.outcomes)
    assert all("stopped before" in one.message for one in cut.outcomes if one.result == "skipped")
    await town.round()

    order = await town.order()
    assert [one["tracking"][0]["number"] for one in order["fulfillments"]] == ["1ZSTOP"]
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 47
    assert (await town.round()).plan.changes == ()


async def test_a_level_that_lost_its_place_is_not_called_written(town: Town) -> None:
    """Shopify takes a write for an item that isn't stocked there any more without a word, and changes nothing."""

    def somebody_unstocks_it() -> None:
        (levels,) = town.world.shop.levels.values()
        lake = next(one for one in town.world.shop.locations.values() if one.name == "Lake Jackson")
        levels[lake.id].active = False

    town.count("warehouse-b", "MUG-01", 30)
    async with crashes.watching(town, "inventorySetQuantities", before=somebody_unstocks_it) as client:
        result = await town.round(client=client)

    assert [one.result for one in result.outcomes] == ["stale"]
    assert [one.kind for one in result.plan.held if one.stage == "availability"] == ["availability.not_stocked"]


async def test_a_whole_move_takes_nothing_along_that_was_added_meanwhile(town: Town) -> None:
    """A customer adds a kettle at the last moment: only the mug of the plan goes to Austin with this round."""
    await town.control(
        "products", {"title": "Kettle", "sku": "KET-01", "stock": {"Lake Jackson": 5, "Austin Office": 5}}
    )
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZMOVE")
    seen = await town.plan()
    assert [change.action for change in seen.changes][:2] == ["relocate", "write_tracking"]
    await town.control("orders/1001/edit", {"lines": [{"sku": "KET-01", "quantity": 1}]})

    await town.round()

    order = await town.order()
    assert [[line["sku"] for line in one["lines"]] for one in order["fulfillments"]] == [["MUG-01"]]
    waiting = [(fo["location"], line["sku"]) for fo in order["fulfillment_orders"] for line in fo["lines"]
               if line["remaining"]]  # fmt: skip
    assert waiting == [("Lake Jackson", "KET-01")]


async def test_a_level_that_was_set_and_can_not_be_read_back_is_not_called_skipped(town: Town) -> None:
    """It was sent, and Shopify said yes: that is told, the rest is not sent, and the next round finds it as it is."""
    town.count("warehouse-b", "MUG-01", 30)

    def the_shop_is_frozen() -> None:
        town.world.faults.add(faults.Fault(status=402, times=9))

    async with crashes.watching(town, "inventorySetQuantities", after=the_shop_is_frozen) as client:
        (outcome,) = (await town.round(client=client)).outcomes
    assert outcome.result == "unknown"
    assert outcome.message.startswith("sent, and Shopify said that it was set; reading it back failed (")
    await town.http.delete("/_control/faults")

    assert await town.level("MUG-01", "Lake Jackson") == 30
    assert (await town.round()).plan.changes == ()
    with town.database.reading() as session:
        assert stored_journal.unresolved(session, town.domain) == []


async def test_what_was_set_before_the_shop_fell_silent_stays_told(town: Town) -> None:
    """A batch is halved for a row that nobody names; the shop falls silent after the first part was set."""
    for sku in ("KET-01", "PAN-01"):
        await town.control("products", {"title": sku, "sku": sku, "stock": {"Lake Jackson": 5}})
    await town.round()
    for sku in ("MUG-01", "KET-01", "PAN-01"):
        town.count("warehouse-b", sku, 7)
    last = (await town.plan()).changes[-1].work
    assert isinstance(last, plans.SetInventory)

    async with picky_shops.visiting(town) as (shop, client):
        shop.manner = "without a row"
        shop.bad = {last.item_id: ("ITEM_NOT_TRACKED", "not this one")}

        def the_shop_falls_silent() -> bool:
            if shop.batches == 2:
                town.world.faults.add(faults.Fault(status=402, times=9))
            return True

        result = await town.round(client=client, may_go_on=the_shop_falls_silent)

    assert [one.result for one in result.outcomes] == ["done", "unknown", "skipped"]
    assert await town.level(result.outcomes[0].change.address.sku or "", "Lake Jackson") == 7
