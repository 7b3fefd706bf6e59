"""Stock that flaps: shaped writes whose result makes another rule write something else, round after round.

The rules about levels that differ go in, findings go to the results. A level is followed on the plain evaluator from
each quantity that a rule would write; looked at is the plainest level: one warehouse, each that rules shape by itself
and one that none names, and nothing that others are owed. Used by `proofs`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations
from typing import Any

from engine import evaluating, ir, mentions
from engine.facts import Fact, Value
from engine.problems import Severity
from engine.proving import circles, levels, noting, shapes
from engine.proving.domains import COUPLED_LEVELS
from engine.proving.fields import tests_of
from engine.proving.findings import Code, Finding, Results, Step, Undecided
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Found, Space, Surroundings

_KIND = "availability.differs"
_ON_HAND, _COMMITTED = "level.on_hand", "level.committed"
_CHANGED = (COUPLED_LEVELS - {"level.target"}) | {_ON_HAND}
_MOST_PAIRS = 300
_MOST_TARGETS = 300

Circle = tuple[tuple[int, Fact], ...]
"""Rules, by their places in the book, each with the level that it writes to."""


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Ask of each two rules that write differently whether they write in turns."""
    book = books[_KIND]
    if not surroundings.shapes or not any(_CHANGED & mentions.mentions(rule.when).fields for rule in book.rules):
        return
    told: set[frozenset[int]] = set()
    space = Space([book.view, book.view], surroundings, circles.sharing(frozenset({_KIND}), "level", _ON_HAND))
    for tried, (first, second) in enumerate(_pairs(book)):
        names = f"`{book.rules[first].name}` and `{book.rules[second].name}`"
        asked, place = f"whether {names} write the same level in turns", book.rules[second].place
        if tried >= _MOST_PAIRS:
            why = f"{_MOST_PAIRS} pairs were tried"
            results.undecided.append(Undecided(question=asked, why=why, place=place))
            return
        if any({first, second} <= ring for ring in told):
            continue
        with noting.question(results, asked, place):
            # An item and location for which each rule's action can stand, whatever the level then is.
            found = space.find([*book.standing(first), *book.standing(second, 1)])
            for warehouse in _warehouses(book):
                circle = None if found is None else _circle(book, found, warehouse)
                if found is not None and circle is not None:
                    ring = frozenset(rule for rule, _ in circle)
                    if ring not in told:
                        told.add(ring)
                        results.findings.append(_finding(book, circle, found.now, warehouse))
                    break


def _warehouses(book: Rulebook) -> tuple[str, ...]:
    """Give a warehouse that no rule shapes by itself, called "", and those that rules do."""
    every = (shapes.shaped_alone(_said(book, rule)) for rule in range(len(book.mains)))
    return tuple(dict.fromkeys(("", *(warehouse for alone in every for warehouse in alone))))


def _pairs(book: Rulebook) -> Iterator[tuple[int, int]]:
    writing = [rule for rule, main in enumerate(book.mains) if main is not None and main.name == "set_inventory"]
    for first, second in combinations(writing, 2):
        if _said(book, first) != _said(book, second):
            yield first, second


def _said(book: Rulebook, rule: int) -> Mapping[str, Any]:
    main = book.mains[rule]
    return {} if main is None else main.arguments


def _shape(book: Rulebook, rule: int, warehouse: str) -> shapes.Shape:
    """Give the shape of what one warehouse offers."""
    return shapes.at(_said(book, rule), warehouse)


def _circle(book: Rulebook, found: Found, warehouse: str) -> Circle | None:
    """Follow levels of the item from each quantity that may be written, for each target that rules may tell apart."""
    item = {name: value for name, value in found.facts[0].values.items() if name not in COUPLED_LEVELS}
    writes = {
        rule: _shape(book, rule, warehouse)
        for rule, main in enumerate(book.mains)
        if main and main.name == "set_inventory"
    }
    asked = [rule for rule in range(len(book.rules)) if _may_match(book, rule, item, found.now)]
    for target in _targets(book, warehouse):
        for start in sorted({shapes.offered(arguments, target) for arguments in writes.values()}):
            path: list[tuple[int, Fact]] = []
            available = start
            while available not in [fact.values["level.available"] for _, fact in path]:
                fact = _fact(item, available, target)
                rule = _writer(book, asked, fact, found.now)
                if rule not in writes:
                    break
                path.append((rule, fact))
                available = shapes.offered(writes[rule], target)
            else:
                begin = [fact.values["level.available"] for _, fact in path].index(available)
                if len(path) - begin > 1:
                    return tuple(path[begin:])
    return None


