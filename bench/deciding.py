"""How many facts a second the engine decides about: plain, and on durable_rules cold and warm.

Run it with `python bench/deciding.py [--rules N ...] [--facts N]`. It makes rules of two to four conditions and facts
in three mixes, checks that both engines answer alike, and prints a table: facts a second on this machine, and each
figure as a multiple of the plain evaluator's, which is what can be compared between machines. `matching` is the work
of the engine; `decide` adds the sentences and the decisions. Cold is a new decider (its start is timed apart), warm
the same facts again.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import metadata
from random import Random
from typing import Any

from engine import deciding, ir
from engine.facts import Fact, Value

_NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_KIND = "placement.elsewhere"
_PLACE = ir.Place("bench.yaml", 1, 1)
_PLAIN_FACTS = 2_000
"""The plain evaluator is timed, and both are compared, on the first so many facts: it needs no warming up."""

_COUNTRIES = ("US", "CA", "MX", "DE", "FR", "GB", "NL", "SE", "JP", "AU")
_CHANNELS = ("web", "pos", "amazon", "ebay", "wholesale")
_METHODS = ("shipping", "pick_up", "local", "none")
_TAGS = ("rush", "gift", "vip", "fragile", "frozen")
_WAREHOUSES = tuple(f"warehouse-{letter}" for letter in "abcdefgh")


def _is(field: str, *values: Any) -> ir.Test:
    operator = ir.Operator.IS if len(values) == 1 else ir.Operator.IN
    return ir.Test(field=field, operator=operator, operands=values, place=_PLACE)


def _test(field: str, operator: ir.Operator, *operands: Any) -> ir.Test:
    return ir.Test(field=field, operator=operator, operands=operands, place=_PLACE)


_CONDITIONS: tuple[Callable[[Random], ir.Condition], ...] = (
    lambda random: _is("order.ship_to.country", *random.sample(_COUNTRIES, random.choice((1, 2, 3)))),
    lambda random: _is("order.channel", random.choice(_CHANNELS)),
    lambda random: ir.Not(_is("order.delivery_method", random.choice(_METHODS))),
    lambda random: _test("order.total", ir.Operator.AT_LEAST, Decimal(random.randrange(0, 500, 25))),
    lambda random: _test("order.item_count", ir.Operator.LESS_THAN, random.randrange(1, 20)),
    lambda random: _test("order.weight", ir.Operator.BETWEEN, random.randrange(500), random.randrange(500, 5000)),
    lambda random: _is("part.labelled", random.random() < 0.5),
    lambda random: _is("order.tags", random.choice(_TAGS)),
    lambda random: _is("part.ship_from", *random.sample(_WAREHOUSES, 2)),
    lambda random: _test("order.ship_to.postal_code", ir.Operator.STARTS_WITH, str(random.randrange(10))),
    lambda random: _test("part.created_at", ir.Operator.OLDER_THAN, random.choice((3600, 7200, 86_400))),
)


def make_rules(count: int, random: Random) -> ir.RuleSet:
    """Make rules of two to four and-ed conditions on different fields."""
    rules = []
    for number in range(count):
        conditions = random.sample(_CONDITIONS, random.choice((2, 3, 3, 4)))
        when = ir.AllOf(tuple(condition(random) for condition in conditions))
        action = ir.Action(name=random.choice(("relocate", "hold", "notify")), arguments={}, place=_PLACE)
        rules.append(ir.Rule(name=f"rule-{number}", kinds=(_KIND,), when=when, then=(action,), place=_PLACE))
    return ir.RuleSet(rules=tuple(rules), digest="0" * 64)


def _uniform(random: Random, _number: int) -> dict[str, Value]:
    return {
        "order.ship_to.country": random.choice(_COUNTRIES),
        "order.channel": random.choice(_CHANNELS),
        "order.delivery_method": random.choice(_METHODS),
        "order.total": Decimal(random.randrange(100)) * 5,
        "order.item_count": random.randrange(1, 20),
        "order.weight": random.randrange(0, 5000, 50),
        "part.labelled": random.random() < 0.5,
        "order.tags": (random.choice(_TAGS),) if random.random() < 0.3 else (),
        "part.ship_from": random.choice(_WAREHOUSES),
        "order.ship_to.postal_code": f"{random.randrange(0, 100_000, 500):05}",
        "part.created_at": _NOW - timedelta(minutes=random.randrange(0, 3000, 30)),
    }


def _unshared(random: Random, number: int) -> dict[str, Value]:
    return _uniform(random, number) | {
        "order.total": Decimal(number) / 100,
        "order.weight": number % 5000,
        "order.ship_to.postal_code": f"{number:05}",
        "part.created_at": _NOW - timedelta(seconds=number),
    }


def make_facts(mix: str, count: int, random: Random) -> list[Fact]:
    """Make facts: `few shapes` repeats 500, `uniform` draws each field, `nothing shared` has values seen once."""
    if mix == "few shapes":
        shapes = [_uniform(random, number) for number in range(500)]
        values = [random.choice(shapes) for _ in range(count)]
    else:
        draw = _uniform if mix == "uniform" else _unshared
        values = [draw(random, number) for number in range(count)]
    return [Fact(kind=_KIND, key=str(number), values=each) for number, each in enumerate(values)]


def _rate(work: Callable[[Sequence[Fact]], object], facts: Sequence[Fact]) -> float:
    began = time.perf_counter()
    work(facts)
    return len(facts) / (time.perf_counter() - began)


def measure(rules: ir.RuleSet, facts: Sequence[Fact]) -> tuple[float, dict[str, float]]:
    """Time both engines. Gives the seconds that a durable start takes, and facts a second by what was timed."""
    few = facts[:_PLAIN_FACTS]
    rates: dict[str, float] = {}
    with deciding.Decider(rules, engine="plain", clock=lambda: _NOW) as decider:
        rates["plain, matching"] = _rate(decider.matching, few)
        right = decider.decide(few)
        rates["plain, decide"] = _rate(decider.decide, few)
    for manner in ("matching", "decide"):
        began = time.perf_counter()
        with deciding.Decider(rules, clock=lambda: _NOW) as decider:
            start = time.perf_counter() - began
            work = getattr(decider, manner)
            rates[f"durable_rules cold, {manner}"] = _rate(work, facts)
            rates[f"durable_rules warm, {manner}"] = _rate(work, facts)
            if decider.warnings or decider.decide(few) != right:
                raise SystemExit(f"the engines do not agree: {decider.warnings}")
    return start, rates


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description="Facts a second that the engine decides about.")
    arguments.add_argument("--rules", type=int, nargs="*", default=[50, 200])
    arguments.add_argument("--facts", type=int, default=100_000)
    asked = arguments.parse_args()
    print(
        f"{platform.python_implementation()} {platform.python_version()}, durable-rules "
        f"{metadata.version('durable-rules')}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    )
    for count in asked.rules:
        rules = make_rules(count, Random(1))
        for mix in ("few shapes", "uniform", "nothing shared"):
            start, rates = measure(rules, make_facts(mix, asked.facts, Random(2)))
            print(f"\n{count} rules, {asked.facts:,} facts, {mix}; start {start * 1000:.0f} ms")
            for name, rate in rates.items():
                plain = rates["plain, " + name.rsplit(", ", 1)[1]]
                print(f"  {name:<30} {rate:>10,.0f} facts/s  {rate / plain:>6.1f} x plain")


if __name__ == "__main__":
    main()
