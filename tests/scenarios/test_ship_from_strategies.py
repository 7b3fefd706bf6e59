"""Ways to choose a ship-from: by stock, by province, what is asked next; and stock shaped by warehouse."""

from typing import Any

import pytest
from support import towns

from reconciler import plans
from store import databases


def _rule(argument: str, name: str = "chosen", on: str = "[order.new, order.unassigned]", when: str = "") -> str:
    return f"""
on: {on}
rules:
  - name: {name}
    why: stock decides
    {when}
    then:
      - {argument}
"""


async def _decided(database: databases.Database, rule: str, *, orders: int = 1, **shop: Any) -> list[tuple[str, str]]:
    """Ship-from and the reason given for it, order by order, as decided in one round."""
    async with towns.open_town(database, [rule]) as town:
        await towns.seed_story(town)
        for warehouse, units in shop.pop("counts", {}).items():
            town.count(warehouse, "MUG-01", units)
        for _ in range(orders):
            await towns.order_mug(town, **shop)
        made = await town.round()
        return [
            (one.change.work.warehouse or "", one.change.because.why)
            for one in made.outcomes
            if isinstance(one.change.work, plans.AssignWarehouse)
        ]


async def test_the_first_warehouse_with_stock_ships_it(sqlite_database: databases.Database) -> None:
    """And the report says that it is the first that has it."""
    rule = _rule("assign_warehouse: {first_with_stock: [warehouse-b, warehouse-a]}")

    ((warehouse, why),) = await _decided(sqlite_database, rule)

    assert warehouse == "warehouse-b"
    assert "stock decides; it is the first of warehouse-b, warehouse-a that has 1 x MUG-01" in why


async def test_two_orders_of_one_round_do_not_get_the_same_last_unit(sqlite_database: databases.Database) -> None:
    """The second goes where there is another."""
    rule = _rule("assign_warehouse: {first_with_stock: [warehouse-b, warehouse-a]}")

    made = await _decided(sqlite_database, rule, orders=2, counts={"warehouse-b": 1})

    assert [warehouse for warehouse, _ in made] == ["warehouse-b", "warehouse-a"]


async def test_the_warehouse_with_most_stock_ships_it(sqlite_database: databases.Database) -> None:
    """Among all warehouses, or among those named."""
    rule = _rule("assign_warehouse: {most_stock: true}")

    ((warehouse, why),) = await _decided(sqlite_database, rule)

    assert warehouse == "warehouse-b"
    assert "most left beyond 1 x MUG-01: 49" in why


@pytest.mark.parametrize(
    ("asked", "chosen", "other"),
    [("true", "warehouse-a", "warehouse-b"), ("[warehouse-b, warehouse-a]", "warehouse-b", "warehouse-a")],
)
async def test_of_two_with_equal_stock_the_first_ships_it_and_that_is_told(
    sqlite_database: databases.Database, asked: str, chosen: str, other: str
) -> None:
    """The first by key where all are asked, else in the order of the rule."""
    rule = _rule(f"assign_warehouse: {{most_stock: {asked}}}")

    ((warehouse, why),) = await _decided(sqlite_database, rule, counts={"warehouse-a": 5, "warehouse-b": 5})

    assert warehouse == chosen
    assert f"most left beyond 1 x MUG-01: 4, as many as {other}, and comes before" in why


async def test_the_default_warehouse_is_told_as_such(sqlite_database: databases.Database) -> None:
    """Beside the rule's own reason."""
    ((warehouse, why),) = await _decided(sqlite_database, _rule("assign_warehouse: {default: true}"))

    assert (warehouse, why) == ("warehouse-a", "stock decides; it is the default warehouse")


async def test_the_province_chooses_the_warehouse(sqlite_database: databases.Database) -> None:
    """By country and province before the province alone."""
    rule = _rule("assign_warehouse: {by_province: {TX: warehouse-a, US-TX: warehouse-b}}")
    address = {"name": "Ana", "country_code": "US", "province_code": "TX", "city": "Austin", "zip": "78701"}

    ((warehouse, why),) = await _decided(sqlite_database, rule, ship_to=address)

    assert (warehouse, why) == ("warehouse-b", "stock decides; it ships to US-TX")


