"""Lines: which lines an order can have so that what is asked of some, of every or of no line is so.

`every line X` is "no line that is not X", so that all that can be asked is whether a line of some sort exists. Lines
are independent of each other: lines can be as they must if, for each sort that must exist, there is one line of that
sort which is of no sort that must not. Used by `frames`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from engine import ir
from engine.proving import domains, solving, variables
from engine.proving.fields import Fields, compile_condition
from engine.proving.formulas import ALWAYS, Formula


class Sort(NamedTuple):
    """The lines that meet a condition, or those that do not."""

    condition: ir.Condition
    wanted: bool


class LineSpace:
    """All lines that the tests of a set of conditions tell apart. `loose`: see `frames`."""

    def __init__(self, tests: Iterable[ir.Test], surroundings: variables.Surroundings, *, loose: bool) -> None:
        self.fields = Fields(tests, domains.of_line, surroundings)
        self._loose = loose
        self._effort = surroundings.effort
        self._numbers = range(len(self.fields.variables))
        self._known: dict[tuple[frozenset[Sort], frozenset[Sort]], list[int] | None] = {}

    def find(self, there: frozenset[Sort], absent: frozenset[Sort]) -> list[int] | None:
        """Find a line of all the sorts `there` and of none of the `absent` ones: masks of values. None if none is."""
        key = (there, absent)
        if key not in self._known:
            opposites = (Sort(each.condition, not each.wanted) for each in absent)
            formulas = [self._formula(each) for each in (*there, *opposites)]
            masks = [variable.everything for variable in self.fields.variables]
            self._known[key] = solving.Search(_anything_goes, self._effort).find(masks, formulas)
        return self._known[key]

    def fewest(self, there: Iterable[Sort], absent: frozenset[Sort]) -> list[list[int]]:
        """Find lines, one at least and as few as easily can be, so that each sort is there and no absent one is."""
        groups: list[frozenset[Sort]] = [frozenset()]
        for sort in there:
            for at, group in enumerate(groups):
                if self.find(group | {sort}, absent) is not None:
                    groups[at] = group | {sort}
                    break
            else:
                groups.append(frozenset({sort}))
        return [self.find(group, absent) or [] for group in groups]

    def _formula(self, sort: Sort) -> Formula:
        return compile_condition(sort.condition, wanted=sort.wanted, of_test=self._test, of_lines=_no_lines)

    def _test(self, test: ir.Test, wanted: bool) -> Formula:  # noqa: FBT001 - called back by position
        if self._loose and self.fields.is_loose(test):
            return ALWAYS  # whatever it asks might be so
        return self.fields.formula(test, self._numbers, wanted=wanted)


def sort_of(lines: ir.Lines, *, wanted: bool) -> tuple[Sort, bool]:
    """Say a condition on lines as a sort, and whether a line of it must exist."""
    sort = Sort(lines.condition, lines.quantifier is not ir.Quantifier.EVERY)
    return sort, wanted is (lines.quantifier is ir.Quantifier.ANY)


def _anything_goes(masks: list[int]) -> bool:
    del masks
    return True


def _no_lines(lines: ir.Lines, wanted: bool) -> Formula:  # noqa: FBT001 - called back by position
    del wanted
    raise TypeError(f"{lines.place}: lines have no lines. Load the rule file again: it refuses this")
