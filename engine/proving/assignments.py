"""Rules that hand a part to and fro between warehouses, round after round, and the goods with it.

The rules about orders that lie at several locations go in (only such a part stays to be assigned once more), findings
go to the results. A rule that chooses by stock or province counts with each warehouse that it may choose. First it is
asked of each two rules whether the second answers where the first has chosen; then each circle that these steps could
make is looked for in one order, shortest first, however many rules it has. Used by `proofs`.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from engine import mentions
from engine.problems import Severity
from engine.proving import choices, circles, noting
from engine.proving.fields import tests_of
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Demand, Found, Space, Surroundings, UndecidedError, View

_KIND = "order.spans_locations"
_MOVING = "placement.elsewhere"
_SHIP_FROM, _IN_STOCK = "part.ship_from", "part.in_stock"
_LABELLED = circles.equal("part.labelled", value=True)
_MOST_STEPS = 70
_MOST_RINGS = 400
_MOST_PATHS = 20_000
_SAID = {choices.DEFAULT: "the default warehouse", choices.ANOTHER: "any other warehouse"}


class _Step(NamedTuple):
    """A rule, by its place in the book, that hands the part to a warehouse."""

    rule: int
    way: choices.Way


_Ring = tuple[_Step, ...]
_Steps = Mapping[_Step, Sequence[_Step]]
"""For each step those that may come after it."""


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Ask whether rules that assign warehouses hand a part on in a circle, of two rules or of any number."""
    book = books[_KIND]
    if not any({_SHIP_FROM, _IN_STOCK} & mentions.mentions(rule.when).fields for rule in book.rules):
        return  # what they choose does not depend on what was chosen
    looking = _Looking(book, surroundings)
    with noting.question(results, "whether rules hand a part on in a circle", book.rules[-1].place):
        after = {step: looking.after(step) for step in looking.steps}
        told: set[frozenset[int]] = set()
        for ring in _rings(looking.steps, after, told):
            rules = [book.rules[step.rule] for step in ring]
            named = ", ".join(f"`{rule.name}`" for rule in rules)
            with noting.question(results, f"whether {named} hand a part on in a circle", rules[-1].place):
                found = looking.find(ring)
                if found is not None:
                    told.add(frozenset(step.rule for step in ring))
                    results.findings.append(_finding(book, ring, found, _moved(books, ring, surroundings)))


def _rings(steps: Sequence[_Step], after: _Steps, told: Collection[frozenset[int]]) -> Iterator[_Ring]:
    """Give the circles of steps, shortest first, each once; those with all rules of one told already are left out.

    Raises UndecidedError where there are too many.
    """
    waiting: deque[_Ring] = deque((step,) for step in steps)
    tried = 0
    while waiting:
        path = waiting.popleft()
        rules, places = {step.rule for step in path}, {step.way.warehouse for step in path}
        if any(smaller <= rules for smaller in told):
            continue
        following = after[path[-1]]
        if len(path) > 1 and path[0] in following:
            tried += 1
            yield path
        if tried >= _MOST_RINGS or len(waiting) >= _MOST_PATHS:
            raise UndecidedError(f"more circles are possible than are tried: {tried} were")
        waiting.extend(
            (*path, step)
            for step in following
            if step.rule > path[0].rule and step.rule not in rules and step.way.warehouse not in places
        )


class _Looking:
    """Looks for parts that steps follow upon each other for."""

    def __init__(self, book: Rulebook, surroundings: Surroundings) -> None:
        known = _known(book)
        self._book = book
        self._surroundings = surroundings
        self.steps = [
            _Step(rule, way)
            for rule, main in enumerate(book.mains)
            if main is not None
            for way in choices.ways(main, known)
        ]
        self._at = {step.way.warehouse: circles.equal(_SHIP_FROM, step.way.warehouse) for step in self.steps}
        ways = (step.way.when for step in self.steps)
        self._view = View(kind=_KIND, conditions=(*book.view.conditions, *self._at.values(), *ways, _LABELLED))
        self._spaces: dict[int, Space] = {}

    def after(self, step: _Step) -> list[_Step]:
        """Give the steps that some part may take where this one has put it. Raises UndecidedError."""
        if len(self.steps) > _MOST_STEPS:
            raise UndecidedError(f"rules choose a warehouse in {len(self.steps)} ways, which is more than are tried")
        others = (other for other in self.steps if other.rule != step.rule)
        apart = (other for other in others if other.way.warehouse != step.way.warehouse)
        return [other for other in apart if self._space(1).find(self._taken(step, other, 0)) is not None]

    def find(self, ring: _Ring) -> Found | None:
        """Find a part that each rule assigns away from where the one before it, in the ring, assigned it to."""
        each = (self._taken(ring[view - 1], step, view) for view, step in enumerate(ring))
        return self._space(len(ring)).find(list(chain.from_iterable(each)))

    def _taken(self, before: _Step, step: _Step, view: int) -> list[Demand]:
        return [
            *self._book.standing(step.rule, view),
            [Ask(self._at[before.way.warehouse], wanted=True, view=view)],
            [Ask(step.way.when, wanted=True, view=view)],
        ]

    def _space(self, views: int) -> Space:
        if views not in self._spaces:
            shared = circles.sharing(frozenset({_KIND}), _SHIP_FROM, _IN_STOCK)
            self._spaces[views] = Space([self._view] * views, self._surroundings, shared)
        return self._spaces[views]


def _known(book: Rulebook) -> list[str]:
    """Give the warehouses that rules name, as what they assign or as what a part ships from."""
    tests, _ = tests_of(rule.when for rule in book.rules)
    tested = [str(value) for test in tests if test.field == _SHIP_FROM for value in test.operands]
    chosen = [way.warehouse for main in book.mains if main is not None for way in choices.ways(main)]
    return [one for one in dict.fromkeys((*chosen, *tested)) if one not in (choices.ANOTHER, "True", "False")]


def _moved(books: Mapping[str, Rulebook], ring: _Ring, surroundings: Surroundings) -> str:
    """Name the rule that moves the goods of such a part each time; empty if none does, or it cannot be told."""
    book, moving = books[_KIND], books[_MOVING]
    for mover, main in enumerate(moving.mains):
        if main is None or main.name != "relocate":
            continue
        after = circles.equal(_SHIP_FROM, ring[0].way.warehouse)
        views = [
            View(kind=_KIND, conditions=(*book.view.conditions, _LABELLED)),  # so that it has no label in either view
            View(kind=_MOVING, conditions=(*moving.view.conditions, after)),
        ]
        shared = circles.sharing(frozenset({_KIND, _MOVING}), _SHIP_FROM, _IN_STOCK)
        try:
            demands = [*book.standing(ring[0].rule), *moving.standing(mover, 1), [Ask(after, wanted=True, view=1)]]
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
