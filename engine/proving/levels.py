"""Levels: available and target together, because the gap between them, its size and its percentage follow from them.

The tests on the fields of a level go in, whole levels come out: all that the tests tell apart are among them. Used by
`variables`, and by `flapping` to work out what a level looks like after a write.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from engine import ir

_MOST_LEVELS = 60_000
_EVERY_AVAILABLE = 400
"""With percentages among other tests, every level up to this is looked at: rounding makes cells of single items."""

_ALONG_A_LINE = ({"level.gap", "level.gap_size"}, {"level.gap_percent"})

Level = Mapping[str, int]


def level(available: int, target: int) -> dict[str, int]:
    """Give the fields of a level that follow from what is offered and what should be."""
    gap = target - available
    percent = abs(gap) * 100 // abs(available) if available else 100
    return {
        "level.available": available,
        "level.target": target,
        "level.gap": gap,
        "level.gap_size": abs(gap),
        "level.gap_percent": percent,
    }


def telling_apart(tests: Sequence[ir.Test], *, equal_too: bool) -> tuple[list[dict[str, int]], bool]:
    """Find levels for the tests, and tell whether they are all that differ in an answer.

    `equal_too`: levels that equal their target are asked about as well, as is so where rules shape what is offered.
    """
    constants = _constants(tests)
    found: dict[tuple[int, int], None] = {}
    complete = True
    for available in _availables(constants):
        for target in _targets(available, constants):
            if target >= 0 and (equal_too or target != available):
                found.setdefault((available, target))
        if len(found) > _MOST_LEVELS:
            complete = False
            break
    return [level(available, target) for available, target in found], complete


def _constants(tests: Iterable[ir.Test]) -> dict[str, list[int]]:
    found: dict[str, set[int]] = {}
    for test in tests:
        values = found.setdefault(test.field, set())
        if test.operator is not ir.Operator.EXISTS:
            for operand in test.operands:
                values |= {math.floor(Decimal(str(operand))) + step for step in (0, 1)}  # 2.5 lies between 2 and 3
    return {field: sorted(values) for field, values in found.items()}


def _gaps(constants: Mapping[str, list[int]]) -> list[int]:
    sizes = constants.get("level.gap_size", [])
    return sorted({*constants.get("level.gap", ()), *sizes, *(-size for size in sizes)})


def _availables(constants: Mapping[str, list[int]]) -> list[int]:
    """Give the quantities at which the order of what tests ask of the target changes, and some beside them."""
    asked = set(constants)
    gaps = _gaps(constants)
    if asked <= _ALONG_A_LINE[0]:
        return [max([100, *(2 * abs(gap) for gap in gaps)])]
    if asked == _ALONG_A_LINE[1]:
        return [100]
    targets = [0, *constants.get("level.target", ())]
    percents = constants.get("level.gap_percent", [])
    turning = {0, *constants.get("level.available", ()), *(target - gap for target in targets for gap in gaps)}
    turning |= set(targets)
    turning |= {gap * 100 // percent for gap in gaps for percent in percents if percent}
    turning |= {
        target * 100 // share
        for target in targets
        for percent in percents
        for share in (100 + percent, 100 - percent)
        if share
    }
    found = dict.fromkeys(value + step for step in (0, 1, -1, 2, -2) for value in sorted(turning))
    largest = max(abs(value) for value in turning)
    found.update(dict.fromkeys((10, 50, 100, largest * 2 + 10, -largest * 2 - 10)))
    if percents and len(asked) > 1:
        found.update(dict.fromkeys(range(-20, _EVERY_AVAILABLE)))
    return list(found)


def _targets(available: int, constants: Mapping[str, list[int]]) -> Iterator[int]:
    """Give targets on both sides of whatever is asked, for one quantity available."""
    yield from (available - 1, available + 1, available)
    turning = {0, *constants.get("level.target", ()), *(available + gap for gap in _gaps(constants))}
    for percent in constants.get("level.gap_percent", ()):
        part = -(-percent * abs(available) // 100)
        turning |= {available + part, available - part}
    for value in sorted(turning):
        yield from (value, value + 1, value - 1)
    yield max(turning) * 2 + 10
