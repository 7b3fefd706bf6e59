"""Plans that wait for a person: kept, listed, decided."""

from datetime import timedelta

import pytest
from sqlmodel import Session
from support import seeds

from store import errors, rounds, shops, waiting_plans
from store.waiting_plans import Waiting


def _round(session: Session) -> int:
    return rounds.begin(session, seeds.SHOP, mode="apply", rules_digest="d", now=seeds.NOW)


def _keep(session: Session, digest: str = "one") -> int:
    number = _round(session)
    plan = {"changes": [digest]}
    waiting_plans.keep(session, seeds.SHOP, number, Waiting(cause="rule", digest=digest, plan=plan), seeds.NOW)
    return number


def test_a_plan_waits_until_it_is_decided(session: Session):
    """Oldest first; what was decided is off the list and can still be looked at."""
    first, second = _keep(session), _keep(session, "two")
    later = seeds.NOW + timedelta(hours=1)

    waiting_plans.decide(session, first, waiting_plans.APPROVED, now=later, applied_as=second)

    assert [row.round_id for row in waiting_plans.undecided(session, seeds.SHOP)] == [second]
    row = waiting_plans.find(session, seeds.SHOP, first)
    assert (row.decision, row.decided_at, row.applied_as) == ("approved", later, second)
    assert row.plan == {"changes": ["one"]}


def test_a_round_that_looks_again_replaces_what_it_kept(session: Session):
    """Its last look is what counts."""
    number = _keep(session)

    waiting_plans.keep(session, seeds.SHOP, number, Waiting(cause="limit", digest="two", plan=[]), seeds.NOW)

    (row,) = waiting_plans.undecided(session, seeds.SHOP)
    assert (row.digest, row.cause) == ("two", "limit")


def test_a_round_of_another_shop_is_unknown_here(session: Session):
    """Numbers run over all shops."""
    shops.ensure(session, "other.myshopify.com")
    number = _keep(session)

    with pytest.raises(errors.UnknownRoundError):
        waiting_plans.find(session, "other.myshopify.com", number)


def test_where_nothing_waits_what_does_is_named(session: Session):
    """So is that nothing does."""
    empty = _round(session)
    with pytest.raises(errors.NotWaitingError, match="Nothing else does either"):
        waiting_plans.find(session, seeds.SHOP, empty)
    with pytest.raises(errors.NotWaitingError):
        waiting_plans.decide(session, empty, waiting_plans.GONE, now=seeds.NOW)
    number = _keep(session)

    with pytest.raises(errors.NotWaitingError, match=f"These do: {number}"):
        waiting_plans.find(session, seeds.SHOP, empty)


def test_a_pause_has_a_reason_and_a_moment_until_it_is_over(session: Session):
    """For those who wonder why nothing happens."""
    shops.pause(session, seeds.SHOP, why="counting", now=seeds.NOW)
    row = shops.get(session, seeds.SHOP)
    assert (row.paused, row.paused_why, row.paused_at) == (True, "counting", seeds.NOW)

    shops.resume(session, seeds.SHOP)

    assert (row.paused, row.paused_why, row.paused_at) == (False, None, None)


def test_rounds_are_listed_since_a_moment_with_their_summaries(session: Session):
    """What the limits of a day add up."""
    old, new = _round(session), _round(session)
    rounds.finish(session, new, status="done", summary={"measures": {}}, now=seeds.NOW)
    rounds.get(session, old).started_at = seeds.NOW - timedelta(days=2)
    session.flush()

    assert rounds.since(session, seeds.SHOP, seeds.NOW - timedelta(days=1)) == [(new, {"measures": {}})]
