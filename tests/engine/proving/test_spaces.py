"""A fact that is searched for is found if there is one, and is what was asked for."""

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import random_rules, rule_texts, rulesets

from engine import evaluating, ir
from engine.facts import Fact
from engine.proving import solving, spaces


def surroundings(*, shapes: bool = False, effort: int = 3_000_000) -> spaces.Surroundings:
    """Give the moment and the work that questions may take."""
    return spaces.Surroundings(now=rulesets.NOW, shapes=shapes, effort=solving.Effort(effort))


def search(condition: ir.Condition, kind: str = "order.new", *, wanted: bool = True) -> spaces.Found | None:
    """Look for a fact that meets a condition, or that does not."""
    space = spaces.Space([spaces.View(kind=kind, conditions=(condition,))], surroundings())
    return space.find([[spaces.Ask(condition, wanted)]])


def compiled(when: str, kind: str = "order.new") -> ir.Condition:
    """Load a condition."""
    return rule_texts.only_rule(rule_texts.with_condition(when, kind)).when


def possible(fact: Fact) -> Fact:
    """Make of a random fact one that the reconciler could describe: nothing negative, cents, no future."""
    values: dict[str, Any] = {
        "order.number": "10",
        "order.item_count": 1,
        "part.number": 1,
        "part.labelled": True,
        "order.created_at": rulesets.NOW,
        **_sound(fact.values),
    }
    values["order.created_at"] = min(values["order.created_at"], rulesets.NOW)
    if "part.created_at" in values:
        values["part.created_at"] = min(max(values["part.created_at"], values["order.created_at"]), rulesets.NOW)
    lines = [{"quantity": 1, "gift_card": False, **_sound(line)} for line in fact.lines]
    return rulesets.fact(values, *lines)


def _sound(values: Any) -> dict[str, Any]:
    return {name: _sound_value(name, value) for name, value in values.items()}


