"""Undoing takes back what a round did, as far as it still stands as the round left it."""

import random
from dataclasses import replace

import pytest
from support import towns
from support.towns import Town

from reconciler import guards, plans, records, reversing, saving, undoing
from reconciler import round as rounds
from reconciler.differences import Stage
from store import errors, labels, orders, shops

TRACKING = "1Z999AA10123456784"
WIDE = guards.Limits(**dict.fromkeys(guards.GUARDS, 1_000_000))


async def _drifted(town: Town) -> rounds.Result:
    """A round that set one level: Austin from 12 to 48."""
    town.write_back(on=True)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})
    return await town.round()


async def _moved(town: Town) -> rounds.Result:
    """A round that moved a labelled order to Austin, wrote its tracking, and set what the move did not settle."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", TRACKING)
    return await town.round()


def _kept(plan: plans.Plan) -> dict[str, str]:
    """Per action that is not taken back, why."""
    return {held.summary.partition(":")[0]: held.why for held in plan.held}


async def test_a_level_is_set_back_to_what_it_was(town: Town) -> None:
    """By compare-and-set on what the round made it."""
    done = await _drifted(town)

    result = await undoing.undo(town.shop, done.round_id)

    assert towns.actions(result) == ["set_inventory"]
    assert await town.level("MUG-01", "Austin Office") == 12


async def test_looking_at_an_undo_changes_nothing(town: Town) -> None:
    """It shows the change and why."""
    done = await _drifted(town)
    await town.forget_requests()

    plan = await undoing.look(town.shop, done.round_id)

    assert [(change.before, change.after, change.because.why) for change in plan.changes] == [
        ("48", "12", f"undo of round {done.round_id}")
    ]
    assert await town.writes() == 0


async def test_a_level_that_moved_on_is_left_alone_with_both_numbers(town: Town) -> None:
    """A customer bought one since."""
    done = await _drifted(town)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 47})

    result = await undoing.undo(town.shop, done.round_id)

    assert result.outcomes == ()
    assert _kept(result.plan) == {"set_inventory": "it is 47 by now, and the round made it 48"}
    assert await town.level("MUG-01", "Austin Office") == 47


async def test_a_sale_between_the_look_and_the_write_wins(town: Town) -> None:
    """Compare-and-set refuses what was true a moment ago."""
    done = await _drifted(town)
    shown = await undoing.look(town.shop, done.round_id)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 47})

    with pytest.raises(saving.StalePlanError, match=r"(?s)MUG-01 at Austin Office: 48 → 12 .*trueup undo"):
        await undoing.undo(town.shop, done.round_id, shown=shown)

    assert await town.level("MUG-01", "Austin Office") == 47


async def test_an_undo_can_be_undone(town: Town) -> None:
    """It is a round like any other."""
    done = await _drifted(town)
    undone = await undoing.undo(town.shop, done.round_id)

    await undoing.undo(town.shop, undone.round_id)

    assert await town.level("MUG-01", "Austin Office") == 48


async def test_a_parcel_is_taken_back_first_and_then_the_move(town: Town) -> None:
    """The new fulfillment order has an id only after the parcel is back, so undoing goes in two steps."""
    done = await _moved(town)

    first = await undoing.undo(town.shop, done.round_id)
    second = await undoing.undo(town.shop, done.round_id)

    assert towns.actions(first) == ["cancel_fulfillment"]
    assert "undo the round once more" in _kept(first.plan)["relocate"]
    assert towns.actions(second) == ["relocate"]
    order = await town.order()
    assert [fo["location"] for fo in order["fulfillment_orders"] if fo["status"] == "OPEN"] == ["Lake Jackson"]
    assert "no parcel with the number" in _kept(second.plan)["write_tracking"]


async def test_a_move_is_taken_back_with_the_level_that_came_with_it(town: Town) -> None:
    """Shopify moves the stock back by itself; the level that was set in the same round ends where it began."""
    town.write_back(on=True)
    await towns.order_mug(town)
    await town.round()
    before = {place: await town.level("MUG-01", place) for place in ("Lake Jackson", "Austin Office")}
    town.count("warehouse-a", "MUG-01", 40)
    town.label("1001", TRACKING)
    done = await town.round()
    assert {"relocate", "set_inventory"} <= set(towns.actions(done))

    await undoing.undo(town.shop, done.round_id)
    await undoing.undo(town.shop, done.round_id)

    after = {place: await town.level("MUG-01", place) for place in ("Lake Jackson", "Austin Office")}
    assert after == before


async def test_a_corrected_number_is_written_back(town: Town) -> None:
    """The parcel stands; carrier and number are those it had before."""
    await _moved(town)
    with town.database.session() as session:
        order = orders.find(session, towns.DOMAIN, "1001")
        parcel = labels.Parcel(carrier="FedEx", tracking_number="771234")
        labels.replace(session, labels.find(session, order, TRACKING).id, parcel, now=town.clock())
    done = await town.round()
    assert towns.actions(done) == ["update_tracking"]

    result = await undoing.undo(town.shop, done.round_id)

    assert towns.actions(result) == ["update_tracking"]
    (fulfillment,) = (await town.order())["fulfillments"]
    assert TRACKING in str(fulfillment)


async def test_a_move_that_has_shipped_since_is_left_alone(town: Town) -> None:
    """Goods that are on their way are nowhere to be moved."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", TRACKING)
    done = await town.round(rounds.Scope(stage=Stage.PLACEMENT))
    await town.round()

    result = await undoing.undo(town.shop, done.round_id)

    assert result.outcomes == ()
    assert "does not wait there any more" in _kept(result.plan)["relocate"]