def _may_match(book: Rulebook, rule: int, item: Mapping[str, Value], now: datetime) -> bool:
    """Tell whether the rule may match some level of the item: nothing that levels don't change speaks against it."""
    when = book.rules[rule].when
    parts = when.parts if isinstance(when, ir.AllOf) else (when,)
    fixed = (part for part in parts if isinstance(part, ir.Test) and part.field not in _CHANGED | COUPLED_LEVELS)
    return all(evaluating.passes(part, item, now) for part in fixed)


def _writer(book: Rulebook, asked: Iterable[int], fact: Fact, now: datetime) -> int:
    """Give the rule whose main action stands, of those that may match, -1 if none does."""
    for rule in asked:
        if (book.mains[rule] is not None or book.rules[rule].stop) and evaluating.holds(
            book.rules[rule].when, fact, now
        ):
            return rule if book.mains[rule] is not None else -1
    return -1


def _fact(item: Mapping[str, Value], available: int, target: int) -> Fact:
    values = {**item, **levels.level(available, target)}
    committed = item.get(_COMMITTED, 0)
    if _ON_HAND in item and isinstance(committed, int):
        values[_ON_HAND] = available + committed
    return Fact(kind=_KIND, key=f"{item.get('product.sku')} at {item.get('location.name')}", values=values)


def _targets(book: Rulebook, warehouse: str) -> list[int]:
    """Give targets on both sides of all that rules compare or shape."""
    constants = {1, 10, 100, 1_000}
    tests, _ = tests_of(rule.when for rule in book.rules)
    constants |= {
        int(operand) for test in tests if test.field.startswith("level.") for operand in _whole(test.operands)
    }
    for rule in range(len(book.rules)):
        arguments = _shape(book, rule, warehouse)
        shaping = list(_whole(arguments.values()))
        constants |= {size + other for size in list(constants) for other in shaping if len(constants) < _MOST_TARGETS}
        percent = arguments.get("percent", 100)
        if percent:
            constants |= {size * 100 // percent + 1 for size in list(constants) if len(constants) < _MOST_TARGETS}
    return sorted({abs(size) + step for size in constants for step in (-1, 0, 1) if abs(size) + step >= 0})


def _whole(values: Iterable[Any]) -> Iterator[int]:
    return (int(value) for value in values if isinstance(value, int) and not isinstance(value, bool))


def _finding(book: Rulebook, circle: Circle, now: datetime, warehouse: str) -> Finding:
    rules: list[ir.Rule] = [book.rules[rule] for rule, _ in circle]
    written = [
        shapes.offered(_shape(book, rule, warehouse), int(str(fact.values["level.target"]))) for rule, fact in circle
    ]
    where = f", where {warehouse} alone is mapped" if warehouse else ""
    way = ", then ".join(
        f"`{rule.name}` ({rule.place}) writes {quantity}" for rule, quantity in zip(rules, written, strict=True)
    )
    return Finding(
        code=Code.STOCK_FLAPS,
        severity=Severity.WARNING,
        kind=_KIND,
        rules=tuple(rule.name for rule in reversed(rules)),
        summary=f"one level goes up and down though its target stays: {way}, and so on{where}",
        hint="let shaping depend on the product, the location or the target, not on what the shop offers now",
        place=rules[-1].place,
        steps=tuple(
            Step(fact=fact, now=now, stands=((rule.name, "set_inventory"),))
            for rule, (_, fact) in zip(rules, circle, strict=True)
        ),
        shown=book.fields(*(rule for rule, _ in circle)) | {"level.available", "level.target"},
    )
