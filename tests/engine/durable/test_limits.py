"""Rule sets that durable_rules by itself drops, hangs or dies on; coded and in shards they are ordinary."""

from collections.abc import Sequence

import pytest
from support import rulesets
from support.rulesets import compare, equals, fact, rule, ruleset

from engine import deciding, ir
from engine.coding import coders
from engine.facts import Fact


def check(rules: ir.RuleSet, facts: Sequence[Fact]) -> list[tuple[int, ...]]:
    """Give what durable_rules says, which must be what the plain evaluator says."""
    with deciding.Decider(rules, engine="plain", clock=rulesets.clock) as plain:
        right = plain.matching(facts)
    with deciding.Decider(rules, clock=rulesets.clock) as durable:
        answers = durable.matching(facts)
        assert durable.warnings == ()
        assert durable.name == "durable_rules"
    assert answers == right
    return answers


def test_hundreds_of_rules_may_hold_at_once():
    """durable_rules drops a fact for which more than 64 tests hold."""
    rules = [rule(f"rule-{each}", compare("order.total", ir.Operator.AT_LEAST, each)) for each in range(300)]

    (all_hold, none_hold) = check(ruleset(*rules), [fact({"order.total": 300}), fact({"order.total": -1})])

    assert len(all_hold) == 300
    assert none_hold == ()


def test_hundreds_of_rules_may_have_the_same_condition():
    """durable_rules dies of 256 rules alike."""
    rules = [rule(f"rule-{each}", equals("order.channel", "web")) for each in range(400)]

    assert check(ruleset(*rules), [fact({"order.channel": "web"})]) == [tuple(range(400))]


def test_a_thousand_rules_may_ask_for_a_thousand_values():
    """durable_rules hangs on 512 values side by side."""
    rules = [rule(f"rule-{each}", equals("order.number", str(each))) for each in range(1_000)]
    facts = [fact({"order.number": str(each)}) for each in (0, 511, 999, 1_000)]

    assert check(ruleset(*rules), facts) == [(0,), (511,), (999,), ()]


def test_a_list_of_a_hundred_thousand_values_is_one_code():
    """Values that all rules treat alike share a code, whatever their number."""
    listed = compare("order.number", ir.Operator.IN, *(str(each) for each in range(100_000)))
    rules = ruleset(rule("listed", listed), rule("others", ir.Not(listed)))

    assert coders.compile_coders(rules)[rulesets.KIND].highest == (1,)
    assert check(rules, [fact({"order.number": "99999"}), fact({"order.number": "x"}), fact({})]) == [(0,), (1,), (1,)]


def test_lists_that_overlap_in_every_way_are_kept_apart():
    """Each value stands in its own combination of lists, so that no two share a code."""
    lists = [[str(value) for value in range(200) if value >> bit & 1] for bit in range(8)]
    rules = [rule(f"list-{bit}", compare("order.number", ir.Operator.IN, *values)) for bit, values in enumerate(lists)]
    facts = [fact({"order.number": str(value)}) for value in range(210)]

    answers = check(ruleset(*rules), facts)

    assert answers[171] == (0, 1, 3, 5, 7)


def test_alternatives_that_would_multiply_are_worked_out_beforehand():
    """Ten pairs of alternatives would be a thousand boxes."""
    pairs = [
        ir.AnyOf((equals(field, "a"), compare(other, ir.Operator.STARTS_WITH, "b")))
        for field, other in zip(
            ("order.channel", "order.number", "order.source", "order.currency", "order.name") * 2,
            ("order.ship_to.city", "order.ship_to.name", "order.ship_to.company", "location.current") * 3,
            strict=False,
        )
    ]
    every_first = dict.fromkeys(("order.channel", "order.number", "order.source", "order.currency", "order.name"), "a")

    answers = check(ruleset(rule("both", ir.AllOf(tuple(pairs)))), [fact(every_first), fact({"order.channel": "a"})])

    assert answers == [(0,), ()]


def test_a_condition_that_cannot_hold_never_does():
    """Its box is empty; durable_rules never hears of it."""
    impossible = ir.AllOf((compare("order.total", ir.Operator.AT_LEAST, 10), compare("order.total", ir.Operator.IS, 5)))

    rules = ruleset(rule("impossible", impossible), rule("otherwise", ir.Not(impossible)))

    assert check(rules, [fact({"order.total": 5}), fact({"order.total": 10}), fact({})]) == [(1,), (1,), (1,)]


def test_a_missing_field_fails_every_test_and_passes_every_not():
    """Negation reaches the codes with missing on its side."""
    tests = [
        equals("order.channel", "web"),
        compare("order.total", ir.Operator.LESS_THAN, 5),
        compare("order.number", ir.Operator.MATCHES, ".*"),
        compare("order.created_at", ir.Operator.YOUNGER_THAN, 60),
        compare("order.tags", ir.Operator.IN, "rush"),
    ]
    rules = [rule("plain", test) for test in tests] + [rule("not", ir.Not(test)) for test in tests]

    assert check(ruleset(*rules), [fact({})]) == [(5, 6, 7, 8, 9)]


@pytest.mark.parametrize("value", [("a", "b"), True, "5", 5])
def test_a_value_of_another_type_is_judged_as_the_plain_evaluator_judges_it(value: str | int | tuple[str, ...]):
    """Vocabulary and facts should agree; where they do not, coding must not invent an answer."""
    rules = ruleset(rule("listed", compare("order.number", ir.Operator.IN, "a", "5")), rule("any"))

    check(rules, [fact({"order.number": value}), fact({"order.number": "a"})])
