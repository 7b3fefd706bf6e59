"""Proofs tell all that brute force finds out about small rule sets, and nothing else."""

from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st
from support import brute_force, rulesets, small_rules, small_worlds
from support.rulesets import action

from engine import explaining, ir
from engine.proving import choices, phrases, proofs
from engine.proving.findings import Code

LISTED = {Code.NEVER_MATCHES: 1, Code.SHADOWED: 1, Code.GAP: 1, Code.DISAGREEMENT: 2, Code.BY_ORDER: 2}
"""How many of a finding's rules brute force names: not who hides it."""


def told(rules: ir.RuleSet) -> set[brute_force.Told]:
    """Prove, and give what is told of the kind that has rules; nothing may stay open in so small a set."""
    for rule in rules.rules:
        then = ", ".join(map(explaining.action_as_text, rule.then))
        note(
            f"{rule.name}: {phrases.condition(rule.when)} -> {then}{', stop' * rule.stop}{', off' * (not rule.enabled)}"
        )
    proof = proofs.prove(rules, rulesets.NOW)

    assert proof.undecided == ()
    of_rules = (each for each in proof.findings if each.rules and each.code in LISTED)
    return {(each.code, each.rules[: LISTED[each.code]]) for each in of_rules}


def due(rules: ir.RuleSet, kind: str) -> set[brute_force.Told]:
    """Look at every fact."""
    enabled = [rule for rule in rules.rules if rule.enabled]
    if not enabled:
        return set()
    mains = [main for rule in enabled if (main := brute_force.main(rule)) is not None]
    ways = [way.when for main in mains for way in choices.ways(main)]
    return brute_force.expected(enabled, small_worlds.facts(kind, [*(rule.when for rule in enabled), *ways]))


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_all_that_is_so_of_small_rule_sets_is_told_and_nothing_else(random: Random):
    """Over every operator, nested, of texts, tags, money, sizes, flags, ages and dates, and lines."""
    actions = (action("accept"), action("hold"), action("ignore"))
    rules = small_rules.draw(random, "order.edited", actions)

    assert told(rules) == due(rules, "order.edited")


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_part_is_never_older_than_its_order(random: Random):
    """Ages and dates of both are looked at together."""
    fields = {**small_rules.OF_PARTS, "order.created_at": "moment"}
    rules = small_rules.draw(random, "tracking.stale", (action("update_tracking"), action("hold")), fields)

    assert told(rules) == due(rules, "tracking.stale")


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_choices_of_a_ship_from_are_told_of_as_they_come_out(random: Random):
    """By stock, by province, by name: who finds none leaves the order to the next, and equal choices don't disagree."""
    rules = small_rules.draw(random, "order.spans_locations", small_rules.choices(random), small_rules.OF_CHOICES)

    assert told(rules) == due(rules, "order.spans_locations")
