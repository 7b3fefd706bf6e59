"""What would make a condition hold: the values that are told do, whatever the rule and the order."""

import time
from datetime import timedelta
from random import Random

import pytest
from support import random_rules, rule_texts, rulesets

from engine import evaluating, failing, ir, reasoning, remedies
from engine.facts import Fact, Value

ORDER: dict[str, Value] = {
    "order.number": "1001",
    "order.channel": "Web",
    "order.tags": ("rush", "gift"),
    "order.total": 50,
    "order.item_count": 2,
    "order.created_at": rule_texts.NOW - timedelta(hours=1),
    "order.ship_to.country": "US",
}
LINES: tuple[dict[str, Value], ...] = ({"sku": "MUG", "quantity": 1}, {"sku": "FRZ-1", "quantity": 2})


def _order(*lines: dict[str, Value]) -> Fact:
    return Fact(kind="order.new", key="1", values=ORDER, lines=lines)


def _told(when: str, order: Fact) -> tuple[ir.Condition, reasoning.WhyNot, list[str]]:
    condition = rule_texts.only_rule(rule_texts.with_condition(when)).when
    why_not = reasoning.why_not(condition, order, rule_texts.NOW)
    return condition, why_not, list(reasoning.as_text(why_not, order, rule_texts.NOW))


@pytest.mark.parametrize("seed", range(300))
def test_the_values_that_are_told_make_the_rule_match(seed: int):
    """Any rule, any order: put the values in, and the plain evaluator says that it matches."""
    random = Random(seed)
    order = random_rules.random_fact(random)
    for rule in random_rules.random_ruleset(random, most_rules=6).rules:
        changes = remedies.remedies(rule.when, order, rulesets.NOW)
        if changes:
            assert not evaluating.holds(rule.when, order, rulesets.NOW)
            assert evaluating.holds(rule.when, remedies.applied(order, changes), rulesets.NOW)


def test_values_are_told_for_most_rules():
    """The property above would hold of a search that never finds anything."""
    found = missed = 0
    for seed in range(300):
        random = Random(seed)
        order = random_rules.random_fact(random)
        for rule in random_rules.random_ruleset(random, most_rules=6).rules:
            if not evaluating.holds(rule.when, order, rulesets.NOW):
                told = bool(remedies.remedies(rule.when, order, rulesets.NOW))
                found, missed = found + told, missed + (not told)

    assert found > 2 * missed > 0, "the rest asks for what no order is: minus one item, or more than calendars hold"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{order.total: {more_than: 100}}", "order.total 100.01"),
        ("{order.total: {less_than: 20}}", "order.total 19.99"),
        ("{order.item_count: {more_than: 3}}", "order.item_count 4"),
        ("{order.total: {at_least: 100}, order.item_count: {more_than: 3}}", "order.total 100; order.item_count 4"),
        ("{order.number: {matches: '2[0-9]{3}'}}", "order.number 2111"),
        ("{order.channel: {not: Web}}", "order.channel something else"),
        ("{order.channel: {exists: false}}", "it would have to be missing"),
        ("{order.tags: vip}", "vip added to order.tags"),
        ("{order.tags: {not: gift}}", "gift taken out of order.tags"),
        ("{order.tags: {exists: false}}", "rush, gift taken out of order.tags"),
        (
            "{any line: {sku: {starts_with: FRZ-}, quantity: {at_least: 10}}}",
            "the nearest, line 2 (FRZ-1): quantity is 2; it would have to be at least 10",
        ),
        ("{every line: {quantity: {at_least: 2}}}", "line 1 (MUG): quantity is 1; it would have to be at least 2"),
        ("{no line: {sku: MUG}}", "sku ITEM-01 in line 1"),
        ("{order.age: {older_than: 100 min}, order.channel: Shop}", "order.age 1 h 40 min 1 s; order.channel Shop"),
    ],
)
def test_the_nearest_value_is_told(when: str, said: str):
    """The one that changes the least, in the words of a rule file."""
    condition, why_not, lines = _told(when, _order(*LINES))

    assert said in lines[-1]
    assert evaluating.holds(condition, remedies.applied(_order(*LINES), why_not.changes), rule_texts.NOW)


def test_a_value_is_told_that_other_conditions_of_the_rule_allow():
    """Any more than 100 would meet the first condition; the second asks for less than 101."""
    _, _, lines = _told("{all: [{order.total: {more_than: 100}}, {order.total: {less_than: 100.02}}]}", _order())

    assert lines[-1] == "it would match with: order.total 100.01"


