"""Memory stays flat, here and in the worker: over reloads, and over facts that are never twice the same."""

import os
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from support import random_rules, rulesets
from support.rulesets import compare, rule, ruleset

from engine import deciding, decisions, ir
from engine.durable import matchers, supervising, workers
from engine.facts import Fact

IN_CI = bool(os.environ.get("CI"))
RELOADS = int(os.environ.get("TRUEUP_RELOADS") or ("500" if IN_CI else "120"))
"""How many times rules are loaded anew: 500 where CI is set, else 120."""
FACTS = int(os.environ.get("TRUEUP_FACTS") or ("1000000" if IN_CI else "30000"))
"""How many facts are decided about: 1,000,000 where CI is set, some 20 s; else 30,000."""

MEGABYTE = 1 << 20


@pytest.fixture
def supervisor() -> Iterator[supervising.Supervisor]:
    """Run one worker process for all reloads."""
    supervisor = supervising.Supervisor(workers.Settings())
    yield supervisor
    supervisor.close()


def used(pid: int | None) -> int:
    """Give the memory that a process holds, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


def test_reloading_rules_leaves_memory_flat(supervisor: supervising.Supervisor):
    """The worker frees what it replaces."""

    def reload(seed: int) -> None:
        random = Random(seed)
        matcher = matchers.Matcher(random_rules.random_ruleset(random), supervisor)
        matcher.matching([random_rules.random_fact(random) for _ in range(20)], rulesets.NOW)

    for seed in range(40):
        reload(seed)
    before = used(supervisor.pid), used(os.getpid())
    for seed in range(RELOADS):
        reload(seed)
    after = used(supervisor.pid), used(os.getpid())

    assert supervisor.losses == ()
    assert after[0] - before[0] < 4 * MEGABYTE
    assert after[1] - before[1] < 16 * MEGABYTE


def test_facts_that_never_repeat_leave_memory_flat():
    """All that is remembered is bounded: values, codes and sentences."""
    limits = range(0, 200_000, 20)
    rules = ruleset(
        *(rule(f"total-{limit}", compare("order.total", ir.Operator.AT_LEAST, limit)) for limit in limits[:6]),
        rule("listed", compare("order.number", ir.Operator.IN, *map(str, limits))),
        rule("ends", compare("order.number", ir.Operator.ENDS_WITH, "7")),
        rule("old", compare("order.created_at", ir.Operator.OLDER_THAN, 3600)),
    )

    def facts(start: int) -> list[Fact]:
        return [
            rulesets.fact(
                {
                    "order.total": Decimal(number) / 100,
                    "order.number": str(number),
                    "order.created_at": rulesets.NOW - timedelta(seconds=number),
                },
                key=str(number),
            )
            for number in range(start, start + 5_000)
        ]

    def read(made: list[decisions.Decision]) -> None:
        for decision in made:
            assert decision.applied or decision.key

    with deciding.Decider(rules, clock=rulesets.clock) as decider:
        for start in range(0, 30_000, 5_000):
            read(decider.decide(facts(start)))
        before = used(decider.worker_pid), used(os.getpid())
        for start in range(30_000, 30_000 + FACTS, 5_000):
            read(decider.decide(facts(start)))
        after = used(decider.worker_pid), used(os.getpid())

        assert decider.warnings == ()
        assert after[0] - before[0] < 4 * MEGABYTE
        assert after[1] - before[1] < 16 * MEGABYTE
