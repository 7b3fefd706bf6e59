"""Small rule sets and facts for tests of the engine, said in few words. No rule files: loading has its own tests."""

from collections.abc import Mapping
from datetime import UTC, datetime

from engine import ir
from engine.facts import Fact, Scalar, Value

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""The moment at which tests of the engine happen."""

KIND = "placement.elsewhere"
"""The kind of difference that facts and rules have unless a test says otherwise."""

PLACE = ir.Place("rules.yaml", 1, 1)
"""Where everything stands: these tests are not about places."""

ALWAYS = ir.AllOf(())
"""A condition that always holds."""


def clock() -> datetime:
    """Give the moment at which tests of the engine happen."""
    return NOW


def compare(field: str, operator: ir.Operator, *operands: Scalar, ignoring_case: bool = False) -> ir.Test:
    """Make one comparison of a field."""
    return ir.Test(field=field, operator=operator, operands=operands, place=PLACE, ignoring_case=ignoring_case)


def equals(field: str, value: Scalar) -> ir.Test:
    """Make a comparison of a field with one value."""
    return compare(field, ir.Operator.IS, value)


def action(name: str, **arguments: object) -> ir.Action:
    """Make an action."""
    return ir.Action(name=name, arguments=arguments, place=PLACE)


def rule(name: str, when: ir.Condition = ALWAYS, *then: ir.Action, kind: str = KIND, stop: bool = False) -> ir.Rule:
    """Make a rule; it notifies unless actions are given."""
    return ir.Rule(name=name, kinds=(kind,), when=when, then=then or (action("notify"),), place=PLACE, stop=stop)


def ruleset(*rules: ir.Rule, digest: str = "0" * 64) -> ir.RuleSet:
    """Make a rule set of rules in this order."""
    return ir.RuleSet(rules=rules, digest=digest)


def fact(values: Mapping[str, Value], *lines: Mapping[str, Value], kind: str = KIND, key: str = "1001") -> Fact:
    """Make a fact with these values and lines."""
    return Fact(kind=kind, key=key, values=values, lines=lines)
