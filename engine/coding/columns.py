"""Columns: all slots of one field taken together, so that one look at a value codes them all.

The values of a field of many facts go in, the numbers of combinations of codes come out, one per fact. Combinations
are numbered as they come; values are remembered up to a bound, and measured by size where remembering does not pay.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from math import prod
from typing import Any

from engine.coding import masks, slots

_VALUES_KEPT = 20_000
"""How many values are remembered before the remembering starts anew: enough for totals, bounded for names."""
_COMBINATIONS_KEPT = 50_000


class Column:
    """The slots of one field. Its numbers are multiples of `stride`, which the group of columns sets."""

    def __init__(self, field: str, of_field: Sequence[slots.Slot]) -> None:
        self.field = field
        self.highest = tuple(slot.highest for slot in of_field)
        self.width = prod(slot.width for slot in of_field)
        self.stride = 1
        self._slots = of_field
        self._ages = any(isinstance(slot, slots.Aged) for slot in of_field)
        first = of_field[0]
        self._sized = first if len(of_field) == 1 and isinstance(first, slots.Ordered) else None
        # A moment's hash costs more than comparing it with a few others.
        self._measures = self._sized is not None and self._ages
        self._remembers = True
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all values and combinations. Numbers given before then mean nothing any more."""
        self._combinations: list[tuple[int, ...]] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._now: datetime | None = None
        self._table: dict[Any, int] = {}
        self._by_code = _ByCode(self._number)

    @property
    def full(self) -> bool:
        """Tell whether it is time to begin anew."""
        return len(self._combinations) >= _COMBINATIONS_KEPT

    def codes(self, number: int) -> tuple[int, ...]:
        """Give the codes that a number, without the stride, stands for."""
        return self._combinations[number]

    def numbers(self, values: Sequence[Any], now: datetime) -> list[int]:
        """Give the numbers of the values, None for a missing one; raises what coding a value raises."""
        if self._now is None or (self._ages and now != self._now):
            self._now = now
            self._table.clear()
            if self._sized is not None:
                self._begin_measuring(self._sized, now)
        if self._measures:
            return self._measured(values)
        if not self._remembers:
            return list(map(self._by_code.__getitem__, self._slots[0].codes(values, now)))
        try:
            return list(map(self._table.__getitem__, values))
        except KeyError:
            self._learn(set(values), now)
        return list(map(self._table.__getitem__, values))

    def _measured(self, values: Sequence[Any]) -> list[int]:
        try:
            return list(map(self._by_place.__getitem__, self._measure(values)))
        except TypeError:  # some are missing, or of another type: then this raises once more
            found = map(self._by_place.__getitem__, self._measure([value for value in values if value is not None]))
            missing = self._number((masks.MISSING,))
            return [missing if value is None else next(found) for value in values]

    def _begin_measuring(self, sized: slots.Ordered, now: datetime) -> None:
        try:
            self._measure, by_place = sized.measuring(now)
        except OverflowError:  # an age that lies before the calendar
            self._sized, self._measures = None, False
        else:
            self._by_place = [self._number((code,)) for code in by_place]

    def _learn(self, values: set[Any], now: datetime) -> None:
        unknown = values.difference(self._table)
        if len(self._table) + len(unknown) > _VALUES_KEPT:
            self._table.clear()
            # So many values are hardly worth remembering: where one look codes them, look each time.
            self._measures = self._sized is not None
            self._remembers = len(self._slots) > 1
            unknown = values
        some = list(unknown)
        if len(self._slots) == 1:
            codes = self._slots[0].codes(some, now)
            self._table.update(zip(some, map(self._by_code.__getitem__, codes), strict=True))
        else:
            each = zip(*[slot.codes(some, now) for slot in self._slots], strict=True)
            self._table.update(zip(some, map(self._number, each), strict=True))

    def _number(self, codes: tuple[int, ...]) -> int:
        number = self._numbers.get(codes)
        if number is None:
            number = self._numbers[codes] = len(self._combinations) * self.stride
            self._combinations.append(codes)
        return number


class _ByCode(dict[int, int]):
    """The numbers of combinations of one code."""

    def __init__(self, number: Callable[[tuple[int, ...]], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, code: int) -> int:
        number = self[code] = self._number((code,))
        return number
