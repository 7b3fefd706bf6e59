"""Slots: one small whole number of a coded fact each, and how it is found from a field.

A slot is made from all tests that share it. `mask(test)` is the set of codes for which the test holds; `code(value,
now)` is the code of the field's value, None if missing. Slots of sizes can measure many values at once (`measuring`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import repeat
from operator import add
from typing import Any, Protocol, TypeAlias

import msgspec

from engine import ir
from engine.coding import masks, truths

Measure: TypeAlias = Callable[[Iterable[Any]], Iterable[int]]
"""Many values in, as many places among the constants out; raises what comparing values of different types raises."""


class UncodableError(Exception):
    """The value has not the type that the rules compare it with; the plain evaluator must judge the fact."""


class Slot(Protocol):
    """What every slot of a field can do. Codes run from -1, missing, to `highest`; there are at most `width`."""

    field: str
    highest: int
    width: int

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds."""

    def code(self, value: Any, now: datetime) -> int:
        """Give the code of a value; raises UncodableError, or what comparing values of different types raises."""

    def codes(self, values: Sequence[Any], now: datetime) -> list[int]:
        """Give the codes of many values, as `code` does."""


class _OneByOne:
    """Codes many values one after the other."""

    def code(self, value: Any, now: datetime) -> int:
        """Give the code of a value."""
        raise NotImplementedError

    def codes(self, values: Sequence[Any], now: datetime) -> list[int]:
        """Give the codes of many values."""
        return [self.code(value, now) for value in values]


class Cuts(msgspec.Struct, frozen=True):
    """Where the answer of a test changes with size: at each of `at` and above, or only above each of `after`."""

    at: list[Any]
    after: list[Any]

    def place(self, value: Any) -> int:
        """Count the cuts at or below the value."""
        return bisect_right(self.at, value) + bisect_left(self.after, value)

    def measure(self, values: Iterable[Any]) -> Iterable[int]:
        """Count the cuts for many values."""
        if not self.after:
            return map(bisect_right, repeat(self.at), values)
        if not self.at:
            return map(bisect_left, repeat(self.after), values)
        values = list(values)
        return map(add, map(bisect_right, repeat(self.at), values), map(bisect_left, repeat(self.after), values))


