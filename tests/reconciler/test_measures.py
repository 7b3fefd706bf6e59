"""The figures of a plan that guards limit."""

from support import story_plans

from reconciler import guards, measures, plans


def _levels(location: str, count: int, before: int = 5, after: int = 6) -> list[plans.Change]:
    return [story_plans.level(f"A-{number}", location, before, after) for number in range(count)]


def _breaches(
    *changes: plans.Change, backdrop: guards.Backdrop | None = None, **limits: int
) -> dict[str, plans.Breach]:
    checked = guards.check(story_plans.plan(*changes), guards.Limits(**limits), backdrop=backdrop or guards.Backdrop())
    return {breach.guard: breach for breach in checked}


def _place(location: str) -> str:
    return f"gid://shopify/Location/{location}"


def test_units_up_and_down_add_up():
    """Two boxes to the left and two to the right are four boxes that somebody should know of."""
    changes = [story_plans.level("A", "Austin", 10, 15), story_plans.level("B", "Austin", 10, 5)]

    assert measures.count_units_changed(changes).value == 10
    assert "units_changed" in _breaches(*changes, units_changed=9)
    assert "units_changed" not in _breaches(*changes, units_changed=10)


def test_a_large_share_of_a_location_is_held_where_it_is_large_enough_to_say_something():
    """Sixty of a hundred levels at one location; elsewhere there are too few to speak of percent."""
    changes = [*_levels("Austin", 60), *_levels("Pop-up", 20)]
    backdrop = guards.Backdrop(levels_at={_place("Austin"): 100, _place("Pop-up"): 20})

    (breach,) = _breaches(*changes, backdrop=backdrop).values()

    assert breach.guard == "location_percent"
    assert "set 60 of the 100 levels at Austin, 60 percent" in breach.summary
    assert breach.allow == "--allow location_percent=60"


def test_half_of_a_location_passes():
    """The limit is the most that is allowed."""
    backdrop = guards.Backdrop(levels_at={_place("Austin"): 120})

    assert _breaches(*_levels("Austin", 60), backdrop=backdrop) == {}
    assert set(_breaches(*_levels("Austin", 61), backdrop=backdrop)) == {"location_percent"}


def test_what_the_day_did_before_counts_against_the_limits_of_a_day():
    """A little in every round is much in a day."""
    changes = [story_plans.level(f"A-{number}", "Austin", 5, 0) for number in range(3)]
    backdrop = guards.Backdrop(today={"levels_zeroed": 98})

    (breach,) = _breaches(*changes, backdrop=backdrop).values()

    assert (breach.guard, breach.value, breach.limit) == ("levels_zeroed_per_day", 101, 100)
    assert "after 98 in the 24 hours before, 101 together; the limit for one day is 100." in breach.summary


def test_a_plan_that_adds_nothing_passes_on_a_day_that_is_full():
    """Moving an order is not what emptied the shelves."""
    backdrop = guards.Backdrop(today={"levels_zeroed": 5_000, "levels_changed": 50_000})

    assert _breaches(story_plans.relocation(), backdrop=backdrop) == {}


def test_a_tally_has_all_that_adds_up_over_a_day():
    """Kept by each round for those that follow."""
    tally = measures.tally([story_plans.relocation(), *_levels("Austin", 2), story_plans.level("Z", "Austin", 4, 0)])

    assert tally == {"orders_moved": 1, "levels_changed": 3, "levels_zeroed": 1, "units_changed": 6}
