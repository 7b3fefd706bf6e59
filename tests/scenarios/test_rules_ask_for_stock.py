"""Rules that ask what is in stock: of a line in all warehouses, and whether a part's own warehouse has it all."""

import pytest
from support import towns

from store import databases

SCARCE = """\
on: [order.new, order.unassigned]
rules:
  - name: nothing-left
    when: {any line: {available: {less_than: 1}}}
    then: [hold: nothing left anywhere]
"""
LATE = """\
on: placement.elsewhere
rules:
  - name: not-there-yet
    when: {part.in_stock: false}
    then: [hold: its warehouse waits for goods]
"""


@pytest.mark.parametrize(
    ("at_a", "at_b", "orders", "held"),
    [(0, 1, 1, []), (0, 0, 1, ["1001"]), (1, 1, 2, [])],
)
async def test_a_line_is_asked_what_all_warehouses_have_beside_other_orders(
    sqlite_database: databases.Database, at_a: int, at_b: int, orders: int, held: list[str]
) -> None:
    """What one lacks, another may have."""
    async with towns.open_town(sqlite_database, [SCARCE]) as town:
        await towns.seed_story(town)
        town.count("warehouse-a", "MUG-01", at_a)
        town.count("warehouse-b", "MUG-01", at_b)
        for _ in range(orders):
            await towns.order_mug(town)
        plan = await town.plan()

        assert sorted({one.address.order for one in plan.held if one.rule == "nothing-left"}) == held


async def test_what_an_order_has_taken_is_not_missing_to_itself(sqlite_database: databases.Database) -> None:
    """The last unit is the order's own; for the next order nothing is left."""
    async with towns.open_town(sqlite_database, [SCARCE]) as town:
        await towns.seed_story(town)
        town.count("warehouse-a", "MUG-01", 1)
        town.count("warehouse-b", "MUG-01", 0)
        await towns.order_mug(town)
        await town.round()
        await towns.order_mug(town)
        plan = await town.plan()

        assert {one.address.order for one in plan.held if one.rule == "nothing-left"} == {"1002"}


@pytest.mark.parametrize(("units", "is_held"), [(1, False), (0, True)])
async def test_a_part_is_asked_whether_its_warehouse_has_it_all(
    sqlite_database: databases.Database, units: int, *, is_held: bool
) -> None:
    """What the part itself takes counts as there."""
    async with towns.open_town(sqlite_database, [LATE]) as town:
        await towns.seed_story(town)
        town.count("warehouse-a", "MUG-01", units)
        await towns.order_mug(town)
        await town.round()
        plan = await town.plan()

        assert any(one.rule == "not-there-yet" for one in plan.held) is is_held
