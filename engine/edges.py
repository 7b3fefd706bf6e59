"""Facts at the edges of rules: just inside and just outside of what each condition asks for.

A rule set and the present moment go in, facts come out. `checking` asks both evaluators about them before a rule set
answers anything else: a constant that is coded one place off shows here, not in a shop.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any

from engine import ir, vocabulary
from engine.facts import Fact, Value
from engine.vocabulary import FieldType

_MOST_TRIALS = 20_000
"""How many times at most a fact meets a rule, per kind: some 40 ms on the plain evaluator, whatever the rule set."""
_FEWEST_FACTS = 20
_MOST_OPERANDS = 4

_TINY = {int: 1, Decimal: Decimal("0.01"), datetime: timedelta(microseconds=1)}
_AGES = (ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN)
_NO_SUCH_TEXT = "none of these"

_Candidates = Mapping[str, list[Value]]


def facts(ruleset: ir.RuleSet, now: datetime) -> Iterator[Fact]:
    """Give facts of every kind that the rules answer: first one for each rule, then ever more of each."""
    for kind in sorted({kind for rule in ruleset.rules if rule.enabled for kind in rule.kinds}):
        rules = [rule for rule in ruleset.rules if rule.enabled and kind in rule.kinds]
        most = max(_FEWEST_FACTS, _MOST_TRIALS // len(rules))
        yield from islice(_in_turns(_around(rule.when, kind, now) for rule in rules), most)


def _in_turns(streams: Iterable[Iterator[Fact]]) -> Iterator[Fact]:
    return (fact for turn in zip_longest(*streams) for fact in turn if fact is not None)


def _around(condition: ir.Condition, kind: str, now: datetime) -> Iterator[Fact]:
    """Give a fact that has what the tests name, and the facts that differ from it in one field."""
    of_fact, of_line = _tests(condition)
    fields = _candidates(of_fact, vocabulary.fields(kind) if kind in vocabulary.KINDS else {}, now)
    line_fields = _candidates(of_line, vocabulary.LINE_FIELDS, now)
    line = _first(line_fields)
    for values in _variants(fields):
        yield Fact(kind=kind, key="edge", values=values, lines=(line,) if of_line else ())
    if of_line:
        values = _first(fields)
        yield Fact(kind=kind, key="edge", values=values)
        for other in _variants(line_fields):
            yield Fact(kind=kind, key="edge", values=values, lines=(other,))
            yield Fact(kind=kind, key="edge", values=values, lines=(line, other))


def _first(fields: _Candidates) -> dict[str, Value]:
    return {field: candidates[0] for field, candidates in fields.items()}


def _variants(fields: _Candidates) -> Iterator[dict[str, Value]]:
    base = _first(fields)
    yield base
    for field, candidates in fields.items():
        yield {name: value for name, value in base.items() if name != field}
        for candidate in candidates[1:]:
            yield base | {field: candidate}


def _tests(condition: ir.Condition) -> tuple[list[ir.Test], list[ir.Test]]:
    """Collect the tests on the fact's fields and those on its lines' fields."""
    of_fact: list[ir.Test] = []
    of_line: list[ir.Test] = []
    waiting: list[tuple[ir.Condition, list[ir.Test]]] = [(condition, of_fact)]
    while waiting:
        match waiting.pop():
            case (ir.Test() as test, found):
                found.append(test)
            case (ir.Not(part), found):
                waiting.append((part, found))
            case (ir.AllOf(parts) | ir.AnyOf(parts), found):
                waiting.extend((part, found) for part in reversed(parts))
            case (ir.Lines() as lines, _):
                waiting.append((lines.condition, of_line))
    return of_fact, of_line


def _candidates(tests: Iterable[ir.Test], known: Mapping[str, vocabulary.Field], now: datetime) -> _Candidates:
    """Give, for each field, values at which its tests change their answer; the first meets its first test, mostly."""
    found: dict[str, dict[Value, None]] = {}
    for test in tests:
        values = found.setdefault(test.field, {})
        kind = known[test.field].type if test.field in known else FieldType.TEXT
        if kind is FieldType.TEXTS:
            texts = list(map(str, _values(test, _NO_SUCH_TEXT, now)))
            values.update({(text,): None for text in texts})
            values.update({(_NO_SUCH_TEXT, *texts): None, (): None})
        else:
            values.update(dict.fromkeys(_values(test, _sample(kind, now), now)))
    return {field: list(values) for field, values in found.items() if values}


def _sample(kind: FieldType, now: datetime) -> Value:
    """Give some value of a type."""
    match kind:
        case FieldType.NUMBER | FieldType.MONEY:
            return 1
        case FieldType.FLAG:
            return True
        case FieldType.AGE | FieldType.MOMENT:
            return now
        case _:
            return _NO_SUCH_TEXT


def _values(test: ir.Test, sample: Value, now: datetime) -> Iterator[Any]:
    for operand in test.operands[:_MOST_OPERANDS]:
        if test.operator in _AGES:
            seconds: Any = operand
            with contextlib.suppress(OverflowError):  # older than the calendar
                yield from _beside(now - timedelta(seconds=seconds))
        elif test.operator is ir.Operator.EXISTS:
            yield sample
        elif isinstance(operand, bool):
            yield operand
            yield not operand
        elif isinstance(operand, str):
            yield from _texts(test.operator, operand)
        else:
            yield from _beside(operand)


def _texts(operator: ir.Operator, operand: str) -> Iterator[str]:
    form = _FORMS.get(operator)
    yield operand if form is None else form(operand)
    yield operand
    yield operand.swapcase()
    yield operand + "\n"
    yield operand[:-1]
    yield _NO_SUCH_TEXT


_FORMS: Mapping[ir.Operator, Callable[[str], str]] = {
    ir.Operator.STARTS_WITH: lambda operand: f"{operand}.",
    ir.Operator.ENDS_WITH: lambda operand: f".{operand}",
    ir.Operator.CONTAINS: lambda operand: f".{operand}.",
}


def _beside(value: Any) -> Iterator[Any]:
    tiny: Any = _TINY[type(value)]
    yield value
    for step in (-tiny, tiny):
        with contextlib.suppress(OverflowError):  # the calendar's first or last moment
            yield value + step
