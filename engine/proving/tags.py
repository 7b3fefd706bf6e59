"""Tags that one rule adds and another takes off the same order, while nothing else changes.

All rules go in, findings go to the results. Used by `proofs`.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from engine import ir
from engine.problems import Severity
from engine.proving import circles, noting
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Found, Space, Surroundings, View

_TAGS = "order.tags"


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Ask of each rule that adds a tag and each that takes it off whether they can undo each other."""
    for tag, adding, taking in _opposites(books):
        asked = f"whether `{taking.name}` takes the tag {tag} off again that `{adding.name}` adds"
        with noting.question(results, asked, taking.place):
            for kind, other in product(adding.kinds, taking.kinds):
                if circles.coexist(kind, other):
                    pair = _Pair(books[kind], books[other], tag, surroundings)
                    found = pair.find(adding, taking)
                    if found is not None:
                        results.findings.append(_finding(pair, adding, taking, found))
                        break


class _Pair:
    """Two kinds of difference of one order: the first seen without the tag, the second with it."""

    def __init__(self, first: Rulebook, second: Rulebook, tag: str, surroundings: Surroundings) -> None:
        self.books = (first, second)
        self.tag = tag
        self._tagged = circles.equal(_TAGS, tag)
        views = [View(kind=book.kind, conditions=(*book.view.conditions, self._tagged)) for book in self.books]
        kinds = frozenset(book.kind for book in self.books)
        self._space = Space(views, surroundings, circles.sharing(kinds, f"{_TAGS}: {tag}"))

    def find(self, adding: ir.Rule, taking: ir.Rule) -> Found | None:
        first, second = (book.rules.index(rule) for book, rule in zip(self.books, (adding, taking), strict=True))
        return self._space.find(
            [
                [self.books[0].matches(first)],
                *self.books[0].reached(first),
                [Ask(self._tagged, wanted=False)],
                [self.books[1].matches(second, view=1)],
                *self.books[1].reached(second, view=1),
                [Ask(self._tagged, wanted=True, view=1)],
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


def _finding(pair: _Pair, adding: ir.Rule, taking: ir.Rule, found: Found) -> Finding:
    first, second = pair.books
    where = "there" if first.kind == second.kind else f"where it is {second.kind} at the same time"
    return Finding(
        code=Code.TAGS_UNDONE,
        severity=Severity.WARNING,
        kind=first.kind,
        rules=(taking.name, adding.name),
        summary=f"`{adding.name}` ({adding.place}) adds the tag {pair.tag} to an order that is"
        f" {first.kind}, and `{taking.name}` takes it off again {where}",
        hint="let the two exclude each other, by something other than this tag",
        place=taking.place,
        steps=(
            Step(fact=found.facts[0], now=found.now, stands=((adding.name, "tag"),)),
            Step(fact=found.facts[1], now=found.now, stands=((taking.name, "untag"),)),
        ),
        shown=first.fields(first.rules.index(adding)) | second.fields(second.rules.index(taking)) | {_TAGS},
    )
