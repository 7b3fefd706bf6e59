"""Positions: from a set of boxes that fit to the positions of the rules that hold, in rule order.

A set of boxes is the bits of one whole number. It is read a word at a time, and what a word comes to is remembered,
as is what the whole set comes to: many facts are alike in part, even where few are alike in everything.
"""

import struct
from collections.abc import Sequence
from itertools import chain
from typing import TypeAlias

_WORD, _FORMAT = 32, "I"
_WORDS_KEPT = 5_000
"""How many words are remembered per place before the remembering starts anew: some 300 bytes each."""
_POSITIONS_KEPT = 400_000
"""How many positions all remembered sets may have together before the remembering starts anew: some 10 to 20 MB, a few
thousand sets where hundreds of rules hold, a hundred thousand where a few do."""

Rules: TypeAlias = tuple[int, ...]
"""Positions of rules in their rule set, in order."""


class Positions(dict[int, Rules]):
    """The positions of the rules that hold, by set of boxes. Worked out when first asked for."""

    def __init__(self, of_boxes: Sequence[int]) -> None:
        """Take the position of the rule that holds in each box, in rule order; several boxes may have one rule."""
        super().__init__()
        self._words = [_Word(of_boxes[start : start + _WORD]) for start in range(0, len(of_boxes), _WORD)]
        self._layout = struct.Struct(f"<{len(self._words)}{_FORMAT}")
        self._kept = 0
        self._repeat = len(set(of_boxes)) < len(of_boxes)

    def __missing__(self, fitting: int) -> Rules:
        words = self._layout.unpack(fitting.to_bytes(self._layout.size, "little"))
        found = chain.from_iterable(map(dict.__getitem__, self._words, words))
        positions = tuple(dict.fromkeys(found) if self._repeat else found)
        self._kept += len(positions) + 1
        if self._kept > _POSITIONS_KEPT:
            self.clear()
            self._kept = len(positions) + 1
        self[fitting] = positions
        return positions


class _Word(dict[int, Rules]):
    """What the boxes of one word come to, by which of them fit."""

    def __init__(self, of_boxes: Sequence[int]) -> None:
        super().__init__()
        self._of_boxes = of_boxes

    def __missing__(self, fitting: int) -> Rules:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        found = tuple([position for bit, position in enumerate(self._of_boxes) if fitting >> bit & 1])
        self[fitting] = found
        return found
