"""A saved plan applies exactly what it shows, or nothing at all."""

import pytest
from support import towns
from support.towns import Town

from reconciler import plan_files, plans, saving
from reconciler import round as rounds


async def _drifted(town: Town) -> plans.Plan:
    town.write_back(on=True)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})
    return plan_files.decode(plan_files.encode(await town.plan()))


async def test_a_saved_plan_does_what_it_shows_and_no_more(town: Town) -> None:
    """What drifted after the plan was made is left to the next one."""
    saved = await _drifted(town)
    await town.control("stock", {"sku": "MUG-01", "location": "Lake Jackson", "available": 61})

    result = await rounds.apply_saved(town.shop, saved)

    assert towns.actions(result) == ["set_inventory"]
    assert await town.level("MUG-01", "Austin Office") == 48
    assert await town.level("MUG-01", "Lake Jackson") == 61


async def test_a_stale_plan_is_refused_and_nothing_is_written(town: Town) -> None:
    """Somebody changed the level after the plan was made: the refusal names it, with both values."""
    saved = await _drifted(town)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 40})
    await town.forget_requests()

    with pytest.raises(saving.StalePlanError, match="MUG-01 at Austin Office: planned 12 → 48, now 40 → 48"):
        await rounds.apply_saved(town.shop, saved)

    assert await town.writes() == 0


async def test_a_plan_that_is_true_already_is_fine(town: Town) -> None:
    """Applying it twice does nothing the second time."""
    saved = await _drifted(town)
    await rounds.apply_saved(town.shop, saved)
    await town.forget_requests()

    result = await rounds.apply_saved(town.shop, saved)

    assert result.outcomes == ()
    assert await town.writes() == 0


async def test_an_old_plan_is_refused(town: Town) -> None:
    """After a quarter of an hour a person should look again."""
    saved = await _drifted(town)
    town.clock.pass_time(minutes=20)

    with pytest.raises(saving.StalePlanError, match="minutes old, at most 15"):
        await rounds.apply_saved(town.shop, saved)


async def test_an_edited_plan_file_is_noticed(town: Town) -> None:
    """A plan file carries a hash of what it shows."""
    data = plan_files.encode(await _drifted(town)).replace(b'"quantity": 48', b'"quantity": 4800')

    with pytest.raises(plan_files.PlanFileError, match="changed after it was written"):
        plan_files.decode(data)


async def test_a_move_and_a_parcel_applied_twice_do_nothing_the_second_time(town: Town) -> None:
    """What has left from the new location has been moved there."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1Z999AA10123456784")
    saved = await town.plan()
    await rounds.apply_saved(town.shop, saved)
    await town.forget_requests()

    result = await rounds.apply_saved(town.shop, saved)

    assert result.outcomes == ()
    assert await town.writes() == 0
