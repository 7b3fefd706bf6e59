"""Coders: from the facts of one kind to numbers of combinations of codes, and from its rules to boxes over codes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, repeat
from operator import attrgetter, itemgetter
from typing import Any

from engine import ir, vocabulary
from engine.coding import boxes, columns, groups, planning, positions, slots, truths
from engine.facts import Fact

UNCODABLE = (slots.UncodableError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What coding raises about a value that has not the type that rules compare it with."""

_VALUES_AT_ONCE = 5_000
"""How many values are coded side by side: so many stay in the processor's cache."""
_values = attrgetter("values")


class Coder:
    """Everything that matching needs to know about one kind: its columns, in groups, and what its boxes stand for.

    There are no groups where rules ask nothing in particular. `every` is the set of all boxes, as bits; `positions`
    gives the rules that hold by the set of boxes that fit.
    """

    def __init__(self, ruleset: ir.RuleSet, kind: str) -> None:
        rules = [(position, rule) for position, rule in enumerate(ruleset.rules) if rule.enabled and kind in rule.kinds]
        plan = planning.SlotPlan(planning.tests_of(rule.when for _, rule in rules), _texts_fields(kind))
        self._slots = plan.slots
        self._worked: dict[str, truths.Truth] = {}
        maker = boxes.BoxMaker(plan.literals, lambda slot: self._slots[slot].highest, self._work_out)
        # A bit per box and rule, so that bits run in rule order; boxes alike are asked about once, in their groups.
        each = [(box, position) for position, rule in rules for box in maker.boxes(rule.when)]
        every = [box for box, _ in each]
        self.every = (1 << len(every)) - 1
        self.positions = positions.Positions([position for _, position in each])
        self.groups = groups.grouped(self._columns({slot for box in every for slot, _ in box}), every)
        fields = {field for group in self.groups for field in group.fields}
        self._worked = {field: truth for field, truth in self._worked.items() if field in fields}
        self._fields = tuple(fields - self._worked.keys())

    @property
    def highest(self) -> tuple[int, ...]:
        """Give the largest code of each slot in use."""
        return tuple(highest for group in self.groups for highest in group.highest)

    def numbers(self, facts: Sequence[Fact], now: datetime) -> list[list[int]]:
        """Give, by group, the numbers of the facts' combinations; raises one of UNCODABLE if a fact cannot be coded."""
        found: list[list[int]] = [[] for _ in self.groups]
        at_once = _VALUES_AT_ONCE // max(1, len(self._fields))
        for start in range(0, len(facts), at_once):
            some = facts[start : start + at_once]
            values = self._by_field(list(map(_values, some)))
            for field, truth in self._worked.items():
                values[field] = [truth(fact.values, fact.lines, now) for fact in some]
            for group, of_group in zip(self.groups, found, strict=True):
                of_group.extend(group.numbers(values, now))
        return found

    def _by_field(self, values: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Any]]:
        """Turn maps of fields side by side into one list per field; None stands for what is missing."""
        if len(self._fields) > 1:
            try:
                return dict(zip(self._fields, zip(*map(itemgetter(*self._fields), values), strict=True), strict=True))
            except KeyError:  # a fact has not every field
                pass
        return {field: _column(field, values) for field in self._fields}

    def _columns(self, used: Iterable[int]) -> list[groups.Member]:
        """Give the columns of the slots in use, each with its slots."""
        of_field = groupby(sorted(used, key=lambda slot: (self._slots[slot].field, slot)), self._field)
        made = ((field, list(of_column)) for field, of_column in of_field)
        return [(columns.Column(field, [self._slots[slot] for slot in numbers]), numbers) for field, numbers in made]

    def _field(self, slot: int) -> str:
        return self._slots[slot].field

    def _work_out(self, condition: ir.Condition) -> int:
        field = f"worked out {len(self._worked)}"
        self._worked[field] = truths.truth(condition)
        self._slots.append(slots.WorkedOut(field))
        return len(self._slots) - 1


def compile_coders(ruleset: ir.RuleSet) -> dict[str, Coder]:
    """Make the coder of each kind that an enabled rule answers."""
    kinds = sorted({kind for rule in ruleset.rules if rule.enabled for kind in rule.kinds})
    return {kind: Coder(ruleset, kind) for kind in kinds}


def _column(field: str, values: Sequence[Any]) -> Sequence[Any]:
    try:
        return list(map(dict.get, values, repeat(field)))
    except TypeError:  # one is some other mapping
        return [each.get(field) for each in values]


def _texts_fields(kind: str) -> frozenset[str]:
    if kind not in vocabulary.KINDS:
        return frozenset()
    fields = vocabulary.fields(kind)
    return frozenset(name for name, field in fields.items() if field.type is vocabulary.FieldType.TEXTS)
