"""common-expression-language (CEL in Rust): all rules as one list expression."""

import json
from collections.abc import Sequence

import cel
from rivals import rulebooks


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    program = cel.compile("[" + ", ".join(" && ".join(map(_said, rule)) for rule in rules) + "]")

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        execute = program.execute
        return [[number for number, held in enumerate(execute(fact)) if held] for fact in facts]

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
            return f"{field} >= {first} && {field} <= {json.dumps(test.operands[1])}"
        case "has":
            return f"{first} in {field}"
        case _:
            return f"{field}.startsWith({first})"
