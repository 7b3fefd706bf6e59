"""Which slot serves which test: all tests of a field that can share a slot do.

All comparisons of the rules of one kind go in; the slots, and for each test its slot and its set of codes, come out.
"""

from collections.abc import Collection, Hashable, Iterable
from typing import TypeAlias

from engine import ir
from engine.coding import slots, truths

_BY_SIZE = frozenset(
    {ir.Operator.AT_LEAST, ir.Operator.MORE_THAN, ir.Operator.AT_MOST, ir.Operator.LESS_THAN, ir.Operator.BETWEEN}
)
_BY_EQUALITY = frozenset({ir.Operator.IS, ir.Operator.IN})
_LONGEST_LIST_BY_SIZE = 8
"""A longer list on a field that is also compared by size would cut its range into too many pieces."""

Literal: TypeAlias = tuple[int, int]
"""A slot's position and the set of its codes."""


class SlotPlan:
    """The slots of one kind. `literals` gives for a test (by identity: tests of a rule set live as long as it does)
    the slot's position and the set of codes for which the test holds.
    """  # noqa: D205 - the first sentence is the summary

    def __init__(self, tests: Collection[ir.Test], texts_fields: Collection[str]) -> None:
        self.slots: list[slots.Slot] = []
        self.literals: dict[int, Literal] = {}
        sized = {test.field for test in tests if test.operator in _BY_SIZE}
        shared: dict[tuple[str, Hashable], list[ir.Test]] = {}
        for test in tests:
            shared.setdefault(_sharing(test, sized, texts_fields), []).append(test)
        # The slots of a field stand side by side, so that one look at its value codes them all.
        for (manner, _), group in sorted(shared.items(), key=lambda each: each[1][0].field):
            self._add(manner, group)

    def _add(self, manner: str, group: list[ir.Test]) -> None:
        slot = _slot(manner, group)
        position = len(self.slots)
        self.slots.append(slot)
        self.literals.update({id(test): (position, slot.mask(test)) for test in group})


def _sharing(test: ir.Test, sized: Collection[str], texts_fields: Collection[str]) -> tuple[str, Hashable]:
    """Give what tests must have in common to share a slot: first how they are coded, then the field or the test."""
    if test.operator in truths.AGES:
        return ("aged", test.field)
    if test.field not in texts_fields:
        if test.operator in _BY_SIZE:
            return ("ordered", test.field)
        if test.operator is ir.Operator.STARTS_WITH and not test.ignoring_case:
            return ("started", test.field)
        if test.operator in _BY_EQUALITY:
            manner = _of_equality(test, sized)
            if manner:
                return (manner, test.field)
    return ("flag", (test.field, test.operator, test.operands, test.ignoring_case))


def _of_equality(test: ir.Test, sized: Collection[str]) -> str | None:
    if test.ignoring_case:
        return "folded"
    if test.field not in sized:
        return "partition"
    return "ordered" if len(test.operands) <= _LONGEST_LIST_BY_SIZE else None


def _slot(manner: str, group: list[ir.Test]) -> slots.Slot:
    field = group[0].field
    match manner:
        case "aged":
            return slots.Aged(field, group)
        case "ordered":
            return slots.Ordered(field, group)
        case "started":
            return slots.Started(field, group)
        case "flag":
            return slots.Flag(group[0])
        case _:
            return slots.Partition(field, group, folded=manner == "folded")


def tests_of(conditions: Iterable[ir.Condition]) -> list[ir.Test]:
    """Collect the tests on the fact's own fields; those inside `any line` and its kin are not among them."""
    found: list[ir.Test] = []
    waiting = list(conditions)
    while waiting:
        match waiting.pop():
            case ir.Test() as test:
                found.append(test)
            case ir.Not(part):
                waiting.append(part)
            case ir.AllOf(parts) | ir.AnyOf(parts):
                waiting.extend(parts)
            case ir.Lines():
                pass
    return found