def test_the_alternative_is_told_that_needs_the_least():
    """The first needs two changes, the second one."""
    when = "{any: [{order.channel: Shop, order.total: {at_least: 99}}, {order.ship_to.country: NZ}]}"
    _, why_not, _ = _told(when, _order())

    assert [(change.test.field, change.value) for change in why_not.changes] == [("order.ship_to.country", "NZ")]


def test_a_line_is_told_for_an_order_without_lines():
    """There is none that could be otherwise."""
    _, _, lines = _told("{any line: {sku: FRZ-1}}", _order())

    assert lines == [
        "any line: there are no lines  (rules.yaml:4:12)",
        "it would match with: sku FRZ-1 in one more line",
    ]


def test_a_value_that_the_sentence_names_is_not_said_twice():
    """It is short where it can be."""
    _, _, lines = _told("{order.channel: Shop}", _order())

    assert lines == ["order.channel is Web; it would have to be Shop  (rules.yaml:4:12)"]


def test_all_that_fails_is_told_at_once():
    """Who mends the first condition need not ask again for the second."""
    when = "{order.channel: Shop, order.total: {at_least: 99}, not: {any line: {sku: MUG}}, order.number: '1001'}"
    _, why_not, lines = _told(when, _order(*LINES))

    assert len(why_not.failed) == 3
    assert lines[0].startswith("order.channel is Web; it would have to be Shop")
    assert lines[1].startswith("and order.total is 50; it would have to be at least 99")
    assert lines[2].startswith("and any line: 1 of 2 is not so, such as line 1: sku is MUG; it must not be MUG")


def test_where_only_time_is_missing_the_moment_is_told():
    """To the second at which the rule begins to match, and not a second earlier."""
    condition, why_not, lines = _told("{order.age: {older_than: 100 min}, order.channel: Web}", _order())

    assert why_not.at is not None
    assert evaluating.holds(condition, _order(), why_not.at)
    assert not evaluating.holds(condition, _order(), why_not.at - timedelta(seconds=1))
    assert lines == [
        "order.age is 1 h; it would have to be older than 1 h 40 min  (rules.yaml:4:24)",
        f"it will match from {why_not.at:%Y-%m-%d %H:%M:%S} UTC on, if nothing else changes",
    ]


def test_time_that_runs_the_other_way_gives_no_moment():
    """The order only gets older."""
    _, why_not, lines = _told("{order.age: {younger_than: 10 min}}", _order())

    assert why_not.at is None
    assert lines[-1] == "it would match with: order.age 9 min 59 s"


def test_a_rule_that_no_order_meets_says_that_no_values_were_found():
    """And who can tell for sure."""
    _, why_not, lines = _told("{all: [{order.channel: A}, {order.channel: B}]}", _order())

    assert why_not.changes == ()
    assert lines[-1].startswith("no values were found with which it would match")


@pytest.mark.parametrize(
    ("value", "asked", "said"),
    [
        ("web", "Web", "differs in case only"),
        ("Web ", "Web", "differ in blanks only"),
        ("Cafe\u0301", "Caf\u00e9", "only look alike"),
    ],
)
def test_texts_that_look_the_same_are_told_apart(value: str, asked: str, said: str):
    """Else the sentence reads as if it contradicted itself."""
    condition = rulesets.equals("order.channel", asked)
    order = Fact(kind="order.new", key="1", values={"order.channel": value})

    assert said in next(failing.failures(condition, order, rule_texts.NOW)).sentence


def test_a_long_list_is_searched_in_no_time():
    """A list of a hundred thousand values is not walked for each of them."""
    condition = ir.Test(
        field="order.number",
        operator=ir.Operator.IN,
        operands=tuple(map(str, range(100_000, 200_000))),
        place=rulesets.PLACE,
        list_file="numbers.csv",
    )

    changes = remedies.remedies(condition, _order(), rule_texts.NOW)

    assert [change.value for change in changes] == ["100000"]


def test_a_rule_that_can_be_loaded_and_is_huge_is_given_up_in_time():
    """Four thousand alternatives that contradict each other: nothing is found, and nobody waits for it."""
    parts = ", ".join(f"{{order.number: '{number}', order.name: 'x{number}'}}" for number in range(900))
    loaded = rule_texts.with_condition(f"{{all: [{{order.number: a}}, {{any: [{parts}]}}]}}")

    started = time.monotonic()
    assert remedies.remedies(rule_texts.only_rule(loaded).when, _order(), rule_texts.NOW) == ()
    assert time.monotonic() - started < 5
