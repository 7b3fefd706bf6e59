"""Slots: one small whole number of a coded fact each, and how it is found from a field.

A slot is made from all tests that share it. `mask(test)` is the set of codes for which the test holds; `code(value,
now)` is the code of the field's value, None if missing.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from engine import ir
from engine.coding import masks, truths


class UncodableError(Exception):
    """The value has not the type that the rules compare it with; the plain evaluator must judge the fact."""


class Slot(Protocol):
    """What every slot of a field can do. Codes run from -1, missing, to `highest`."""

    field: str
    highest: int

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds."""

    def code(self, value: Any, now: datetime) -> int:
        """Give the code of a value; raises UncodableError, or what comparing values of different types raises."""


class Ordered:
    """Numbers, money and moments by size: code 2i is below the i-th constant, 2i + 1 is equal to it."""

    def __init__(self, field: str, tests: Iterable[ir.Test]) -> None:
        self.field = field
        self._constants: list[Any] = sorted({constant for test in tests for constant in self._compared(test)})
        self.highest = 2 * len(self._constants)

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

    def code(self, value: Any, now: datetime) -> int:
        """Give the code of a value by its size."""
        if value is None:
            return masks.MISSING
        if isinstance(value, tuple):
            raise UncodableError
        measure = self._measure(value, now)
        at = bisect_left(self._constants, measure)
        return 2 * at + (at < len(self._constants) and self._constants[at] == measure)

    def _compared(self, test: ir.Test) -> Sequence[Any]:
        return test.operands

    def _measure(self, value: Any, now: datetime) -> Any:  # noqa: ARG002 - sizes do not change with time
        return value


class Aged(Ordered):
    """Moments by their age."""

    def _compared(self, test: ir.Test) -> Sequence[Any]:
        return (truths.age_limit(test),)

    def _measure(self, value: Any, now: datetime) -> Any:
        return now - value


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

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds; it must be one of those the slot was made from."""
        return self._masks[id(test)]

    def code(self, value: Any, now: datetime) -> int:  # noqa: ARG002 - lists do not change with time
        """Give the code of a value by the lists it stands in."""
        if value is None:
            return masks.MISSING
        if isinstance(value, tuple):
            raise UncodableError
        return self._codes.get(self._fold(value), 0)

    def _fold(self, value: Any) -> Any:
        return value.casefold() if self._folded else value


class Flag:
    """One test worked out beforehand: 1 if it holds, 0 if not. A missing field has code 0 or 1, never -1."""

    highest = 1

    def __init__(self, test: ir.Test) -> None:
        self.field = test.field
        self._holds = truths.predicate(test)

    def mask(self, test: ir.Test) -> int:  # noqa: ARG002 - a flag has one test
        """Give the set of codes for which the test holds."""
        return masks.one(1)

    def code(self, value: Any, now: datetime) -> int:  # noqa: ARG002 - tests on ages are not flags
        """Give 1 if the test holds for the value, else 0."""
        return int(self._holds(value))


def _union(sets: Iterable[int]) -> int:
    total = 0
    for each in sets:
        total |= each
    return total
