"""Sizes, beginnings and sets of boxes: small codings that must say exactly what the rules say."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from support import rulesets
from support.rulesets import compare, fact

from engine import evaluating, ir
from engine.coding import masks, positions, slots

SIZES = (
    ir.Operator.IS,
    ir.Operator.AT_LEAST,
    ir.Operator.MORE_THAN,
    ir.Operator.AT_MOST,
    ir.Operator.LESS_THAN,
)
NUMBERS = st.one_of(
    st.integers(min_value=-3, max_value=3),
    st.decimals(min_value=-3, max_value=3, places=1),
    st.sampled_from((10**25, Decimal("1E+25"), Decimal("0.1000001"))),
)
TEXTS = st.text("ab", max_size=4)


@given(
    st.lists(st.tuples(st.sampled_from(SIZES), NUMBERS), min_size=1, max_size=6),
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=3),
    st.lists(NUMBERS, max_size=8),
)
def test_a_size_has_the_code_for_which_exactly_its_tests_hold(
    single: list[tuple[ir.Operator, Decimal]],
    between: list[tuple[Decimal, Decimal]],
    values: list[Decimal],
):
    """Whole numbers and decimals, at the constants, beside and between them; one by one and many at once."""
    tests = [compare("order.total", operator, constant) for operator, constant in single]
    tests += [compare("order.total", ir.Operator.BETWEEN, low, high) for low, high in between]
    slot = slots.Ordered("order.total", tests)
    measure, codes = slot.measuring(rulesets.NOW)

    assert [codes[place] for place in measure(values)] == [slot.code(value, rulesets.NOW) for value in values]
    for value in values:
        code = slot.code(value, rulesets.NOW)
        assert 0 <= code <= slot.highest
        for test in tests:
            right = evaluating.passes(test, {"order.total": value}, rulesets.NOW)
            assert masks.contains(slot.mask(test), code) is right


@given(
    st.lists(
        st.tuples(
            st.sampled_from((ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN)), st.integers(min_value=0, max_value=4)
        ),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.integers(min_value=-2, max_value=10), max_size=8),
)
def test_an_age_has_the_code_for_which_exactly_its_tests_hold(limits: list[tuple[ir.Operator, int]], halves: list[int]):
    """Measured as moments, many at once, and as ages, one by one: to the second and beside it."""
    tests = [compare("order.created_at", operator, seconds) for operator, seconds in limits]
    slot = slots.Aged("order.created_at", tests)
    moments = [rulesets.NOW - timedelta(seconds=half / 2) for half in halves]
    measure, codes = slot.measuring(rulesets.NOW)

    assert [codes[place] for place in measure(moments)] == [slot.code(moment, rulesets.NOW) for moment in moments]
    for moment in moments:
        for test in tests:
            right = evaluating.passes(test, {"order.created_at": moment}, rulesets.NOW)
            assert masks.contains(slot.mask(test), slot.code(moment, rulesets.NOW)) is right


@given(st.lists(TEXTS, min_size=1, max_size=6), st.lists(TEXTS, max_size=8))
def test_a_text_has_the_code_for_which_exactly_its_beginnings_hold(beginnings: list[str], texts: list[str]):
    """The empty beginning, which all texts have, and beginnings of beginnings among them."""
    tests = [compare("order.number", ir.Operator.STARTS_WITH, beginning) for beginning in beginnings]
    slot = slots.Started("order.number", tests)

    codes = slot.codes(texts, rulesets.NOW)

    for text, code in zip(texts, codes, strict=True):
        for test in tests:
            right = evaluating.passes(test, fact({"order.number": text}).values, rulesets.NOW)
            assert masks.contains(slot.mask(test), code) is right


def test_a_set_of_boxes_comes_to_the_rules_that_have_them():
    """Hundreds of boxes, read in words, where rules have one box or several."""
    random = Random(1)
    for rules in (10, 33, 300):
        of_boxes = sorted(random.choices(range(rules), k=rules) + list(range(rules)))
        every = positions.Positions(of_boxes)
        for _ in range(200):
            fitting = random.getrandbits(len(of_boxes)) & random.getrandbits(len(of_boxes))
            right = sorted({rule for box, rule in enumerate(of_boxes) if fitting >> box & 1})

            assert list(every[fitting]) == right
