"""Rules that hand a part to and fro between warehouses, round after round, and the goods with it.

The rules about orders that lie at several locations go in (only such a part stays to be assigned once more), findings
go to the results. A rule that chooses by stock or province counts with each warehouse that it may choose. Used by
`proofs`.
"""

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import NamedTuple

from engine import mentions
from engine.problems import Severity
from engine.proving import choices, circles, noting
from engine.proving.fields import tests_of
from engine.proving.findings import Code, Finding, Results, Step, Undecided
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Demand, Found, Space, Surroundings, UndecidedError, View

_KIND = "order.spans_locations"
_MOVING = "placement.elsewhere"
_SHIP_FROM = "part.ship_from"
_BY_PERSON = circles.equal("part.decided_by", "person")
_LABELLED = circles.equal("part.labelled", value=True)
"""What a person decided stays, and a label ends it: neither kind of part is asked about any more."""
_SETTLED = (_BY_PERSON, _LABELLED)
_MOST_RINGS = 400
_SAID = {choices.DEFAULT: "the default warehouse", choices.ANOTHER: "any other warehouse"}


class _Step(NamedTuple):
    """A rule, by its place in the book, that hands the part to a warehouse."""

    rule: int
    way: choices.Way


_Ring = tuple[_Step, ...]


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Ask of each two and three rules that assign warehouses whether each undoes the one before."""
    book = books[_KIND]
    if not any(_SHIP_FROM in mentions.mentions(rule.when).fields for rule in book.rules):
        return  # what they choose does not depend on what was chosen
    told: set[frozenset[int]] = set()
    for tried, ring in enumerate(_rings(book)):
        rules = frozenset(step.rule for step in ring)
        last = book.rules[ring[-1].rule]
        names = ", ".join(f"`{book.rules[step.rule].name}`" for step in ring)
        asked = f"whether {names} hand a part on in a circle"
        if tried >= _MOST_RINGS:
            why = f"{_MOST_RINGS} circles were tried"
            results.undecided.append(Undecided(question=asked, why=why, place=last.place))
            return
        if any(smaller <= rules for smaller in told):
            continue
        with noting.question(results, asked, last.place):
            found = _find(book, ring, surroundings)
            if found is not None:
                told.add(rules)
                results.findings.append(_finding(book, ring, found, _moved(books, ring, surroundings)))


def _rings(book: Rulebook) -> Iterator[_Ring]:
    known = _known(book)
    steps = [
        _Step(rule, way)
        for rule, main in enumerate(book.mains)
        if main is not None
        for way in choices.ways(main, known)
    ]
    for size in (2, 3):
        for ring in permutations(steps, size):
            rules = [step.rule for step in ring]
            if rules[0] == min(rules) and len(set(rules)) == len({step.way.warehouse for step in ring}) == size:
                yield ring


def _known(book: Rulebook) -> list[str]:
    """Give the warehouses that rules name, as what they assign or as what a part ships from."""
    tests, _ = tests_of(rule.when for rule in book.rules)
    tested = [str(value) for test in tests if test.field == _SHIP_FROM for value in test.operands]
    chosen = [way.warehouse for main in book.mains if main is not None for way in choices.ways(main)]
    return [one for one in dict.fromkeys((*chosen, *tested)) if one not in (choices.ANOTHER, "True", "False")]


def _find(book: Rulebook, ring: _Ring, surroundings: Surroundings) -> Found | None:
    """Find a part that each rule assigns away from where the one before it, in the ring, assigned it to."""
    befores = [circles.equal(_SHIP_FROM, ring[at - 1].way.warehouse) for at in range(len(ring))]
    ways = [step.way.when for step in ring]
    views = [View(kind=_KIND, conditions=(*book.view.conditions, before, *ways, *_SETTLED)) for before in befores]
    demands: list[Demand] = []
    for view, (step, before) in enumerate(zip(ring, befores, strict=True)):
        demands += [*book.standing(step.rule, view), [Ask(before, wanted=True, view=view)]]
        demands += [[Ask(step.way.when, wanted=True, view=view)]]
        demands += [[Ask(settled, wanted=False, view=view)] for settled in _SETTLED]
    return Space(views, surroundings, circles.sharing(frozenset({_KIND}), _SHIP_FROM)).find(demands)


def _moved(books: Mapping[str, Rulebook], ring: _Ring, surroundings: Surroundings) -> str:
    """Name the rule that moves the goods of such a part each time; empty if none does, or it cannot be told."""
    book, moving = books[_KIND], books[_MOVING]
    for mover, main in enumerate(moving.mains):
        if main is None or main.name != "relocate":
            continue
        after = circles.equal(_SHIP_FROM, ring[0].way.warehouse)
        views = [
            View(kind=_KIND, conditions=(*book.view.conditions, _LABELLED)),
            View(kind=_MOVING, conditions=(*moving.view.conditions, after)),
        ]
        shared = circles.sharing(frozenset({_KIND, _MOVING}), _SHIP_FROM)
        try:
            demands = [*book.standing(ring[0].rule), *moving.standing(mover, 1), [Ask(after, wanted=True, view=1)]]
            demands.append([Ask(_LABELLED, wanted=False)])
            if Space(views, surroundings, shared).find(demands) is not None:
                return moving.rules[mover].name
        except UndecidedError:
            continue
    return ""


def _finding(book: Rulebook, ring: _Ring, found: Found, mover: str) -> Finding:
    rules = [book.rules[step.rule] for step in ring]
    way = ", then ".join(
        f"`{rule.name}` ({rule.place}) assigns {_SAID.get(step.way.warehouse, step.way.warehouse)}"
        for step, rule in zip(ring, rules, strict=True)
    )
    moved = f"; where `{mover}` relocates it, the goods go to and fro as well" if mover else ""
    return Finding(
        code=Code.ASSIGNMENT_UNDONE,
        severity=Severity.WARNING,
        kind=_KIND,
        rules=tuple(rule.name for rule in reversed(rules)),
        summary=f"one {_KIND} goes round in a circle: {way}, and so on{moved}",
        hint="let them not depend on the ship-from that they change",
        place=rules[-1].place,
        steps=tuple(
            Step(fact=fact, now=found.now, stands=((rule.name, "assign_warehouse"),))
            for fact, rule in zip(found.facts, rules, strict=True)
        ),
        shown=book.fields(*(step.rule for step in ring)) | {_SHIP_FROM},
    )
