"""Steps 1 to 4 of the seed story: an order placed at one location ships from the other. Write-back is off."""

from support import towns
from support.towns import Town


async def test_an_order_is_placed_at_the_shipping_origin(town: Town) -> None:
    """Shopify's routing assigns one unit to Lake Jackson: 50 → 49 available, 1 committed; Austin stays at 48."""
    await towns.order_mug(town)

    assert await town.level("MUG-01", "Lake Jackson") == 49
    assert await town.level("MUG-01", "Lake Jackson", "committed") == 1
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_a_round_imports_the_order_and_gives_it_to_the_default_warehouse(town: Town) -> None:
    """Nothing is written to the shop for that."""
    await towns.order_mug(town)
    await town.forget_requests()

    result = await town.round()

    assert towns.actions(result) == ["import_order", "assign_warehouse"]
    assert town.stored().parts[0].warehouse == "warehouse-a"
    assert await town.writes() == 0


async def test_a_label_moves_the_order_and_writes_tracking_back_where_it_left_from(town: Town) -> None:
    """Shopify itself moves the stock: Lake Jackson 49 → 50, Austin 48 → 47; the parcel is recorded at Austin."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z999AA10123456784")

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking"]
    order = await town.order()
    assert [(f["location"], f["tracking"][0]["number"]) for f in order["fulfillments"]] == [
        ("Austin Office", "1Z999AA10123456784")
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 47
    assert await town.level("MUG-01", "Austin Office", "on_hand") == 47


async def test_the_plan_shows_what_shopify_will_do_by_itself(town: Town) -> None:
    """A dry run shows the projected effect of the move on both levels, and writes nothing."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z999AA10123456784")
    await town.forget_requests()

    plan = await town.plan()

    move = plan.changes[0]
    assert move.action == "relocate"
    assert {(e.location, e.before, e.after) for e in move.effects} == {
        ("Lake Jackson", 49, 50),
        ("Austin Office", 48, 47),
    }
    assert await town.writes() == 0


async def test_a_second_round_makes_no_write_request(town: Town) -> None:
    """What is true stays alone."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z999AA10123456784")
    await town.round()
    await town.forget_requests()

    result = await town.round()

    assert result.plan.changes == ()
    assert await town.writes() == 0


async def test_a_person_decides_and_no_later_round_undoes_it(town: Town) -> None:
    """The rule would say A; a person says B; it ships from B and nothing is moved."""
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")

    await town.round()
    town.label("1001", "1Z999AA10123456784")
    result = await town.round()

    assert town.stored().parts[0].warehouse == "warehouse-b"
    assert towns.actions(result) == ["write_tracking"]
    assert (await town.order())["fulfillments"][0]["location"] == "Lake Jackson"
    assert await town.level("MUG-01", "Lake Jackson") == 49
    assert await town.level("MUG-01", "Austin Office") == 48
