"""Codes, sets of codes, and sentences remembered by values: small things that must always hold."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import random_rules, rulesets
from support.rulesets import compare, equals, fact, rule, ruleset

from engine import evaluating, ir, sentences, wording
from engine.coding import coders, masks


@given(st.sets(st.integers(min_value=masks.MISSING, max_value=90)))
def test_a_set_of_codes_is_its_ranges(codes: set[int]):
    """Nothing is lost, nothing added, and no two ranges touch."""
    mask = sum(masks.one(code) for code in codes)

    ranges = masks.ranges(mask)

    assert {code for low, high in ranges for code in range(low, high + 1)} == codes
    assert all(high + 1 < low for (_, high), (low, _) in pairwise(ranges))
    assert {code for code in range(masks.MISSING, 91) if masks.contains(mask, code)} == codes
    assert sum(masks.span(low, high) for low, high in ranges) == mask


def test_values_that_no_rule_tells_apart_have_one_code():
    """Sharing is what makes one evaluation serve many facts."""
    rules = ruleset(
        rule("north", compare("order.ship_to.country", ir.Operator.IN, "US", "CA")),
        rule("american", equals("order.ship_to.country", "US")),
        rule("dear", compare("order.total", ir.Operator.AT_LEAST, 100)),
    )
    coder = coders.compile_coders(rules)[rulesets.KIND]

    def code(country: str, total: int) -> int:
        ((number,),) = coder.numbers([fact({"order.ship_to.country": country, "order.total": total})], rulesets.NOW)
        return number

    assert code("DE", 1) == code("FR", 99)
    assert code("US", 101) == code("US", 100_000)
    assert len({code("US", 1), code("CA", 1), code("DE", 1), code("DE", 100)}) == 4


def test_ages_are_coded_anew_when_the_clock_moves():
    """Nothing about an age is remembered past its moment."""
    rules = ruleset(rule("old", compare("order.created_at", ir.Operator.OLDER_THAN, 60)))
    coder = coders.compile_coders(rules)[rulesets.KIND]
    facts = [fact({"order.created_at": rulesets.NOW})]

    fresh = coder.numbers(facts, rulesets.NOW)
    old = coder.numbers(facts, rulesets.NOW.replace(hour=9))

    assert fresh != old


@pytest.mark.parametrize("share", range(4))
def test_remembered_sentences_are_those_that_wording_makes(share: int):
    """For any rule and every fact that it matches, one after the other."""
    said = 0
    for seed in range(share * 40, share * 40 + 40):
        random = Random(seed)
        rules = random_rules.random_ruleset(random)
        memory = sentences.Memory()
        speakers = [sentences.Speaker(each.when, memory) for each in rules.rules]
        for _ in range(30):
            drawn = random_rules.random_fact(random)
            for position in evaluating.matching(rules, drawn, rulesets.NOW):
                right = wording.held(rules.rules[position].when, drawn, rulesets.NOW)
                assert [speakers[position].held(drawn, rulesets.NOW) for _ in range(2)] == [right] * 2
                said += 1

    assert said > 1_000
