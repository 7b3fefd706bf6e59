"""Another writer sets a level back again and again: the tug-of-war is noticed, named, and not fed for ever."""

from support.towns import Town


async def _fight(town: Town, theirs: int, turns: int) -> None:
    town.write_back(on=True)
    for _ in range(turns):
        await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": theirs})
        await town.round()


async def test_raising_a_level_stops_after_three_turns_and_is_named(town: Town) -> None:
    """The fourth time the level is left alone, and the report shows when we wrote it before."""
    await _fight(town, theirs=40, turns=3)
    assert await town.level("MUG-01", "Austin Office") == 48

    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 40})
    result = await town.round()

    assert result.plan.changes == ()
    held = next(one for one in result.plan.held if one.address.sku == "MUG-01")
    assert "Somebody else keeps setting MUG-01 at Austin Office back to 40" in held.summary
    assert "3 times" in held.summary
    assert await town.level("MUG-01", "Austin Office") == 40


async def test_lowering_a_level_goes_on_with_a_warning(town: Town) -> None:
    """What does not exist is not left on sale, however often somebody offers it."""
    await _fight(town, theirs=60, turns=3)

    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 60})
    result = await town.round()

    assert await town.level("MUG-01", "Austin Office") == 48
    assert any("keeps setting MUG-01 at Austin Office back to 60" in warning for warning in result.plan.warnings)


async def test_a_day_later_it_is_tried_again(town: Town) -> None:
    """The other writer may be gone by then."""
    await _fight(town, theirs=40, turns=3)
    town.clock.pass_time(hours=25)

    await _fight(town, theirs=40, turns=1)

    assert await town.level("MUG-01", "Austin Office") == 48
