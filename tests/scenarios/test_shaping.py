"""What the shop offers, shaped by rules: reserve, percent, max and min, by product, by location and by warehouse."""

import pytest
from support import towns

from store import databases

RULES = """\
on: availability.differs
rules:
  - name: fragile
    when: {product.sku: {starts_with: "GLASS-"}}
    then: [set_inventory: {max: 3}]
  - name: counter
    when: {location.name: Lake Jackson}
    then: [set_inventory: {reserve: 10}]
  - name: general
    then: [set_inventory: {reserve: 2, percent: 50, max: 20, min: 5}]
"""


async def _offered(database: databases.Database, rules: str, counts: dict[tuple[str, str], int]) -> dict[str, int]:
    """What is offered after a round, by SKU and location, of what was counted by warehouse and SKU."""
    async with towns.open_town(database, [rules]) as town:
        await towns.seed_story(town)
        town.write_back(on=True)
        stock = {"Lake Jackson": 1, "Austin Office": 1}
        for sku in sorted({sku for _, sku in counts} - {"MUG-01"}):
            await town.control("products", {"title": sku, "sku": sku, "stock": stock})
        for (warehouse, sku), units in counts.items():
            town.count(warehouse, sku, units)
        await town.round()
        return {f"{row['sku']} at {row['location']}": row["available"] for row in (await town.state())["levels"]}


async def test_the_first_rule_for_a_product_or_location_shapes_it(sqlite_database: databases.Database) -> None:
    """The special cases stand above the general one."""
    counts = {("warehouse-a", "GLASS-1"): 30, ("warehouse-b", "GLASS-1"): 2, ("warehouse-b", "BOWL"): 30}
    offered = await _offered(sqlite_database, RULES, counts)

    assert offered["GLASS-1 at Austin Office"] == 3
    assert offered["GLASS-1 at Lake Jackson"] == 2
    assert offered["BOWL at Lake Jackson"] == 20
    assert offered["MUG-01 at Lake Jackson"] == 50 - 10
    assert offered["MUG-01 at Austin Office"] == 20  # half of 48 - 2 would be 23


@pytest.mark.parametrize(
    ("units", "offered"),
    [(48, 20), (42, 20), (41, 19), (13, 5), (12, 5), (11, 0), (2, 0), (0, 0)],
)
async def test_reserve_percent_max_and_min_come_in_that_order(
    sqlite_database: databases.Database, units: int, offered: int
) -> None:
    """Half of what is above two, rounded down, at most twenty, and nothing when that is fewer than five."""
    found = await _offered(sqlite_database, RULES, {("warehouse-a", "MUG-01"): units})

    assert found["MUG-01 at Austin Office"] == offered
