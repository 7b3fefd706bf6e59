"""Conditions in plain words, with the values that a fact really has.

A condition, a fact and the present moment go in; sentences come out, such as `order.ship_to.country is US, one of US,
CA`. Decisions use them to say what held, `failing` to say what failed.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from engine import evaluating, ir, vocabulary
from engine.facts import Fact, Scalar, Value

AGES = frozenset({ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN})
"""The operators about how long ago something is."""
_NAMES_OF_AGES = {
    field.stored_as: field.name
    for kind in vocabulary.KINDS.values()
    for field in kind.fields.values()
    if field.stored_as
}

_DAY = 86_400
_LONGEST_LIST = 6
_LONGEST_TEXT = 80

_PHRASES = {
    ir.Operator.AT_LEAST: "at least",
    ir.Operator.MORE_THAN: "more than",
    ir.Operator.AT_MOST: "at most",
    ir.Operator.LESS_THAN: "less than",
    ir.Operator.STARTS_WITH: "starting with",
    ir.Operator.ENDS_WITH: "ending with",
    ir.Operator.CONTAINS: "containing",
    ir.Operator.MATCHES: "matching",
}


def held(condition: ir.Condition, fact: Fact, now: datetime, *, people: bool = False) -> tuple[str, ...]:
    """Say which conditions made `condition` hold for the fact; empty for a rule without conditions.

    Only for a condition that holds. Of alternatives, those that hold are named. `people`: see `comparison`.
    """
    return tuple(_held(condition, fact, now, wanted=True, people=people))


def comparison(
    test: ir.Test, values: Mapping[str, Value], now: datetime, *, wanted: bool = True, people: bool = False
) -> str:
    """Say one comparison: the field, the value it has, and what was asked of it (`not` before it unless `wanted`).

    Who somebody is and where they live is said only with `people`, to a person who asks: reports and plans are kept,
    passed around and printed.
    """
    actual = values.get(test.field)
    is_hidden = test.field in vocabulary.PERSONAL and not people
    asked = "as the rule asks" if is_hidden else demand(test)
    negated = "" if wanted or is_hidden else "not "
    field = asked_field(test)
    if test.operator is ir.Operator.EXISTS:
        return f"{field} is {'missing' if actual in (None, ()) else 'present'}"
    if actual is None:
        return f"{field} is missing, {negated}{asked}"
    if test.operator in AGES and isinstance(actual, datetime):
        return f"{field} is {shown_age(now - actual)}{'' if field != test.field else ' ago'}, {negated}{asked}"
    shown = asked if is_hidden else shown_value(actual)
    if isinstance(actual, tuple):
        return f"{test.field}: {shown}; {'one' if wanted else 'none'} is {asked}"
    if is_hidden or (test.operator is ir.Operator.IS and wanted and shown == asked):
        return f"{test.field} is {shown}"
    return f"{test.field} is {shown}, {negated}{asked}"


def demand(test: ir.Test) -> str:  # noqa: PLR0911 - one return per operator
    """Say what a test asks for, without the field: `one of US, CA`, `at least 5`, `older than 2 h`."""
    case = " (ignoring case)" if test.ignoring_case else ""
    match test.operator:
        case ir.Operator.IS:
            return shown_value(test.operands[0]) + case
        case ir.Operator.IN:
            return _one_of(test) + case
        case ir.Operator.BETWEEN:
            low, high = test.operands
            return f"between {shown_value(low)} and {shown_value(high)}"
        case ir.Operator.EXISTS:
            return "present" if test.operands[0] else "missing"
        case ir.Operator.OLDER_THAN:
            return f"older than {_seconds(test)}"
        case ir.Operator.YOUNGER_THAN:
            return f"younger than {_seconds(test)}"
        case operator:
            return f"{_PHRASES[operator]} {shown_value(test.operands[0])}{case}"


def asked_field(test: ir.Test) -> str:
    """Give the field as an author writes it: `order.age` for the moment that an age counts from."""
    return _NAMES_OF_AGES.get(test.field, test.field) if test.operator in AGES else test.field


def shown_age(age: timedelta) -> str:
    """Show how long something is ago, never longer than it is: `3 h 30 min`, `5 s`; from a day on to the minute."""
    seconds = math.floor(age.total_seconds())
    return _duration(Decimal(seconds - seconds % 60 if abs(seconds) >= _DAY else seconds))


def shown_value(value: Value) -> str:
    """Show a value as a rule author would write it: `true`, `12.50`, `US, CA`, `2026-11-23 08:00 UTC`."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case tuple():
            return _listed(value) if value else "nothing"
        case Decimal():
            return _number(value)
        case str():
            return _shortened(value) if value else "an empty text"
        case _:
            return str(value)


def _held(condition: ir.Condition, fact: Fact, now: datetime, *, wanted: bool, people: bool) -> list[str]:
    match condition:
        case ir.Test():
            return [comparison(condition, fact.values, now, wanted=wanted, people=people)]
        case ir.Not(part):
            return _held(part, fact, now, wanted=not wanted, people=people)
        case ir.Lines():
            return [_lines(condition, fact, now, wanted=wanted)]
        case ir.AllOf(parts) | ir.AnyOf(parts):
            responsible = (part for part in parts if evaluating.holds(part, fact, now) is wanted)
            return [each for part in responsible for each in _held(part, fact, now, wanted=wanted, people=people)]


def _lines(condition: ir.Lines, fact: Fact, now: datetime, *, wanted: bool) -> str:
    matching = [line for line in fact.lines if evaluating.holds_for_line(condition.condition, line, now)]
    counted = f"{len(matching)} of {len(fact.lines)} lines"
    start = f"{'' if wanted else 'not '}{condition.quantifier}: {counted}"
    if not matching:
        return start
    example = Fact(kind=fact.kind, key=fact.key, values=matching[0])
    sentences = held(condition.condition, example, now)
    return f"{start}, such as {' and '.join(sentences)}" if sentences else start


def _one_of(test: ir.Test) -> str:
    if test.list_file is not None:
        return f"one of the {len(test.operands):,} values of {test.list_file}"
    return "one of " + _listed(test.operands)


def _listed(values: tuple[Scalar, ...]) -> str:
    named = ", ".join(shown_value(value) for value in values[:_LONGEST_LIST])
    more = len(values) - _LONGEST_LIST
    return f"{named} and {more:,} more" if more > 0 else named


def _number(value: Decimal) -> str:
    """Show equal numbers alike: 12 for 12.00, 12.50 for 12.5, 0.125 as it is."""
    if not value.is_finite() or value == value.to_integral_value():
        return f"{value:.0f}"
    cents = f"{value:.2f}"
    return cents if Decimal(cents) == value else f"{value:f}".rstrip("0")


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _seconds(test: ir.Test) -> str:
    seconds = test.operands[0]
    if isinstance(seconds, (int, Decimal)):
        return _duration(Decimal(seconds))
    raise TypeError(f"{test.place}: an age is a number of seconds, not {seconds!r}. Load the rule file again")


def _duration(seconds: Decimal) -> str:
    """Show every unit that counts: 100 minutes are `1 h 40 min`, which no rounding to hours would say."""
    rest = abs(seconds)
    parts = []
    for unit, size in (("d", _DAY), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count:.0f} {unit}")
    return ("-" if seconds < 0 else "") + (" ".join(parts) or "0 s")
