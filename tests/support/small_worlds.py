"""Small worlds: for a few tests, every fact that they can tell apart, found by trying all values there are.

Tests go in, facts come out. Nothing here is clever: each field has a fixed, dense list of values (all texts of up to
four letters out of a few, all cents up to fifteen, every quarter of an hour), and of values that all tests answer
alike the first is kept. Conditions must ask only for what the lists hold. The proofs are compared with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import NamedTuple

from support import rulesets

from engine import evaluating, ir
from engine.facts import Fact, Value
from engine.proving.fields import tests_of

LETTERS = "USus-\n"
TEXTS = tuple("".join(letters) for size in range(5) for letters in product(LETTERS, repeat=size))
MISSING = None

_TAGS = "order.tags"
_EXISTS = ir.Operator.EXISTS
_STOCK = _SHIP_FROM, _HAVING = "part.ship_from", "warehouse.can_fulfil_all"
_IN_STOCK = "part.in_stock"
_KEYS = ("a", "b", "c", "the-default-warehouse", "another-warehouse")

_Values = dict[str, Value]


class Seen(NamedTuple):
    """A fact, and the moment from which it is seen."""

    fact: Fact
    now: datetime


FIELDS: Mapping[str, tuple[Value | None, ...]] = {
    "order.shipping_method": (*TEXTS, MISSING),
    "order.ship_to.country": ("US", "CA", "FR", MISSING),
    "order.ship_to.province": ("TX", "LA", "ME", MISSING),
    "order.delivery_method": ("local", "none", "pick_up", "pickup_point", "retail", "shipping", MISSING),
    "order.total": (*(Decimal(cents) / 100 for cents in range(16)), MISSING),
    "order.weight": (*range(16), MISSING),
    "order.ship_to.po_box": (True, False, MISSING),
    "part.number": tuple(range(1, 16)),
    "part.labelled": (True, False),
    "part.ship_from": (*_KEYS, MISSING),
    "part.decided_by": ("rule", "person", MISSING),
    "warehouse.can_fulfil_all": tuple(names for size in range(6) for names in combinations(_KEYS, size)),
}
"""Every value that a field can have in a small world; those of dates, of lines and of levels are made below."""

LINE_FIELDS: Mapping[str, tuple[Value | None, ...]] = {
    "sku": (*TEXTS[:259], MISSING),
    "quantity": tuple(range(9)),
    "gift_card": (True, False),
    "price": (*(Decimal(cents) / 100 for cents in range(16)), MISSING),
}
DATES = tuple(rulesets.NOW + timedelta(days=days) for days in (-2, -1, 0, 1))
_STEP = timedelta(hours=3)


def facts(kind: str, conditions: Iterable[ir.Condition], beside: Iterable[ir.Test] = ()) -> list[Seen]:
    """Give every fact of the kind that the conditions, and the tests beside them, can tell apart."""
    every = tuple(conditions)
    of_fact, of_line = tests_of([*every, *beside])
    by_field: dict[str, list[ir.Test]] = {}
    for test in of_fact:
        by_field.setdefault("moments" if test.field.endswith("created_at") else test.field, []).append(test)
    moments = by_field.pop("moments", [])
    of_stock = by_field.pop(_IN_STOCK, None) is not None
    alone = {field: tests for field, tests in by_field.items() if not of_stock or field not in _STOCK}
    columns = [_told_apart(_rows(field, tests), tests) for field, tests in alone.items()]
    if of_stock:  # whether it is in stock follows from where the part ships from, and from who has everything
        columns += [[_present({field: value}) for value in FIELDS[field]] for field in _STOCK]
    lines = list(_lines(of_line, [each for condition in every for each in _on_lines(condition)]))
    made = []
    for (when, now), rest, chosen in product(_moments(moments), product(*columns), lines):
        values = {"order.number": "1001", **when, **{name: value for part in rest for name, value in part.items()}}
        if of_stock and _SHIP_FROM in values:
            having = values[_HAVING]
            values[_IN_STOCK] = isinstance(having, tuple) and values[_SHIP_FROM] in having
        made.append(Seen(Fact(kind=kind, key="1001", values=_present(values), lines=chosen), now))
    return made


def _rows(field: str, tests: Sequence[ir.Test]) -> Iterator[Mapping[str, Value | None]]:
    if field != _TAGS:
        yield from ({field: value} for value in FIELDS[field])
        return
    every = _told_apart(({field: text} for text in TEXTS if text), [each for each in tests if each.operator != _EXISTS])
    for size in range(len(tests) + 1):
        yield from ({field: tuple(str(tag[field]) for tag in tags)} for tags in combinations(every, size))


def _told_apart(rows: Iterable[Mapping[str, Value | None]], tests: Sequence[ir.Test]) -> list[_Values]:
    kept: dict[tuple[bool, ...], _Values] = {}
    for row in rows:
        values = _present(row)
        kept.setdefault(tuple(evaluating.passes(test, values, rulesets.NOW) for test in tests), values)
    return list(kept.values())


def _present(row: Mapping[str, Value | None]) -> _Values:
    return {name: value for name, value in row.items() if value is not None}


def _moments(tests: Sequence[ir.Test]) -> list[tuple[_Values, datetime]]:
    """Give the moment of the order, of the part, and from which both are seen."""
    names = sorted({test.field for test in tests})
    kept: dict[tuple[bool, ...], tuple[_Values, datetime]] = {}
    for now in (rulesets.NOW + steps * _STEP for steps in range(48)):
        for ages in combinations(range(40), len(names)) if names else ((),):
            # The part (the last by name) is the younger one; both at once is the first of each.
            for pair in {ages, (0,) * len(ages), ages[:1] * len(ages)}:
                values: _Values = {name: now - age * _STEP for name, age in zip(names, reversed(pair), strict=True)}
                made = {name: value for name, value in values.items() if name != "part.created_at"}
                for one in (values, made):  # a part that is made in this round has no moment yet
                    kept.setdefault(tuple(evaluating.passes(test, one, now) for test in tests), (one, now))
    return list(kept.values())


def _on_lines(condition: ir.Condition) -> Iterator[ir.Lines]:
    match condition:
        case ir.Lines():
            yield condition
        case ir.Not(part):
            yield from _on_lines(part)
        case ir.AllOf(parts) | ir.AnyOf(parts):
            for part in parts:
                yield from _on_lines(part)
        case _:
            return


def _lines(tests: Sequence[ir.Test], asked: Sequence[ir.Lines]) -> Iterator[tuple[_Values, ...]]:
    """Give lines for all that conditions on lines can come to: single ones, and more as long as that matters."""
    if not asked:
        yield ()
        return

    def answers(lines: tuple[_Values, ...]) -> tuple[bool, ...]:
        order = Fact(kind="", key="", values={}, lines=lines)
        return tuple(evaluating.holds(each, order, rulesets.NOW) for each in asked)

    names = sorted({test.field for test in tests})
    rows = (_present(dict(zip(names, row, strict=True))) for row in product(*(LINE_FIELDS[name] for name in names)))
    apart: dict[tuple[bool, ...], _Values] = {}
    for line in rows:
        apart.setdefault(tuple(evaluating.passes(test, line, rulesets.NOW) for test in tests), line)
    # An order has a line at least. What another line changes does not depend on which of the same sort are there.
    known = {answers((line,)): (line,) for line in apart.values()}
    singles = [lines[0] for lines in known.values()]
    waiting = list(known.values())
    for lines in waiting:
        yield lines
        for line in singles:
            if answers((*lines, line)) not in known:
                known[answers((*lines, line))] = (*lines, line)
                waiting.append((*lines, line))
