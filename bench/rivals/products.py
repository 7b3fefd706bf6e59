"""Trueup's rule set and facts, made of the flat ones: money as Decimal, moments as datetimes, tags as tuples."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rivals import rulebooks

from engine import ir
from engine.facts import Fact

KIND = "placement.elsewhere"
_PLACE = ir.Place("bench.yaml", 1, 1)
_ACTIONS = ("relocate", "hold", "notify")

FIELDS = {
    "country": "order.ship_to.country",
    "channel": "order.channel",
    "method": "order.delivery_method",
    "total": "order.total",
    "items": "order.item_count",
    "weight": "order.weight",
    "labelled": "part.labelled",
    "tags": "order.tags",
    "ship_from": "part.ship_from",
    "postal_code": "order.ship_to.postal_code",
    "created": "part.created_at",
}
_OPERATORS = {
    "not": ir.Operator.IS,
    "at_least": ir.Operator.AT_LEAST,
    "less_than": ir.Operator.LESS_THAN,
    "between": ir.Operator.BETWEEN,
    "is": ir.Operator.IS,
    "has": ir.Operator.IS,
    "starts": ir.Operator.STARTS_WITH,
    "before": ir.Operator.OLDER_THAN,
}


def ruleset(rules: Sequence[rulebooks.Rule]) -> ir.RuleSet:
    """Say the rules in Trueup's intermediate form, as loading rule files does. Every third does the same thing."""
    made = []
    for number, rule in enumerate(rules):
        action = ir.Action(name=_ACTIONS[number % len(_ACTIONS)], arguments={}, place=_PLACE)
        when = ir.AllOf(tuple(map(_condition, rule)))
        made.append(ir.Rule(name=f"rule-{number}", kinds=(KIND,), when=when, then=(action,), place=_PLACE))
    return ir.RuleSet(rules=tuple(made), digest="0" * 64)


def facts(flat: Sequence[rulebooks.FlatFact]) -> list[Fact]:
    """Make facts of the types that the reconciler gives them."""
    return [
        Fact(kind=KIND, key=str(number), values={FIELDS[field]: _value(field, value) for field, value in fact.items()})
        for number, fact in enumerate(flat)
    ]


def _condition(test: rulebooks.Test) -> ir.Condition:
    operands = test.operands
    if test.operator == "before":
        operands = tuple(int(rulebooks.NOW.timestamp()) - moment for moment in operands)
    elif test.field == "total":
        operands = tuple(_value("total", cents) for cents in operands)
    operator = _OPERATORS.get(test.operator) or (ir.Operator.IS if len(operands) == 1 else ir.Operator.IN)
    made = ir.Test(field=FIELDS[test.field], operator=operator, operands=operands, place=_PLACE)
    return ir.Not(made) if test.operator == "not" else made


def _value(field: str, value: Any) -> Any:
    if field == "total":
        return Decimal(value) / 100
    if field == "created":
        return datetime.fromtimestamp(value, tz=UTC)
    return tuple(value) if field == "tags" else value
