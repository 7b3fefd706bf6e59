"""The same rules and facts for everybody: rules of two to four and-ed tests, and facts of eleven fields in three mixes.

A number of rules or facts and a seed go in; rules as plain values and facts as flat dictionaries that JSON can say
come out. Each contestant turns the rules into its own words. `products` makes Trueup's rule set and facts of them.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple, TypeAlias

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""The moment at which ages are counted."""
MIXES = ("few shapes", "uniform", "nothing shared")

COUNTRIES = ("US", "CA", "MX", "DE", "FR", "GB", "NL", "SE", "JP", "AU")
CHANNELS = ("web", "pos", "amazon", "ebay", "wholesale")
METHODS = ("shipping", "pick_up", "local", "none")
TAGS = ("rush", "gift", "vip", "fragile", "frozen")
WAREHOUSES = tuple(f"warehouse_{letter}" for letter in "abcdefgh")

FlatFact: TypeAlias = dict[str, Any]
Answers: TypeAlias = list[list[int]]
"""For each fact, the numbers of the rules that hold, in order."""
Answering: TypeAlias = Callable[[Sequence[FlatFact]], Answers]


class Test(NamedTuple):
    """One test. `total` is in cents, `created` in seconds since 1970.

    Operators: `in` (one of the operands), `not`, `at_least`, `less_than`, `between` (both ends included), `is` (a
    flag), `has` (a tag), `starts`, `before` (an earlier moment).
    """

    field: str
    operator: str
    operands: tuple[Any, ...]


Rule: TypeAlias = tuple[Test, ...]
"""Tests that must all hold."""


_TESTS: tuple[Callable[[Random], Test], ...] = (
    lambda draw: Test("country", "in", tuple(draw.sample(COUNTRIES, draw.choice((1, 2, 3))))),
    lambda draw: Test("channel", "in", (draw.choice(CHANNELS),)),
    lambda draw: Test("method", "not", (draw.choice(METHODS),)),
    lambda draw: Test("total", "at_least", (draw.randrange(0, 500, 25) * 100,)),
    lambda draw: Test("items", "less_than", (draw.randrange(1, 20),)),
    lambda draw: Test("weight", "between", (draw.randrange(500), draw.randrange(500, 5000))),
    lambda draw: Test("labelled", "is", (draw.random() < 0.5,)),
    lambda draw: Test("tags", "has", (draw.choice(TAGS),)),
    lambda draw: Test("ship_from", "in", tuple(draw.sample(WAREHOUSES, 2))),
    lambda draw: Test("postal_code", "starts", (str(draw.randrange(10)),)),
    lambda draw: Test("created", "before", (_epoch() - draw.choice((3600, 7200, 86_400)),)),
)


def rules(count: int) -> list[Rule]:
    """Make rules; the same for the same number."""
    draw = Random(1)
    return [
        tuple(test(draw) for test in draw.sample(_TESTS, draw.choice((2, 3, 3, 4))))  # few fields, each at most once
        for _ in range(count)
    ]


def facts(mix: str, count: int) -> list[FlatFact]:
    """Make facts: `few shapes` repeats 500, `uniform` draws each field, `nothing shared` has values seen once."""
    draw = Random(2)
    if mix == "few shapes":
        shapes = [_uniform(draw, number) for number in range(500)]
        return [dict(draw.choice(shapes)) for _ in range(count)]
    make = _uniform if mix == "uniform" else _unshared
    return [make(draw, number) for number in range(count)]


def _uniform(draw: Random, _number: int) -> FlatFact:
    return {
        "country": draw.choice(COUNTRIES),
        "channel": draw.choice(CHANNELS),
        "method": draw.choice(METHODS),
        "total": draw.randrange(100) * 500,
        "items": draw.randrange(1, 20),
        "weight": draw.randrange(0, 5000, 50),
        "labelled": draw.random() < 0.5,
        "tags": [draw.choice(TAGS)] if draw.random() < 0.3 else [],
        "ship_from": draw.choice(WAREHOUSES),
        "postal_code": f"{draw.randrange(0, 100_000, 500):05}",
        "created": _epoch() - draw.randrange(0, 3000, 30) * 60,
    }


def _unshared(draw: Random, number: int) -> FlatFact:
    return _uniform(draw, number) | {
        "total": number,
        "weight": number % 5000,
        "postal_code": f"{number:05}",
        "created": _epoch() - number,
    }


def _epoch() -> int:
    return int(NOW.timestamp())
