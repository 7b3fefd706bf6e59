"""Limits of a day: what earlier rounds did counts, whoever ran them and however they ended."""

import pytest
from support import crashes, towns
from support.towns import Town

from reconciler import guards, tallies

TWO_A_DAY = guards.Limits(levels_changed_per_day=2)


async def _drift(town: Town, available: int) -> None:
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": available})


async def test_a_third_change_is_held_until_the_first_is_a_day_old(town: Town) -> None:
    """Each round is small; together they are too many."""
    town.write_back(on=True)
    for available in (12, 13):
        await _drift(town, available)
        assert towns.actions(await town.round(limits=TWO_A_DAY)) == ["set_inventory"]
    await _drift(town, 14)

    held = await town.round(limits=TWO_A_DAY)
    allowed = await town.plan(limits=TWO_A_DAY, allowed={"levels_changed_per_day": 3})
    town.clock.pass_time(hours=24)
    later = await town.round(limits=TWO_A_DAY)

    assert [breach.guard for breach in held.plan.breaches] == ["levels_changed_per_day"]
    assert held.outcomes == ()
    assert not allowed.is_stopped
    assert towns.actions(later) == ["set_inventory"]


async def test_what_a_round_could_not_do_does_not_count(town: Town) -> None:
    """Only what was carried out."""
    town.write_back(on=True)
    await _drift(town, 12)

    await town.round(may_go_on=lambda: False)

    assert tallies.today(town.database, towns.DOMAIN, town.clock())["levels_changed"] == 0


@pytest.mark.parametrize("after", [False, True], ids=["before it was sent", "after its effect"])
async def test_what_a_round_sent_counts_even_if_it_died(town: Town, after: bool) -> None:  # noqa: FBT001 - a parameter
    """A daemon that dies in every round must not slip past the limits: what may have taken effect counts."""
    town.write_back(on=True)
    await _drift(town, 12)
    async with crashes.killing(town, "inventorySetQuantities", after=after) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)

    today = tallies.today(town.database, towns.DOMAIN, town.clock())

    assert (today["levels_changed"], today["units_changed"]) == (1, 36)
