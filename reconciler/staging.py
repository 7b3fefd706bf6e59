"""Staging: the stages of a round in order, each seeing the world as the ones before will leave it.

A world and a decider in, changes and held entries out. Nothing here reads the shop or writes anything.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from engine import deciding
from engine.decisions import Decision, Missed
from engine.facts import Fact
from reconciler import describing, plans, worlds
from reconciler.compare import availability, failures, mappings, orders, placement, tracking
from reconciler.differences import Difference, Kind, Stage
from reconciler.planning import deciding as planning
from reconciler.planning import repeats
from reconciler.planning.offers import Basis
from reconciler.planning.outcomes import Outcome
from reconciler.worlds import World

MOST_PASSES = 5
"""A stage is compared again after its own changes: importing an order shows that it spans locations, stocking an item
that its order can move. More passes than this would mean that rules undo each other."""

COMPARATORS: dict[Stage, Callable[[World], list[Difference]]] = {
    Stage.MAPPINGS: mappings.compare,
    Stage.ORDERS: orders.compare,
    Stage.PLACEMENT: placement.compare,
    Stage.TRACKING: tracking.compare,
    Stage.FAILURES: failures.compare,
    Stage.AVAILABILITY: availability.compare,
}
"""The comparator of each stage, in the order of the stages."""


class Staged(NamedTuple):
    """What all stages came to: changes in the order in which they are carried out, and the world after them.

    `facts` are all that the rules were asked about, in the order in which they were asked, `decisions` what they said.
    `waiting` are changes that a person has to approve first. `missed` is what rules asked for and can't be done, by the
    key of the fact. `bases` and `outcomes` belong to the facts, one by one.
    """

    changes: tuple[plans.Change, ...]
    held: tuple[plans.Held, ...]
    differences: int
    world: World
    facts: tuple[Fact, ...]
    waiting: tuple[plans.Change, ...] = ()
    decisions: tuple[Decision, ...] = ()
    bases: tuple[Basis | None, ...] = ()
    outcomes: tuple[Outcome | None, ...] = ()
    missed: Mapping[str, tuple[Missed, ...]] = MappingProxyType({})


def run(world: World, decider: deciding.Decider, *, shapes: bool) -> Staged:
    """Run every stage. `shapes`: some rule shapes what is offered, so that rules are asked about every level."""
    changes: list[plans.Change] = []
    held: list[plans.Held] = []
    waiting: list[plans.Change] = []
    facts: list[Fact] = []
    decisions: list[Decision] = []
    bases: list[Basis | None] = []
    outcomes: list[Outcome | None] = []
    missed: dict[str, tuple[Missed, ...]] = {}
    found = 0
    for stage, compare in COMPARATORS.items():
        if stage is Stage.AVAILABILITY and shapes:
            compare = availability.compare_every_level  # noqa: PLW2901 - the same comparator, looking wider
        seen: set[str] = set()
        for _ in range(MOST_PASSES):
            fresh = worlds.in_order(d for d in compare(world) if d.key not in seen)
            if not fresh:
                break
            seen.update(difference.key for difference in fresh)
            found += sum(not _is_equal(difference) for difference in fresh)
            described = describing.describe(world, fresh)
            facts.extend(described)
            decided = decider.decide_at(described, world.observed_at)
            decisions.extend(decided)
            planned = planning.plan(world, fresh, decided)
            changes.extend(planned.changes)
            held.extend(planned.held)
            waiting.extend(planned.waiting)
            missed |= planned.missed
            bases.extend(planned.bases)
            outcomes.extend(planned.outcomes)
            world = planned.world
    once = repeats.told_once(held)
    return Staged(
        changes=tuple(changes),
        held=once,
        differences=found,
        world=world,
        facts=tuple(facts),
        waiting=tuple(waiting),
        decisions=tuple(decisions),
        bases=tuple(bases),
        outcomes=tuple(outcomes),
        missed=missed,
    )


def _is_equal(difference: Difference) -> bool:
    return difference.kind is Kind.AVAILABILITY_DIFFERS and difference.desired == difference.actual
