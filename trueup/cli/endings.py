"""What comes of a decision in the end, in words: the warehouse that a rule chose and why, the quantity and its sum.

A fact with what it was chosen from and what came of it go in, lines come out. Used by `explanations`.
"""

from collections.abc import Callable, Iterator, Mapping

from engine.facts import Fact
from reconciler import plans, recording, worlds
from reconciler.planning import outcomes
from reconciler.planning.offers import Basis, Shares
from reconciler.planning.outcomes import Outcome


def by_fact(seen: recording.Seen) -> Mapping[str, tuple[Basis | None, Outcome | None]]:
    """What was chosen from, and what came of it, by the key of the fact."""
    keys = (fact.key for fact in seen.facts)
    return dict(zip(keys, zip(seen.bases, seen.outcomes, strict=True), strict=True))


def tell(world: worlds.World, fact: Fact, basis: Basis | None, outcome: Outcome | None) -> Iterator[str]:
    """Say it; nothing where the rules alone decide."""
    yield from addition(fact, basis, world.warehouse_name)
    if outcome is None or outcome.what == outcomes.NOTHING:
        return
    why = f", because {outcome.why}" if outcome.why else ""
    yield f"  in the end: {outcome.what}{why}"


def addition(fact: Fact, basis: Basis | None, name: Callable[[str], str]) -> Iterator[str]:
    """Say what a level's target is made of and what the shop offers; `name` gives a warehouse's name by its key."""
    if not isinstance(basis, Shares):
        return
    has = ", ".join(f"{name(key)} has {units} available on hand" for key, units in basis.shares)
    less = (
        f", less {basis.foreign} that a move will free, or that orders not imported yet hold" if basis.foreign else ""
    )
    yield f"  {has}{less}: target {fact.values.get('level.target')}"
    yield f"  the shop offers {fact.values.get('level.available')}"


TOLD = frozenset({"rule", "ignored", "no_rule", "impossible"})
"""Causes that the explanation of the rules names itself."""


def held(plan: plans.Plan, fact: Fact) -> Iterator[str]:
    """Say what keeps the plan from doing what the rules say: an approval, quiet hours, a lost answer, a limit."""
    mine = [one for one in plan.held if one.cause not in TOLD and f"{one.kind} {one.address}" == fact.key]
    for one in mine:
        yield f"  {obstacle(one.cause, one.why)}"
    for fix in dict.fromkeys(one.fix for one in mine if one.fix):
        yield f"  fix: {fix}"
    for breach in plan.breaches:
        yield f"  a limit holds the whole plan: {breach.summary}"
        yield f"  allow it once: {breach.allow}"


def obstacle(cause: str, why: str) -> str:
    """Say what keeps something from being done; of an approval, `why` is what waits for it."""
    return f"waits for a person's approval: {why}" if cause == "approval" else f"held: {why}"
