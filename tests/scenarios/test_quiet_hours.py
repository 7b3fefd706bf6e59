"""Actions rest at their quiet hours: their changes are held and shown, and come with the first round after."""

from dataclasses import replace

import pytest
from support import towns
from support.towns import Town

from reconciler import quiet_hours

TRACKING = "1Z999AA10123456784"


@pytest.fixture
async def town(town: Town) -> Town:
    """The seed story's town at nine in the morning, where orders are not moved before eleven; one is labelled."""
    town.shop = replace(town.shop, quiet=quiet_hours.read(["relocate 09:00-11:00"], "UTC"))
    await towns.order_mug(town)
    await town.round()
    town.label("1001", TRACKING)
    return town


async def test_a_move_rests_and_what_hangs_on_it_waits(town: Town) -> None:
    """Tracking is not written at the wrong location in the meantime."""
    await town.forget_requests()

    result = await town.round()

    quiet = [held for held in result.plan.held if held.cause == "quiet"]
    assert [(held.address.order, held.why) for held in quiet] == [("1001", "relocate rests 09:00-11:00 UTC")]
    assert result.outcomes == ()
    assert await town.writes() == 0


async def test_after_the_quiet_hours_the_next_round_does_it(town: Town) -> None:
    """Nobody has to do anything."""
    await town.round()
    town.clock.pass_time(hours=2)

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking"]


async def test_other_actions_go_on(town: Town) -> None:
    """Levels are set while moves rest, against the world without the move."""
    town.write_back(on=True)
    await town.control("stock", {"sku": "MUG-01", "location": "Lake Jackson", "available": 12})

    result = await town.round()

    assert towns.actions(result).count("relocate") == 0
    assert "set_inventory" in towns.actions(result)
    assert (await town.plan()).changes == ()