class Ordered(_OneByOne):
    """Numbers, money and moments by size: the code counts the cuts that lie at or below the value."""

    def __init__(self, field: str, tests: Iterable[ir.Test]) -> None:
        self.field = field
        at: set[Any] = set()
        after: set[Any] = set()
        for test in tests:
            constants = self._compared(test)
            if test.operator is ir.Operator.BETWEEN:
                at.add(constants[0])
                after.add(constants[1])
                continue
            if test.operator not in _ONLY_AFTER:
                at.update(constants)
            if test.operator not in _ONLY_AT:
                after.update(constants)
        decimals = any(isinstance(constant, Decimal) for constant in at | after)
        self._cuts = Cuts(_sorted(at, decimals=decimals), _sorted(after, decimals=decimals))
        self.highest = len(at) + len(after)
        self.width = self.highest + 2

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds."""
        places = [self._cuts.place(constant) for constant in self._compared(test)]
        match test.operator:
            case ir.Operator.AT_LEAST:
                return masks.span(places[0], self.highest)
            case ir.Operator.MORE_THAN | ir.Operator.OLDER_THAN:
                return masks.span(places[0] + 1, self.highest)
            case ir.Operator.AT_MOST:
                return masks.span(0, places[0])
            case ir.Operator.LESS_THAN | ir.Operator.YOUNGER_THAN:
                return masks.span(0, places[0] - 1)
            case ir.Operator.BETWEEN:
                return masks.span(places[0], places[1])
            case _:
                return _union(masks.one(place) for place in places)

    def code(self, value: Any, now: datetime) -> int:
        """Give the code of a value by its size."""
        if value is None:
            return masks.MISSING
        if isinstance(value, tuple):
            raise UncodableError
        return self._cuts.place(self._measured(value, now))

    def measuring(self, now: datetime) -> tuple[Measure, Sequence[int]]:  # noqa: ARG002 - sizes do not change with time
        """Give how to measure many values at once, and the code by place."""
        return self._cuts.measure, range(self.highest + 1)

    def _compared(self, test: ir.Test) -> Sequence[Any]:
        return test.operands

    def _measured(self, value: Any, now: datetime) -> Any:  # noqa: ARG002 - as above
        return value


class Aged(Ordered):
    """Moments by their age."""

    def measuring(self, now: datetime) -> tuple[Measure, Sequence[int]]:
        """Give how to measure many moments at once, and the code by place: later moments are younger."""
        # "At least so old" is "not after now less that age": what is cut at an age is cut after its moment.
        at = sorted(now - age for age in self._cuts.after)
        after = sorted(now - age for age in self._cuts.at)
        return Cuts(at, after).measure, range(self.highest, -1, -1)

    def _compared(self, test: ir.Test) -> Sequence[Any]:
        return (truths.age_limit(test),)

    def _measured(self, value: Any, now: datetime) -> Any:
        return now - value


class Partition(_OneByOne):
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
        self.width = self.highest + 2
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


class Started(_OneByOne):
    """Texts by how they start: the code is that of the longest of the beginnings asked for, 0 if it has none of them.

    A text that starts with a beginning also has all beginnings of that one, so that the longest tells all.
    """

    def __init__(self, field: str, tests: Sequence[ir.Test]) -> None:
        self.field = field
        beginnings = sorted({operand for test in tests for operand in test.operands if isinstance(operand, str)})
        self.highest = len(beginnings)
        self.width = self.highest + 2
        self._codes = {beginning: code for code, beginning in enumerate(beginnings, start=1)}
        self._lengths = sorted({len(beginning) for beginning in beginnings}, reverse=True)

    def mask(self, test: ir.Test) -> int:
        """Give the set of codes for which the test holds."""
        wanted = str(test.operands[0])
        return _union(masks.one(code) for beginning, code in self._codes.items() if beginning.startswith(wanted))

    def code(self, value: Any, now: datetime) -> int:  # noqa: ARG002 - texts do not change with time
        """Give the code of a text by how it starts."""
        if value is None:
            return masks.MISSING
        if not isinstance(value, str):
            raise UncodableError
        for length in self._lengths:
            code = self._codes.get(value[:length])
            if code is not None:
                return code
        return 0

    def codes(self, values: Sequence[Any], now: datetime) -> list[int]:
        """Give the codes of many texts."""
        if len(self._lengths) > 1 or set(map(type, values)) != {str}:
            return super().codes(values, now)
        get, length = self._codes.get, self._lengths[0]
        return [get(value[:length], 0) for value in values]


class Flag(_OneByOne):
    """One test worked out beforehand: 1 if it holds, 0 if not. A missing field has code 0 or 1, never -1."""

    highest = 1
    width = 2

    def __init__(self, test: ir.Test) -> None:
        self.field = test.field
        self._holds = truths.predicate(test)

    def mask(self, test: ir.Test) -> int:  # noqa: ARG002 - a flag has one test
        """Give the set of codes for which the test holds."""
        return masks.one(1)

    def code(self, value: Any, now: datetime) -> int:  # noqa: ARG002 - tests on ages are not flags
        """Give 1 if the test holds for the value, else 0."""
        return int(self._holds(value))


class WorkedOut(_OneByOne):
    """A condition worked out for the whole fact, beforehand: 1 if it holds, 0 if not."""

    highest = 1
    width = 2

    def __init__(self, field: str) -> None:
        """Make a slot whose field is a name that no fact has, given to the condition's answers."""
        self.field = field

    def mask(self, test: ir.Test) -> int:  # noqa: ARG002 - the answer is all there is
        """Give the set of codes for which the condition holds."""
        return masks.one(1)

    def code(self, value: Any, now: datetime) -> int:  # noqa: ARG002 - the answer is of this moment
        """Give 1 if the condition holds, else 0."""
        return int(value)


_ONLY_AT = frozenset({ir.Operator.AT_LEAST, ir.Operator.LESS_THAN, ir.Operator.YOUNGER_THAN})
_ONLY_AFTER = frozenset({ir.Operator.MORE_THAN, ir.Operator.AT_MOST, ir.Operator.OLDER_THAN})


def _sorted(constants: Iterable[Any], *, decimals: bool) -> list[Any]:
    """Sort constants; whole numbers among decimals become decimals, which compare faster with each other."""
    if decimals:
        constants = [Decimal(constant) if isinstance(constant, int) else constant for constant in constants]
    return sorted(constants)


def _union(sets: Iterable[int]) -> int:
    total = 0
    for each in sets:
        total |= each
    return total
