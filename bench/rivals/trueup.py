"""Trueup itself: facts in, answers out, worker process included, cold (a new decider) and warm (the facts again)."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from rivals import races, rulebooks

from engine import deciding, decisions, ir, wording
from engine.facts import Fact

_WAYS = ("cold", "warm")
_TOLD = 20_000
"""Decisions are put into words on fewer facts."""
_ONE_IN = 100
"""Of one in so many facts the words are checked."""
_EXCLUDING = frozenset({"relocate", "hold"})
"""Of these actions in the rules of the race, the first one stands."""

Answering: TypeAlias = Callable[[deciding.Decider, Sequence[Fact]], Any]


def match(_contestant: object, race: races.Race) -> races.Timing:
    """Time which rules match: the best of three deciders."""
    return _run(race, "which rules match", deciding.Decider.matching, _check_matching)


def decide(_contestant: object, race: races.Race) -> races.Timing:
    """Time decisions: what stands for each fact, and what was overridden by whom."""
    return _run(race, "decisions", deciding.Decider.decide, _check_decisions)


def tell(_contestant: object, race: races.Race) -> races.Timing:
    """Time decisions that are read: each action that stands with its rule, and each condition that held, in words."""
    few = races.Race(race.rules, race.facts[:_TOLD], race.right)
    return _run(few, "decisions in words", _told, _check_words)


def _run(race: races.Race, name: str, answering: Answering, check: Callable[[Any, races.Race], None]) -> races.Timing:
    rules: ir.RuleSet = race.rules  # type: ignore[assignment] - as the caller made it
    passes: dict[str, races.Pass] = {}
    starts = []
    for _ in range(3):
        began = time.perf_counter()
        with deciding.Decider(rules, clock=_now) as decider:
            starts.append(time.perf_counter() - began)
            for way in _WAYS:
                taken, answers = races.timed(partial(answering, decider), race.facts, decider.worker_pid)
                races.note(passes, f"{name}, {way}", taken)
                check(answers, race)
                del answers
            if decider.warnings:
                raise AssertionError("; ".join(decider.warnings))
    return races.Timing(len(race.facts), min(starts), passes)


def _told(decider: deciding.Decider, facts: Sequence[Fact]) -> list[tuple[decisions.Applied, ...]]:
    return [decision.applied for decision in decider.decide(facts)]


def _check_matching(answers: Any, race: races.Race) -> None:
    races.check(answers, race.right)


def _check_decisions(made: Sequence[decisions.Decision], race: races.Race) -> None:
    """Compare what stands, and what does not, with what the right rules come to when walked by hand."""
    rules: ir.RuleSet = race.rules  # type: ignore[assignment] - as above
    for decision, matching in zip(made, race.right, strict=False):
        excluding = [position for position in matching if rules.rules[position].then[0].name in _EXCLUDING]
        lost = set(excluding[1:])
        stands = [each.position for each in decision.outline.standing]
        gave_way = [(each.rule, each.by) for each in decision.overridden]
        if stands != [position for position in matching if position not in lost] or gave_way != [
            (rules.rules[position].name, rules.rules[excluding[0]].name) for position in excluding[1:]
        ]:
            raise AssertionError(f"wrong about fact {decision.key}: {stands} stand of {matching}")


def _check_words(told: Sequence[Sequence[decisions.Applied]], race: races.Race) -> None:
    """Compare some sentences with those that wording makes."""
    for fact, applied in list(zip(race.facts, told, strict=True))[::_ONE_IN]:
        for each in applied:
            rule = race.rules.rules[int(each.rule.removeprefix("rule-"))]
            if each.held != wording.held(rule.when, fact, rulebooks.NOW):
                raise AssertionError(f"wrong words about fact {fact.key}: {each.held}")


def _now() -> datetime:
    return rulebooks.NOW
