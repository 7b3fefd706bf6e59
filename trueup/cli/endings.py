"""What comes of a decision in the end, in words: the warehouse that a rule chose and why, the quantity and its sum.

A fact with what it was chosen from and what came of it go in, lines come out. Used by `explanations`.
"""

from collections.abc import Iterator, Mapping

from engine.facts import Fact
from reconciler import recording, worlds
from reconciler.planning import outcomes
from reconciler.planning.offers import Basis, Shares
from reconciler.planning.outcomes import Outcome


def by_fact(seen: recording.Seen) -> Mapping[str, tuple[Basis | None, Outcome | None]]:
    """What was chosen from, and what came of it, by the key of the fact."""
    keys = (fact.key for fact in seen.facts)
    return dict(zip(keys, zip(seen.bases, seen.outcomes, strict=True), strict=True))


def tell(world: worlds.World, fact: Fact, basis: Basis | None, outcome: Outcome | None) -> Iterator[str]:
    """Say it; nothing where the rules alone decide."""
    if isinstance(basis, Shares):
        yield from _sum(world, fact, basis)
    if outcome is None or outcome.what == outcomes.NOTHING:
        return
    why = f", because {outcome.why}" if outcome.why else ""
    yield f"  in the end: {outcome.what}{why}"


def _sum(world: worlds.World, fact: Fact, shares: Shares) -> Iterator[str]:
    has = ", ".join(f"{world.warehouse_name(key)} has {units} available on hand" for key, units in shares.shares)
    less = (
        f", less {shares.foreign} that a move will free, or that orders not imported yet hold" if shares.foreign else ""
    )
    yield f"  {has}{less}: target {fact.values.get('level.target')}"
    yield f"  the shop offers {fact.values.get('level.available')}"
