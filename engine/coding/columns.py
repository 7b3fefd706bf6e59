"""Columns: all slots of one field taken together, so that one look at a value codes them all.

A field's value goes in, the number of a combination of codes comes out. Combinations are numbered as they come, values
remembered up to a bound.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from engine.coding import slots

_VALUES_KEPT = 20_000
"""How many values are remembered before the remembering starts anew: enough for totals, bounded for names."""
_COMBINATIONS_KEPT = 50_000


class Column:
    """The slots of one field."""

    def __init__(self, field: str, of_field: Sequence[slots.Slot]) -> None:
        self.field = field
        self._slots = of_field
        self._ages = any(isinstance(slot, slots.Aged) for slot in of_field)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all values and combinations. Numbers given before then mean nothing any more."""
        self.combinations: list[tuple[int, ...]] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._now: datetime | None = None
        self._table = _Table(lambda _value: 0)

    @property
    def full(self) -> bool:
        """Tell whether it is time to begin anew."""
        return len(self.combinations) >= _COMBINATIONS_KEPT

    def table(self, now: datetime) -> "dict[Any, int]":
        """Give the numbers of combinations by value, as of now; `combinations[number]` holds the codes."""
        if self._now is None or (self._ages and now != self._now):
            self._now = now
            self._table = _Table(lambda value: self._number(value, now))
        return self._table

    def _number(self, value: Any, now: datetime) -> int:
        codes = tuple([slot.code(value, now) for slot in self._slots])
        number = self._numbers.get(codes)
        if number is None:
            number = self._numbers[codes] = len(self.combinations)
            self.combinations.append(codes)
        return number


class _Table(dict[Any, int]):
    """Numbers by value. A value not yet seen is worked out and remembered."""

    def __init__(self, work_out: Callable[[Any], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, value: Any) -> int:
        if len(self) >= _VALUES_KEPT:
            self.clear()
        number = self[value] = self._work_out(value)
        return number
