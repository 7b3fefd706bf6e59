"""Step 6, for those who want it: the rule stock_at_location does the fix itself."""

from support import towns

from store import databases

RULE = """
on: placement.blocked
rules:
  - name: stock-it-where-it-ships
    why: We trust our warehouses
    when:
      reason: item_not_stocked
    then:
      - stock_at_location
"""


async def test_the_rule_stocks_the_item_and_the_order_goes_on_in_the_same_round(
    sqlite_database: databases.Database,
) -> None:
    """Stocked at zero, moved, tracking written: nobody is told of a failure."""
    async with towns.open_town(sqlite_database, [RULE]) as town:
        await towns.seed_story(town)
        await town.control("locations", {"name": "Dallas"})
        town.warehouse("warehouse-c", "Warehouse C")
        await town.map("warehouse-c", "Dallas")
        await towns.order_mug(town)
        await town.round()
        town.ship_from("1001", "warehouse-c")
        town.label("1001", "1Z999AA10123456784")

        result = await town.round()

        assert towns.actions(result) == ["stock_at_location", "relocate", "write_tracking"]
        assert (await town.order())["fulfillments"][0]["location"] == "Dallas"
        assert await town.level("MUG-01", "Dallas") == -1
        assert (await town.round()).plan.changes == ()
