"""Step 3: a different rule would have given the order to warehouse B, by each thing that rules may look at."""

import pytest
from support import towns

from store import databases

ORDER = {
    "lines": [{"sku": "MUG-01", "quantity": 2}],
    "ship_to": {"name": "Ana", "country_code": "US", "province_code": "TX", "city": "Austin", "zip": "78701"},
    "tags": ["wholesale"],
    "channel": "Point of Sale",
    "shipping_method": "Express (1-2 days)",
}

CRITERIA = {
    "ship-to state": "order.ship_to.province: [TX, LA]",
    "SKU": 'any line: {sku: {starts_with: "MUG-"}}',
    "channel": "order.channel: Point of Sale",
    "total": "order.total: {at_least: 30}",
    "weight": "order.weight: {more_than: 500}",
    "item count": "order.item_count: 2",
    "shipping method": "order.shipping_method: {contains: Express}",
    "tag": "order.tags: wholesale",
}

OTHERS = {
    "ship-to state": "order.ship_to.province: [CA]",
    "SKU": 'any line: {sku: {starts_with: "KET-"}}',
    "channel": "order.channel: Online Store",
    "total": "order.total: {at_least: 3000}",
    "weight": "order.weight: {more_than: 5000}",
    "item count": "order.item_count: {more_than: 2}",
    "shipping method": "order.shipping_method: {contains: Ground}",
    "tag": "order.tags: retail",
}


def _rule(criterion: str) -> str:
    return f"""
on: order.new
rules:
  - name: goes-to-b
    when:
      {criterion}
    then:
      - assign_warehouse: warehouse-b
"""


async def _ship_from(database: databases.Database, criterion: str) -> str | None:
    async with towns.open_town(database, [_rule(criterion)]) as town:
        for name in ("Lake Jackson", "Austin Office"):
            await town.control("locations", {"name": name})
        await town.control(
            "products",
            {
                "title": "Enamel Mug",
                "sku": "MUG-01",
                "price": "18.00",
                "weight_grams": 350,
                "stock": {"Lake Jackson": 50, "Austin Office": 48},
            },
        )
        town.warehouse("warehouse-a", "Warehouse A", default=True)
        town.warehouse("warehouse-b", "Warehouse B")
        await town.map("warehouse-a", "Austin Office")
        await town.map("warehouse-b", "Lake Jackson")
        await town.control("orders", ORDER)
        await town.round()
        return town.stored().parts[0].warehouse


@pytest.mark.parametrize("what", CRITERIA)
async def test_a_rule_that_matches_gives_the_order_to_b(sqlite_database: databases.Database, what: str) -> None:
    """Each criterion by itself moves the order from the default warehouse to B."""
    assert await _ship_from(sqlite_database, CRITERIA[what]) == "warehouse-b"


@pytest.mark.parametrize("what", OTHERS)
async def test_a_rule_that_does_not_match_leaves_it_to_the_default(
    sqlite_database: databases.Database, what: str
) -> None:
    """The same criterion with another value leaves the order with A."""
    assert await _ship_from(sqlite_database, OTHERS[what]) == "warehouse-a"
