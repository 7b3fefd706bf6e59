"""Examples: values that were found, as the fact of a difference that could occur.

Values of the fields that rules look at go in, a fact comes out that also has what people know a difference by. Fields
that no rule looks at never change an answer. Used by `frames`.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

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


def counted(
    lines: Sequence[Sequence[Line]], line_counts: Iterable[int | None], item_counts: Iterable[int | None]
) -> tuple[tuple[Line, ...], int | None, int | None]:
    """Choose a line of each list, so that lines and quantities add up to one of the counts; None counts anything.

    Any list may be used again for more lines. Raises CountsError.
    """
    tries = 0
    for line_count, item_count in product(line_counts, item_counts):
        missing = max(0, (line_count or 0) - len(lines))
        for chosen in product(*lines, *([lines[0]] * missing if missing < _MOST_TRIES else [])):
            tries += 1
            if tries > _MOST_TRIES:
                raise CountsError
            fitted = _fitted(chosen, line_count, item_count)
            if fitted is not None:
                return fitted, line_count, item_count
    raise CountsError


def _fitted(chosen: Sequence[Line], line_count: int | None, item_count: int | None) -> tuple[Line, ...] | None:
    """Fill in the quantities that no rule looks at; None if lines or items do not add up."""
    open_lines = [at for at, line in enumerate(chosen) if "quantity" not in line]
    asked = sum(int(str(line.get("quantity", 0))) for line in chosen)
    rest = 0 if item_count is None else item_count - asked - len(open_lines)
    if rest < 0 or (rest and not open_lines):
        return None
    filled = [
        {**line, "quantity": 1 + (rest if at == open_lines[0] else 0)} if at in open_lines else line
        for at, line in enumerate(chosen)
    ]
    counting = sum(line["quantity"] != 0 for line in filled)
    return tuple(filled) if line_count in (None, counting) else None


def _key(values: Mapping[str, Value]) -> str:
    if "order.number" in values:
        return f"order {values['order.number']}"
    at = [str(values[name]) for name in ("product.sku", "location.name") if name in values]
    return " at ".join(at) or "an example"
