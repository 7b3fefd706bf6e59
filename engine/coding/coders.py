"""Coders: from the facts of one kind to keys and code tuples, and from its rules to boxes over the same slots."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, groupby
from typing import TypeAlias

from engine import ir, vocabulary
from engine.coding import boxes, columns, planning, slots, truths
from engine.facts import Fact

Codes: TypeAlias = tuple[int, ...]
"""A coded fact: one code per slot."""
Key: TypeAlias = tuple[int, ...]
"""What stands for a code tuple in a coder of one age: shorter, found sooner, and equal exactly if the codes are."""


class Coder:
    """Everything that matching needs to know about one kind.

    `boxes` are the distinct boxes of its enabled rules; `positions[i]` are the positions, in the rule set, of the
    rules that hold in box i; `highest[s]` is the largest code of slot s (the smallest is -1). `age` counts how often
    the coder began anew: keys of different ages must not be compared.
    """

    def __init__(self, ruleset: ir.RuleSet, kind: str) -> None:
        rules = [(position, rule) for position, rule in enumerate(ruleset.rules) if rule.enabled and kind in rule.kinds]
        plan = planning.SlotPlan(planning.tests_of(rule.when for _, rule in rules), _texts_fields(kind))
        self._slots: list[slots.Slot] = plan.slots
        self._columns = [
            columns.Column(field, list(of_field)) for field, of_field in groupby(plan.slots, lambda slot: slot.field)
        ]
        self._truths: list[truths.Truth] = []
        maker = boxes.BoxMaker(plan.literals, self._highest, self._work_out)
        positions: dict[boxes.Box, list[int]] = {}
        for position, rule in rules:
            for box in maker.boxes(rule.when):
                positions.setdefault(box, []).append(position)
        self.age = 0
        self.boxes: tuple[boxes.Box, ...] = tuple(positions)
        self.positions: tuple[tuple[int, ...], ...] = tuple(map(tuple, positions.values()))
        self.highest: tuple[int, ...] = tuple(map(self._highest, range(len(self._slots) + len(self._truths))))

    def keys(self, facts: Iterable[Fact], now: datetime) -> list[Key | None]:
        """Give the keys of facts as of now. None stands for a fact whose values have not the types that rules expect.

        May begin anew before it starts: look at `age` after it.
        """
        if any(column.full for column in self._columns):
            self.age += 1
            for column in self._columns:
                column.begin_anew()
        tables = [(column.field, column.table(now)) for column in self._columns]
        found: list[Key | None] = []
        for fact in facts:
            get = fact.values.get
            try:
                key = tuple([table[get(field)] for field, table in tables])
                if self._truths:
                    key += tuple([int(truth(fact.values, fact.lines, now)) for truth in self._truths])
            except (slots.UncodableError, TypeError, ValueError, ArithmeticError, AttributeError):
                found.append(None)
            else:
                found.append(key)
        return found

    def codes(self, key: Key) -> Codes:
        """Give the code tuple that a key of this age stands for."""
        of_columns = (column.combinations[number] for column, number in zip(self._columns, key, strict=False))
        return (*chain.from_iterable(of_columns), *key[len(self._columns) :])

    def matching(self, fired: Iterable[int]) -> tuple[int, ...]:
        """Give the positions of the rules that hold, in rule order, from the boxes that fit."""
        return tuple(sorted({position for box in fired for position in self.positions[box]}))

    def _work_out(self, condition: ir.Condition) -> int:
        self._truths.append(truths.truth(condition))
        return len(self._slots) + len(self._truths) - 1

    def _highest(self, slot: int) -> int:
        return self._slots[slot].highest if slot < len(self._slots) else 1


def compile_coders(ruleset: ir.RuleSet) -> dict[str, Coder]:
    """Make the coder of each kind that an enabled rule answers."""
    kinds = sorted({kind for rule in ruleset.rules if rule.enabled for kind in rule.kinds})
    return {kind: Coder(ruleset, kind) for kind in kinds}


def _texts_fields(kind: str) -> frozenset[str]:
    if kind not in vocabulary.KINDS:
        return frozenset()
    fields = vocabulary.fields(kind)
    return frozenset(name for name, field in fields.items() if field.type is vocabulary.FieldType.TEXTS)
