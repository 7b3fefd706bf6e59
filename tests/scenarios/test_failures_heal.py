"""Steps 5, 6 and 9: what keeps tracking back is said on the order, with the fix, and heals by itself."""

from support import towns
from support.towns import Town

TAG = "Failed Shipment Notification"


async def _labelled_from_c(town: Town) -> None:
    town.warehouse("warehouse-c", "Warehouse C")
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-c")
    town.label("1001", "1Z999AA10123456784")


async def test_an_unmapped_warehouse_is_told_on_the_order_and_nothing_is_moved(town: Town) -> None:
    """No move and no fulfillment is attempted; the tag is set, the note names the warehouse and the fix."""
    await _labelled_from_c(town)

    result = await town.round()

    assert towns.actions(result) == ["tag", "note"]
    order = await town.order()
    assert order["tags"] == [TAG]
    assert order["fulfillments"] == []
    assert order["fulfillment_orders"][0]["location"] == "Lake Jackson"
    assert await town.level("MUG-01", "Lake Jackson") == 49
    (note,) = town.notes()
    assert "Warehouse C" in note
    assert 'trueup map warehouse-c "LOCATION"' in note


async def test_the_failure_is_told_once(town: Town) -> None:
    """Further rounds neither tag nor note again."""
    await _labelled_from_c(town)
    await town.round()
    await town.forget_requests()

    result = await town.round()

    assert result.plan.changes == ()
    assert await town.writes() == 0
    assert len(town.notes()) == 1


async def test_mapping_the_warehouse_heals_the_order_in_one_round(town: Town) -> None:
    """Tracking is written, the tag goes, and the note says that it healed."""
    await town.control("locations", {"name": "Dallas"})
    await town.control("stock_item", {"sku": "MUG-01", "location": "Dallas", "available": 5})
    await _labelled_from_c(town)
    await town.round()
    await town.map("warehouse-c", "Dallas")

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking", "untag", "note"]
    order = await town.order()
    assert order["tags"] == []
    assert order["fulfillments"][0]["location"] == "Dallas"
    assert town.notes()[-1].startswith("Healed:")
    assert (await town.round()).plan.changes == ()


async def test_a_location_that_does_not_stock_the_product_is_told_with_the_fix(town: Town) -> None:
    """The note names the product, the location and what to do; after stocking it there the order heals by itself."""
    await town.control("locations", {"name": "Dallas"})
    await _labelled_from_c(town)
    await town.map("warehouse-c", "Dallas")

    first = await town.round()

    assert towns.actions(first) == ["tag", "note"]
    (note,) = town.notes()
    assert "Enamel Mug (MUG-01) is not stocked at Dallas" in note
    assert 'Stock Enamel Mug (MUG-01) at "Dallas"' in note

    await town.control("stock_item", {"sku": "MUG-01", "location": "Dallas", "available": 5})
    second = await town.round()

    assert towns.actions(second) == ["relocate", "write_tracking", "untag", "note"]
    assert (await town.order())["fulfillments"][0]["location"] == "Dallas"


async def test_an_order_on_hold_waits_and_is_not_called_a_failure(town: Town) -> None:
    """Holds are respected: nothing is tagged, nothing is written, and the plan says what it waits for."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z999AA10123456784")
    await town.control("orders/1001/hold")

    result = await town.round()

    assert towns.actions(result) == []
    assert {held.kind for held in result.plan.held} >= {"placement.blocked", "tracking.blocked"}
    assert (await town.order())["tags"] == []

    await town.control("orders/1001/release")
    assert towns.actions(await town.round()) == ["relocate", "write_tracking"]
