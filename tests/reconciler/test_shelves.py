"""What is free on the shelves while a round gives it out: reckoned on from order to order, and never wrong by it."""

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from support import open_orders

from engine import deciding, ir, loading
from reconciler import staging

RULES = """\
on: [order.new, order.unassigned]
rules:
  - name: most-stock
    then: [assign_warehouse: {most_stock: true}, tag: seen]
  - name: rest
    then: [assign_warehouse: {default: true}]
"""
BASKETS = st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=3), max_size=12)


def _rules() -> ir.RuleSet:
    loaded = loading.load_text(RULES)
    assert loaded.rules is not None, loaded.problems
    return loaded.rules


def _staged(baskets: list[list[tuple[int, int]]], *, skus: int, on_hand: int = 50) -> staging.Staged:
    orders = (open_orders.order(1001 + at, lines) for at, lines in enumerate(baskets))
    world = open_orders.world(orders, skus=skus, on_hand=on_hand)
    with deciding.Decider(_rules(), engine="plain", clock=lambda: open_orders.NOW) as decider:
        return staging.run(world, decider, shapes=False)


@settings(deadline=None)
@given(BASKETS, st.integers(0, 9))
def test_what_is_free_after_a_round_is_what_counting_anew_gives(
    baskets: list[list[tuple[int, int]]], on_hand: int
) -> None:
    """Whatever was assigned in between."""
    world = _staged(baskets, skus=3, on_hand=on_hand).world

    assert dict(world.free) == dict(replace(world).free)


def test_choosing_by_stock_takes_eight_times_as_long_for_eight_times_as_many_orders() -> None:
    """Not sixty-four times: looking at all orders for each order would."""
    seconds = {}
    for count in (300, 2_400):
        baskets = [[(at % 200, 1), (at * 7 % 200, 2)] for at in range(count)]
        began = time.process_time()
        staged = _staged(baskets, skus=200)
        seconds[count] = time.process_time() - began
        assert len(staged.changes) == 3 * count

    assert seconds[2_400] < 24 * seconds[300]
