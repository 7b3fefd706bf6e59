"""Trueup itself: facts in, answers out, worker process included, cold (a new decider) and warm (the facts again)."""

import time
from collections.abc import Sequence
from datetime import datetime

from rivals import races, rulebooks

from engine import deciding, ir
from engine.facts import Fact

MATCHING = ("which rules match, cold", "which rules match, warm")
DECIDING = ("decisions in words, cold", "decisions in words, warm")
_DECIDED = 20_000
"""Decisions are timed on fewer facts, which have less in common."""


def match(_contestant: object, race: races.Race) -> races.Timing:
    """Time which rules match: the best of three deciders."""
    return _run(race, MATCHING, decides=False)


def decide(_contestant: object, race: races.Race) -> races.Timing:
    """Time whole decisions: what stands, what was overridden, and the conditions that held, in words."""
    return _run(races.Race(race.rules, race.facts[:_DECIDED], race.right), DECIDING, decides=True)


def _run(race: races.Race, ways: tuple[str, str], *, decides: bool) -> races.Timing:
    rules: ir.RuleSet = race.rules  # type: ignore[assignment] - as the caller made it
    facts: Sequence[Fact] = race.facts
    passes: dict[str, races.Pass] = {}
    starts = []
    for _ in range(3):
        began = time.perf_counter()
        with deciding.Decider(rules, clock=_now) as decider:
            starts.append(time.perf_counter() - began)
            for way in ways:
                answering = decider.decide if decides else decider.matching
                taken, answers = races.timed(answering, facts, decider.worker_pid)
                races.note(passes, way, taken)
                if not decides:
                    races.check(answers, race.right)
            if decider.warnings:
                raise AssertionError("; ".join(decider.warnings))
    return races.Timing(len(facts), min(starts), passes)


def _now() -> datetime:
    return rulebooks.NOW
