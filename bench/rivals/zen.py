"""zen-engine (GoRules, Rust): all rules as one array expression, which is its quickest way to answer many rules."""

from collections.abc import Sequence

from rivals import expressions, rulebooks
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
