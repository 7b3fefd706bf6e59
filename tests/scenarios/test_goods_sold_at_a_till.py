"""Goods that left through the shop without ever being imported: what a count can't know, and a rule that minds it."""

from collections.abc import AsyncIterator

import pytest
from support import towns
from support.towns import Town

from store import databases

TILL = """
on: availability.differs
rules:
  - name: the-till-may-have-sold-it
    why: a count from before a sale at the till still contains the goods
    when:
      location.name: Lake Jackson
      level.gap: {more_than: 0}
    then:
      - set_inventory
      - require_approval
    stop: true
"""


@pytest.fixture
async def shop_with_a_till(sqlite_database: databases.Database) -> AsyncIterator[Town]:
    """The seed's town with write-back on; in Lake Jackson there is a till, and raising a level there asks a person."""
    async with towns.open_town(sqlite_database, [TILL]) as town:
        await towns.seed_story(town)
        town.write_back(on=True)
        yield town


async def _sell_at_the_till(town: Town) -> None:
    await towns.order_mug(town)
    await town.control("orders/1001/fulfil", {"location": "Lake Jackson"})


async def test_what_a_till_sold_is_not_offered_again_without_a_person(shop_with_a_till: Town) -> None:
    """The sale was closed before any round saw it: 50 were counted, 49 are left, and 49 stay offered."""
    town = shop_with_a_till
    await _sell_at_the_till(town)

    result = await town.round()

    assert towns.actions(result) == []
    assert [(one.address.location, one.before, one.after) for one in result.plan.waiting] == [
        ("Lake Jackson", "49", "50")
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 49


async def test_a_count_after_the_sale_settles_it(shop_with_a_till: Town) -> None:
    """Whoever counts 49 is answered by nothing to do: nobody has to approve or refuse anything."""
    town = shop_with_a_till
    await _sell_at_the_till(town)
    await town.round()

    town.count("warehouse-b", "MUG-01", 49)
    result = await town.round()

    assert (result.plan.changes, result.plan.waiting) == ((), ())


async def test_lowering_a_level_at_the_till_asks_nobody(shop_with_a_till: Town) -> None:
    """What is not there is taken out of sale at once."""
    town = shop_with_a_till
    town.count("warehouse-b", "MUG-01", 30)

    assert towns.actions(await town.round()) == ["set_inventory"]
    assert await town.level("MUG-01", "Lake Jackson") == 30
