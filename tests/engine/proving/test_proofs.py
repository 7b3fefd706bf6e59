"""Proofs of any rules: they end, and say nothing that the engine does not confirm."""

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from support import random_rules, rulesets
from support.rulesets import action

from engine import ir, loading
from engine.proving import proofs
from engine.proving.findings import Code

KINDS = ("placement.elsewhere", "tracking.missing", "order.spans_locations")
ACTIONS = {
    "placement.elsewhere": action("relocate"),
    "tracking.missing": action("write_tracking"),
    "order.spans_locations": action("split", how="by_location"),
}


WAYS: tuple[dict[str, object], ...] = (
    {"first_with_stock": ("warehouse-a", "warehouse-b")},
    {"first_with_stock": ("warehouse-b",)},
    {"most_stock": True},
    {"most_stock": ("warehouse-a", "cold")},
    {"by_province": (("TX", "warehouse-a"), ("US-LA", "cold"))},
    {"by_province": (("US-TX", "warehouse-b"),)},
    {"name": "cold"},
    {"default": True},
)
WHERE = (
    rulesets.equals("part.ship_from", "cold"),
    rulesets.equals("part.ship_from", "warehouse-a"),
    rulesets.equals("order.ship_to.province", "TX"),
    rulesets.equals("order.ship_to.country", "US"),
    rulesets.equals("warehouse.can_fulfil_all", "warehouse-b"),
)


def random_choice(random: Random, number: int) -> ir.Rule:
    """Draw a rule that chooses a ship-from, holds or ignores, and may stop the list."""
    tests = random.sample(WHERE, random.randint(0, 2))
    parts = tuple(ir.Not(test) if random.random() < 0.4 else test for test in tests)
    chosen = ir.Action(name="assign_warehouse", arguments=random.choice(WAYS), place=rulesets.PLACE)
    then = chosen if random.random() < 0.8 else action(random.choice(("hold", "ignore")))
    made = rulesets.rule(f"rule-{number}", ir.AllOf(parts), then, kind="order.spans_locations")
    return msgspec.structs.replace(made, stop=random.random() < 0.1)


def random_rule(random: Random, number: int) -> ir.Rule:
    """Draw a rule of any condition that acts or holds, tags or untags, and may stop the list."""
    kind = random.choice(KINDS)
    condition = random_rules.random_ruleset(random, most_rules=1).rules[0].when
    then = [random.choice((ACTIONS[kind], action("hold"), action("ignore")))]
    then += random.choice(([], [action("tag", text="US")], [action("untag", text="US")]))
    made = rulesets.rule(f"rule-{number}", condition, *then[random.randint(0, 1) :] or then, kind=kind)
    return msgspec.structs.replace(made, stop=random.random() < 0.15)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_is_told_of_any_rules_is_confirmed_by_the_engine(random: Random):
    """No finding is withdrawn because the engine decides otherwise."""
    rules = rulesets.ruleset(*(random_rule(random, number) for number in range(random.randint(1, 7))))
    proof = proofs.prove(rules, rulesets.NOW)

    assert [each for each in proof.undecided if "otherwise" in each.why] == []
    assert all(step.decision is not None for each in proof.findings for step in each.steps)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_is_told_of_choices_is_confirmed(random: Random):
    """By the engine's decision, with the next rule asked where a choice finds no warehouse."""
    rules = rulesets.ruleset(*(random_choice(random, number) for number in range(random.randint(1, 6))))
    proof = proofs.prove(rules, rulesets.NOW)

    assert [each for each in proof.undecided if "otherwise" in each.why] == []
    assert all(step.decision is not None for each in proof.findings for step in each.steps)


def test_constants_at_the_ends_of_the_world_are_borne():
    """Dates before and after all calendars' ends, and numbers beyond any stock."""
    text = (
        "on: availability.differs\nrules:\n"
        "  - {name: huge, when: {level.gap: {at_most: -999999.5}}, then: [hold]}\n"
        "  - {name: rest, then: [set_inventory: {percent: 0}]}\n"
        "  - {name: old, on: order.new, when: {order.created_at: {at_most: 0001-01-01}}, then: [hold]}\n"
        "  - {name: far, on: order.new, when: {order.created_at: {at_least: 9999-12-31}}, then: [hold]}\n"
        "  - {name: last, on: order.new, then: [hold]}\n"
    )
    loaded = loading.load_text(text)
    assert loaded.rules is not None, loaded.problems
    proof = proofs.prove(loaded.rules, rulesets.NOW)

    dead = {each.rules[0] for each in proof.findings if each.code is Code.NEVER_MATCHES}
    assert dead == {"old", "far"}
    assert proof.undecided == ()
