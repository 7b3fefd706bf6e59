"""Examples: values that were found, as the fact of a difference that could occur.

Values of the fields that rules look at go in, a fact comes out that also has what people know a difference by. Fields
that no rule looks at never change an answer. Used by `frames`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

import msgspec

from engine import vocabulary
from engine.facts import Fact, Value
from engine.proving import domains, levels

_ORDER = {"order.number": "1001"}
_LEVEL = {"product.sku": "ITEM-01", "location.name": "Austin Office"}
_AVAILABLE, _TARGET = 10, 8
_MOST_TRIES = 200

Line = Mapping[str, Value]


class CountsError(Exception):
    """No lines were found that add up to the counts of the order."""


def fact(kind: str, values: Mapping[str, Value], lines: Sequence[Line] = ()) -> Fact:
    """Make a fact of what was found, with a familiar number, SKU or location where no rule looks at it."""
    known = vocabulary.fields(kind)
    familiar: dict[str, Value] = {**_ORDER, **_LEVEL}
    if kind == "availability.differs" and not values.keys() & domains.COUPLED_LEVELS:
        familiar.update(levels.level(_AVAILABLE, _TARGET))
    completed = {name: value for name, value in {**familiar, **values}.items() if name in known}
    return Fact(kind=kind, key=_key(completed), values=completed, lines=tuple(lines))


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A number that lines must add up to: some values that will do, none if any will, and whether another one does."""

    values: Sequence[int]
    allows: Callable[[int], bool]


def counted(
    choices: Sequence[Sequence[Line]], more: Sequence[Line], line_count: Count, item_count: Count
) -> tuple[tuple[Line, ...], int, int]:
    """Choose a line of each list, so that lines and quantities add up; give the lines and both counts.

    Any of the lines in `more` may be added, any number of times. Raises CountsError.
    """
    tries = 0
    for wanted in (0, *line_count.values):
        added = [more] * min(max(0, wanted - len(choices)), _MOST_TRIES)
        for chosen in product(*choices, *added):
            tries += 1
            if tries > _MOST_TRIES:
                raise CountsError
            lines = sum(line.get("quantity") != 0 for line in chosen)
            filled = _filled(chosen, item_count) if line_count.allows(lines) else None
            if filled is not None:
                return filled, lines, _items(filled)
    raise CountsError


def _filled(chosen: Sequence[Line], item_count: Count) -> tuple[Line, ...] | None:
    """Fill in the quantities that no rule looks at; None if the items do not add up."""
    lines = [{"quantity": 1, **line} for line in chosen]
    if item_count.allows(_items(lines)):
        return tuple(lines)
    free = next((at for at, line in enumerate(chosen) if "quantity" not in line), None)
    more = [count - _items(lines) for count in item_count.values if count > _items(lines)]
    if free is None or not more:
        return None
    lines[free] = {**lines[free], "quantity": 1 + more[0]}
    return tuple(lines)


def _items(lines: Iterable[Line]) -> int:
    return sum(int(str(line["quantity"])) for line in lines)


def _key(values: Mapping[str, Value]) -> str:
    if "order.number" in values:
        return f"order {values['order.number']}"
    at = [str(values[name]) for name in ("product.sku", "location.name") if name in values]
    return " at ".join(at) or "an example"
