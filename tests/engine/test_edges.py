"""Facts at the edges of rules: on both sides of whatever a rule asks for."""

from random import Random

import pytest
from support import random_rules, rulesets
from support.rulesets import compare, equals, rule, ruleset

from engine import edges, evaluating, ir
from engine.facts import Fact

TESTS = [
    equals("order.channel", "web"),
    equals("part.labelled", value=True),
    equals("order.tags", "rush"),
    compare("order.ship_to.country", ir.Operator.IN, "US", "CA"),
    compare("order.total", ir.Operator.AT_LEAST, 100),
    compare("order.total", ir.Operator.MORE_THAN, 100),
    compare("order.total", ir.Operator.AT_MOST, 100),
    compare("order.total", ir.Operator.LESS_THAN, 100),
    compare("order.item_count", ir.Operator.BETWEEN, 2, 5),
    compare("order.number", ir.Operator.STARTS_WITH, "10"),
    compare("order.number", ir.Operator.ENDS_WITH, "10"),
    compare("order.number", ir.Operator.CONTAINS, "10"),
    compare("order.number", ir.Operator.MATCHES, "web"),
    compare("order.number", ir.Operator.EXISTS, True),  # noqa: FBT003 - a flag is the operand
    compare("order.created_at", ir.Operator.OLDER_THAN, 3600),
    compare("order.created_at", ir.Operator.YOUNGER_THAN, 3600),
]


def facts(*conditions: ir.Condition) -> list[Fact]:
    """Give the facts at the edges of rules with these conditions."""
    rules = [rule(f"rule-{number}", condition) for number, condition in enumerate(conditions)]
    return list(edges.facts(ruleset(*rules), rulesets.NOW))


@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"{test.field} {test.operator}")
def test_a_comparison_has_facts_on_both_sides(test: ir.Test):
    """One that meets it and one that does not, on the fact and on a line."""
    on_lines = ir.Lines(quantifier=ir.Quantifier.ANY, condition=test, place=rulesets.PLACE)

    for condition in (test, on_lines):
        answers = {evaluating.holds(condition, each, rulesets.NOW) for each in facts(condition)}
        assert answers == {True, False}


def test_a_constant_is_met_exactly_and_missed_by_the_smallest_step():
    """An error of one place in the coding is one of these."""
    values = {each.values.get("order.total") for each in facts(compare("order.total", ir.Operator.AT_LEAST, 100))}

    assert {99, 100, 101, None} <= values


def test_each_rule_gets_its_facts_however_many_there_are():
    """The number of facts is bounded, and the first ones go round all rules."""
    few = facts(*(equals("order.number", str(number)) for number in range(300)))

    assert len(few) < 100
    assert len({each.values["order.number"] for each in few[:20]}) == 20


@pytest.mark.parametrize("seed", range(50))
def test_any_rule_set_has_facts_that_can_be_judged(seed: int):
    """None of them has a value that the rules cannot compare."""
    rules = random_rules.random_ruleset(Random(seed))

    for each in edges.facts(rules, rulesets.NOW):
        evaluating.matching(rules, each, rulesets.NOW)
