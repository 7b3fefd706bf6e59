"""datalogic-py (JSONLogic in Rust): all rules as one array, which is its quickest way to answer many rules."""

from collections.abc import Sequence
from typing import Any

from datalogic_py import Engine
from rivals import joins, rulebooks


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    engine = Engine()
    compiled = engine.compile([{"and": list(map(_said, rule))} for rule in rules])
    session = engine.session()

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        evaluate = session.evaluate
        return [[number for number, held in enumerate(evaluate(compiled, fact)) if held] for fact in facts]

    return answer


def join(of: joins.Tables) -> rulebooks.Answers:
    """Join in one expression over all tables: out of an order's scope its mapping and level are looked up."""
    engine = Engine()
    compiled = engine.compile({"map": [{"val": "orders"}, _JOINS]})
    return [[number for number, held in enumerate(row) if held] for row in engine.session().evaluate(compiled, of.flat)]


_LOCATION = {"val": [[1], "mappings", {"val": ["warehouse"]}]}
_LEVEL = {"val": [[1], "levels", {"cat": [{"val": ["sku"]}, "|", _LOCATION]}]}
_JOINS = [
    {"!": [_LOCATION]},
    {"and": [_LOCATION, {"!==": [_LOCATION, {"val": ["location"]}]}]},
    {"and": [_LOCATION, {">=": [{"-": [{"val": ["quantity"]}, _LEVEL]}, 1]}]},
]


def _said(test: rulebooks.Test) -> dict[str, Any]:  # noqa: PLR0911 - one return per operator
    field = {"var": test.field}
    first = test.operands[0]
    match test.operator:
        case "in" if len(test.operands) > 1:
            return {"in": [field, list(test.operands)]}
        case "in" | "is":
            return {"===": [field, first]}
        case "not":
            return {"!==": [field, first]}
        case "at_least":
            return {">=": [field, first]}
        case "less_than" | "before":
            return {"<": [field, first]}
        case "between":
            return {"<=": [first, field, test.operands[1]]}
        case "has":
            return {"in": [first, field]}
        case _:
            return {"starts_with": [field, first]}
