"""Records: what a round keeps in the store about itself, and what it learnt about the shop."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from reconciler import actual, measures, plans, tallies
from reconciler.contexts import Shop
from reconciler.recognising import Recognised
from store import labels, locations, orders, rounds

WHOLE = "apply"
NARROW = "narrow"
"""How rounds are kept that look at everything, and those that look at what is dirty."""


def begin(shop: Shop, *, mode: str = "") -> int:
    """Open a round and give its number. `mode` names it, where it is neither of the usual ones."""
    named = mode or (WHOLE if shop.only is None else NARROW)
    with shop.database.session() as session:
        return rounds.begin(session, shop.domain, mode=named, rules_digest=shop.ruleset.digest, now=shop.clock())


@contextmanager
def failing(shop: Shop, round_id: int) -> Iterator[None]:
    """Record the round as failed when something is raised, as abandoned when it is told to end; the error goes on."""
    try:
        yield
    except BaseException as error:
        with shop.database.session() as session:
            rounds.finish(
                session,
                round_id,
                status="failed" if isinstance(error, Exception) else "abandoned",
                summary={"error": f"{type(error).__name__}: {error}"},
                now=shop.clock(),
            )
        raise


def remember(shop: Shop, recognised: Recognised, seen: tuple[actual.Location, ...]) -> None:
    """Keep what was recognised: locations, fulfillments that are ours, orders that are finished or open again."""
    with shop.database.session() as session:
        locations.remember(session, shop.domain, [(one.id, one.name, one.is_active) for one in seen])
        for label, fulfillment in recognised.written:
            if fulfillment is None:
                labels.unwritten(session, label)
            else:
                labels.written(session, label, fulfillment)
        for gid in recognised.finished:
            order = orders.get(session, shop.domain, gid)
            if order.closed_at is None:
                orders.close(session, order, shop.clock())
        for gid in recognised.reopened - set(recognised.finished):
            orders.reopen(session, orders.get(session, shop.domain, gid))


def planned(shop: Shop, round_id: int, plan: plans.Plan, *, start: int) -> None:
    """Keep the plan and its changes; `start` is the number of changes of earlier attempts.

    With the plan stands what is kept nowhere else: not its changes, nor what rules ignore, which are most of what waits
    in an ordinary round and are on record with what rules were asked.
    """
    held = tuple(one for one in plan.held if one.cause != plans.Held.IGNORED)
    shortened = msgspec.structs.replace(plan, changes=(), waiting=(), held=held)
    with shop.database.session() as session:
        rounds.record_plan(
            session,
            round_id,
            msgspec.to_builtins(shortened),
            [
                rounds.Planned(
                    address=str(change.address),
                    action=change.action,
                    before=change.before,
                    after=change.after,
                    content=msgspec.to_builtins(change),
                )
                for change in plan.changes
            ],
            start=start,
        )


def came_out(shop: Shop, round_id: int, plan: plans.Plan, outcomes: Sequence[plans.Outcome], *, start: int) -> None:
    """Keep what became of each change of this attempt. Outcomes may come in another order than the changes."""
    places = {id(change): position for position, change in enumerate(plan.changes, start=start)}
    ended = [
        rounds.Ended(position=places[id(one.change)], outcome=one.result, message=one.message or None)
        for one in outcomes
    ]
    with shop.database.session() as session:
        rounds.record_outcomes(session, round_id, ended)


def finish(shop: Shop, round_id: int, plan: plans.Plan, outcomes: Sequence[plans.Outcome]) -> None:
    """Close the round with its counts."""
    with shop.database.session() as session:
        rounds.finish(
            session,
            round_id,
            status=status(plan, outcomes),
            summary=summary(plan, outcomes) | {tallies.KEY: _tally(outcomes)},
            now=shop.clock(),
        )


def status(plan: plans.Plan, outcomes: Sequence[plans.Outcome]) -> str:
    """How a round ended: a guard "held" it, or lets it wait for a person ("waiting"); else "done" or "partial".

    `plan` is the last one. A round may look again and try again: the last try of each change is what counts, and a
    change that came too late is well if the last look no longer wanted it.
    """
    if plan.is_stopped:
        return "waiting" if plan.may_be_approved else "held"
    last_tries = {one.change.key: one for one in outcomes}
    wanted = {change.key for change in plan.changes}
    well = (_is_well(one) or (one.result == "stale" and key not in wanted) for key, one in last_tries.items())
    return "done" if all(well) else "partial"


def summary(plan: plans.Plan, outcomes: Sequence[plans.Outcome]) -> dict[str, object]:
    """The counts of a round, for its record and for the daemon's one line."""
    return {
        "orders": plan.counts.orders,
        "levels": plan.counts.levels,
        "differences": plan.counts.differences,
        "held": sum(held.cause != plans.Held.IGNORED for held in plan.held),
        "breaches": [breach.guard for breach in plan.breaches],
        "outcomes": dict(Counter(f"{one.change.action}:{one.result}" for one in outcomes)),
    }


def _tally(outcomes: Sequence[plans.Outcome]) -> dict[str, int]:
    """What the round did, for the limits of the day. A lost answer counts: it may have taken effect."""
    return measures.tally(one.change for one in outcomes if one.result in {"done", "unknown"})


def _is_well(outcome: plans.Outcome) -> bool:
    return outcome.result in {"done", "already"}
