"""What a person has to approve waits, and is applied exactly, or refused with what changed since."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from support import towns
from support.towns import Town

from reconciler import approving, guards, quiet_hours, saving, scoping, waiting
from reconciler import round as rounds
from store import databases, errors, waiting_plans

ASK_ABOUT_MOVES = """
on: placement.elsewhere
rules:
  - name: ask-about-moves
    then:
      - relocate
      - require_approval
"""
STRICT = guards.Limits(levels_changed=0)


@pytest.fixture
async def town(database: databases.Database) -> AsyncIterator[Town]:
    """The seed story's town, where moving an order takes a person's yes."""
    async with towns.open_town(database, [ASK_ABOUT_MOVES]) as made:
        await towns.seed_story(made)
        yield made


def _undecided(town: Town) -> list[int]:
    with town.database.reading() as session:
        return [row.round_id for row in waiting_plans.undecided(session, towns.DOMAIN)]


def _decision(town: Town, number: int) -> str | None:
    with town.database.reading() as session:
        return waiting_plans.find(session, towns.DOMAIN, number).decision


async def _asking(town: Town) -> rounds.Result:
    """A round with an order that sits at Lake Jackson and ships from Austin, to be moved there."""
    await towns.order_mug(town)
    return await town.round()


async def test_what_a_rule_lets_wait_is_not_done_and_the_rest_is(town: Town) -> None:
    """The order is imported and assigned; its move waits under the number of the round."""
    result = await _asking(town)

    assert towns.actions(result) == ["import_order", "assign_warehouse"]
    assert result.waiting == (result.round_id,)
    assert [held.cause for held in result.plan.held] == ["approval"]
    assert "trueup approve" in result.plan.held[0].fix
    assert await town.level("MUG-01", "Lake Jackson") == 49


async def test_an_approved_change_is_done_and_nothing_else(town: Town) -> None:
    """A second order that came since waits on."""
    first = await _asking(town)
    await towns.order_mug(town)

    result = await approving.approve(town.shop, first.round_id)

    assert towns.actions(result) == ["relocate"]
    assert (await town.order("1001"))["fulfillment_orders"][0]["location"] == "Austin Office"
    assert (await town.order("1002"))["fulfillment_orders"][0]["location"] == "Lake Jackson"
    assert _decision(town, first.round_id) == "approved"


async def test_what_waits_unchanged_keeps_its_number(town: Town) -> None:
    """The number that somebody is looking at stays valid, round after round."""
    first = await _asking(town)

    later = await town.round()

    assert later.waiting == (first.round_id,)


async def test_more_to_approve_waits_under_a_new_number_and_the_old_one_still_works(town: Town) -> None:
    """Approving what was seen does what was seen."""
    first = await _asking(town)
    await towns.order_mug(town)
    second = await town.round()

    result = await approving.approve(town.shop, first.round_id)

    assert second.waiting == (second.round_id,)
    assert towns.actions(result) == ["relocate"]
    assert (await town.order("1002"))["fulfillment_orders"][0]["location"] == "Lake Jackson"


async def test_what_is_not_wanted_any_more_stops_waiting(town: Town) -> None:
    """A person let it ship from where it is."""
    first = await _asking(town)
    town.ship_from("1001", "warehouse-b")

    later = await town.round()

    assert later.waiting == ()
    assert _decision(town, first.round_id) == "gone"


async def test_approving_what_has_changed_since_is_refused_with_the_change(town: Town) -> None:
    """And nothing is written."""
    first = await _asking(town)
    town.ship_from("1001", "warehouse-b")
    await town.forget_requests()

    with pytest.raises(saving.StalePlanError, match=r"order 1001, relocate: .* is no longer wanted"):
        await approving.approve(town.shop, first.round_id)

    assert await town.writes() == 0
    assert _undecided(town) == [first.round_id]


async def test_approving_twice_is_refused_with_the_round_that_did_it(town: Town) -> None:
    """Somebody else was faster."""
    first = await _asking(town)
    done = await approving.approve(town.shop, first.round_id)

    with pytest.raises(errors.NotWaitingError, match=f"done as round {done.round_id}"):
        await approving.approve(town.shop, first.round_id)


async def test_approving_a_round_of_which_nothing_waits_names_those_that_do(town: Town) -> None:
    """A slip of the number."""
    first = await _asking(town)
    later = await town.round()

    with pytest.raises(errors.NotWaitingError, match=f"These do: {first.round_id}"):
        await approving.approve(town.shop, later.round_id)
    with pytest.raises(errors.UnknownRoundError):
        await approving.approve(town.shop, 999)


async def test_a_plan_that_waited_too_long_is_refused(town: Town) -> None:
    """After a day nobody remembers what it was about."""
    first = await _asking(town)
    town.clock.pass_time(hours=25)

    with pytest.raises(saving.StalePlanError, match="minutes old"):
        await approving.approve(town.shop, first.round_id)


async def test_a_plan_beyond_a_limit_waits_whole_where_limits_may_be_approved(town: Town) -> None:
    """Nothing of it is done until a person says yes; then exactly it is, although it is beyond the limit."""
    town.write_back(on=True)
    town.shop = replace(town.shop, limits=STRICT, on_breach="approve")
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})

    held = await town.round()
    result = await approving.approve(town.shop, held.round_id)

    assert (held.outcomes, held.waiting) == ((), (held.round_id,))
    assert towns.actions(result) == ["set_inventory"]
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_a_plan_beyond_a_limit_is_only_held_by_default(town: Town) -> None:
    """Waiting plans want somebody who looks at them."""
    town.write_back(on=True)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})

    held = await town.round(limits=STRICT)

    assert held.plan.is_stopped
    assert held.waiting == ()


async def test_a_look_at_one_order_leaves_what_waits_elsewhere(town: Town) -> None:
    """Narrowed rounds see too little to judge it."""
    first = await _asking(town)
    await towns.order_mug(town)

    result = await town.round(scoping.Scope(order="1002"))

    assert _decision(town, first.round_id) is None
    assert result.waiting == (first.round_id, result.round_id)
    assert [change.address.order for change in waiting.find(town.shop, result.round_id).changes] == ["1002"]


async def test_what_a_rule_lets_wait_is_kept_by_a_round_that_applies_a_saved_plan_too(town: Town) -> None:
    """Whoever says yes to the rest at the command line has not said yes to that."""
    await towns.order_mug(town)
    await town.round(scoping.Scope(order="none"))
    shown = await town.plan()

    result = await rounds.apply_saved(town.shop, shown)

    assert towns.actions(result) == ["import_order", "assign_warehouse"]
    assert result.waiting == (result.round_id,)


async def test_a_waiting_plan_of_which_something_rests_is_refused_with_the_hours(town: Town) -> None:
    """It can be approved again once they are over."""
    town.write_back(on=True)
    town.shop = replace(town.shop, limits=STRICT, on_breach="approve")
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})
    held = await town.round()
    quiet = quiet_hours.read(["set_inventory 09:00-11:00"], "UTC")

    with pytest.raises(saving.StalePlanError, match=r"is held now: set_inventory rests 09:00-11:00 UTC"):
        await approving.approve(replace(town.shop, quiet=quiet), held.round_id)
    result = await approving.approve(town.shop, held.round_id)

    assert towns.actions(result) == ["set_inventory"]
