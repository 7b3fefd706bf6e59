"""durable_rules on coded facts and the plain evaluator must say the same, always."""

import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import random_rules, rulesets

from engine import evaluating, ir
from engine.durable import matchers, supervising, workers
from engine.facts import Fact

IN_CI = bool(os.environ.get("CI"))
RULE_SETS = int(os.environ.get("TRUEUP_RULE_SETS") or ("20000" if IN_CI else "1000"))
"""How many random rule sets the long test tries: 20,000 where CI is set, some 50 s of work in all; else 1,000."""
SHARES = 20


@pytest.fixture(scope="module")
def supervisor() -> Iterator[supervising.Supervisor]:
    """Run one worker process for all rule sets of this file."""
    supervisor = supervising.Supervisor(workers.Settings())
    yield supervisor
    supervisor.close()


def differences(
    supervisor: supervising.Supervisor, rules: ir.RuleSet, facts: list[Fact]
) -> list[tuple[Fact, object, object]]:
    """Find the facts about which the two say different things."""
    matching = matchers.Matcher(rules, supervisor).matching(facts, rulesets.NOW).positions
    plain = [tuple(evaluating.matching(rules, fact, rulesets.NOW)) for fact in facts]
    return [
        (fact, answer, right) for fact, answer, right in zip(facts, matching, plain, strict=True) if answer != right
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_both_evaluators_agree_on_any_rules_and_facts(supervisor: supervising.Supervisor, random: Random):
    """Whatever the operators, types, nesting and missing fields; a counterexample is made small."""
    rules = random_rules.random_ruleset(random, most_rules=4)
    facts = [random_rules.random_fact(random) for _ in range(6)]

    assert differences(supervisor, rules, facts) == []


@pytest.mark.parametrize("share", range(SHARES))
def test_both_evaluators_agree_on_many_rule_sets(supervisor: supervising.Supervisor, share: int):
    """A share of the rule sets each, larger than above; the seed in a failure makes the case again."""
    for seed in range(share, RULE_SETS, SHARES):
        random = Random(seed)
        rules = random_rules.random_ruleset(random)
        facts = [random_rules.random_fact(random) for _ in range(12)]

        assert (seed, differences(supervisor, rules, facts)) == (seed, [])

    assert supervisor.losses == ()


def test_the_random_rules_use_every_operator():
    """An operator that is added to the language must be added to the comparison."""
    drawn = {operator for operators in random_rules.OPERATORS.values() for operator in operators}

    assert drawn == set(ir.Operator)
