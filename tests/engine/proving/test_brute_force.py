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


def proved(rules: ir.RuleSet, *, all_of_it: bool = True) -> proofs.Proof:
    """Prove rules; nothing may stay open in so small a set, unless it is not `all_of_it` that must be proved."""
    for rule in rules.rules:
        then = ", ".join(map(explaining.action_as_text, rule.then))
        words = [phrases.condition(rule.when), then, *["stop"] * rule.stop, *["off"] * (not rule.enabled)]
        note(f"{rule.name}: {'; '.join(words)}")
    proof = proofs.prove(rules, rulesets.NOW)

    assert proof.undecided == () or not all_of_it
    return proof


def told(rules: ir.RuleSet) -> set[brute_force.Told]:
    """Prove, and give what is told of the kind that has rules."""
    of_rules = (each for each in proved(rules).findings if each.rules and each.code in LISTED)
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
    rules = small_rules.draw(random, "tracking.void", (action("cancel_fulfillment"), action("hold")), fields)

    assert told(rules) == due(rules, "tracking.void")


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_choices_of_a_ship_from_are_told_of_as_they_come_out(random: Random):
    """By stock, by province, by name: who finds none leaves the order to the next, and equal choices don't disagree."""
    rules = small_rules.draw(random, "order.spans_locations", small_rules.choices(random), small_rules.OF_CHOICES)

    assert told(rules) == due(rules, "order.spans_locations")


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_part_that_is_handed_on_in_a_circle_is_told_and_no_other(random: Random):
    """Of two rules or more, by name, stock and province; each circle found holds one that is told."""
    ways = [each for each in small_rules.choices(random) if "most_stock" not in each.arguments]
    asked = {"part.ship_from": "word", **dict(random.sample(sorted(small_rules.OF_CHOICES.items()), 2))}
    rules = small_rules.draw(random, "order.spans_locations", ways, asked)
    enabled = [rule for rule in rules.rules if rule.enabled]
    told_of = circles(rules, Code.ASSIGNMENT_UNDONE)
    if not enabled:
        return
    conditions = [*(rule.when for rule in enabled), rulesets.equals("part.ship_from", "a")]
    chosen = [way.when for rule in enabled for each in rule.then for way in choices.ways(each)]
    every = brute_force.handed_on(enabled, small_worlds.facts("order.spans_locations", [*conditions, *chosen]))

    assert all(any(each <= circle for each in told_of) for circle in every)
    assert told_of <= every


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_tags_that_go_round_are_told_and_no_others(random: Random):
    """Added and taken off in one round or in turns, however many rules it takes."""
    rules = small_rules.draw_tagging(random, "placement.blocked")
    enabled = [rule for rule in rules.rules if rule.enabled]
    proof = proved(rules, all_of_it=False)
    told_of = {frozenset(each.rules) for each in proof.findings if each.code is Code.TAGS_UNDONE}
    asked = [*(rule.when for rule in enabled), rulesets.equals("order.weight", 1)]
    every = brute_force.tagged(enabled, small_worlds.facts("placement.blocked", asked), small_rules.TAGS)

    # One set in many thousands takes more combinations than are tried, and says so.
    assert proof.undecided or all(any(each <= circle.asking for each in told_of) for circle in every)
    assert all(any(each <= circle.asking for circle in every) for each in told_of)


def circles(rules: ir.RuleSet, code: Code) -> set[frozenset[str]]:
    """Prove, and give the rules of each circle of the sort."""
    return {frozenset(each.rules) for each in proved(rules).findings if each.code is code}
