"""Choices made once more from what was kept of a round: the same ones, and with other rules those they would make."""

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from support import open_orders

from engine import deciding, evaluating, ir, loading
from engine.proving import choices
from reconciler import actual, playing, staging

WAYS = (
    "assign_warehouse: {first_with_stock: [w2, w1]}",
    "assign_warehouse: {most_stock: true}",
    "assign_warehouse: {most_stock: [w3, w1]}",
    "assign_warehouse: {by_province: {TX: w1}}",
    "assign_warehouse: {first_with_stock: [w4, nowhere]}",
    "assign_warehouse: w2",
    "assign_warehouse: {default: true}",
    "hold: out of stock",
    "ignore",
)
RULES = st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(["", "S0", "S1"])), min_size=1, max_size=5)
BASKETS = st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=2), max_size=9)


def _rules(ways: Sequence[tuple[str, str]]) -> ir.RuleSet:
    rules: list[str] = []
    for number, (way, sku) in enumerate(ways):
        when = f"when: {{any line: {{sku: {sku}}}}}, " if sku else ""
        rules.append(f"  - {{name: r{number}, why: because {number}, {when}then: [{way}]}}")
    loaded = loading.load_text("\n".join(["on: order.new", "rules:", *rules]))
    assert loaded.rules is not None, loaded.problems
    return loaded.rules


def _staged(ways: Sequence[tuple[str, str]], baskets: list[list[tuple[int, int]]], on_hand: int) -> staging.Staged:
    orders = (open_orders.order(1001 + at, lines) for at, lines in enumerate(baskets))
    world = open_orders.world(orders, skus=2, on_hand=on_hand)  # the third SKU is one that no warehouse counts
    with deciding.Decider(_rules(ways), engine="plain", clock=lambda: open_orders.NOW) as decider:
        return staging.run(world, decider, shapes=False)


@settings(deadline=None)
@given(RULES, BASKETS, st.integers(0, 6))
def test_every_choice_comes_out_as_it_was_planned(
    ways: list[tuple[str, str]], baskets: list[list[tuple[int, int]]], on_hand: int
) -> None:
    """Word for word, with the reason and the rule, whatever was in the way."""
    staged = _staged(ways, baskets, on_hand)

    again = [playing.play(each, basis) for each, basis in zip(staged.decisions, staged.bases, strict=True)]
    assert again == list(staged.outcomes)
    assert sum(outcome is not None for outcome in again) == _assigning(staged)


@settings(deadline=None)
@given(RULES, RULES, BASKETS, st.integers(0, 6))
def test_other_rules_come_to_what_they_would_have_planned(
    ways: list[tuple[str, str]], others: list[tuple[str, str]], baskets: list[list[tuple[int, int]]], on_hand: int
) -> None:
    """Orders that they send elsewhere leave their goods to later orders, and take others away."""
    was, would = _staged(ways, baskets, on_hand), _staged(others, baskets, on_hand)
    asked = [fact.kind == "order.new" for fact in was.facts]
    count = sum(asked)  # after new orders come those that stay unassigned, which differ between the two
    decisions = would.decisions[:count]

    played = playing.play_all(
        list(zip(was.facts[:count], was.bases[:count], strict=True)), decisions, was.outcomes[:count]
    )
    assert asked[:count] == [True] * count
    assert played == list(would.outcomes[:count])


def _assigning(staged: staging.Staged) -> int:
    names: list[Any] = [{each.action.name for each in one.applied} for one in staged.decisions]
    return sum("assign_warehouse" in one for one in names)


PROVINCES = st.sampled_from([None, ("US", "TX"), ("US", "LA"), ("CA", "TX")])


@settings(deadline=None)
@given(st.sampled_from(WAYS[:7]), st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1), PROVINCES)
def test_proofs_know_when_a_choice_finds_a_warehouse(
    way: str, lines: list[tuple[int, int]], address: tuple[str, str] | None
) -> None:
    """For an order by itself, what they take as the condition of it is the condition of it."""
    order = open_orders.order(1001, lines)
    to = actual.ShipTo(country=address[0], province=address[1]) if address else actual.ShipTo()
    world = open_orders.world([msgspec.structs.replace(order, ship_to=to)], skus=2, on_hand=4)
    ruleset = _rules([(way.replace(", nowhere", ""), "")])
    with deciding.Decider(ruleset, engine="plain", clock=lambda: open_orders.NOW) as decider:
        staged = staging.run(world, decider, shapes=False)

    fact, action = staged.facts[0], ruleset.rules[0].then[0]
    needed = choices.finds(action)
    assert staged.outcomes[0] is not None
    finds = staged.outcomes[0].what.startswith("assign_warehouse")
    assert finds is (needed is None or evaluating.holds(needed, fact, open_orders.NOW))
    if finds and action.arguments.get("default") is None:
        taken = staged.outcomes[0].what.removeprefix("assign_warehouse: ")
        sure = [
            one for one in choices.ways(action, open_orders.KEYS) if evaluating.holds(one.when, fact, open_orders.NOW)
        ]
        assert all(one.warehouse == taken for one in sure)
