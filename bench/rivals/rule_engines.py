"""rule-engine: one expression per rule, each asked about each fact."""

import json
from collections.abc import Sequence

import rule_engine
from rivals import expressions, rulebooks

_RULE_ENGINE = expressions.Tongue(
    both=" and ",
    has="{1} in {0}".format,
    starts=lambda field, text: f'{field} =~ "{json.loads(text)}.*"',
)


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    compiled = [rule_engine.Rule(expressions.rule(rule, _RULE_ENGINE)) for rule in rules]

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        return [[number for number, rule in enumerate(compiled) if rule.matches(fact)] for fact in facts]

    return answer
