"""How a round is said to have ended."""

import pytest
from support import story_plans

from reconciler import plans, records

MOVE = story_plans.relocation()


def ended(*results: str, change: plans.Change = MOVE) -> list[plans.Outcome]:
    """One outcome of the change for each try, in order."""
    return [plans.Outcome(change=change, result=result, at=story_plans.AT) for result in results]


@pytest.mark.parametrize("results", [(), ("done",), ("already",), ("stale", "done"), ("refused", "stale", "already")])
def test_a_round_whose_last_tries_went_well_is_done(results: tuple[str, ...]):
    """That the shop moved on in between is the shop's right."""
    assert records.status(story_plans.plan(MOVE), ended(*results)) == "done"


@pytest.mark.parametrize("results", [("refused",), ("stale",), ("unknown",), ("skipped",), ("done", "refused")])
def test_a_round_with_a_change_that_is_not_as_wanted_is_partial(results: tuple[str, ...]):
    """A person, or the next round, has something left to do."""
    assert records.status(story_plans.plan(MOVE), ended(*results)) == "partial"


def test_a_change_that_came_too_late_and_is_not_wanted_any_more_is_well():
    """Somebody else has made it so."""
    assert records.status(story_plans.plan(), ended("stale")) == "done"


def test_a_refusal_stays_one_though_the_next_look_leaves_it_alone():
    """It was wanted, and did not happen."""
    assert records.status(story_plans.plan(), ended("refused")) == "partial"


def test_each_change_counts_by_itself():
    """A good one does not make up for another."""
    other = story_plans.tracking()

    outcomes = ended("done") + ended("refused", change=other)

    assert records.status(story_plans.plan(MOVE, other), outcomes) == "partial"


def test_a_round_that_a_guard_holds_is_held():
    """Nothing of it was tried."""
    breach = plans.Breach(guard="orders_moved", limit=0, value=1, summary="Too many.", allow="--allow orders_moved=1")

    assert records.status(story_plans.plan(MOVE, breaches=(breach,)), []) == "held"
