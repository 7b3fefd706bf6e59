"""Conditions as boxes: each box is a set of codes for some of the slots, and a condition holds where a box fits.

A condition goes in; alternatives of and-ed sets come out, with `not` pushed down to the sets, so that nothing negative
is left: the codes of a slot are few and known, and "not 3" is "one of the others, missing among them".
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, assert_never

from engine import ir
from engine.coding import masks
from engine.coding.planning import Literal

Box: TypeAlias = tuple[Literal, ...]
"""And-ed literals, at most one per slot, by slot. An empty box fits everything."""

_MOST_BOXES = 24
"""A condition with more alternatives is worked out by us and becomes one yes-or-no slot: products grow fast."""
_MOST_LITERALS = 100
"""As for alternatives: durable_rules takes 252 fields per fact at most."""


class BoxMaker:
    """Makes boxes of conditions.

    `literals` tells the slot and codes of a test by its identity, `highest` the largest code of a slot, and `work_out`
    gives a yes-or-no slot (code 1 is yes) to a condition that boxes cannot or should not say, such as `any line`.
    """

    def __init__(
        self,
        literals: Mapping[int, Literal],
        highest: Callable[[int], int],
        work_out: Callable[[ir.Condition], int],
    ) -> None:
        self._literals = literals
        self._highest = highest
        self._work_out = work_out

    def boxes(self, condition: ir.Condition, *, wanted: bool = True) -> list[Box]:
        """Give the boxes in which the condition holds (or, unless wanted, does not). None: it never does."""
        match condition:
            case ir.Test():
                return self._literal(self._literals[id(condition)], wanted=wanted)
            case ir.Lines():
                return self._worked_out(condition, wanted=wanted)
            case ir.Not(part):
                return self.boxes(part, wanted=not wanted)
            case ir.AllOf(parts) | ir.AnyOf(parts):
                alternatives = [self.boxes(part, wanted=wanted) for part in parts]
                anding = isinstance(condition, ir.AllOf) is wanted
                made = _product(alternatives) if anding else _merged(box for each in alternatives for box in each)
                return self._worked_out(condition, wanted=wanted) if made is None else made
            case _:
                assert_never(condition)

    def _worked_out(self, condition: ir.Condition, *, wanted: bool) -> list[Box]:
        return self._literal((self._work_out(condition), masks.one(1)), wanted=wanted)

    def _literal(self, literal: Literal, *, wanted: bool) -> list[Box]:
        slot, mask = literal
        everything = masks.span(masks.MISSING, self._highest(slot))
        mask = mask if wanted else everything & ~mask
        if mask == everything:
            return [()]
        return [((slot, mask),)] if mask else []


def _product(alternatives: list[list[Box]]) -> list[Box] | None:
    """And the alternatives; None if there would be too many."""
    made: list[Box] = [()]
    for each in alternatives:
        if len(made) * len(each) > _MOST_BOXES * 4:
            return None
        both = (_intersection(left, right) for left in made for right in each)
        merged = _merged(box for box in both if box is not None)
        if merged is None:
            return None
        made = merged
    return None if any(len(box) > _MOST_LITERALS for box in made) else made


def _intersection(left: Box, right: Box) -> Box | None:
    """And two boxes; None if nothing fits both."""
    codes = dict(left)
    for slot, mask in right:
        codes[slot] = codes.get(slot, mask) & mask
    return tuple(sorted(codes.items())) if all(codes.values()) else None


def _merged(boxes: Iterable[Box]) -> list[Box] | None:
    """Or the boxes, joining those that differ in one slot only; None if too many are left."""
    made: list[Box] = []
    for box in boxes:
        if box == ():
            return [()]
        for position, other in enumerate(made):
            joined = _joined(other, box)
            if joined is not None:
                made[position] = joined
                break
        else:
            made.append(box)
        if len(made) > _MOST_BOXES:
            return None
    return made


def _joined(left: Box, right: Box) -> Box | None:
    """Make one box of two with the same slots and at most one different set of codes; None for others."""
    if len(left) != len(right):
        return None
    different = -1
    for position, ((slot, mask), (other_slot, other_mask)) in enumerate(zip(left, right, strict=True)):
        if slot != other_slot:
            return None
        if mask != other_mask:
            if different >= 0:
                return None
            different = position
    if different < 0:
        return left
    slot, mask = left[different]
    return (*left[:different], (slot, mask | right[different][1]), *left[different + 1 :])