async def test_where_none_fits_the_next_rule_is_asked_and_the_reason_is_told(
    sqlite_database: databases.Database,
) -> None:
    """Here the shipped rule for the default warehouse."""
    rule = _rule("assign_warehouse: {first_with_stock: [warehouse-b]}")

    ((warehouse, why),) = await _decided(sqlite_database, rule, counts={"warehouse-b": 0})

    assert warehouse == "warehouse-a"
    assert "chosen comes first, but none of warehouse-b has 1 x MUG-01" in why


async def test_where_none_fits_and_nothing_comes_after_the_order_waits_with_the_reason(
    sqlite_database: databases.Database,
) -> None:
    """It is imported, without a ship-from."""
    rule = _rule("assign_warehouse: {most_stock: [warehouse-b]}").replace("    then:", "    stop: true\n    then:")
    async with towns.open_town(sqlite_database, [rule]) as town:
        await towns.seed_story(town)
        town.count("warehouse-b", "MUG-01", 0)
        await towns.order_mug(town)
        made = await town.round()

        assert town.stored().parts[0].warehouse is None
        assert any("none of warehouse-b has 1 x MUG-01" in held.why for held in made.plan.held)


async def test_rules_can_ask_who_has_all_of_an_order(sqlite_database: databases.Database) -> None:
    """And who has one line, beside what other orders need."""
    when = "when: {warehouse.can_fulfil_all: warehouse-b, every line: {in_stock_at: warehouse-a}}"
    rule = _rule("assign_warehouse: warehouse-b", when=when)

    assert [warehouse for warehouse, _ in await _decided(sqlite_database, rule)] == ["warehouse-b"]


async def test_a_rule_asking_for_stock_does_not_match_without_it(sqlite_database: databases.Database) -> None:
    """The default rule answers then."""
    rule = _rule("assign_warehouse: warehouse-b", when="when: {warehouse.can_fulfil_all: warehouse-b}")

    made = await _decided(sqlite_database, rule, counts={"warehouse-b": 0})

    assert [warehouse for warehouse, _ in made] == ["warehouse-a"]


async def test_stock_is_shaped_differently_at_single_warehouses(sqlite_database: databases.Database) -> None:
    """A keeps the common reserve; C keeps its own, at a location that both share."""
    shaped = "set_inventory: {reserve: 2, warehouses: {warehouse-c: {reserve: 5}}}"
    async with towns.open_town(sqlite_database, [_rule(shaped, on="availability.differs")]) as town:
        await towns.seed_story(town)
        town.write_back(on=True)
        town.warehouse("warehouse-c", "Warehouse C")
        await town.map("warehouse-c", "Austin Office")
        town.count("warehouse-c", "MUG-01", 50)
        made = await town.round()

        assert await town.level("MUG-01", "Austin Office") == (48 - 2) + (50 - 5)
        (written,) = [one.change for one in made.outcomes if one.change.address.location == "Austin Office"]
        assert written.because.why == "stock decides; 2 kept back, at warehouse-c 5 kept back"


async def test_a_plan_tells_how_a_quantity_was_shaped(sqlite_database: databases.Database) -> None:
    """A reader who sees 50 on the shelf and 3 offered asks why."""
    shaped = "set_inventory: {reserve: 2, percent: 50, max: 3, min: 1}"
    async with towns.open_town(sqlite_database, [_rule(shaped, on="availability.differs")]) as town:
        await towns.seed_story(town)
        town.write_back(on=True)
        plan = await town.plan()

        assert [(change.after, change.because.why) for change in plan.changes] == [
            ("3", "stock decides; 2 kept back, 50% of the rest offered, at most 3, none rather than fewer than 1")
        ] * 2