async def test_a_tag_is_taken_off_and_what_was_said_stays(town: Town) -> None:
    """A note on the timeline is history."""
    town.warehouse("warehouse-c", "Warehouse C")
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-c")
    town.label("1001", TRACKING)
    done = await town.round()
    assert (await town.order())["tags"] == ["Failed Shipment Notification"]

    result = await undoing.undo(town.shop, done.round_id)

    assert towns.actions(result) == ["untag"]
    assert (await town.order())["tags"] == []
    assert _kept(result.plan)["note"] == "what was said stays on the timeline"


async def test_a_ship_from_goes_back_to_nobody_unless_a_person_decided(town: Town) -> None:
    """What a rule decided is taken back; an import stays."""
    await towns.order_mug(town)
    done = await town.round()

    result = await undoing.undo(town.shop, done.round_id)

    assert towns.actions(result) == ["assign_warehouse"]
    assert town.stored().parts[0].warehouse is None
    assert "import_order" in _kept(result.plan)


async def test_what_a_person_decided_since_stays(town: Town) -> None:
    """Undoing is no reason to overrule somebody."""
    await towns.order_mug(town)
    done = await town.round()
    town.ship_from("1001", "warehouse-b")

    result = await undoing.undo(town.shop, done.round_id)

    assert result.outcomes == ()
    assert town.stored().parts[0].warehouse == "warehouse-b"


async def test_a_guard_holds_an_undo_too(town: Town) -> None:
    """A large round has a large reverse."""
    done = await _drifted(town)

    result = await undoing.undo(replace(town.shop, limits=guards.Limits(levels_changed=0)), done.round_id)

    assert result.plan.is_stopped
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_undoing_says_that_rounds_go_on_unless_the_shop_is_paused(town: Town) -> None:
    """The next round would do it all again."""
    done = await _drifted(town)
    running = await undoing.look(town.shop, done.round_id)
    with town.database.session() as session:
        shops.pause(session, towns.DOMAIN)

    paused = await undoing.look(town.shop, done.round_id)

    assert "trueup pause" in running.warnings[-1]
    assert paused.warnings == ()


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_drifted_and_moved_on_each_level_is_as_before_or_as_others_left_it(
    town: Town, seed: int
) -> None:
    """Random quantities before the round and random writes by others after it."""
    luck = random.Random(seed)
    town.write_back(on=True)
    skus = [f"CUP-{number}" for number in range(8)]
    for sku in skus:
        stock = {"Lake Jackson": luck.randint(0, 30), "Austin Office": luck.randint(0, 30)}
        await town.control("products", {"title": sku, "sku": sku, "stock": stock})
        town.count("warehouse-a", sku, luck.randint(0, 30))
        town.count("warehouse-b", sku, luck.randint(0, 30))
    expected = await _available(town)
    done = await town.round(limits=WIDE)
    for key in luck.sample(sorted(expected), 6):
        expected[key] = luck.randint(31, 60)
        await town.control("stock", {"sku": key[0], "location": key[1], "available": expected[key]})

    await undoing.undo(replace(town.shop, limits=WIDE), done.round_id)

    assert await _available(town) == expected


async def _available(town: Town) -> dict[tuple[str, str], int]:
    return {(row["sku"], row["location"]): row["available"] for row in (await town.state())["levels"]}


async def test_a_round_that_is_unknown_or_at_work_is_not_undone(town: Town) -> None:
    """The number was a slip, or it is too early."""
    with pytest.raises(errors.UnknownRoundError):
        await undoing.look(town.shop, 999)
    number = records.begin(town.shop)
    with pytest.raises(undoing.UndoError, match="still at work"):
        await undoing.look(town.shop, number)


def test_every_sort_of_change_knows_its_reverse_or_why_it_has_none() -> None:
    """Levels are the undo's own matter: moves shift them."""
    works = set(plans.Work.__args__)

    assert works - set(reversing._REVERSES) == {plans.SetInventory}
