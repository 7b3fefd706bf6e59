"""Conditions as compiled functions, for what becomes a yes or no before coding: text patterns, tags, lines, nesting.

Compiled once per rule set. The plain evaluator says the same in its own words; the two share only the intermediate
form, so that each can find the other's mistakes.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from engine import ir
from engine.facts import Value

Values: TypeAlias = Mapping[str, Value]
Predicate: TypeAlias = Callable[[Any], bool]
Truth: TypeAlias = Callable[[Values, tuple[Values, ...], datetime], bool]

AGES = frozenset({ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN})
"""The operators that look at the present moment."""

_COMPARISONS: dict[ir.Operator, Callable[[Any, Any], bool]] = {
    # The operand comes first, bound by `partial`; the value second: `value >= operand` is `operand <= value`.
    ir.Operator.IS: operator.eq,
    ir.Operator.AT_LEAST: operator.le,
    ir.Operator.MORE_THAN: operator.lt,
    ir.Operator.AT_MOST: operator.ge,
    ir.Operator.LESS_THAN: operator.gt,
}


def age_limit(test: ir.Test) -> timedelta:
    """Give the age that `older_than` and `younger_than` compare with."""
    seconds: Any = test.operands[0]
    return timedelta(seconds=seconds)


def predicate(test: ir.Test) -> Predicate:
    """Compile a test that does not look at the present moment. It takes the field's value, None if missing."""
    if test.operator is ir.Operator.EXISTS:
        wanted = bool(test.operands[0])
        return lambda value: (value is not None and value != ()) is wanted
    single = _folding(test) if test.ignoring_case else _single(test.operator, test.operands)

    def holds(value: Any) -> bool:
        if value is None:
            return False
        if isinstance(value, tuple):
            return any(map(single, value))
        return single(value)

    return holds


def truth(condition: ir.Condition) -> Truth:
    """Compile any condition. The function takes the values, the lines and the present moment."""
    match condition:
        case ir.Test():
            return _truth_of_test(condition)
        case ir.Not(part):
            inner = truth(part)
            return lambda values, lines, now: not inner(values, lines, now)
        case ir.AllOf(parts):
            every = [truth(part) for part in parts]
            return lambda values, lines, now: all(part(values, lines, now) for part in every)
        case ir.AnyOf(parts):
            some = [truth(part) for part in parts]
            return lambda values, lines, now: any(part(values, lines, now) for part in some)
        case ir.Lines():
            return _truth_of_lines(condition)


def _truth_of_test(test: ir.Test) -> Truth:
    field = test.field
    if test.operator not in AGES:
        holds = predicate(test)
        return lambda values, _lines, _now: holds(values.get(field))
    limit = age_limit(test)
    older = test.operator is ir.Operator.OLDER_THAN

    def aged(values: Values, _lines: tuple[Values, ...], now: datetime) -> bool:
        moment: Any = values.get(field)
        if moment is None:
            return False
        age = now - moment
        return bool(age > limit if older else age < limit)

    return aged


def _truth_of_lines(condition: ir.Lines) -> Truth:
    holds = truth(condition.condition)
    # "every" is "none that does not", "no" is "not any": one loop that looks for one kind of line serves all three.
    sought = condition.quantifier is not ir.Quantifier.EVERY
    answer = condition.quantifier is ir.Quantifier.ANY

    def quantified(_values: Values, lines: tuple[Values, ...], now: datetime) -> bool:
        for line in lines:
            if holds(line, (), now) is sought:
                return answer
        return not answer

    return quantified


def _folding(test: ir.Test) -> Predicate:
    if test.operator is ir.Operator.MATCHES:
        return _matching(test.operands, re.IGNORECASE)
    folded = _single(test.operator, tuple(_text(operand).casefold() for operand in test.operands))
    return lambda value: folded(value.casefold())


def _single(asked: ir.Operator, operands: tuple[Any, ...]) -> Predicate:  # noqa: PLR0911 - one return per operator
    if asked in _COMPARISONS:
        return partial(_COMPARISONS[asked], operands[0])
    match asked:
        case ir.Operator.IN:
            return frozenset(operands).__contains__
        case ir.Operator.BETWEEN:
            low, high = operands
            return lambda value: bool(low <= value <= high)
        case ir.Operator.STARTS_WITH:
            return lambda value: bool(value.startswith(operands[0]))
        case ir.Operator.ENDS_WITH:
            return lambda value: bool(value.endswith(operands[0]))
        case ir.Operator.CONTAINS:
            return lambda value: operands[0] in value
        case ir.Operator.MATCHES:
            return _matching(operands, re.NOFLAG)
        case _:
            raise ValueError(f"{asked} is no comparison of a single value: compile it with `truth`")


def _matching(operands: tuple[Any, ...], flags: re.RegexFlag) -> Predicate:
    whole = re.compile(_text(operands[0]), flags).fullmatch
    return lambda value: whole(value) is not None


def _text(operand: Any) -> str:
    if isinstance(operand, str):
        return operand
    raise TypeError(f"{operand!r} stands where a text is needed. Load the rule file again: it refuses this")
