"""Memories: what rules were asked in past rounds about one thing, what they said, and what came of it.

`remembering` finds them in the record. A memory has the facts and the rules of then, so that it can be explained though
both have changed since.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from engine import decisions, evaluating, ir, standing, vocabulary
from engine.facts import Fact
from reconciler import recording
from reconciler.planning import choosing, outcomes
from reconciler.planning.offers import Basis
from reconciler.planning.outcomes import Outcome


class Obstacle(msgspec.Struct, frozen=True):
    """What kept something from being done: see `plans.Held`."""

    cause: str
    why: str = ""
    fix: str = ""
    rule: str = ""


class Tried(msgspec.Struct, frozen=True):
    """An action that was to be carried out, what became of it, and what the shop said."""

    action: str
    outcome: str
    message: str = ""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that rules were asked, and what they said, from the first of these rounds to the last.

    `fact` is what the last of them knew, `ruleset` are the rules of then; None where they can't be read any more.
    `said` is what they said, `basis` and `outcome` what a warehouse or a quantity was chosen from, and which it came
    to. Of the last round, `held` is what kept it from being done, `changes` is what was tried and what became of it;
    `is_stopped`: a limit held its whole plan.
    """

    fact: Fact
    said: recording.Said
    ruleset: ir.RuleSet | None
    first_round: int
    last_round: int
    first_at: datetime
    last_at: datetime
    basis: Basis | None = None
    outcome: Outcome | None = None
    held: tuple[Obstacle, ...] = ()
    changes: tuple[Tried, ...] = ()
    is_stopped: bool = False

    @property
    def missed(self) -> tuple[decisions.Missed, ...]:
        """What the rules of then asked for and could not be done, as the record tells."""
        if self.ruleset is None:
            return ()
        matching = evaluating.matching(self.ruleset, self.fact, self.last_at)
        return tuple(_missed(standing.outline(self.ruleset, matching), self))


def gist(ruleset: ir.RuleSet | None, said: recording.Said) -> object:
    """What the rules that spoke ask and do, wherever they stand: equal for rule sets that differ elsewhere only."""
    spoke = {name for name, *_ in (*said.applied, *said.overridden)}
    rules = ruleset.rules if ruleset is not None else ()
    return [_without_places(msgspec.to_builtins(rule)) for rule in rules if rule.name in spoke]


def _without_places(value: object) -> object:
    match value:
        case dict():
            return {name: _without_places(each) for name, each in value.items() if name != "place"}
        case list() | tuple():
            return [_without_places(each) for each in value]
        case _:
            return value


def _missed(outline: decisions.Outline, memory: Memory) -> Iterator[decisions.Missed]:
    asked = {
        one.rule.name: one.action for one in reversed(outline.standing) if vocabulary.ACTIONS[one.action.name].group
    }
    for one in memory.held:
        if one.cause == "impossible" and one.rule in asked:
            yield decisions.Missed(action=asked[one.rule], rule=one.rule, why=one.why, fix=one.fix)
    for other in outline.overridden:
        ended = memory.outcome
        if ended is not None and other.rule == ended.rule and ended.what not in (outcomes.STAYS, outcomes.NOTHING):
            why = ended.why.rpartition(choosing.missed(other.by, ""))[2]
            yield decisions.Missed(action=asked[other.by], rule=other.by, why=why, instead=other)
