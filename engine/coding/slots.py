"""Slots: one small whole number of a coded fact each, and how it is found from a field.

A slot is made from all tests that share it. `mask(test)` is the set of codes for which the test holds; `table(now)`
maps the field's value (None if missing) to its code. Tables remember what they worked out, up to a bound.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from engine import ir
from engine.coding import masks, truths

_REMEMBERED = 20_000
"""How many values a table remembers before it starts anew: enough for countries, tags and totals, bounded for names."""


class UncodableError(Exception):
    """The value has not the type that the rules compare it with; the plain evaluator must judge the fact."""


class Table(dict[Any, int]):
    """Codes by value. A value not yet seen is worked out and remembered."""

    def __init__(self, work_out: Callable[[Any], int], known: dict[Any, int]) -> None:
        super().__init__(known)
        self._work_out = work_out
        self._known = known

    def __missing__(self, value: Any) -> int:
        code = self._work_out(value)
        if len(self) >= _REMEMBERED + len(self._known):
            self.clear()
            self.update(self._known)
        self[value] = code
        return code


class Slot(Protocol):
    """What every slot of a field can do. Codes run from -1, missing, to `highest`."""

    field: str
    highest: int

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds."""

    def table(self, now: datetime) -> Table:
        """Give the codes by value, for the present moment."""


class Ordered:
    """Numbers, money and moments by size: code 2i is below the i-th constant, 2i + 1 is equal to it."""

    def __init__(self, field: str, tests: Iterable[ir.Test]) -> None:
        self.field = field
        self._constants: list[Any] = sorted({constant for test in tests for constant in self._compared(test)})
        self.highest = 2 * len(self._constants)
        self._table = Table(self._code, {None: masks.MISSING})

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds."""
        equal = [2 * bisect_left(self._constants, constant) + 1 for constant in self._compared(test)]
        match test.operator:
            case ir.Operator.AT_LEAST:
                return masks.span(equal[0], self.highest)
            case ir.Operator.MORE_THAN | ir.Operator.OLDER_THAN:
                return masks.span(equal[0] + 1, self.highest)
            case ir.Operator.AT_MOST:
                return masks.span(0, equal[0])
            case ir.Operator.LESS_THAN | ir.Operator.YOUNGER_THAN:
                return masks.span(0, equal[0] - 1)
            case ir.Operator.BETWEEN:
                return masks.span(equal[0], equal[1])
            case _:
                return _union(masks.one(code) for code in equal)

    def table(self, now: datetime) -> Table:  # noqa: ARG002 - sizes do not change with time
        """Give the codes by value."""
        return self._table

    def _compared(self, test: ir.Test) -> Sequence[Any]:
        return test.operands

    def _code(self, value: Any) -> int:
        if isinstance(value, tuple):
            raise UncodableError
        at = bisect_left(self._constants, value)
        return 2 * at + (at < len(self._constants) and self._constants[at] == value)


class Aged(Ordered):
    """Moments by their age. Ages move with time, so each present moment has a table of its own."""

    def table(self, now: datetime) -> Table:
        """Give the codes by moment, as of now."""
        return Table(lambda moment: self._code(now - moment), {None: masks.MISSING})

    def _compared(self, test: ir.Test) -> Sequence[Any]:
        return (truths.age_limit(test),)


class Partition:
    """Values by the lists they stand in: constants that all tests treat alike share a code, 0 is every other value."""

    def __init__(self, field: str, tests: Sequence[ir.Test], *, folded: bool) -> None:
        self.field = field
        self._folded = folded
        members: dict[Any, int] = {}
        for position, test in enumerate(tests):
            for operand in test.operands:
                constant = self._fold(operand)
                members[constant] = members.get(constant, 0) | 1 << position
        codes = {tests_met: code for code, tests_met in enumerate(sorted(set(members.values())), start=1)}
        self.highest = len(codes)
        self._codes = {constant: codes[tests_met] for constant, tests_met in members.items()}
        self._masks = {
            id(test): _union(masks.one(code) for tests_met, code in codes.items() if tests_met >> position & 1)
            for position, test in enumerate(tests)
        }
        known = {} if folded else self._codes
        self._table = Table(self._code, {**known, None: masks.MISSING})

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds; it must be one of those the slot was made from."""
        return self._masks[id(test)]

    def table(self, now: datetime) -> Table:  # noqa: ARG002 - lists do not change with time
        """Give the codes by value."""
        return self._table

    def _fold(self, value: Any) -> Any:
        return value.casefold() if self._folded else value

    def _code(self, value: Any) -> int:
        if isinstance(value, tuple):
            raise UncodableError
        return self._codes.get(self._fold(value), 0)


class Flag:
    """One test worked out beforehand: 1 if it holds, 0 if not. A missing field has code 0 or 1, never -1."""

    highest = 1

    def __init__(self, test: ir.Test) -> None:
        self.field = test.field
        holds = truths.predicate(test)
        self._table = Table(lambda value: int(holds(value)), {})

    def mask(self, test: ir.Test) -> int:  # noqa: ARG002 - a flag has one test
        """Give the set of codes for which the test holds."""
        return masks.one(1)

    def table(self, now: datetime) -> Table:  # noqa: ARG002 - tests on ages are not flags
        """Give the codes by value."""
        return self._table


def _union(sets: Iterable[int]) -> int:
    total = 0
    for each in sets:
        total |= each
    return total
