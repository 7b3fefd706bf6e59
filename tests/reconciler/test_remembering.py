"""What past rounds decided about one thing: rounds that asked the same are one memory, and the latest come first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support import towns
from support.towns import Town

from engine import loading
from engine.facts import Fact
from reconciler import remembering
from store import databases


def _about(fact: Fact) -> bool:
    return fact.values.get("order.number") == "1001"


def _recall(town: Town, most: int = 5, only_round: int | None = None) -> tuple[list[str], bool]:
    """Kind and rounds of each memory of order 1001."""
    found = remembering.recall(
        town.database, towns.DOMAIN, mentioning="1001", about=_about, most=most, only_round=only_round
    )
    assert found.unread == ()
    return [f"{one.fact.kind} {one.first_round}-{one.last_round}" for one in found.memories], found.is_cut


async def _live(town: Town) -> None:
    """An order comes in, waits for three rounds while others come in, and ships in the fifth."""
    rules = loading.load([towns.RULES]).rules
    assert rules is not None
    town.shop = replace(town.shop, ruleset=rules, keep_decisions=timedelta(days=30))
    await towns.seed_story(town)
    await towns.order_mug(town)
    for _ in range(4):
        await town.round()
        await towns.order_mug(town)
    town.label("1001", "1Z999AA10123456784")
    await town.round()


async def test_rounds_that_decided_the_same_are_one_memory(sqlite_database: databases.Database) -> None:
    """Though the rounds had more to decide about each time."""
    async with towns.open_town(sqlite_database) as town:
        await _live(town)

        assert _recall(town) == (
            ["order.new 1-1", "placement.elsewhere 1-4", "placement.elsewhere 5-5", "tracking.missing 5-5"],
            False,
        )


@pytest.mark.parametrize(("number", "kinds"), [(3, ["placement.elsewhere 3-3"]), (6, [])])
async def test_one_round_can_be_asked_for(sqlite_database: databases.Database, number: int, kinds: list[str]) -> None:
    """What it decided, and nothing of the others."""
    async with towns.open_town(sqlite_database) as town:
        await _live(town)

        assert _recall(town, only_round=number) == (kinds, False)


async def test_the_latest_are_told_and_that_there_are_earlier_ones(sqlite_database: databases.Database) -> None:
    """The whole span of each is found all the same."""
    async with towns.open_town(sqlite_database) as town:
        await _live(town)

        assert _recall(town, most=3) == (
            ["placement.elsewhere 1-4", "placement.elsewhere 5-5", "tracking.missing 5-5"],
            True,
        )
