"""Pairs of rules that match together and want different things.

Order decides between them. That is how the language works, and mostly meant: a special case above a general rule, a
`hold` or `ignore` that makes an exception. What is not plainly meant is told: as a warning where two rules that act
meet by halves, as a remark where the first of them does nothing. Used by `proofs`.
"""

from collections.abc import Collection, Iterator

from engine import explaining, ir, mentions
from engine.problems import Severity
from engine.proving import noting, wanting
from engine.proving.findings import Code, Finding, Results, Step, Undecided
from engine.proving.rulebooks import PASSIVE, Rulebook
from engine.proving.solving import Effort

_MOST_TOLD = 40
"""Of one kind, no more pairs than this are told: whoever mends some runs the proof again."""


def prove(book: Rulebook, results: Results, passed_over: Collection[int], effort: Effort) -> None:
    """Ask about each pair; rules of which something is told already are passed over."""
    told = 0
    for earlier, later in _pairs(book, passed_over):
        first, second = book.rules[earlier], book.rules[later]
        if told >= _MOST_TOLD or effort.spent:
            asked = f"whether more rules from `{second.name}` on disagree with rules before them about {book.kind}"
            why = "it takes more work than a proof may" if effort.spent else f"{_MOST_TOLD} pairs are told already"
            results.undecided.append(Undecided(question=asked, why=why, place=second.place))
            return
        asked = f"whether `{first.name}` and `{second.name}` want different things of one {book.kind}"
        with noting.question(results, asked, second.place):
            found = _meeting(book, earlier, later)
            if found is not None:
                results.findings.append(found)
                told += 1


def _pairs(book: Rulebook, passed_over: Collection[int]) -> Iterator[tuple[int, int]]:
    acting = [rule for rule, main in enumerate(book.mains) if main is not None and rule not in passed_over]
    for at, later in enumerate(acting):
        for earlier in acting[:at]:
            first, second = book.mains[earlier], book.mains[later]
            if first is not None and second is not None and wanting.apart(first, second) is not None:
                yield earlier, later


def _looked_at(first: ir.Action, second: ir.Action) -> frozenset[str]:
    """Give the fields on which it depends whether two actions want different things."""
    apart = wanting.apart(first, second)
    return frozenset() if apart is None else mentions.mentions(apart).fields


def _meeting(book: Rulebook, earlier: int, later: int) -> Finding | None:
    both = [[book.matches(earlier)], *book.finding(earlier), [book.matches(later)], *book.finding(later)]
    if book.find(*both) is None or book.find([book.matches(earlier)], [book.matches(later, wanted=False)]) is None:
        return None  # they never meet, or the first is a special case of the second
    meet = [*book.standing(earlier), [book.matches(later)], *book.finding(later), *book.reached(later)]
    found = book.find_apart(earlier, later, *meet)
    first, second = book.mains[earlier], book.mains[later]
    if found is None or first is None or second is None:
        return None
    names = book.rules[earlier].name, book.rules[later].name
    passive = first.name in PASSIVE
    words = [explaining.action_as_text(action) for action in (first, second)]
    return Finding(
        code=Code.BY_ORDER if passive else Code.DISAGREEMENT,
        severity=Severity.NOTE if passive else Severity.WARNING,
        kind=book.kind,
        rules=(names[1], names[0]),
        summary=f"`{names[0]}` ({book.rules[earlier].place}) and `{names[1]}` can match the same {book.kind} and want"
        f" different things: `{words[0]}` stands, `{words[1]}` does not, because of their order alone",
        hint="leave it if the first is meant as an exception" if passive else "let one of them exclude the other",
        place=book.rules[later].place,
        steps=(
            Step(
                fact=found.facts[0],
                now=found.now,
                stands=((names[0], first.name),),
                overridden=((names[1], second.name),),
            ),
        ),
        shown=book.fields(earlier, later) | _looked_at(first, second),
    )
