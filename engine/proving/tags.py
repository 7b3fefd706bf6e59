"""Tags that one rule adds and another takes off the same order, round after round, while nothing else changes.

All rules go in, findings go to the results. The two may have their say in one round about one difference, or after each
other; every other rule about these kinds of difference has its say as well, so that a tag which is handed on until all
is done (new, then seen, then done) is none of this. Used by `proofs`.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from engine import ir
from engine.problems import Severity
from engine.proving import circles, noting, tagging
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Demand, Found, Space, Surroundings, View

_TAGS = tagging.TAGS


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Ask of each rule that adds a tag and each that takes it off whether they can undo each other."""
    pairs: dict[tuple[str, str], _Pair] = {}
    for tag, adding, taking in _opposites(books):
        asked = f"whether `{taking.name}` takes the tag {tag} off again that `{adding.name}` adds"
        with noting.question(results, asked, taking.place):
            for kind, other in product(adding.kinds, taking.kinds):
                if circles.coexist(kind, other):
                    pair = pairs.get((kind, other)) or _Pair(books[kind], books[other], surroundings)
                    pairs[kind, other] = pair
                    found = pair.find(tag, adding, taking)
                    if found is not None:
                        results.findings.append(_finding(pair, tag, adding, taking, found))
                        break


class _Pair:
    """Two kinds of difference of one order: the first as one rule finds it, the second as the other does."""

    def __init__(self, first: Rulebook, second: Rulebook, surroundings: Surroundings) -> None:
        self.books = (first, second)
        self._rules = (tagging.Tagging(first), tagging.Tagging(second))
        self._changed = self._rules[0].tags | self._rules[1].tags
        has = tuple(circles.equal(_TAGS, tag) for tag in self._changed)
        views = [View(kind=book.kind, conditions=(*book.view.conditions, *has)) for book in self.books]
        kinds = frozenset(book.kind for book in self.books)
        self._turns = Space(views, surroundings, circles.sharing(kinds, *(f"{_TAGS}: {tag}" for tag in self._changed)))
        self._at_once = Space(views[:1], surroundings)

    def find(self, tag: str, adding: ir.Rule, taking: ir.Rule) -> Found | None:
        """Find an order of which the tag is added and taken off, and which is then as it was."""
        first, second = (book.rules.index(rule) for book, rule in zip(self.books, (adding, taking), strict=True))
        one, other = self._rules
        if self.books[0] is self.books[1]:
            both: list[Demand] = [[one.applied(first, 0)], [one.applied(second, 0)]]
            found = self._at_once.find([*both, *one.becomes(0, 0, self._changed)])
            if found is not None:
                return found
        return self._turns.find(
            [
                [one.applied(first, 0)],
                [one.has(tag, 0, wanted=False)],
                *one.becomes(0, 1, self._changed),
                [other.applied(second, 1)],
                [other.has(tag, 1)],
                *other.becomes(1, 0, self._changed),
            ]
        )


def _opposites(books: Mapping[str, Rulebook]) -> Iterator[tuple[str, ir.Rule, ir.Rule]]:
    """Give each tag with each rule that adds it and each that takes it off."""
    rules = list({rule.name: rule for book in books.values() for rule in book.rules}.values())
    for adding, taking in product(rules, rules):
        for tag in sorted(_tags(adding, "tag") & _tags(taking, "untag")):
            yield tag, adding, taking


def _tags(rule: ir.Rule, action: str) -> set[str]:
    return {str(each.arguments["text"]) for each in rule.then if each.name == action}


def _finding(pair: _Pair, tag: str, adding: ir.Rule, taking: ir.Rule, found: Found) -> Finding:
    first, second = pair.books
    steps = [
        Step(fact=fact, now=found.now, stands=stands)
        for fact, stands in zip(found.facts, (((adding.name, "tag"),), ((taking.name, "untag"),)), strict=False)
    ]
    if len(steps) == 1:
        where = "in the same round"
        steps = [Step(fact=found.facts[0], now=found.now, stands=((adding.name, "tag"), (taking.name, "untag")))]
    elif first.kind == second.kind:
        where = "there in the next round"
    else:
        where = f"where it is {second.kind} at the same time"
    return Finding(
        code=Code.TAGS_UNDONE,
        severity=Severity.WARNING,
        kind=first.kind,
        rules=(taking.name, adding.name),
        summary=f"`{adding.name}` ({adding.place}) adds the tag {tag} to an order that is"
        f" {first.kind}, and `{taking.name}` takes it off again {where}, round after round",
        hint="let the two exclude each other, by something other than this tag",
        place=taking.place,
        steps=tuple(steps),
        shown=first.fields(first.rules.index(adding)) | second.fields(second.rules.index(taking)) | {_TAGS},
    )
