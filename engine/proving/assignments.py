"""Rules that hand a part to and fro between warehouses, round after round, and the goods with it.

The rules about orders that lie at several locations go in (only such a part stays to be assigned once more), findings
go to the results. Used by `proofs`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from engine import mentions
from engine.problems import Severity
from engine.proving import circles, noting
from engine.proving.findings import Code, Finding, Results, Step, Undecided
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Demand, Found, Space, Surroundings, UndecidedError, View

_KIND = "order.spans_locations"
_MOVING = "placement.elsewhere"
_SHIP_FROM = "part.ship_from"
_DEFAULT = "the-default-warehouse"
"""Stands for the key of the default warehouse, which rules do not know: taken as none that they name."""
_BY_PERSON = circles.equal("part.decided_by", "person")
_LABELLED = circles.equal("part.labelled", value=True)
"""What a person decided stays, and a label ends it: neither kind of part is asked about any more."""
_SETTLED = (_BY_PERSON, _LABELLED)
_MOST_RINGS = 400


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Ask of each two and three rules that assign warehouses whether each undoes the one before."""
    book = books[_KIND]
    _note_unknown(book, results)
    told: set[frozenset[int]] = set()
    for tried, ring in enumerate(_rings(book)):
        last = book.rules[ring[-1]]
        names = ", ".join(f"`{book.rules[rule].name}`" for rule in ring)
        asked = f"whether {names} hand a part on in a circle"
        if tried >= _MOST_RINGS:
            why = f"{_MOST_RINGS} circles were tried"
            results.undecided.append(Undecided(question=asked, why=why, place=last.place))
            return
        if any(smaller <= set(ring) for smaller in told):
            continue
        with noting.question(results, asked, last.place):
            found = _find(book, ring, surroundings)
            if found is not None:
                told.add(frozenset(ring))
                results.findings.append(_finding(book, ring, found, _moved(books, ring, surroundings)))


def _note_unknown(book: Rulebook, results: Results) -> None:
    """Say which rules may take part in a circle that cannot be followed: their warehouse is chosen later."""
    if not any(_SHIP_FROM in mentions.mentions(rule.when).fields for rule in book.rules):
        return
    for rule, main in zip(book.rules, book.mains, strict=True):
        if main is not None and main.name == "assign_warehouse" and not main.arguments.keys() & {"name", "default"}:
            asked = f"whether `{rule.name}` hands a part on in a circle"
            results.undecided.append(
                Undecided(question=asked, why="which warehouse it chooses is not known beforehand", place=rule.place)
            )


def _rings(book: Rulebook) -> Iterator[tuple[int, ...]]:
    assigning = [rule for rule in range(len(book.rules)) if _warehouse(book, rule)]
    for size in (2, 3):
        for ring in permutations(assigning, size):
            different = {_warehouse(book, rule) for rule in ring}
            if ring[0] == min(ring) and len(different) == size:
                yield ring


def _warehouse(book: Rulebook, rule: int) -> str:
    """Give the warehouse that the rule assigns; empty if it assigns none, or none that is known beforehand."""
    main = book.mains[rule]
    if main is None or main.name != "assign_warehouse":
        return ""
    return _DEFAULT if main.arguments.get("default") else str(main.arguments.get("name", ""))


def _find(book: Rulebook, ring: Sequence[int], surroundings: Surroundings) -> Found | None:
    """Find a part that each rule assigns away from where the one before it, in the ring, assigned it to."""
    befores = [circles.equal(_SHIP_FROM, _warehouse(book, ring[at - 1])) for at in range(len(ring))]
    views = [View(kind=_KIND, conditions=(*book.view.conditions, before, *_SETTLED)) for before in befores]
    demands: list[Demand] = []
    for view, (rule, before) in enumerate(zip(ring, befores, strict=True)):
        demands += [*book.standing(rule, view), [Ask(before, wanted=True, view=view)]]
        demands += [[Ask(settled, wanted=False, view=view)] for settled in _SETTLED]
    return Space(views, surroundings, circles.sharing(frozenset({_KIND}), _SHIP_FROM)).find(demands)


def _moved(books: Mapping[str, Rulebook], ring: Sequence[int], surroundings: Surroundings) -> str:
    """Name the rule that moves the goods of such a part each time; empty if none does, or it cannot be told."""
    book, moving = books[_KIND], books[_MOVING]
    for mover, main in enumerate(moving.mains):
        if main is None or main.name != "relocate":
            continue
        after = circles.equal(_SHIP_FROM, _warehouse(book, ring[0]))
        views = [
            View(kind=_KIND, conditions=(*book.view.conditions, _LABELLED)),
            View(kind=_MOVING, conditions=(*moving.view.conditions, after)),
        ]
        shared = circles.sharing(frozenset({_KIND, _MOVING}), _SHIP_FROM)
        try:
            demands = [*book.standing(ring[0]), *moving.standing(mover, 1), [Ask(after, wanted=True, view=1)]]
            demands.append([Ask(_LABELLED, wanted=False)])
            if Space(views, surroundings, shared).find(demands) is not None:
                return moving.rules[mover].name
        except UndecidedError:
            continue
    return ""


def _finding(book: Rulebook, ring: Sequence[int], found: Found, mover: str) -> Finding:
    rules = [book.rules[rule] for rule in ring]
    way = ", then ".join(
        f"`{rule.name}` ({rule.place}) assigns {_warehouse(book, at).replace(_DEFAULT, 'the default warehouse')}"
        for at, rule in zip(ring, rules, strict=True)
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
        shown=book.fields(*ring) | {_SHIP_FROM},
    )
