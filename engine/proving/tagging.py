"""Tagging: what rules do to the tags of an order, as demands on what it is like before and after they had their say.

The rules of a kind go in with two views of an order, demands come out under which the second is what the rules make of
the first: of all rules that are reached and change a tag the last one counts, and tags that none changes stay. Used by
`tags` and `chains`.
"""

from collections.abc import Collection, Iterator

from engine import ir
from engine.proving import circles
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Demand

TAGS = "order.tags"


def effects(rule: ir.Rule) -> dict[str, bool]:
    """Give the tags that a rule changes: added (True) or taken off (False), whichever it says last."""
    changing = (each for each in rule.then if each.name in ("tag", "untag"))
    return {str(each.arguments["text"]): each.name == "tag" for each in changing}


class Tagging:
    """The rules of one kind that change tags."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._effects = [effects(rule) for rule in book.rules]
        self._has = {tag: circles.equal(TAGS, tag) for each in self._effects for tag in each}
        self._applied = [self._reached(at) for at in range(len(book.rules))]

    @property
    def tags(self) -> frozenset[str]:
        """Give the tags that some rule changes."""
        return frozenset(self._has)

    def has(self, tag: str, view: int, *, wanted: bool = True) -> Ask:
        """Ask that the order has the tag in a view, or that it has not."""
        return Ask(self._has.setdefault(tag, circles.equal(TAGS, tag)), wanted, view)

    def applied(self, rule: int, view: int, *, wanted: bool = True) -> Ask:
        """Ask that the rule, by its place in the book, matches and is reached."""
        return Ask(self._applied[rule], wanted, view)

    def becomes(self, view: int, after: int, tags: Collection[str]) -> Iterator[Demand]:
        """Demand that the order has in one view the tags that the rules make of those in another."""
        for tag in sorted(tags):
            changing = [(at, each[tag]) for at, each in enumerate(self._effects) if tag in each]
            later: list[Ask] = []
            for rule, added in reversed(changing):
                yield [self.applied(rule, view, wanted=False), *later, self.has(tag, after, wanted=added)]
                later.append(self.applied(rule, view))
            if view != after:
                for there in (True, False):
                    yield [*later, self.has(tag, view, wanted=not there), self.has(tag, after, wanted=there)]

    def _reached(self, rule: int) -> ir.Condition:
        asked = self.book.rules
        stops = (ir.Not(earlier.when) for earlier in asked[:rule] if earlier.stop)
        return ir.AllOf((asked[rule].when, *stops))
