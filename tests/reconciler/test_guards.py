"""Guards hold a plan that would change too much."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import story_plans

from reconciler import guards, plans


def _check(*changes: plans.Change, allowed: dict[str, int] | None = None, **limits: int) -> list[str]:
    breaches = guards.check(story_plans.plan(*changes), guards.Limits(**limits), allowed)
    return [breach.guard for breach in breaches]


def test_an_ordinary_day_passes():
    """The seed story breaks no default limit."""
    assert guards.check(story_plans.story(), guards.Limits()) == ()


def test_a_plan_at_the_limit_passes_and_one_above_it_is_held():
    """A limit is the most that is allowed, not the first that isn't."""
    moves = [story_plans.relocation(str(number)) for number in range(1001, 1004)]

    assert _check(*moves, orders_moved=3) == []
    assert _check(*moves, orders_moved=2) == ["orders_moved"]


def test_two_moves_of_one_order_count_as_one_order():
    """An order that is split and moves twice is still one order."""
    assert _check(story_plans.relocation(), story_plans.relocation(), orders_moved=1) == []


def test_a_level_that_was_empty_already_is_not_set_to_zero_anew():
    """Only a product that stops selling counts as set to zero."""
    sold_out = story_plans.level("A", "Austin Office", 3, 0)
    from_below = story_plans.level("B", "Austin Office", -2, 0)

    assert _check(from_below, levels_zeroed=0) == []
    assert _check(sold_out, levels_zeroed=0) == ["levels_zeroed"]


def test_an_empty_stock_feed_is_held_by_the_defaults():
    """Thirty products that would all sell out look like a broken feed."""
    changes = [story_plans.level(f"A-{number}", "Austin Office", 5, 0) for number in range(30)]

    assert _check(*changes) == ["levels_zeroed"]


@pytest.mark.parametrize(("before", "after"), [(0, 1001), (1001, 0)])
def test_one_large_change_is_held_in_either_direction(before: int, after: int):
    """The breach names the level and the numbers, so that a person can judge."""
    plan = story_plans.plan(story_plans.level("A", "Austin Office", before, after))
    (breach,) = guards.check(plan, guards.Limits())

    assert breach == plans.Breach(
        guard="largest_change",
        limit=1000,
        value=1001,
        summary=f"This plan would change A at Austin Office by 1,001 units, from {before:,} to {after:,};"
        " the limit for one round is 1,000.",
        allow="--allow largest_change=1001",
    )


def test_the_words_of_a_breach_allow_exactly_this_plan_once():
    """What the breach says to type is what lets the plan pass, and not one level more."""
    changes = [story_plans.level(f"A-{number}", "Austin Office", 5, 6) for number in range(13)]
    plan = story_plans.plan(*changes)
    limits = guards.Limits(levels_changed=10)
    (breach,) = guards.check(plan, limits)
    allowed = guards.read_allowed([breach.allow.removeprefix("--allow ")])
    larger = story_plans.plan(*changes, story_plans.level("B", "Austin Office", 5, 6))

    assert guards.check(plan, limits, allowed) == ()
    assert [found.guard for found in guards.check(larger, limits, allowed)] == ["levels_changed"]


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("level_changed=3", "Did you mean levels_changed?"),
        ("nonsense=3", "The guards are orders_moved"),
        ("levels_changed", "GUARD=NUMBER"),
        ("levels_changed=many", "GUARD=NUMBER"),
        ("levels_changed=-1", "GUARD=NUMBER"),
    ],
)
def test_a_permission_that_makes_no_sense_is_refused_with_the_way_to_write_it(word: str, part: str):
    """A slip in the permission never lets a plan pass."""
    with pytest.raises(guards.GuardError, match=part.replace("?", r"\?")):
        guards.read_allowed([word])


def test_an_unknown_guard_in_the_permissions_is_refused_by_the_check_too():
    """The panel and the daemon hand over permissions without reading words."""
    with pytest.raises(guards.GuardError, match="no guard 'levels'"):
        guards.check(story_plans.story(), guards.Limits(), {"levels": 3})


def test_a_negative_limit_is_refused():
    """It could only be a slip."""
    with pytest.raises(guards.GuardError, match="levels_zeroed is -1"):
        guards.Limits(levels_zeroed=-1)


def test_a_typing_slip_in_the_settings_is_refused():
    """A limit under a wrong name would silently be no limit."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"level_changed": 3}, guards.Limits)


@given(
    levels=st.dictionaries(st.text("ABC", min_size=1), st.tuples(st.integers(-5, 2000), st.integers(0, 2000))),
    most=st.integers(0, 30),
    largest=st.integers(0, 2000),
)
def test_a_plan_that_passes_never_changes_more_than_its_limits(
    levels: dict[str, tuple[int, int]], most: int, largest: int
):
    """Whatever the plan, no breach means that every limit is kept."""
    changes = [story_plans.level(sku, "Austin Office", before, after) for sku, (before, after) in levels.items()]
    limits = guards.Limits(levels_changed=most, levels_zeroed=most, largest_change=largest)
    breaches = guards.check(story_plans.plan(*changes), limits)
    keeps = (
        len(levels) <= most
        and sum(after <= 0 < before for before, after in levels.values()) <= most
        and all(abs(after - before) <= largest for before, after in levels.values())
    )

    assert (breaches == ()) == keeps
