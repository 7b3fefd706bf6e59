"""Step 8: locations offer what their warehouses have available on hand, and never what would be freed later."""

import pytest
from support import towns
from support.towns import Town

from reconciler.scoping import Scope


@pytest.fixture(autouse=True)
def _write_back(town: Town) -> None:
    town.write_back(on=True)


async def test_each_location_is_overwritten_by_its_warehouse(town: Town) -> None:
    """Drift at both locations is set right, in one request."""
    await town.control("stock", {"sku": "MUG-01", "location": "Lake Jackson", "available": 61})
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})
    await town.forget_requests()

    result = await town.round()

    assert [(c.address.location, c.before, c.after) for c in result.plan.changes] == [
        ("Austin Office", "12", "48"),
        ("Lake Jackson", "61", "50"),
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 48
    assert await town.writes() == 1


async def test_warehouses_that_share_a_location_are_summed(town: Town) -> None:
    """Lake Jackson offers what B and C have together."""
    town.warehouse("warehouse-c", "Warehouse C")
    await town.map("warehouse-c", "Lake Jackson")
    town.count("warehouse-c", "MUG-01", 7)

    await town.round()

    assert await town.level("MUG-01", "Lake Jackson") == 57


async def test_a_deselected_warehouse_is_left_out_of_the_sum(town: Town) -> None:
    """C is mapped, but its stock isn't offered."""
    town.warehouse("warehouse-c", "Warehouse C")
    await town.map("warehouse-c", "Lake Jackson", writes_inventory=False)
    town.count("warehouse-c", "MUG-01", 7)
    await town.control("stock", {"sku": "MUG-01", "location": "Lake Jackson", "available": 61})

    await town.round()

    assert await town.level("MUG-01", "Lake Jackson") == 50


async def test_an_unmapped_warehouse_is_reported_by_name_and_stops_nothing_else(town: Town) -> None:
    """The others are written; C is told as a failed write-back."""
    town.warehouse("warehouse-c", "Warehouse C")
    town.count("warehouse-c", "MUG-01", 7)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})

    result = await town.round()

    held = next(one for one in result.plan.held if one.kind == "availability.unmapped")
    assert "Warehouse C" in held.summary
    assert "trueup map warehouse-c" in held.fix
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_switched_off_inventory_is_never_set(town: Town) -> None:
    """Drift stays, and no request is made."""
    town.write_back(on=False)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})
    await town.forget_requests()

    result = await town.round()

    assert result.plan.changes == ()
    assert await town.writes() == 0
    assert await town.level("MUG-01", "Austin Office") == 12


async def test_the_worked_example_with_the_label_in_a_later_round(town: Town) -> None:
    """Before the label Austin is written 48 → 47; the move makes 50 and 46, and one write makes 47 of the 46."""
    await towns.order_mug(town)

    first = await town.round()

    assert [(c.address.location, c.before, c.after) for c in first.plan.changes if c.action == "set_inventory"] == [
        ("Austin Office", "48", "47")
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 49
    assert await town.level("MUG-01", "Austin Office") == 47

    town.label("1001", "1Z999AA10123456784")
    second = await town.round()

    assert [(c.address.location, c.before, c.after) for c in second.plan.changes if c.action == "set_inventory"] == [
        ("Austin Office", "46", "47")
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 47
    assert (await town.round()).plan.changes == ()


async def test_the_worked_example_with_order_and_label_in_one_round(town: Town) -> None:
    """The projected move already gives 50 and 47: no level is written at all."""
    await towns.order_mug(town)
    await town.round(Scope(order="1001"))  # what `trueup label` does for an order it doesn't know yet
    town.label("1001", "1Z999AA10123456784")

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking"]
    assert await town.level("MUG-01", "Lake Jackson") == 50
    assert await town.level("MUG-01", "Austin Office") == 47


async def test_an_order_that_lands_while_we_look_is_never_oversold(town: Town) -> None:
    """A refused compare-and-set is never repeated with the old target: both sides are read again."""
    await town.control("stock", {"sku": "MUG-01", "location": "Lake Jackson", "available": 25})
    plan = await town.plan()
    assert [change.after for change in plan.changes] == ["50"]

    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 3}]})
    await town.round()

    assert await town.level("MUG-01", "Lake Jackson") == 47
    assert await town.level("MUG-01", "Austin Office") == 45