def _sound_value(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    if name in ("order.total", "order.subtotal", "price"):
        return abs(Decimal(value)).quantize(Decimal("0.01"), ROUND_FLOOR) if abs(value) < 10**15 else abs(value)
    return max(abs(value), 1 if name in ("part.number", "order.item_count") else 0)


def answers(rules: ir.RuleSet, fact: Fact, now: datetime) -> tuple[bool, ...]:
    """Tell of each rule whether it matches."""
    return tuple(evaluating.holds(rule.when, fact, now) for rule in rules.rules)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_what_is_found_is_what_was_asked_and_what_is_ruled_out_does_not_occur(random: Random):
    """For each combination of answers of any rules: an example gives them, or no fact that could occur does."""
    rules = random_rules.random_ruleset(random, most_rules=4)
    occurring = [possible(random_rules.random_fact(random)) for _ in range(20)]
    given_answers = {answers(rules, fact, rulesets.NOW) for fact in occurring if fact.lines}
    conditions = tuple(rule.when for rule in rules.rules)
    space = spaces.Space([spaces.View(kind=rulesets.KIND, conditions=conditions)], surroundings())

    for combination in product((True, False), repeat=len(conditions)):
        demands = [[spaces.Ask(when, wanted)] for when, wanted in zip(conditions, combination, strict=True)]
        try:
            found = space.find(demands)
        except spaces.UndecidedError:
            continue
        if found is None:
            assert combination not in given_answers
        else:
            assert answers(rules, found.facts[0], found.now) == combination


NEVER = [
    "{order.total: {at_least: 100, less_than: 50}}",
    "{order.total: {more_than: 99.99, less_than: 100}}",
    "{order.item_count: {less_than: 1}}",
    "{order.number: {exists: false}}",
    "{order.ship_to.country: {is: us, ignoring_case: true, in: [CA, DE]}}",
    "{order.tags: vip, not: {order.tags: {contains: ip}}}",
    "{order.shipping_method: {starts_with: Exp, matches: '[a-z]+'}}",
    (
        "{order.shipping_method: {matches: '(us|ca)(us|ca)?'},"
        " not: {any: [{order.shipping_method: {starts_with: us}}, {order.shipping_method: {starts_with: ca}}]}}"
    ),
    "{order.age: {older_than: 2h, younger_than: 1h}}",
    ("{order.delivery_method: {not: [local, none, pick_up, pickup_point, retail, shipping], exists: true}}"),
    "{any line: {sku: A, quantity: {at_least: 2}}, no line: {sku: A}}",
    "{every line: {gift_card: true}, any line: {gift_card: false}}",
]


@pytest.mark.parametrize("when", NEVER)
def test_what_contradicts_itself_is_never_so(when: str):
    """Whatever it is that contradicts: sizes, steps of a cent, closed lists, patterns, ages, lines."""
    assert search(compiled(when)) is None


SOMETIMES = [
    "{order.total: {at_least: 99.99, less_than: 100}}",
    "{order.shipping_method: {starts_with: Exp, ends_with: ress, contains: zz}}",
    "{order.shipping_method: {starts_with: exp, matches: 'E.{3,5}x', ignoring_case: true}}",
    "{order.age: {older_than: 30 days}, order.created_at: {at_least: 2026-11-01}}",
    "{order.tags: [a, b], customer.tags: {exists: false}, order.ship_to.country: {not: US}}",
    "{any line: {sku: A}, every line: {quantity: {at_least: 3}}, order.line_count: 2, order.item_count: 7}",
    "{no line: {quantity: {less_than: 5}}, order.item_count: {at_most: 5}}",
]


@pytest.mark.parametrize("when", SOMETIMES)
def test_what_can_be_so_has_an_example(when: str):
    """Also where a month must pass first, or lines must add up."""
    condition = compiled(when)
    found = search(condition)

    assert found is not None
    assert evaluating.holds(condition, found.facts[0], found.now)


def test_an_order_in_an_example_adds_up():
    """Its counts are those of its lines."""
    found = search(compiled("{order.line_count: 3, order.item_count: 10, any line: {sku: A, quantity: 4}}"))

    assert found is not None
    (order,) = found.facts
    assert len(order.lines) == 3
    assert sum(int(str(line["quantity"])) for line in order.lines) == 10


def test_a_level_in_an_example_adds_up():
    """Its gap is that between target and available, and its percentage follows."""
    when = "{level.gap_percent: {more_than: 50}, level.gap_size: {less_than: 3}, level.available: {more_than: 2}}"
    found = search(compiled(when, "availability.differs"), "availability.differs")

    assert found is not None
    values = found.facts[0].values
    assert (values["level.available"], values["level.gap_size"], values["level.gap_percent"]) == (3, 2, 66)


def test_a_level_that_cannot_be_is_not_found():
    """No quantity above 6 is half off by less than 3."""
    when = "{level.gap_percent: {more_than: 50}, level.gap_size: {less_than: 3}, level.available: {more_than: 6}}"

    assert search(compiled(when, "availability.differs"), "availability.differs") is None


def test_a_right_level_is_looked_at_only_where_rules_shape():
    """Otherwise rules are never asked about it."""
    condition = compiled("{level.gap: 0}", "availability.differs")
    view = spaces.View(kind="availability.differs", conditions=(condition,))
    demands = [[spaces.Ask(condition, wanted=True)]]

    assert spaces.Space([view], surroundings()).find(demands) is None
    assert spaces.Space([view], surroundings(shapes=True)).find(demands) is not None


def test_what_cannot_be_decided_is_said():
    """Forty words in one text are more than is tried; that is no answer, and is not given as one."""
    words = ", ".join(f"{{order.shipping_method: {{contains: w{number}x}}}}" for number in range(40))

    with pytest.raises(spaces.UndecidedError, match="every text"):
        search(compiled(f"{{all: [{words}]}}"))


@pytest.mark.parametrize("field", ["order.shipping_method", "order.tags"])
def test_a_pattern_that_is_not_searched_is_never_said_to_match_nothing(field: str):
    """On one text or on several."""
    with pytest.raises(spaces.UndecidedError, match="every text"):
        search(compiled(f"{{{field}: {{matches: 'vip\\b.*'}}}}"))


def test_work_is_bounded():
    """A question that takes more work than is left is undecided, however small it is."""
    condition = compiled("{order.total: 5}")
    space = spaces.Space([spaces.View(kind="order.new", conditions=(condition,))], surroundings(effort=0))

    with pytest.raises(spaces.UndecidedError, match="combinations"):
        space.find([[spaces.Ask(condition, wanted=True)]])


def test_two_views_differ_only_where_they_may():
    """One order before and after a tag was added."""
    tagged = compiled("{order.tags: seen, order.total: {more_than: 5}}")
    views = [spaces.View(kind="order.new", conditions=(tagged,))] * 2
    space = spaces.Space(views, surroundings(), lambda variable: variable.name != "order.tags: seen")
    found = space.find([[spaces.Ask(tagged, wanted=True)], [spaces.Ask(tagged, wanted=False, view=1)]])

    assert found is not None
    before, after = found.facts
    assert before.values["order.total"] == after.values["order.total"]
    assert (before.values["order.tags"], after.values["order.tags"]) == (("seen",), ())
