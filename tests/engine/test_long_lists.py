"""Lists of a hundred thousand values: read, asked on both engines, and thrown away without a trace."""

import gc
import time
import tracemalloc
from pathlib import Path

import pytest
from support import rulesets

from engine import deciding, evaluating, ir, loading
from engine.facts import Fact

COUNT = 100_000
RULE = """\
on: order.new
rules:
  - name: listed
    when:
      any line: {sku: {in_list: skus.csv, ignoring_case: true}}
    then: [hold]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rule and the long list that it names."""
    return _written(tmp_path, COUNT)


def _written(folder: Path, count: int) -> Path:
    (folder / "skus.csv").write_text("".join(f"SKU-{number:06d}\n" for number in range(count)), encoding="utf-8")
    (folder / "a.yaml").write_text(RULE, encoding="utf-8")
    return folder


def _rules(folder: Path) -> ir.RuleSet:
    loaded = loading.load([folder])
    assert loaded.rules is not None, loaded.problems
    return loaded.rules


def _fact(sku: str) -> Fact:
    return Fact(kind="order.new", key=sku, values={}, lines=({"sku": sku},))


@pytest.mark.parametrize("engine", ["plain", "durable"])
def test_a_long_list_is_asked_of_thousands_of_facts_within_seconds(folder: Path, engine: deciding.Engine) -> None:
    """Every answer as the list has it; walking the list for each fact would take minutes."""
    facts = [_fact(f"sku-{number * 37 % (2 * COUNT):06d}") for number in range(4_000)]
    began = time.process_time()
    with deciding.Decider(_rules(folder), engine=engine, clock=lambda: rulesets.NOW) as decider:
        decided = decider.decide(facts)

    assert time.process_time() - began < 8
    listed = [bool(one.applied) for one in decided]
    assert listed == [number * 37 % (2 * COUNT) < COUNT for number in range(4_000)]


def test_lists_of_rules_that_are_gone_do_not_pile_up(tmp_path: Path) -> None:
    """A daemon that reloads its rules for a year needs no more than one of them."""
    folder, fact = _written(tmp_path, 10_000), _fact("SKU-000001")
    tracemalloc.start()
    try:
        for _ in range(10):
            assert evaluating.matching(_rules(folder), fact, rulesets.NOW) == [0]
        gc.collect()
        megabytes = tracemalloc.get_traced_memory()[0] / 1_000_000
    finally:
        tracemalloc.stop()

    assert megabytes < 4  # one takes more than one
