"""Wanting: whether two actions want the same of a difference, and if not always, of which facts they don't.

Two main actions go in, a condition comes out. Spelling is no matter: `write_tracking` and one that says
`notify_customer: false` want the same, and so do two choices wherever they come to the same warehouse, and two shapes
wherever they come to the same quantity. Used by `rulebooks` and `pairs`.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from engine import ir
from engine.proving import choices, shapes

_DIFFERENT = ir.AllOf(())
_PASSIVE = frozenset({"hold", "ignore"})
_UNSAID: Mapping[str, object] = {"notify_customer": False}
"""What arguments are where they are left out."""

_TARGET = "level.target"
_MOST_RANGES = 12


def apart(first: ir.Action, second: ir.Action) -> ir.Condition | None:
    """Give the condition under which the two want different things; None where they always want the same."""
    if first.name != second.name:
        return _DIFFERENT
    if first.name in _PASSIVE or _said(first) == _said(second):
        return None
    match first.name:
        case "assign_warehouse":
            ways = [*_different_ways(first, second)]
            return ir.AnyOf(tuple(ways)) if ways else None
        case "set_inventory":
            ranges = [*_different_targets(first.arguments, second.arguments)]
            return ir.AnyOf(tuple(ranges)) if ranges else None
        case _:
            return _DIFFERENT


def _said(action: ir.Action) -> Mapping[str, object]:
    return {name: value for name, value in action.arguments.items() if value != _UNSAID.get(name, ...)}


def _different_ways(first: ir.Action, second: ir.Action) -> Iterator[ir.Condition]:
    known = tuple(dict.fromkeys((*choices.named(first), *choices.named(second))))
    for one, other in product(choices.may(first, known), choices.may(second, known)):
        if one.warehouse != other.warehouse:
            yield ir.AllOf((one.when, other.when))


def _different_targets(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[ir.Test]:
    """Say where two shapes of one warehouse come to different quantities: ranges of targets, the first dozen."""
    places = dict.fromkeys(("", *shapes.shaped_alone(first), *shapes.shaped_alone(second)))
    pairs = [(shapes.at(first, place), shapes.at(second, place)) for place in places]
    asked = [target for pair in pairs for target in shapes.turning(*pair)]
    found = [
        target
        for target in sorted(dict.fromkeys(asked))
        if any(shapes.offered(one, target) != shapes.offered(other, target) for one, other in pairs)
    ]
    yield from (_between(low, high) for low, high in [*_ranges(found)][:_MOST_RANGES])


def _ranges(sorted_numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    low = high = None
    for number in sorted_numbers:
        if low is None or high is None or number > high + 1:
            if low is not None and high is not None:
                yield low, high
            low = number
        high = number
    if low is not None and high is not None:
        yield low, high


def _between(low: int, high: int) -> ir.Test:
    return ir.Test(field=_TARGET, operator=ir.Operator.BETWEEN, operands=(low, high), place=ir.Place("", 1, 1))
