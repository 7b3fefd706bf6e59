"""Decisions about facts: the reconciler's way into the engine.

A rule set goes in once, facts go in by the batch, and one decision per fact comes out, in the order of the facts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Literal, Self

from engine import decisions, evaluating, ir, standing, wording
from engine.facts import Fact

Engine = Literal["durable", "plain"]


class Decider:
    """Decides with one rule set, until closed. Use it as a context manager.

    `engine="durable"` runs durable_rules in a worker process and checks it against the plain evaluator;
    `engine="plain"` runs the plain evaluator alone. `clock` gives the present moment, aware and in UTC: it is read
    once per call of `decide`, so that all facts of a call are judged at the same moment.
    """

    def __init__(self, ruleset: ir.RuleSet, *, engine: Engine = "durable", clock: Callable[[], datetime]) -> None:
        self._ruleset = ruleset
        self._engine = engine
        self._clock = clock
        self._outlines: dict[tuple[int, ...], standing.Outline] = {}
        self._warnings: list[str] = []

    @property
    def name(self) -> str:
        """Tell which engine answers now: `durable_rules` or `plain`."""
        return "plain"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Give what a person should know about the engine, oldest first; empty when all is well."""
        return tuple(self._warnings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the worker process, if there is one. A second call does nothing."""

    def decide(self, facts: Sequence[Fact]) -> list[decisions.Decision]:
        """Decide about each fact, in order. A fact that no rule answers gets a decision without actions."""
        now = self._clock()
        matching = [tuple(evaluating.matching(self._ruleset, fact, now)) for fact in facts]
        return [self._decision(fact, positions, now) for fact, positions in zip(facts, matching, strict=True)]

    def _decision(self, fact: Fact, positions: tuple[int, ...], now: datetime) -> decisions.Decision:
        outline = self._outline(positions)
        return decisions.Decision(
            kind=fact.kind,
            key=fact.key,
            applied=tuple(self._applied(each, fact, now) for each in outline.standing),
            overridden=outline.overridden,
        )

    def _outline(self, positions: tuple[int, ...]) -> standing.Outline:
        found = self._outlines.get(positions)
        if found is None:
            found = self._outlines[positions] = standing.outline(self._ruleset, positions)
        return found

    def _applied(self, each: standing.Standing, fact: Fact, now: datetime) -> decisions.Applied:
        rule = self._ruleset.rules[each.position]
        return decisions.Applied(
            action=each.action,
            rule=rule.name,
            why=rule.why,
            place=rule.place,
            held=wording.held(rule.when, fact, now),
        )
