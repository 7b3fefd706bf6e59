"""Why a condition does not hold: the first comparison that failed, and the value that would have made it hold.

A condition that is false for a fact goes in, a sentence and the place in the rule file come out. `explaining` asks.
"""

from datetime import datetime

import msgspec

from engine import evaluating, ir, wording
from engine.facts import Fact

_MOST_ALTERNATIVES = 3


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """The first condition that failed: in words, and where it stands (None where nothing is named)."""

    sentence: str
    place: ir.Place | None


def first_failure(condition: ir.Condition, fact: Fact, now: datetime) -> Failed:
    """Say why the condition does not hold for the fact. Only for a condition that does not."""
    return _failure(condition, fact, now, wanted=True)


def _failure(condition: ir.Condition, fact: Fact, now: datetime, *, wanted: bool) -> Failed:
    match condition:
        case ir.Test():
            return Failed(sentence=_comparison(condition, fact, wanted=wanted), place=condition.place)
        case ir.Not(part):
            return _failure(part, fact, now, wanted=not wanted)
        case ir.Lines():
            return _lines(condition, fact, now, wanted=wanted)
        case ir.AllOf(parts) | ir.AnyOf(parts):
            wrong = [part for part in parts if evaluating.holds(part, fact, now) is not wanted]
            failures = [_failure(part, fact, now, wanted=wanted) for part in wrong[:_MOST_ALTERNATIVES]]
            if not failures:
                return Failed(sentence="it asks for nothing that could be met", place=None)
            one_is_enough = isinstance(condition, ir.AnyOf) is not wanted or len(failures) == 1
            if one_is_enough:
                return failures[0]
            more = f"; or {len(wrong) - len(failures)} more" if len(wrong) > len(failures) else ""
            said = "; or ".join(failure.sentence for failure in failures)
            return Failed(sentence=f"no alternative is met: {said}{more}", place=failures[0].place)


def _comparison(test: ir.Test, fact: Fact, *, wanted: bool) -> str:
    actual = fact.values.get(test.field)
    asked = wording.demand(test)
    shown = "missing" if actual is None else wording.shown_value(actual)
    if test.operator is ir.Operator.EXISTS:
        shown = "missing" if actual in (None, ()) else "present"
    return f"{test.field} is {shown}; it {'would have to be' if wanted else 'must not be'} {asked}"


def _lines(condition: ir.Lines, fact: Fact, now: datetime, *, wanted: bool) -> Failed:
    if not fact.lines:
        return Failed(sentence=f"{condition.quantifier}: there are no lines", place=condition.place)
    asked_of_lines = condition.quantifier is not ir.Quantifier.NO
    for number, line in enumerate(fact.lines, start=1):
        alone = Fact(kind=fact.kind, key=fact.key, values=line)
        holds = evaluating.holds_for_line(condition.condition, line, now)
        if holds is not (asked_of_lines is wanted):
            inner = _failure(condition.condition, alone, now, wanted=asked_of_lines is wanted)
            start = f"{condition.quantifier}: of {len(fact.lines)}, line {number}"
            return Failed(sentence=f"{start}: {inner.sentence}", place=inner.place or condition.place)
    raise AssertionError(f"{condition.place}: asked why a condition fails that holds")
