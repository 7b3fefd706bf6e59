"""Candidates: the values that a field of a fact can have, of those between which the tests of a condition can tell.

A field with its tests goes in, values come out, and how far one is from another. `remedies` tries them.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from engine import evaluating, ir
from engine.facts import Fact, Value
from engine.proving import domains, fields, sizes, texts
from engine.vocabulary import FieldType

_MOST_OPERANDS = 40
"""How many values of a list are looked at."""
_TICK = timedelta(seconds=1)


class Candidates:
    """The values that the fields of facts of a kind, and of their lines, can have. Those of a field are found once."""

    def __init__(self, condition: ir.Condition, kind: str, now: datetime) -> None:
        self._kind = kind
        self._now = now
        of_fact, of_line = fields.tests_of([condition])
        self._tests = {False: of_fact, True: of_line}
        self._known: dict[tuple[bool, str], list[Value | None]] = {}

    def of(self, test: ir.Test, before: Value | None, *, on_line: bool) -> list[Value | None]:
        """Give values for the field of a test in the place of the one before; None: it can be missing.

        Of several texts, they differ from those before by one text more, or by those that the test finds.
        """
        domain = domains.of_line(test.field) if on_line else domains.of_kinds((self._kind,), test.field)
        if domain is None:
            return []
        key = on_line, test.field
        if key not in self._known:
            asked = [_shortened(each) for each in self._tests[on_line] if each.field == test.field]
            self._known[key] = [*_values_for(asked, domain, self._now), *([None] if domain.optional else [])]
        if domain.type is not FieldType.TEXTS:
            return self._known[key]
        there = before if isinstance(before, tuple) else ()
        kept = tuple(text for text in there if not evaluating.passes(test, {test.field: (text,)}, self._now))
        more = [(*there, text) for text in self._known[key] if isinstance(text, str) and text not in there]
        return [*more, kept, ()]


def turning_points(condition: ir.Condition, fact: Fact, now: datetime) -> list[datetime]:
    """Give the moments after `now`, to the second, at which an age that the condition tests reaches its limit."""
    of_fact, _ = fields.tests_of([condition])
    found = set()
    for test in of_fact:
        start, limit = fact.values.get(test.field), test.operands[0] if test.operator in sizes.AGES else None
        if isinstance(start, datetime) and isinstance(limit, int | Decimal):
            with contextlib.suppress(OverflowError):  # beyond the calendar
                found.add(start.replace(microsecond=0) + timedelta(seconds=float(limit)) + _TICK)
    return sorted(moment for moment in found if moment > now)


def _values_for(tests: Sequence[ir.Test], domain: domains.Domain, now: datetime) -> list[Value]:
    match domain.type:
        case FieldType.FLAG:
            return [True, False]
        case FieldType.NUMBER | FieldType.MONEY:
            return list(sizes.numbers(tests, domain))
        case FieldType.MOMENT | FieldType.AGE:
            dates = [each for test in tests for each in test.operands if isinstance(each, datetime)]
            beside = [date + step for date in dates for step in (timedelta(0), -_TICK, _TICK)]
            found = dict.fromkeys([*sizes.moments(tests, now), *beside])
            # To the second: nobody writes, or reads, a microsecond.
            return [moment for moment in found if moment.microsecond in (0, now.microsecond)]
        case _:
            return list(texts.telling_apart(domain.name, tests, domain.choices).texts)


def _shortened(test: ir.Test) -> ir.Test:
    if len(test.operands) <= _MOST_OPERANDS:
        return test
    return msgspec.structs.replace(test, operands=test.operands[:_MOST_OPERANDS])


def distance(value: Any, before: Any) -> float:
    """How far a number or a moment is from what it was; 0 where that can't be said."""
    match value, before:
        case (bool(), _) | (_, bool()):
            return 0
        case (int() | Decimal(), int() | Decimal()):
            return abs(float(value) - float(before))
        case (datetime(), datetime()):
            away: timedelta = value - before
            return abs(away.total_seconds())
        case _:
            return 0
