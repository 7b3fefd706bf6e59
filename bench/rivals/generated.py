"""Python code generated from the rules: no engine, but what a programmer would do by hand. On Trueup's own facts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rivals import products, rulebooks

from engine.facts import Fact

_WORDS: dict[str, Callable[[str, Any], str]] = {
    "in": lambda name, operands: f"{name} in {set(operands)!r}" if len(operands) > 1 else f"{name} == {operands[0]!r}",
    "not": lambda name, operands: f"{name} != {operands[0]!r}",
    "at_least": lambda name, operands: f"{name} >= {operands[0]!r}",
    "less_than": lambda name, operands: f"{name} < {operands[0]!r}",
    "between": lambda name, operands: f"{operands[0]!r} <= {name} <= {operands[1]!r}",
    "is": lambda name, operands: f"{name} is {operands[0]!r}",
    "has": lambda name, operands: f"{operands[0]!r} in {name}",
    "starts": lambda name, operands: f"{name}.startswith({operands[0]!r})",
}


def prepare(rules: Sequence[rulebooks.Rule]) -> Callable[[Sequence[Fact]], rulebooks.Answers]:
    """Write one function with an `if` per rule, and compile it."""
    constants: dict[str, Any] = {}
    lines = ["def matching(values):", "    found = []"]
    lines += [f"    {field} = values[{name!r}]" for field, name in products.FIELDS.items()]
    for number, rule in enumerate(rules):
        lines += [f"    if {' and '.join(_said(test, constants) for test in rule)}:", f"        found.append({number})"]
    lines.append("    return found")
    exec("\n".join(lines), constants)  # noqa: S102 - the text is made from our own numbers, right here
    matching: Callable[[Mapping[str, Any]], list[int]] = constants["matching"]
    return lambda facts: [matching(fact.values) for fact in facts]


def _said(test: rulebooks.Test, constants: dict[str, Any]) -> str:
    if test.operator == "before":
        name = f"moment_{test.operands[0]}"
        constants[name] = datetime.fromtimestamp(test.operands[0], tz=UTC)
        return f"{test.field} < {name}"
    if test.field == "total":
        name = f"money_{test.operands[0]}"
        constants[name] = Decimal(test.operands[0]) / 100
        return f"{test.field} >= {name}"
    return _WORDS[test.operator](test.field, test.operands)
