"""Replaying: each finding tried in the real engine before anybody is shown it.

Findings go in, and come out with what the engine decided about their facts. One whose facts are decided otherwise than
it says is not shown as a finding: it becomes a question left undecided, because something is wrong with the proof.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from engine import deciding, ir
from engine.proving import choices, gaps
from engine.proving.findings import Finding, Results, Step, Undecided


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What replaying came to: the results that hold, which engines answered, and what they warned of."""

    results: Results
    engines: tuple[str, ...]
    warnings: tuple[str, ...]


def replay(ruleset: ir.RuleSet, results: Results, now: datetime) -> Replay:
    """Decide about the facts of all findings, on the plain evaluator and on durable_rules."""
    clock = _Clock(now)
    kept = results
    engines: list[str] = []
    warnings: list[str] = []
    for engine in ("plain", "durable") if results.findings else ():
        with deciding.Decider(ruleset, engine=_ENGINES[engine], clock=clock) as decider:
            decided = [_decided(decider, clock, finding) for finding in kept.findings]
            engines.append(decider.name)
            warnings.extend(decider.warnings)
        kept = _confirmed(decided, kept.undecided)
    return Replay(results=kept, engines=tuple(dict.fromkeys(engines)), warnings=tuple(warnings))


_ENGINES: dict[str, deciding.Engine] = {"plain": "plain", "durable": "durable"}


class _Clock:
    """Tells whatever moment a fact is to be seen at."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _decided(decider: deciding.Decider, clock: _Clock, finding: Finding) -> Finding:
    steps = []
    for step in finding.steps:
        clock.now = step.now
        steps.append(msgspec.structs.replace(step, decision=decider.decide([step.fact])[0]))
    return msgspec.structs.replace(finding, steps=tuple(steps))


def _confirmed(decided: Iterable[Finding], undecided: Sequence[Undecided]) -> Results:
    results = Results(undecided=list(undecided))
    for finding in decided:
        if all(_is_so(step) for step in finding.steps):
            results.findings.append(finding)
        else:
            why = "the engine decides otherwise about the example; please report it"
            results.undecided.append(Undecided(question=f"whether {finding.summary}", why=why, place=finding.place))
    return results


def _is_so(step: Step) -> bool:
    decision = step.decision
    if decision is None:
        return False
    settled = choices.settle(decision, step.fact, step.now)
    stands = {(rule, action.name) for rule, action in settled.stands}
    lost = {(rule, action.name) for rule, action in settled.lost}
    missed = {rule for rule, _ in settled.missed}
    spoke = {rule for rule, _ in stands | lost}
    return (
        stands.issuperset(step.stands)
        and lost.issuperset(step.overridden)
        and missed.issuperset(step.missed)
        and not spoke & set(step.silent)
        and not (step.unanswered and any(gaps.answers(decision.kind, action) for _, action in settled.stands))
    )
