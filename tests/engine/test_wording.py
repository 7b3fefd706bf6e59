"""Sentences about conditions: short, and with the values that a fact really has."""

from datetime import timedelta
from decimal import Decimal

import pytest
from support import rulesets
from support.rulesets import compare, equals, fact

from engine import ir, wording
from engine.facts import Value

EXISTS = compare("f", ir.Operator.EXISTS, True)  # noqa: FBT003 - a flag is the operand
MISSING = compare("f", ir.Operator.EXISTS, False)  # noqa: FBT003 - as above
LINE_SKU = ir.Lines(
    quantifier=ir.Quantifier.ANY,
    condition=compare("sku", ir.Operator.STARTS_WITH, "FRZ-"),
    place=rulesets.PLACE,
)


@pytest.mark.parametrize(
    ("test", "value", "sentence"),
    [
        (equals("f", "web"), "web", "f is web"),
        (equals("f", value=True), True, "f is true"),
        (equals("f", 5), Decimal("5.00"), "f is 5"),
        (equals("f", ""), "", "f is an empty text"),
        (compare("f", ir.Operator.IS, "WEB", ignoring_case=True), "web", "f is web, WEB (ignoring case)"),
        (compare("f", ir.Operator.IN, "US", "CA"), "CA", "f is CA, one of US, CA"),
        (compare("f", ir.Operator.IN, *"abcdefgh"), "a", "f is a, one of a, b, c, d, e, f and 2 more"),
        (compare("f", ir.Operator.AT_LEAST, Decimal(100)), Decimal("120.5"), "f is 120.50, at least 100"),
        (compare("f", ir.Operator.MORE_THAN, 1), 2, "f is 2, more than 1"),
        (compare("f", ir.Operator.AT_MOST, 2), 2, "f is 2, at most 2"),
        (compare("f", ir.Operator.LESS_THAN, 3), Decimal("0.125"), "f is 0.125, less than 3"),
        (compare("f", ir.Operator.BETWEEN, 1, 3), 2, "f is 2, between 1 and 3"),
        (compare("f", ir.Operator.STARTS_WITH, "FRZ-"), "FRZ-1", "f is FRZ-1, starting with FRZ-"),
        (compare("f", ir.Operator.ENDS_WITH, "1"), "FRZ-1", "f is FRZ-1, ending with 1"),
        (compare("f", ir.Operator.CONTAINS, "RZ"), "FRZ-1", "f is FRZ-1, containing RZ"),
        (compare("f", ir.Operator.MATCHES, "F.*"), "FRZ-1", "f is FRZ-1, matching F.*"),
        (equals("f", "gift"), ("gift", "rush"), "f: gift, rush; one is gift"),
        (EXISTS, "x", "f is present"),
        (MISSING, (), "f is missing"),
        (
            compare("f", ir.Operator.OLDER_THAN, 7200),
            rulesets.NOW - timedelta(hours=3, minutes=30),
            "f is 3 h 30 min ago, older than 2 h",
        ),
        (
            compare("f", ir.Operator.YOUNGER_THAN, 172_800),
            rulesets.NOW - timedelta(seconds=5),
            "f is 5 s ago, younger than 2 d",
        ),
        (
            compare("f", ir.Operator.AT_LEAST, rulesets.NOW),
            rulesets.NOW,
            "f is 2026-11-23 08:00 UTC, at least 2026-11-23 08:00 UTC",
        ),
    ],
)
def test_a_comparison_that_holds_is_said_with_its_value(test: ir.Test, value: Value, sentence: str):
    """One sentence for each operator and kind of value."""
    assert wording.held(test, fact({"f": value}), rulesets.NOW) == (sentence,)


def test_a_comparison_that_fails_holds_up_its_not():
    """With the value if there is one, and the word missing if there is none."""
    not_web = ir.Not(equals("f", "web"))

    assert wording.held(not_web, fact({"f": "pos"}), rulesets.NOW) == ("f is pos, not web",)
    assert wording.held(not_web, fact({}), rulesets.NOW) == ("f is missing, not web",)


def test_who_somebody_is_and_where_they_live_is_not_said():
    """The value can stand in the rule as well, so that neither is shown."""
    city = equals("order.ship_to.city", "Galveston")

    assert wording.held(city, fact({"order.ship_to.city": "Galveston"}), rulesets.NOW) == (
        "order.ship_to.city is as the rule asks",
    )


def test_of_alternatives_those_that_hold_are_named():
    """What failed explains nothing."""
    either = ir.AnyOf((equals("f", "web"), equals("g", 1), equals("h", 2)))

    assert wording.held(either, fact({"f": "pos", "g": 1, "h": 2}), rulesets.NOW) == ("g is 1", "h is 2")


def test_a_rule_without_conditions_needs_no_words():
    """It always applies."""
    assert wording.held(rulesets.ALWAYS, fact({}), rulesets.NOW) == ()


def test_lines_are_counted_and_one_is_shown():
    """The count tells how strong the reason is, the example lets a person find it."""
    two_lines = fact({}, {"sku": "FRZ-1"}, {"sku": "DRY-1"})

    (some,) = wording.held(LINE_SKU, two_lines, rulesets.NOW)
    (none,) = wording.held(ir.Not(LINE_SKU), fact({}), rulesets.NOW)

    assert some == "any line: 1 of 2 lines, such as sku is FRZ-1, starting with FRZ-"
    assert none == "not any line: 0 of 0 lines"


def test_long_lists_and_texts_are_cut():
    """A sentence must fit a report."""
    listed = ir.Test(
        field="f",
        operator=ir.Operator.IN,
        operands=tuple(map(str, range(1200))),
        place=rulesets.PLACE,
        list_file="skus.csv",
    )

    assert wording.held(listed, fact({"f": "7"}), rulesets.NOW) == ("f is 7, one of the 1,200 values of skus.csv",)
    assert len(wording.shown_value("x" * 500)) == 80
