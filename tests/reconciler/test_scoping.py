"""A plan can be narrowed, and what is left can be applied by itself."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import story_plans

from reconciler import plans, scoping
from reconciler.differences import Address, Kind, Stage


def _actions(plan: plans.Plan) -> list[str]:
    return [change.action for change in plan.changes]


def test_an_empty_scope_leaves_the_plan_as_it_is():
    """Nothing asked for means everything."""
    assert scoping.narrow(story_plans.story(), scoping.Scope()) == story_plans.story()


@pytest.mark.parametrize("number", ["1001", "#1001"])
def test_one_order_keeps_its_changes_only(number: str):
    """People type the number with and without its sign."""
    narrowed = scoping.narrow(story_plans.story(), scoping.Scope(order=number))

    assert _actions(narrowed) == ["relocate", "write_tracking"]
    assert narrowed.held == ()
    assert narrowed.scope == "order 1001"


def test_what_is_held_about_an_order_stays_with_it():
    """Narrowing must not hide why an order is stuck."""
    narrowed = scoping.narrow(story_plans.story(), scoping.Scope(order="1002"))

    assert _actions(narrowed) == ["tag", "note"]
    assert narrowed.held == (story_plans.HELD,)


def test_a_sku_keeps_its_levels_and_the_orders_that_move_it():
    """The whole order stays: its tracking is of no use without its move."""
    narrowed = scoping.narrow(story_plans.story(), scoping.Scope(sku="LAMP-1"))

    assert _actions(narrowed) == ["relocate", "write_tracking", "set_inventory"]


def test_a_sku_finds_a_new_order_that_contains_it():
    """An order that is only imported has no effect on a level yet."""
    work = plans.ImportOrder(
        name="#1003", number="1003", placed_at=story_plans.AT, lines=(("l1", "LAMP-9", "Lamp", 1, True),)
    )
    new = msgspec.structs.replace(
        story_plans.tracking("1003"), kind=Kind.ORDER_NEW, stage=Stage.ORDERS, address=Address(order="1003"), work=work
    )
    narrowed = scoping.narrow(story_plans.plan(new, story_plans.tracking()), scoping.Scope(sku="LAMP-9"))

    assert narrowed.changes == (new,)


def test_a_name_is_compared_exactly():
    """Another case is another SKU."""
    assert scoping.narrow(story_plans.story(), scoping.Scope(sku="lamp-1")).is_empty


def test_the_tracking_stage_keeps_the_move_before_it():
    """The parcel is written at the location to which its order moves first."""
    narrowed = scoping.narrow(story_plans.story(), scoping.Scope(stage=Stage.TRACKING))

    assert _actions(narrowed) == ["relocate", "write_tracking"]


def test_the_placement_stage_leaves_the_tracking_after_it():
    """What comes later is not needed."""
    narrowed = scoping.narrow(story_plans.story(), scoping.Scope(stage=Stage.PLACEMENT))

    assert _actions(narrowed) == ["relocate"]
    assert narrowed.held == (story_plans.HELD,)


def test_a_level_keeps_the_moves_that_its_new_value_was_worked_out_with():
    """48 is what the level holds once the move is done; without the move the write would be refused."""
    moved = story_plans.level("LAMP-1", "Austin Office", 47, 48)
    other = story_plans.level("LAMP-2", "Austin Office", 3, 4)
    unrelated = story_plans.relocation("1009", sku="LAMP-7")
    plan = story_plans.plan(unrelated, story_plans.relocation(), moved, other)
    narrowed = scoping.narrow(plan, scoping.Scope(stage=Stage.AVAILABILITY))

    assert [change.key for change in narrowed.changes] == [story_plans.relocation().key, moved.key, other.key]


def test_all_that_is_given_must_fit():
    """An order of another location is left out."""
    scope = scoping.Scope(order="1001", location="Dallas")

    assert scoping.narrow(story_plans.story(), scope).is_empty
    assert scope.describe() == "order 1001, location Dallas"


@given(
    scope=st.builds(
        scoping.Scope,
        order=st.sampled_from([None, "1001", "1002", "1009"]),
        sku=st.sampled_from([None, "LAMP-1", "LAMP-2"]),
        location=st.sampled_from([None, "Austin Office", "Lake Jackson"]),
        stage=st.sampled_from([None, *Stage]),
    )
)
def test_narrowing_only_takes_away_keeps_the_order_and_is_done_once(scope: scoping.Scope):
    """Whatever the scope, narrowing again changes nothing."""
    plan = story_plans.story()
    narrowed = scoping.narrow(plan, scope)

    assert narrowed.changes == tuple(change for change in plan.changes if change in narrowed.changes)
    assert set(narrowed.held) <= set(plan.held)
    assert scoping.narrow(narrowed, scope) == narrowed
