"""Formulas over variables with finitely many values: what conditions become before they are solved.

A literal says that a variable has one of some values, kept as the bits of a whole number (value 0 is bit 0). There is
no negation: `spaces` pushes it down to the sets. `solving` finds values for all variables that meet formulas.
"""

from typing import NamedTuple, TypeAlias


class Literal(NamedTuple):
    """The variable has one of the values in the mask."""

    variable: int
    mask: int


class All(NamedTuple):
    """Holds when every part does; an empty one holds."""

    parts: tuple["Formula", ...]


class Some(NamedTuple):
    """Holds when at least one part does; an empty one never holds."""

    parts: tuple["Formula", ...]


Formula: TypeAlias = Literal | All | Some

ALWAYS = All(())
NEVER = Some(())


def truth(formula: Formula, masks: list[int]) -> bool | None:
    """Tell whether the formula holds for all values left in `masks` (True), for none (False), or it depends (None)."""
    if isinstance(formula, Literal):
        left = masks[formula.variable]
        common = left & formula.mask
        return False if not common else True if common == left else None
    deciding = isinstance(formula, Some)
    open_parts = False
    for part in formula.parts:
        known = truth(part, masks)
        if known is deciding:
            return deciding
        open_parts = open_parts or known is None
    return None if open_parts else not deciding
