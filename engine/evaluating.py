"""The plain evaluator: what a condition means, said as directly as possible.

A condition, a fact and the present moment go in, a truth comes out. This is the meaning of the rule language: the
durable_rules side is checked against it, and it decides alone where durable_rules cannot run. It shares nothing with
that side but the intermediate form.

The meaning in words:
- A missing field makes every test false, except `exists: false`. `not` around such a test therefore holds.
- On a field of several texts (tags) a test holds when one of them passes; `exists` asks for at least one.
- Texts compare character by character, case counting; with `ignoring_case` both sides are casefolded first.
- `matches` is a regular expression that the whole text must match; `ignoring_case` makes letters alike there.
- Money and measures compare exactly (whole numbers and Decimal mix); `between` includes both ends.
- Ages: the field holds a moment; `older_than` holds when strictly more seconds than said lie between it and now.
- `every line` of no lines holds; `any line` of no lines does not.
"""

import re
import weakref
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, assert_never

from engine import ir
from engine.facts import Fact, Value

_Values = Mapping[str, Value]

# Looking these up on the enumeration each time takes as long as comparing.
_EXISTS = ir.Operator.EXISTS
_MATCHES = ir.Operator.MATCHES
_SEVERAL = (ir.AllOf, ir.AnyOf)


def matching(ruleset: ir.RuleSet, fact: Fact, now: datetime) -> list[int]:
    """Give the positions of all enabled rules that answer the fact's kind and whose condition holds, in rule order.

    `stop` and overriding are not looked at here: `deciding` applies them to these positions.
    """
    return [
        position
        for position, rule in enumerate(ruleset.rules)
        if rule.enabled and fact.kind in rule.kinds and holds(rule.when, fact, now)
    ]


def holds(condition: ir.Condition, fact: Fact, now: datetime) -> bool:
    """Tell whether the condition holds for the fact at the moment `now` (aware, UTC)."""
    return _holds(condition, fact.values, fact.lines, now)


def holds_for_line(condition: ir.Condition, line: _Values, now: datetime) -> bool:
    """Tell whether a condition out of `any line` and its kin holds for one line."""
    return _holds(condition, line, (), now)


def passes(test: ir.Test, values: _Values, now: datetime) -> bool:
    """Tell whether one comparison holds for the values of a fact or of one line."""
    value = values.get(test.field)
    if test.operator is _EXISTS:
        present = value is not None and value != ()
        return present is test.operands[0]
    if value is None:
        return False
    if isinstance(value, tuple):
        return any(_compares(test, text, now) for text in value)
    return _compares(test, value, now)


def _holds(condition: ir.Condition, values: _Values, lines: tuple[_Values, ...], now: datetime) -> bool:
    # Type checks and a loop: this runs once per rule and fact, and `match`, `any` and `all` take twice the time.
    if isinstance(condition, ir.Test):
        return passes(condition, values, now)
    if isinstance(condition, _SEVERAL):
        # One part that holds decides `any of`, one that does not decides `all of`.
        decisive = isinstance(condition, ir.AnyOf)
        for part in condition.parts:
            if _holds(part, values, lines, now) is decisive:
                return decisive
        return not decisive
    if isinstance(condition, ir.Not):
        return not _holds(condition.part, values, lines, now)
    if isinstance(condition, ir.Lines):
        held = (_holds(condition.condition, line, (), now) for line in lines)
        return _quantified(condition.quantifier)(held)
    assert_never(condition)


def _quantified(quantifier: ir.Quantifier) -> Callable[[Any], bool]:
    match quantifier:
        case ir.Quantifier.ANY:
            return any
        case ir.Quantifier.EVERY:
            return all
        case ir.Quantifier.NO:
            return lambda held: not any(held)
        case _:
            assert_never(quantifier)


def _compares(test: ir.Test, value: Any, now: datetime) -> bool:
    operands: tuple[Any, ...] = test.operands
    if test.operator is _MATCHES:
        return re.fullmatch(operands[0], value, re.IGNORECASE if test.ignoring_case else 0) is not None
    compares = _COMPARISONS.get(test.operator)
    if compares is None:
        return _AGES[test.operator](now - value, timedelta(seconds=operands[0]))
    if test.ignoring_case:
        value = value.casefold()
    if len(operands) > _MANY:
        return value in _members(test)
    if test.ignoring_case:
        operands = tuple([operand.casefold() for operand in operands])
    return compares(value, operands)


def _members(test: ir.Test) -> frozenset[Any]:
    """The values of a long list as a set: a list of a hundred thousand is not walked for each fact."""
    key = id(test)
    known = _LISTS.get(key)
    if known is None:
        operands: tuple[Any, ...] = test.operands
        members = frozenset(one.casefold() for one in operands) if test.ignoring_case else frozenset(operands)
        known = _LISTS[key] = (weakref.ref(test, lambda _gone: _LISTS.pop(key, None)), members)
    return known[1]


_MANY = 8
"""More values than this are looked up in a set. Only `in` has more than two."""
_LISTS: dict[int, tuple[weakref.ref[ir.Test], frozenset[Any]]] = {}
"""Sets of long lists by the identity of their test; each goes when its test does."""


_AGES: Mapping[ir.Operator, Callable[[timedelta, timedelta], bool]] = {
    ir.Operator.OLDER_THAN: lambda age, limit: age > limit,
    ir.Operator.YOUNGER_THAN: lambda age, limit: age < limit,
}

_COMPARISONS: Mapping[ir.Operator, Callable[[Any, tuple[Any, ...]], bool]] = {
    ir.Operator.IS: lambda value, operands: bool(value == operands[0]),
    ir.Operator.IN: lambda value, operands: value in operands,
    ir.Operator.AT_LEAST: lambda value, operands: bool(value >= operands[0]),
    ir.Operator.MORE_THAN: lambda value, operands: bool(value > operands[0]),
    ir.Operator.AT_MOST: lambda value, operands: bool(value <= operands[0]),
    ir.Operator.LESS_THAN: lambda value, operands: bool(value < operands[0]),
    ir.Operator.BETWEEN: lambda value, operands: bool(operands[0] <= value <= operands[1]),
    ir.Operator.STARTS_WITH: lambda value, operands: bool(value.startswith(operands[0])),
    ir.Operator.ENDS_WITH: lambda value, operands: bool(value.endswith(operands[0])),
    ir.Operator.CONTAINS: lambda value, operands: operands[0] in value,
}
