"""Groups: a few columns whose codes are few taken together, asked about as one.

The boxes of a kind and its columns go in. A group knows what each box asks of its columns (a part), and numbers each
combination of codes. A box fits a fact if its part in every group fits, so that with one answer per group and
combination kept as a set of boxes, `&` over the groups gives the boxes that fit, whatever their number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import add, or_
from typing import Any, TypeAlias

from engine.coding import boxes, columns

_WIDEST = 256
"""How many combinations of codes a group may have, so that nearly all facts find theirs answered; a column that has
more by itself stands alone."""

Codes: TypeAlias = tuple[int, ...]
"""One code per slot of a group."""
Member: TypeAlias = tuple[columns.Column, Sequence[int]]
"""A column, and the slots of the kind that it holds, by their positions in the boxes."""


class Group:
    """Columns asked about together.

    `boxes` are the distinct parts of boxes that stand in this group, over its own slots, from 0; `highest[s]` is the
    largest code of slot s (the smallest is -1). `known` holds the answers so far: by number of a combination, the set
    of boxes of the kind that fit it as far as this group goes, as the bits of one whole number.
    """

    def __init__(self, members: Sequence[Member], every: Sequence[boxes.Box]) -> None:
        """Make a group of columns, each with the slots of the kind that it holds, and of all boxes of the kind."""
        self._columns = [column for column, _ in members]
        self.fields = tuple(column.field for column in self._columns)
        self.highest: Codes = tuple(highest for column in self._columns for highest in column.highest)
        stride = 1
        for column in self._columns:
            column.stride = stride
            stride *= column.width
        own = {slot: position for position, slot in enumerate(slot for _, slots in members for slot in slots)}
        parts: dict[boxes.Box, int] = {}
        self._always = 0
        for bit, box in enumerate(every):
            part = tuple(sorted((own[slot], mask) for slot, mask in box if slot in own))
            if part:
                parts[part] = parts.get(part, 0) | 1 << bit
            else:
                self._always |= 1 << bit
        self.boxes: tuple[boxes.Box, ...] = tuple(parts)
        self._fitting = tuple(parts.values())
        self.known: dict[int, int] = {}

    def begin_anew_if_full(self) -> None:
        """Forget all combinations when they are too many; numbers given before then mean nothing any more."""
        if any(column.full for column in self._columns):
            for column in self._columns:
                column.begin_anew()
            self.known.clear()

    def numbers(self, values: Mapping[str, Sequence[Any]], now: datetime) -> list[int]:
        """Give the number of the combination of each fact; values come by field, None for a missing one."""
        each = [column.numbers(values[column.field], now) for column in self._columns]
        if len(each) == 1:
            return each[0]
        return list(reduce(lambda left, right: map(add, left, right), each))  # type: ignore[arg-type,return-value]

    def codes(self, number: int) -> Codes:
        """Give the codes that the number of a combination stands for."""
        found: list[int] = []
        for column in reversed(self._columns):
            of_column, number = divmod(number, column.stride)
            found[:0] = column.codes(of_column)
        return tuple(found)

    def fitting(self, fired: Iterable[int]) -> int:
        """Give the set of boxes of the kind that fit if, of the parts, exactly these do; IndexError: no such part."""
        return reduce(or_, map(self._fitting.__getitem__, fired), self._always)


def grouped(of_kind: Sequence[Member], every: Sequence[boxes.Box]) -> list[Group]:
    """Group columns, each given with the slots of the kind that it holds, narrow ones first."""
    together: list[list[Member]] = []
    width = _WIDEST
    for column, slots in sorted(of_kind, key=lambda each: each[0].width):
        width *= column.width
        if width > _WIDEST or not together:
            together.append([])
            width = column.width
        together[-1].append((column, slots))
    return [Group(members, every) for members in together]
