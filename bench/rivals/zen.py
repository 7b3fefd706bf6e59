"""zen-engine (GoRules, Rust): all rules as one array expression, which is its quickest way to answer many rules."""

import json
from collections.abc import Sequence

from rivals import rulebooks
from zen import compile_expression


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    compiled = compile_expression("[" + ", ".join(" and ".join(map(_said, rule)) for rule in rules) + "]")

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        evaluate = compiled.evaluate
        return [[number for number, held in enumerate(evaluate(fact)) if held] for fact in facts]

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
            return f"{field} >= {first} and {field} <= {json.dumps(test.operands[1])}"
        case "has":
            return f"contains({field}, {first})"
        case _:
            return f"startsWith({field}, {first})"
