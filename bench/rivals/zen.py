"""zen-engine (GoRules, Rust): all rules as one array expression, which is its quickest way to answer many rules."""

from collections.abc import Sequence

from rivals import expressions, joins, rulebooks
from zen import compile_expression

_ZEN = expressions.Tongue(
    both=" and ",
    has="contains({0}, {1})".format,
    starts="startsWith({0}, {1})".format,
)


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    compiled = compile_expression("[" + ", ".join(expressions.rule(rule, _ZEN) for rule in rules) + "]")

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        evaluate = compiled.evaluate
        return [[number for number, held in enumerate(evaluate(fact)) if held] for fact in facts]

    return answer


_LOCATION = "mappings[#.warehouse]"
_JOIN = (
    f"map(orders, [{_LOCATION} == null, {_LOCATION} != null and {_LOCATION} != #.location, "
    f"{_LOCATION} != null and #.quantity - levels[#.sku + '|' + {_LOCATION}] >= 1])"
)


def join(of: joins.Tables) -> rulebooks.Answers:
    """Join in one expression over all tables."""
    rows = compile_expression(_JOIN).evaluate(of.flat)
    return [[number for number, held in enumerate(row) if held] for row in rows]
