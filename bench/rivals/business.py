"""business-rules: variables and actions as classes, rules as JSON, `run_all` for each fact."""

from collections.abc import Sequence
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    select_rule_variable,
    string_rule_variable,
)
from rivals import rulebooks

_KINDS = {
    "country": string_rule_variable,
    "channel": string_rule_variable,
    "method": select_rule_variable,
    "total": numeric_rule_variable,
    "items": numeric_rule_variable,
    "weight": numeric_rule_variable,
    "labelled": boolean_rule_variable,
    "tags": select_rule_variable,
    "ship_from": string_rule_variable,
    "postal_code": string_rule_variable,
    "created": numeric_rule_variable,
}


class Variables(BaseVariables):  # type: ignore[misc] - it has no types
    """The fields of one fact."""

    def __init__(self, fact: rulebooks.FlatFact) -> None:
        self.fact = fact


def _variable(field: str) -> Any:
    def look(self: Variables) -> Any:
        value = self.fact[field]
        return [value] if field == "method" else value

    look.__name__ = field
    return _KINDS[field]()(look)


for _field in _KINDS:
    setattr(Variables, _field, _variable(_field))


class Actions(BaseActions):  # type: ignore[misc] - it has no types
    """What matching does: note the rule's number."""

    def __init__(self) -> None:
        self.found: list[int] = []

    @rule_action(params={"number": FIELD_NUMERIC})
    def match(self, number: int) -> None:
        """Note that the rule holds."""
        self.found.append(number)


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Say the rules in its JSON."""
    said = [
        {
            "conditions": {"all": [each for test in rule for each in _said(test)]},
            "actions": [{"name": "match", "params": {"number": number}}],
        }
        for number, rule in enumerate(rules)
    ]

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        found = []
        for fact in facts:
            actions = Actions()
            run_all(said, Variables(fact), actions)
            found.append(actions.found)
        return found

    return answer


def _said(test: rulebooks.Test) -> list[dict[str, Any]]:  # noqa: PLR0911 - one return per operator
    def ask(operator: str, value: Any) -> dict[str, Any]:
        return {"name": test.field, "operator": operator, "value": value}

    first = test.operands[0]
    match test.operator:
        case "in" if len(test.operands) > 1:
            return [{"any": [ask("equal_to", operand) for operand in test.operands]}]
        case "in":
            return [ask("equal_to", first)]
        case "is":
            return [ask("is_true" if first else "is_false", value=True)]
        case "not":
            return [ask("does_not_contain", first)]
        case "at_least":
            return [ask("greater_than_or_equal_to", first)]
        case "less_than" | "before":
            return [ask("less_than", first)]
        case "between":
            return [ask("greater_than_or_equal_to", first), ask("less_than_or_equal_to", test.operands[1])]
        case "has":
            return [ask("contains", first)]
        case _:
            return [ask("starts_with", first)]
