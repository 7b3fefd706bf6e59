"""Remedies: what would have to be otherwise about a fact for a condition to hold, as values that a fact can have.

A condition that does not hold for a fact goes in, the few changes come out that would make it hold. They are found by
mending what is wrong, nearest alternative first, and tried on the plain evaluator before they are given. Used by
`reasoning`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from engine import candidates, evaluating, ir
from engine.facts import Fact, Value

_MOST_CHANGES = 8
_MOST_COMPARISONS = 30_000
"""How many comparisons one search may make: some 30 ms."""
_MOST_TRIED = 3
"""How many values of a field are gone on with before another alternative is looked at."""
_ENDLESS = 1_000_000
"""The debt of what no change can mend, such as an empty list of alternatives."""


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """One field that would have to have another value; None: it would have to be missing.

    `line` counts the order's lines from 1; 0 stands for the fact itself, one more than there are for a line to add.
    `test` is the comparison that asks for it.
    """

    test: ir.Test
    value: Value | None
    line: int = 0


def remedies(condition: ir.Condition, fact: Fact, now: datetime) -> tuple[Remedy, ...]:
    """Give changes that together make the condition hold for the fact; none where it holds, or none were found."""
    found = _Search(condition, fact.kind, now).find(fact, {})
    return tuple((found or {}).values())


def applied(fact: Fact, changes: Sequence[Remedy]) -> Fact:
    """Give the fact with these changes."""
    for change in changes:
        fact = _with(fact, change.line, change.test.field, change.value)
    return fact


_Settled = Mapping[tuple[int, str], Remedy]
"""What was changed so far, by line and field."""


class _Wrong(NamedTuple):
    """A comparison that should come out otherwise: of the fact (line 0) or of a line."""

    test: ir.Test
    line: int
    wanted: bool


class _Search:
    def __init__(self, condition: ir.Condition, kind: str, now: datetime) -> None:
        self._condition = condition
        self._now = now
        self._left = _MOST_COMPARISONS
        self._candidates = candidates.Candidates(condition, kind, now)

    def find(self, fact: Fact, settled: _Settled) -> _Settled | None:
        if evaluating.holds(self._condition, fact, self._now):
            return settled
        if len(settled) >= _MOST_CHANGES:
            return None
        for wrong in self._wrong(self._condition, fact, wanted=True):
            slot = wrong.line, wrong.test.field
            if slot in settled:
                continue
            for value in self._best(wrong, fact)[:_MOST_TRIED]:
                found = self.find(
                    _with(fact, *slot, value),
                    {**settled, slot: Remedy(test=wrong.test, value=value, line=wrong.line)},
                )
                if found is not None or self._left < 0:
                    return found
        return None

    def _wrong(self, condition: ir.Condition, fact: Fact, *, wanted: bool, line: int = 0) -> Iterator[_Wrong]:
        """Give comparisons of which one has to come out otherwise before the condition can hold, nearest first."""
        match condition:
            case ir.Test():
                if evaluating.passes(condition, _values(fact, line), self._now) is not wanted:
                    yield _Wrong(condition, line, wanted)
            case ir.Not(part):
                yield from self._wrong(part, fact, wanted=not wanted, line=line)
            case ir.AllOf(parts) | ir.AnyOf(parts):
                values = _values(fact, line)
                ranked = [(self._debt(part, values, fact.lines, wanted=wanted), part) for part in parts]
                failing = [each for each in ranked if each[0]]
                one_is_enough = isinstance(condition, ir.AnyOf) is wanted
                if one_is_enough:
                    failing.sort(key=lambda each: each[0])
                for _, part in failing if one_is_enough else failing[:1]:
                    yield from self._wrong(part, fact, wanted=wanted, line=line)
            case ir.Lines():
                yield from self._wrong_lines(condition, fact, wanted=wanted)

    def _wrong_lines(self, lines: ir.Lines, fact: Fact, *, wanted: bool) -> Iterator[_Wrong]:
        """Look at the line that must not be as it is; or where one line is to be so, at each, or at one to add."""
        so = lines.quantifier is not ir.Quantifier.EVERY
        if wanted is (lines.quantifier is ir.Quantifier.ANY):
            numbers = range(1, len(fact.lines) + 1)
            debts = {number: self._debt(lines.condition, _values(fact, number), (), wanted=so) for number in numbers}
            for number in sorted(numbers, key=lambda number: debts[number]) or [1]:
                yield from self._wrong(lines.condition, fact, wanted=so, line=number)
            return
        for number, values in enumerate(fact.lines, start=1):
            if evaluating.holds_for_line(lines.condition, values, self._now) is so:
                yield from self._wrong(lines.condition, fact, wanted=not so, line=number)
                return

    def _debt(
        self,
        condition: ir.Condition,
        values: Mapping[str, Value],
        lines: tuple[Mapping[str, Value], ...],
        *,
        wanted: bool,
    ) -> int:
        """Count the comparisons that have to come out otherwise, at the least."""
        match condition:
            case ir.Test():
                self._left -= 1
                return int(evaluating.passes(condition, values, self._now) is not wanted)
            case ir.Not(part):
                return self._debt(part, values, lines, wanted=not wanted)
            case ir.AllOf(parts) | ir.AnyOf(parts):
                debts = [self._debt(part, values, lines, wanted=wanted) for part in parts]
                return sum(debts) if isinstance(condition, ir.AllOf) is wanted else min(debts, default=_ENDLESS)
            case ir.Lines(quantifier=quantifier, condition=inner):
                so = quantifier is not ir.Quantifier.EVERY
                if wanted is (quantifier is ir.Quantifier.ANY):
                    return min(self._debt(inner, line, (), wanted=so) for line in lines or ({},)) + (not lines)
                return sum(self._debt(inner, line, (), wanted=not so) for line in lines)

    def _best(self, wrong: _Wrong, fact: Fact) -> list[Value | None]:
        """Give the values that make the comparison come out as wanted: least left to mend first, then the nearest."""
        before = _values(fact, wrong.line).get(wrong.test.field)
        ranked = []
        for position, value in enumerate(self._candidates.of(wrong.test, before, on_line=bool(wrong.line))):
            there = {} if value is None else {wrong.test.field: value}
            self._left -= 1
            if self._left < 0 or evaluating.passes(wrong.test, there, self._now) is not wrong.wanted:
                continue
            after = _with(fact, wrong.line, wrong.test.field, value)
            debt = self._debt(self._condition, after.values, after.lines, wanted=True)
            ranked.append(((debt, value is None, candidates.distance(value, before), position), value))
        return [value for _, value in sorted(ranked, key=lambda each: each[0])]


def _values(fact: Fact, line: int) -> Mapping[str, Value]:
    if not line:
        return fact.values
    return fact.lines[line - 1] if line <= len(fact.lines) else {}


def _with(fact: Fact, line: int, field: str, value: Value | None) -> Fact:
    changed = {name: each for name, each in _values(fact, line).items() if name != field}
    if value is not None:
        changed[field] = value
    if not line:
        return Fact(kind=fact.kind, key=fact.key, values=changed, lines=fact.lines)
    lines = (*fact.lines[: line - 1], changed, *fact.lines[line:])
    return Fact(kind=fact.kind, key=fact.key, values=fact.values, lines=lines)
