"""c7n (Cloud Custodian): its value filters, rule by rule over all facts, as its policies run them."""

from collections.abc import Sequence
from typing import Any

from c7n.filters.core import ValueFilter
from rivals import rulebooks


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Make the filters, without the notes that they leave in facts."""
    made = [[_filter(said) for test in rule for said in _said(test)] for rule in rules]

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        places = {id(fact): place for place, fact in enumerate(facts)}
        found: rulebooks.Answers = [[] for _ in facts]
        for number, filters in enumerate(made):
            left = list(facts)
            for each in filters:
                left = each.process(left)
            for fact in left:
                found[places[id(fact)]].append(number)
        return found

    return answer


def _filter(said: dict[str, Any]) -> ValueFilter:
    made = ValueFilter(said)
    made.annotate = False
    return made


def _said(test: rulebooks.Test) -> list[dict[str, Any]]:  # noqa: PLR0911 - one return per operator
    field = {"type": "value", "key": test.field}
    first = test.operands[0]
    match test.operator:
        case "in":
            return [field | {"op": "in", "value": list(test.operands)}]
        case "is":
            return [field | {"value": first, "op": "eq"}]
        case "not":
            return [field | {"op": "ne", "value": first}]
        case "at_least":
            return [field | {"op": "ge", "value": first}]
        case "less_than" | "before":
            return [field | {"op": "lt", "value": first}]
        case "between":
            return [field | {"op": "ge", "value": first}, field | {"op": "le", "value": test.operands[1]}]
        case "has":
            return [field | {"op": "contains", "value": first}]
        case _:
            return [field | {"op": "glob", "value": f"{first}*"}]
