"""How a plan becomes a report: groups, order, totals, and the one sentence."""

from datetime import timedelta

import msgspec
import pytest
from support import story_plans

from reconciler import plans
from reconciler.differences import Address
from reconciler.reports import building
from reconciler.reports.values import Result


def _summary(*changes: plans.Change, **others: object) -> str:
    return building.build(story_plans.plan(*changes, **others)).summary


def _outcome(change: plans.Change, result: str) -> plans.Outcome:
    return plans.Outcome(change=change, result=result, at=story_plans.AT + timedelta(seconds=3))


def test_orders_and_skus_are_sorted_as_people_count():
    """999 stands before 1001, A-2 before A-10."""
    orders = [story_plans.relocation(number) for number in ("1001", "999")]
    levels = [story_plans.level(sku, "Austin Office", 1, 2) for sku in ("A-10", "A-2")]
    report = building.build(story_plans.plan(*orders, *levels))

    assert [group.name for group in report.orders] == ["999", "1001"]
    assert [entry.address.sku for entry in report.locations[0].entries] == ["A-2", "A-10"]


def test_changes_of_an_order_stay_in_the_order_of_work():
    """The move comes before the tracking."""
    report = building.build(story_plans.plan(story_plans.relocation(), story_plans.tracking()))

    assert [entry.action for entry in report.orders[0].entries] == ["relocate", "write_tracking"]


def test_a_number_without_end_in_a_name_does_no_harm():
    """Names come from outside."""
    report = building.build(story_plans.plan(story_plans.level("9" * 5000, "Austin Office", 1, 2)))

    assert report.locations[0].entries[0].amount == 1


def test_an_empty_plan_says_what_was_looked_at():
    """The numbers tell it from a round that read nothing."""
    assert _summary() == "Nothing to do: 12 orders, 40 levels looked at."
    assert _summary(counts=plans.Counts()) == "Nothing to do: nothing was read from the shop."
    assert _summary(scope="order 1009") == "Nothing to do for order 1009: 12 orders, 40 levels looked at."
    assert _summary(held=(story_plans.HELD,)) == "Nothing to do: 12 orders, 40 levels looked at; 1 held."


def test_an_order_that_moves_in_two_parts_is_one_order_to_move():
    """People count orders."""
    second = msgspec.structs.replace(story_plans.relocation(), address=Address(order="1001", part=2))

    assert _summary(story_plans.relocation(), second) == "1 order to move."


def test_a_new_order_is_shown_by_its_lines():
    """The first three name it, the rest is counted."""
    lines = tuple((f"l{number}", f"A-{number}", "Lamp", number, True) for number in range(1, 6))
    work = plans.ImportOrder(name="#1003", number="1003", placed_at=story_plans.AT, lines=lines)
    change = msgspec.structs.replace(story_plans.tracking("1003"), work=work)
    report = building.build(story_plans.plan(change))

    assert report.orders[0].entries[0].shown == "1 × A-1, 2 × A-2, 3 × A-3 and 2 more"  # noqa: RUF001
    assert report.summary == "1 order to import."


def test_ignored_differences_are_counted_by_rule():
    """They were put aside on purpose and should not fill a screen."""
    report = building.build(story_plans.plan(held=(story_plans.IGNORED,) * 3))

    assert report.held == ()
    assert [(group.rule, group.count) for group in report.ignored] == [("leave-the-pop-up-alone", 3)]
    assert report.summary.endswith("; 3 ignored.")


def test_what_was_really_carried_out_is_what_is_shown():
    """Levels are read again after moves, so the write may have other numbers than the plan."""
    planned = story_plans.level("A", "Austin Office", 48, 47)
    written = story_plans.level("A", "Austin Office", 46, 47)
    report = building.build(story_plans.plan(planned), [_outcome(written, "done")])
    (entry,) = report.locations[0].entries

    assert (entry.shown, entry.amount) == ("46 → 47", 1)
    assert entry.result is not None
    assert report.summary == "1 level set."


@pytest.mark.parametrize(
    ("results", "summary"),
    [
        (["done", "done"], "1 order moved, 1 tracking written."),
        (["done", "refused"], "1 order moved; 1 refused."),
        (["unknown", "skipped"], "Nothing was done; 1 unknown, 1 skipped."),
        (["done"], "1 order moved; 1 not tried."),
    ],
)
def test_the_sentence_after_applying_tells_what_was_done_and_what_was_not(results: list[str], summary: str):
    """Anything but done is named by its own word."""
    changes = (story_plans.relocation(), story_plans.tracking())
    outcomes = [_outcome(change, result) for change, result in zip(changes, results, strict=False)]

    assert building.build(story_plans.plan(*changes), outcomes).summary == summary


def test_a_level_that_went_through_at_the_second_try_is_shown_once():
    """A round looks again at once when the shop moved on under it; the last plan may have nothing left."""
    first = story_plans.level("A", "Austin Office", 48, 47)
    second = story_plans.level("A", "Austin Office", 46, 47)
    report = building.build(story_plans.plan(second), [_outcome(first, "stale"), _outcome(second, "done")])
    (entry,) = report.locations[0].entries

    assert entry.shown == "46 → 47"
    assert entry.result == Result(code="done", at=story_plans.AT + timedelta(seconds=3), attempts=2)
    assert report.summary == "1 level set."


def test_what_an_earlier_plan_of_the_round_did_is_shown_too():
    """The last plan of a round no longer has what the first one did."""
    report = building.build(story_plans.plan(), [_outcome(story_plans.relocation(), "done")])

    assert [group.name for group in report.orders] == ["1001"]
    assert report.summary == "1 order moved."
