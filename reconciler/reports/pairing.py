"""Pairs the changes of a plan with their outcomes. `building` calls it after a plan was applied."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from reconciler import plans
from reconciler.reports.values import Result

UNTRIED = Result(code="untried")


def pair(
    changes: Sequence[plans.Change], outcomes: Sequence[plans.Outcome]
) -> Iterator[tuple[plans.Change, Result | None]]:
    """Give each change with its result, in the order of the plan, then outcomes of changes that the plan had not.

    Levels are read again after moves, so a carried out change may have other numbers than the planned one: it is
    known by its key, and what was really carried out is what is shown. Without outcomes there are no results.
    """
    if not outcomes:
        yield from ((change, None) for change in changes)
        return
    by_key: dict[str, deque[plans.Outcome]] = defaultdict(deque)
    for outcome in outcomes:
        by_key[outcome.change.key].append(outcome)
    for change in changes:
        waiting = by_key[change.key]
        if not waiting:
            yield change, UNTRIED
            continue
        outcome = next((found for found in waiting if found.change == change), waiting[0])
        waiting.remove(outcome)
        yield outcome.change, _result(outcome)
    for left in by_key.values():
        for outcome in left:
            yield outcome.change, _result(outcome)


def _result(outcome: plans.Outcome) -> Result:
    return Result(code=outcome.result, message=outcome.message, at=outcome.at)
