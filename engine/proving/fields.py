"""The fields that conditions name, as variables, and conditions as formulas over them.

Tests go in once; then conditions go in and formulas come out. Used for the fields of a fact and for those of a line.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import assert_never

from engine import evaluating, ir
from engine.facts import Value
from engine.proving import variables
from engine.proving.domains import Domain
from engine.proving.formulas import All, Formula, Literal, Some
from engine.vocabulary import FieldType

Literals = list[tuple[int, int]]
"""Variables with masks: something holds if one of the variables is in its mask."""


class Fields:
    """The variables of the fields that tests name, and for each test its literals.

    `incomplete` names what was not looked at in full: fields, or `variables.LEVEL` and `variables.MOMENTS`.
    """

    def __init__(
        self, tests: Iterable[ir.Test], domain_of: Callable[[str], Domain | None], surroundings: variables.Surroundings
    ) -> None:
        positions: dict[object, int] = {}
        distinct: list[ir.Test] = []
        domains: dict[str, Domain] = {}
        for test in tests:
            domain = domain_of(test.field)
            if domain is not None and sameness(test) not in positions:
                domains[test.field] = domain
                positions[sameness(test)] = len(distinct)
                distinct.append(test)
        self._positions = positions
        self._tests = distinct
        self.variables = tuple(variables.variables(distinct, domains, surroundings))
        incomplete = (each for each in self.variables if not each.complete)
        self.incomplete = tuple(dict.fromkeys(each.member_of or each.name for each in incomplete))
        self._members: dict[str, list[int]] = {}
        self._literals: dict[int, Literals] = {}
        for number, variable in enumerate(self.variables):
            for position, mask in variable.passing.items():
                self._literals.setdefault(position, []).append((number, mask))
            if variable.member_of:
                self._members.setdefault(variable.member_of, []).append(number)
        self.never_empty = [members for field, members in self._members.items() if not domains[field].optional]
        self._texts = frozenset(name for name, domain in domains.items() if domain.type is FieldType.TEXTS)

    def formula(self, test: ir.Test, numbers: Sequence[int], *, wanted: bool) -> Formula:
        """Say that the test holds, or does not; `numbers` are what the variables are called where it is solved."""
        if test.operator is ir.Operator.EXISTS and test.operands[0] is False and test.field in self._texts:
            wanted = not wanted
        literals = self.literals(test)
        if wanted:
            return Some(tuple(Literal(numbers[number], mask) for number, mask in literals))
        rest = ((number, self.variables[number].everything & ~mask) for number, mask in literals)
        return All(tuple(Literal(numbers[number], mask) for number, mask in rest))

    def literals(self, test: ir.Test) -> Literals:
        """Give the literals of a test; on several texts `exists: false` has those of its opposite."""
        if test.field in self._texts and test.operator is ir.Operator.EXISTS:
            return [(member, 0b10) for member in self._members.get(test.field, ())]
        position = self._positions.get(sameness(test))
        return [] if position is None else self._literals.get(position, [])

    def number(self, field: str) -> int | None:
        """Give the number of the variable of a field of its own; None if no test names the field."""
        return next((number for number, each in enumerate(self.variables) if each.name == field), None)

    def allows(self, number: int, mask: int, value: Value, now: datetime) -> bool:
        """Tell whether a value, not necessarily one of the variable's own, passes the tests as one in the mask does."""
        variable = self.variables[number]
        for position, passing in variable.passing.items():
            passes = evaluating.passes(self._tests[position], {variable.name: value}, now)
            mask &= passing if passes else ~passing
        return mask != 0

    def is_loose(self, test: ir.Test) -> bool:
        """Tell whether texts that were not looked at might pass the test together with others."""
        numbers = self._members.get(test.field) or [number for number, _ in self.literals(test)]
        return any(not self.variables[number].complete for number in numbers)


def sameness(test: ir.Test) -> object:
    """Give what two tests have in common that ask the same."""
    return (test.field, test.operator, test.operands, test.ignoring_case, *map(type, test.operands[:1]))


def compile_condition(
    condition: ir.Condition,
    *,
    wanted: bool,
    of_test: Callable[[ir.Test, bool], Formula],
    of_lines: Callable[[ir.Lines, bool], Formula],
) -> Formula:
    """Say that a condition holds, or does not, with `not` pushed down to the tests."""
    match condition:
        case ir.Test():
            return of_test(condition, wanted)
        case ir.Lines():
            return of_lines(condition, wanted)
        case ir.Not(part):
            return compile_condition(part, wanted=not wanted, of_test=of_test, of_lines=of_lines)
        case ir.AllOf(parts) | ir.AnyOf(parts):
            compiled = tuple(
                compile_condition(part, wanted=wanted, of_test=of_test, of_lines=of_lines) for part in parts
            )
            return All(compiled) if isinstance(condition, ir.AllOf) is wanted else Some(compiled)
        case _:
            assert_never(condition)


def tests_of(conditions: Iterable[ir.Condition]) -> tuple[list[ir.Test], list[ir.Test]]:
    """Collect the tests on fields of a fact and those on fields of a line."""
    of_fact: list[ir.Test] = []
    of_line: list[ir.Test] = []
    waiting: list[tuple[ir.Condition, list[ir.Test]]] = [(condition, of_fact) for condition in conditions]
    while waiting:
        match waiting.pop():
            case (ir.Test() as test, found):
                found.append(test)
            case (ir.Not(part), found):
                waiting.append((part, found))
            case (ir.AllOf(parts) | ir.AnyOf(parts), found):
                waiting.extend((part, found) for part in parts)
            case (ir.Lines() as lines, _):
                waiting.append((lines.condition, of_line))
    return of_fact, of_line
