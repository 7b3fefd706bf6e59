"""Frames: the views of a space laid over one set of variables, demands as formulas, solutions as facts.

A loose frame takes each test on texts that were not all looked at as free of the others: what has no solution even so
has none. Used by `spaces`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from engine import ir
from engine.facts import Fact, Value
from engine.proving import domains, examples, laws, solving, variables
from engine.proving.fields import Fields, compile_condition, sameness, tests_of
from engine.proving.formulas import Formula, Literal, Some
from engine.proving.lines import LineSpace, Sort, sort_of


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One look at an order or level: the kind of difference, and all conditions that may be asked of it."""

    kind: str
    conditions: tuple[ir.Condition, ...]


class Ask(NamedTuple):
    """That a condition holds, or that it does not, in one of the views."""

    condition: ir.Condition
    wanted: bool
    view: int = 0


Demand = Sequence[Ask]
"""Alternatives, of which at least one must be so."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One fact for each view, and the moment at which they are so."""

    facts: tuple[Fact, ...]
    now: datetime


class Frame:
    """One set of variables for all views; `shared` tells of a variable whether all views have it in common."""

    def __init__(
        self,
        views: Sequence[View],
        surroundings: variables.Surroundings,
        shared: Callable[[variables.Variable], bool],
        *,
        loose: bool,
    ) -> None:
        self._views = views
        self._loose = loose
        self._effort = surroundings.effort
        self._now = surroundings.now
        kinds = tuple(view.kind for view in views)
        of_views = [tests_of(view.conditions)[0] for view in views]
        held = [tuple(laws.of(view.kind, tests)) for view, tests in zip(views, of_views, strict=True)]
        every = [
            *(condition for view in views for condition in view.conditions),
            *(law for each in held for law in each),
        ]
        of_fact, of_line = tests_of(every)
        self._fields = Fields(of_fact, lambda name: domains.of_kinds(kinds, name), surroundings)
        self._lines = LineSpace(of_line, surroundings, loose=loose)
        self._masks: list[int] = []
        common = [self._add(each.everything) if shared(each) else None for each in self._fields.variables]
        self._numbers = [
            [
                self._add(variable.everything) if number is None else number
                for number, variable in zip(common, self._fields.variables, strict=True)
            ]
            for _ in views
        ]
        self._always: list[Formula] = [
            Some(tuple(Literal(numbers[member], 0b10) for member in members))
            for numbers in self._numbers
            for members in self._fields.never_empty
        ]
        self._free: dict[object, int] = {}
        self._sorts: dict[Sort, int] = {}
        self._compiled: dict[tuple[int, bool, int], tuple[ir.Condition, Formula]] = {}
        self._always += [
            self._formula(Ask(law, wanted=True, view=view)) for view, each in enumerate(held) for law in each
        ]

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Name what was not looked at in full: fields of the fact and of lines, levels, moments."""
        return self._fields.incomplete + self._lines.fields.incomplete

    def solve(self, demands: Iterable[Demand]) -> list[int] | None:
        """Find values that meet the demands; None if there are none. Raises OutOfBudgetError."""
        formulas: list[Formula] = [Some(tuple(self._formula(ask) for ask in demand)) for demand in demands]
        return solving.Search(self._lines_agree, self._effort).find(self._masks, [*self._always, *formulas])

    def found(self, solved: list[int]) -> Found:
        """Put the facts of a solution together. Raises CountsError."""
        facts = tuple(self._fact(view, solved) for view in range(len(self._views)))
        moments = (each.get(variables.NOW) for each in self._chosen(self._numbers[0], solved))
        now = next((moment for moment in moments if isinstance(moment, datetime)), self._now)
        return Found(facts=facts, now=now)

    def _formula(self, ask: Ask) -> Formula:
        key = (id(ask.condition), ask.wanted, ask.view)
        known = self._compiled.get(key)
        if known is None:
            formula = compile_condition(
                ask.condition,
                wanted=ask.wanted,
                of_test=lambda test, wanted: self._test(test, ask.view, wanted=wanted),
                of_lines=lambda lines, wanted: self._exists(*sort_of(lines, wanted=wanted)),
            )
            # The condition is kept beside: known by its identity, it must not make room for another.
            known = self._compiled[key] = (ask.condition, formula)
        return known[1]

    def _test(self, test: ir.Test, view: int, *, wanted: bool) -> Formula:
        if self._loose and self._fields.is_loose(test):
            # Whether the views share the text is not known either: taken as free in each, that can only allow more.
            number = self._named(self._free, (sameness(test), view))
            return Literal(number, 0b10 if wanted else 0b01)
        return self._fields.formula(test, self._numbers[view], wanted=wanted)

    def _exists(self, sort: Sort, exists: bool) -> Formula:  # noqa: FBT001 - the second half of `sort_of`
        return Literal(self._named(self._sorts, sort), 0b10 if exists else 0b01)

    def _named(self, known: dict[object, int] | dict[Sort, int], key: object) -> int:
        names: dict[object, int] = known  # type: ignore[assignment]  # both are looked up and filled alike
        if key not in names:
            names[key] = self._add(0b11)
        return names[key]

    def _add(self, mask: int) -> int:
        self._masks.append(mask)
        return len(self._masks) - 1

    def _lines_agree(self, masks: list[int]) -> bool:
        if not self._sorts:
            return True
        there, absent = self._wanted_sorts(masks)
        return all(
            self._lines.find(sorts, absent) is not None
            for sorts in (frozenset[Sort](), *(frozenset({each}) for each in there))
        )

    def _wanted_sorts(self, masks: list[int]) -> tuple[list[Sort], frozenset[Sort]]:
        there = [sort for sort, number in self._sorts.items() if masks[number] == 0b10]
        return there, frozenset(sort for sort, number in self._sorts.items() if masks[number] == 0b01)

    def _fact(self, view: int, solved: list[int]) -> Fact:
        kind = self._views[view].kind
        values = _merged(self._fields.variables, self._chosen(self._numbers[view], solved))
        if not self._sorts:
            return examples.fact(kind, values)
        there, absent = self._wanted_sorts(solved)
        masks = self._lines.fewest(there, absent)
        counts = [self._count(name, view, solved) for name in _COUNTS]
        choices = [list(self._line_choices(each)) for each in (*masks, self._lines.find(frozenset(), absent) or [])]
        lines, *counted = examples.counted(choices[:-1], choices[-1], *counts)
        asked = {name: count for name, count in zip(_COUNTS, counted, strict=True) if name in values}
        return examples.fact(kind, values | asked, lines)

    def _chosen(self, numbers: Sequence[int], solved: list[int]) -> list[variables.Setting]:
        return [
            variable.settings[_first(solved[number])]
            for variable, number in zip(self._fields.variables, numbers, strict=True)
        ]

    def _line_choices(self, masks: Sequence[int]) -> Iterator[variables.Setting]:
        """Give the line with each quantity that it may have, or without one where no rule looks at it."""
        fields = self._lines.fields
        chosen = [each.settings[_first(mask)] for each, mask in zip(fields.variables, masks, strict=True)]
        line = _merged(fields.variables, chosen)
        number = fields.number("quantity")
        if number is None:
            yield line
            return
        asked = [int(str(setting["quantity"])) for _, setting in _allowed(fields.variables[number], masks[number])]
        beside = (quantity + step for step in range(1, _MORE_ITEMS) for quantity in (*asked, 0))
        more = (each for each in beside if fields.allows(number, masks[number], each, self._now))
        for quantity in dict.fromkeys((*asked, *more)):
            yield {**line, "quantity": quantity}

    def _count(self, name: str, view: int, solved: list[int]) -> examples.Count:
        number = self._fields.number(name)
        if number is None:
            return examples.Count(values=(), allows=lambda _: True)
        mask = solved[self._numbers[view][number]]
        return examples.Count(
            values=[int(str(setting[name])) for _, setting in _allowed(self._fields.variables[number], mask)],
            allows=lambda count: self._fields.allows(number, mask, count, self._now),
        )


_COUNTS = ("order.line_count", "order.item_count")
_MORE_ITEMS = 4


def _allowed(variable: variables.Variable, mask: int) -> Iterator[tuple[int, variables.Setting]]:
    return ((at, setting) for at, setting in enumerate(variable.settings) if mask >> at & 1)


def _first(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _merged(of: Sequence[variables.Variable], chosen: Sequence[variables.Setting]) -> dict[str, Value]:
    """Put what the variables say into one map; the texts of a field are gathered."""
    values: dict[str, Value] = {}
    for variable, setting in zip(of, chosen, strict=True):
        if variable.member_of:
            gathered = values.get(variable.member_of, ())
            texts = tuple(str(text) for text in setting.values())
            values[variable.member_of] = (*gathered, *texts) if isinstance(gathered, tuple) else texts
        else:
            values.update({name: value for name, value in setting.items() if name != variables.NOW})
    return values
