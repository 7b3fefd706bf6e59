"""Rules over many fields are asked about a few fields at a time; what comes together must be what the rules say."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from support import planting, random_rules, rulesets
from support.rulesets import compare, equals, fact, rule, ruleset

from engine import deciding, evaluating, ir
from engine.coding import coders
from engine.durable import matchers, supervising, workers
from engine.facts import Fact

RANDOM = Random(7)
TOTALS = [compare("order.total", ir.Operator.AT_LEAST, limit) for limit in range(0, 2_000, 20)]
ITEMS = [compare("order.item_count", ir.Operator.LESS_THAN, limit) for limit in range(60)]
CHANNELS = [equals("order.channel", f"channel-{number}") for number in range(30)]
WIDE = ruleset(
    *(
        rule(f"rule-{number}", ir.AllOf((RANDOM.choice(TOTALS), RANDOM.choice(ITEMS), RANDOM.choice(CHANNELS))))
        for number in range(150)
    )
)


@pytest.fixture(scope="module")
def supervisor() -> Iterator[supervising.Supervisor]:
    """Run one worker process for all rule sets of this file."""
    supervisor = supervising.Supervisor(workers.Settings())
    yield supervisor
    supervisor.close()


def facts_for(count: int) -> list[Fact]:
    """Draw facts that the rules look at; some lack a field."""
    random = Random(count)
    made = []
    for number in range(count):
        values = {
            "order.total": Decimal(random.randrange(4_000)) / 2,
            "order.item_count": random.randrange(70),
            "order.channel": f"channel-{random.randrange(32)}",
        }
        if number % 10 == 0:
            del values[random.choice(list(values))]
        made.append(fact(values, key=str(number)))
    return made


def plain(rules: ir.RuleSet, facts: list[Fact]) -> list[tuple[int, ...]]:
    """Give what the plain evaluator says."""
    return [tuple(evaluating.matching(rules, each, rulesets.NOW)) for each in facts]


def test_what_the_groups_say_comes_together(supervisor: supervising.Supervisor):
    """Three fields of many codes stand in three groups."""
    facts = facts_for(600)

    found = matchers.Matcher(WIDE, supervisor).matching(facts, rulesets.NOW)

    assert len(coders.compile_coders(WIDE)[rulesets.KIND].groups) == 3
    assert found.positions == plain(WIDE, facts)
    assert found.uncodable == []
    assert sum(map(len, found.positions)) > 100


def test_a_fact_is_new_once_and_its_like_is_known(supervisor: supervising.Supervisor):
    """Whoever checks new answers is told of the first fact with each."""
    matcher = matchers.Matcher(WIDE, supervisor)
    facts = facts_for(50)

    first = matcher.matching(facts * 2, rulesets.NOW)
    again = matcher.matching(facts, rulesets.NOW)

    assert 0 < len(first.new) <= 50
    assert max(first.new) < 50
    assert again.new == []
    assert first.positions == again.positions * 2


def test_facts_that_cannot_be_coded_leave_the_others_to_durable_rules(supervisor: supervising.Supervisor):
    """They are named by their places, whatever the others are."""
    facts = facts_for(300)
    facts[57] = fact({"order.total": "dear"})
    facts[203] = fact({"order.item_count": ("many", "more")})

    found = matchers.Matcher(WIDE, supervisor).matching(facts, rulesets.NOW)

    assert found.uncodable == [57, 203]
    codable = [place for place in range(300) if place not in found.uncodable]
    assert [found.positions[place] for place in codable] == plain(WIDE, [facts[place] for place in codable])


def test_values_that_never_repeat_are_answered_like_others(supervisor: supervising.Supervisor):
    """Where remembering values does not pay, sizes are measured; missing ones and moments as well."""
    rules = ruleset(
        rule("dear", compare("order.total", ir.Operator.AT_LEAST, Decimal(150))),
        rule("middling", compare("order.total", ir.Operator.BETWEEN, Decimal(50), Decimal(150))),
        rule("old", compare("order.created_at", ir.Operator.OLDER_THAN, 10_000)),
        rule("young", compare("order.created_at", ir.Operator.YOUNGER_THAN, 10_000)),
    )
    facts = [
        fact({"order.total": Decimal(number) / 100, "order.created_at": rulesets.NOW - timedelta(seconds=number)})
        for number in range(45_000)
    ]
    facts[::1_000] = [fact({})] * 45

    found = matchers.Matcher(rules, supervisor).matching(facts, rulesets.NOW)

    sample = range(0, 45_000, 97)
    assert [found.positions[place] for place in sample] == plain(rules, [facts[place] for place in sample])
    assert found.positions[15_000] == ()
    assert found.positions[15_001] == (0, 2)


def test_a_wrong_answer_about_one_group_is_found(tmp_path: Path):
    """One part of a rule answered wrongly makes whole answers wrong, and the first fact that meets it is checked."""
    counted = tmp_path / "batches"
    program = planting.plant(
        tmp_path,
        before=f"wrong = os.path.exists({str(tmp_path / 'now')!r})",
        after="if wrong and result: result = result.replace('\"b5\"', '\"b6\"')",
    ).resolve()
    program.write_text(program.read_text(encoding="utf-8").replace("global batches", "global batches, wrong"))
    facts = facts_for(600)

    with deciding.Decider(WIDE, clock=rulesets.clock, worker=workers.Settings(program=program)) as decider:
        assert decider.name == "durable_rules"
        (tmp_path / "now").touch()
        loaded = counted.stat().st_size
        assert decider.matching(facts) == plain(WIDE, facts)
        assert decider.name == "plain"

    assert counted.stat().st_size > loaded


def test_many_random_rules_of_one_kind_agree(supervisor: supervising.Supervisor):
    """Large sets, in which every field is used and groups are many."""
    for seed in range(6):
        random = Random(seed)
        drawn = [random_rules.random_ruleset(random) for _ in range(12)]
        rules = ruleset(*(each for one in drawn for each in one.rules))
        facts = [random_rules.random_fact(random) for _ in range(40)]
        found = matchers.Matcher(rules, supervisor).matching(facts, rulesets.NOW)

        assert (seed, found.positions) == (seed, plain(rules, facts))
