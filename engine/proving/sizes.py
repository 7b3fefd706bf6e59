"""Numbers, money and moments on both sides of whatever tests compare them with.

The tests of a field go in, values come out: all that the tests tell apart are among them. Used by `variables`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from engine import ir
from engine.proving.domains import EARLIEST, Domain

AGES = frozenset({ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN})

_ORDINARY = (25, 2, 150, 1, 0)
_FARTHEST = timedelta(days=36_600)
"""Rules are looked at for the next hundred years."""
_TICK = timedelta(seconds=1)
_TINIEST = timedelta(microseconds=1)


def numbers(tests: Iterable[ir.Test], domain: Domain) -> list[int | Decimal]:
    """Give numbers for the tests of one field, in whole units (of one, or of a cent), none below the least."""
    compared = {Decimal(str(operand)) for test in _sized(tests) for operand in test.operands}
    found: dict[int | Decimal, None] = {}
    for offset in (0, 1, -1, 2, -2):
        for constant in sorted(compared):
            found.setdefault(_in_units(constant, domain.unit, offset))
    found.update(dict.fromkeys(_plain(Decimal(number), domain.unit) for number in _ORDINARY))
    return [number for number in found if domain.least is None or number >= domain.least]


def _sized(tests: Iterable[ir.Test]) -> Iterator[ir.Test]:
    return (test for test in tests if test.operator is not ir.Operator.EXISTS)


def _in_units(constant: Decimal, unit: Decimal, offset: int) -> int | Decimal:
    whole = (constant / unit).to_integral_value(ROUND_FLOOR) + offset
    return _plain(whole * unit, unit)


def _plain(number: Decimal, unit: Decimal) -> int | Decimal:
    return int(number) if unit == 1 else number


def presents(tests: Sequence[ir.Test], now: datetime) -> list[datetime]:
    """Give the moments to look from, none before `now`: what could match last year alone matches no more.

    One will do, unless dates and ages are both asked: then ages change with time.
    """
    dates: set[datetime] = {
        operand
        for test in tests
        if test.operator not in AGES
        for operand in test.operands
        if isinstance(operand, datetime) and operand < now + _FARTHEST
    }
    limits = {timedelta(seconds=float(_seconds(test))) for test in tests if test.operator in AGES}
    if not dates or not limits:
        return [max([now, *(date + timedelta(days=1) for date in dates)])]
    turning = sorted(date + limit for date in dates for limit in (*limits, timedelta(0)))
    between = [earlier + (later - earlier) / 2 for earlier, later in pairwise(turning) if later > earlier]
    beside = [moment + step for moment in turning for step in (-_TICK, timedelta(0), _TICK)]
    seen = [now, *between, *beside, turning[-1] + timedelta(days=1)]
    return [moment for moment in dict.fromkeys(seen) if moment >= now]


def moments(tests: Iterable[ir.Test], now: datetime) -> list[datetime]:
    """Give moments on all sides of what the tests ask, seen from `now`; none lies in the future."""
    edges = []
    for test in _sized(tests):
        if test.operator in AGES:
            edges.append(now - timedelta(seconds=float(_seconds(test))))
        else:
            edges += [operand for operand in test.operands if isinstance(operand, datetime)]
    edges = sorted({edge for edge in edges if now - EARLIEST <= edge <= now})
    between = [earlier + (later - earlier) / 2 for earlier, later in pairwise(edges)]
    first = min(edges, default=now)
    around = [now - timedelta(hours=1), first - timedelta(days=1), *between, now, now - EARLIEST]
    beside = [edge + step for edge in edges for step in (timedelta(0), -_TICK, _TICK, -_TINIEST, _TINIEST)]
    return [moment for moment in dict.fromkeys([*around, *beside]) if now - EARLIEST <= moment <= now]


def _seconds(test: ir.Test) -> Any:
    return test.operands[0]
