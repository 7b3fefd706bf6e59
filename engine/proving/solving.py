"""Solving: values for all variables that meet formulas together, or the certainty that there are none.

Formulas go in; for each variable the values that are left come out, any of which will do. The search narrows what
must be so, then splits the alternative with the fewest ways left. It is complete, and it is bounded: a question that
takes more work than allowed ends in `OutOfBudgetError`, never in a guess. Used by `spaces`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engine.proving.formulas import ALWAYS, All, Formula, Literal, Some, truth

_MOST_STEPS = 30_000
"""How many formulas one question may look at, again and again: some 60 ms."""
_IN_ALL, _BY_RULE = 3_000_000, 30_000
"""As many as all questions of a proof may take together, and how many more for each rule: some 6 s, and 25 s of a
thousand rules."""

Masks = list[int]


class Effort:
    """How much work all questions of a proof may still take."""

    def __init__(self, left: int = _IN_ALL) -> None:
        self.left = left

    @classmethod
    def of_rules(cls, count: int) -> "Effort":
        """Allow so much that the questions of this many rules, each by itself, are answered."""
        return cls(_IN_ALL + _BY_RULE * count)

    @property
    def spent(self) -> bool:
        """Tell whether nothing more may be asked."""
        return self.left <= 0


class OutOfBudgetError(Exception):
    """The question takes more work than allowed: it stays undecided."""


class Search:
    """One question. `consistent` tells of narrowed variables whether they can still be so together."""

    def __init__(self, consistent: Callable[[Masks], bool], effort: Effort) -> None:
        self._consistent = consistent
        self._effort = effort
        self._left = _MOST_STEPS

    def find(self, masks: Masks, formulas: Iterable[Formula]) -> Masks | None:
        """Give narrowed masks in which every formula holds whatever is chosen, None if there are none."""
        masks = list(masks)
        waiting = self._narrowed(masks, list(formulas))
        if waiting is None or not self._consistent(masks):
            return None
        if not waiting:
            return masks
        split = min(waiting, key=lambda some: len(some.parts))
        others: list[Formula] = [some for some in waiting if some is not split]
        for part in split.parts:
            found = self.find(masks, [part, *others])
            if found is not None:
                return found
            if isinstance(part, Literal):  # it has been tried: from here on it does not hold
                masks[part.variable] &= ~part.mask
                if not masks[part.variable]:
                    return None
        return None

    def _narrowed(self, masks: Masks, waiting: list[Formula]) -> list[Some] | None:
        """Apply what must hold until nothing changes; give the alternatives left open, None on a contradiction."""
        while True:
            before = list(masks)
            left: list[Some] = []
            while waiting:
                self._spend(1)
                formula = waiting.pop()
                match formula:
                    case Literal(variable, mask):
                        masks[variable] &= mask
                        if not masks[variable]:
                            return None
                    case All(parts):
                        waiting.extend(parts)
                    case Some(parts):
                        self._spend(len(parts))
                        open_parts = _open(parts, masks)
                        if not open_parts:
                            return None
                        (waiting if len(open_parts) == 1 else left).extend(_joined(open_parts))
            if masks == before:
                return left
            waiting.extend(left)

    def _spend(self, steps: int) -> None:
        self._left -= steps
        self._effort.left -= steps
        if self._left < 0 or self._effort.spent:
            raise OutOfBudgetError


def _open(parts: Iterable[Formula], masks: Masks) -> list[Formula]:
    """Give the parts that may or may not hold; a single one that asks nothing if one of them surely holds."""
    found = []
    for part in parts:
        known = truth(part, masks)
        if known:
            return [ALWAYS]
        if known is None:
            found.append(part)
    return found


def _joined(parts: Sequence[Formula]) -> list[Any]:
    return [parts[0]] if len(parts) == 1 else [Some(tuple(parts))]
