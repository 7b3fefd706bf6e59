"""Pairs the changes of a plan with their outcomes. `building` calls it after a plan was applied."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from reconciler import plans
from reconciler.reports.values import Result

UNTRIED = Result(code="untried")

SUPERSEDED = frozenset({"stale", "refused"})
"""Results after which a round looks again and may try again: the later try is what counts."""

Pair = tuple[plans.Change, Result | None]


def pair(changes: Sequence[plans.Change], outcomes: Sequence[plans.Outcome]) -> Iterator[Pair]:
    """Give each change with its result, in the order of the plan, then outcomes of changes that the plan has not.

    A round that looks again has outcomes of several plans, of which the last is given here. Levels are read again
    after moves, so a carried out change may have other numbers than the planned one: it is known by its key, and what
    was really carried out is what is shown. Without outcomes there are no results.
    """
    if not outcomes:
        yield from ((change, None) for change in changes)
        return
    planned = Counter(change.key for change in changes)
    tried: dict[str, list[plans.Outcome]] = defaultdict(list)
    for outcome in outcomes:
        tried[outcome.change.key].append(outcome)
    results = {key: _last_tries(found, max(planned[key], 1)) for key, found in tried.items()}
    for change in changes:
        waiting = results.get(change.key)
        if not waiting:
            yield change, UNTRIED
            continue
        yield waiting.pop(next((index for index, (done, _) in enumerate(waiting) if done == change), 0))
    for left in results.values():
        yield from left


def _last_tries(outcomes: list[plans.Outcome], wanted: int) -> list[Pair]:
    """Leave out tries that a later one of the same change made good, or repeated."""
    last = list(outcomes)
    for outcome in outcomes[:-1]:
        if len(last) > wanted and outcome.result in SUPERSEDED:
            last.remove(outcome)
    attempts = 1 + len(outcomes) - len(last) if wanted == 1 else 1
    return [(outcome.change, msgspec.structs.replace(_result(outcome), attempts=attempts)) for outcome in last]


def _result(outcome: plans.Outcome) -> Result:
    return Result(code=outcome.result, message=outcome.message, at=outcome.at)
