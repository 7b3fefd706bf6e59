"""Laws: what holds of every difference of a kind, whatever rules ask, because fields depend on each other.

A kind and the tests that are asked of it go in, conditions come out that every fact of the kind meets. They say what
the comparators do: a part that is labelled lies nowhere undecided, tracking is missing of labelled parts alone, a part
is in stock where its warehouse is among those that have everything. Used by `frames`; levels, moments and counts of
lines, whose fields follow from each other by reckoning, are looked after by `levels`, `variables` and `counts`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from engine import ir
from engine.facts import Scalar

_LABELLED, _DECIDED_BY = "part.labelled", "part.decided_by"
_SHIP_FROM, _IN_STOCK, _HAVING = "part.ship_from", "part.in_stock", "warehouse.can_fulfil_all"
_CURRENT, _WANTED = "location.current", "location.wanted"

_ALWAYS_LABELLED: Mapping[str, bool] = {
    "order.unassigned": False,
    "order.spans_locations": False,
    "tracking.missing": True,
    "tracking.stale": True,
    "tracking.blocked": True,
}
_TO_BE_PACKED = "order.spans_locations"


def of(kind: str, tests: Collection[ir.Test]) -> Iterator[ir.Condition]:
    """Give conditions that every fact of the kind meets, over fields that the tests name."""
    asked = {test.field for test in tests}
    if _LABELLED in asked and kind in _ALWAYS_LABELLED:
        yield _is(_LABELLED, _ALWAYS_LABELLED[kind])
    if _DECIDED_BY in asked and kind == _TO_BE_PACKED:
        yield ir.Not(_is(_DECIDED_BY, "person"))  # who chose one warehouse for everything has answered already
    if kind == "placement.elsewhere" and {_CURRENT, _WANTED} <= asked:
        for name in _names(tests, _CURRENT, _WANTED):
            yield ir.Not(ir.AllOf((_is(_CURRENT, name), _is(_WANTED, name))))
    if _IN_STOCK in asked:
        yield from _stock(kind, asked, _names(tests, _SHIP_FROM, _HAVING))


def _stock(kind: str, asked: Collection[str], names: Iterable[str]) -> Iterator[ir.Condition]:
    """Say that a part is in stock if its warehouse has everything; it is not known where nothing is to be packed."""
    if _SHIP_FROM in asked:
        yield _implies(_known(_IN_STOCK), _known(_SHIP_FROM))
        if kind == _TO_BE_PACKED:
            yield _implies(_known(_SHIP_FROM), _known(_IN_STOCK))
    if _HAVING in asked:
        yield _implies(_is(_IN_STOCK, value=True), _known(_HAVING))
    if {_SHIP_FROM, _HAVING} <= set(asked):
        yield _implies(ir.AllOf((_known(_SHIP_FROM), _known(_HAVING))), _known(_IN_STOCK))
        for name in names:
            here, has, known = _is(_SHIP_FROM, name), _is(_HAVING, name), _known(_IN_STOCK)
            yield _implies(ir.AllOf((here, has)), _is(_IN_STOCK, value=True))
            yield _implies(ir.AllOf((here, known, ir.Not(has))), _is(_IN_STOCK, value=False))


def _names(tests: Iterable[ir.Test], *fields: str) -> list[str]:
    """Give the texts that tests compare any of the fields with, in whole."""
    exact = (test for test in tests if test.field in fields and test.operator in (ir.Operator.IS, ir.Operator.IN))
    return list(dict.fromkeys(str(operand) for test in exact for operand in test.operands))


def _is(field: str, value: Scalar) -> ir.Test:
    return ir.Test(field=field, operator=ir.Operator.IS, operands=(value,), place=ir.Place("", 1, 1))


def _known(field: str) -> ir.Test:
    return ir.Test(field=field, operator=ir.Operator.EXISTS, operands=(True,), place=ir.Place("", 1, 1))


def _implies(one: ir.Condition, other: ir.Condition) -> ir.Condition:
    return ir.AnyOf((ir.Not(one), other))
