"""rule-engine: one expression per rule, each asked about each fact."""

import json
from collections.abc import Sequence

import rule_engine
from rivals import rulebooks


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    compiled = [rule_engine.Rule(" and ".join(map(_said, rule))) for rule in rules]

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        return [[number for number, rule in enumerate(compiled) if rule.matches(fact)] for fact in facts]

    return answer


def _said(test: rulebooks.Test) -> str:  # noqa: PLR0911 - one return per operator
    field = test.field
    first = json.dumps(test.operands[0])
    match test.operator:
        case "in" if len(test.operands) > 1:
            return f"{field} in {json.dumps(test.operands)}"
        case "in" | "is":
            return f"{field} == {first}"
        case "not":
            return f"{field} != {first}"
        case "at_least":
            return f"{field} >= {first}"
        case "less_than" | "before":
            return f"{field} < {first}"
        case "between":
            return f"{field} >= {first} and {field} <= {test.operands[1]}"
        case "has":
            return f"{first} in {field}"
        case _:
            return f'{field} =~ "{test.operands[0]}.*"'
