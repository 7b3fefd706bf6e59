"""Kinds of difference with cases that no rule answers.

The rules of one kind go in, a finding goes to the results. Such a difference is held and shown, never dropped; told
here is that it can happen. Used by `proofs`.
"""

from collections.abc import Iterator

from engine import ir, vocabulary
from engine.problems import Severity
from engine.proving import noting
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Demand

_ANY_ACTION = frozenset({vocabulary.Stage.FAILURES, vocabulary.Stage.MAPPINGS})
"""Stages of which telling somebody is answer enough."""

_NO_ANSWER = "require_approval"


def prove(book: Rulebook, results: Results, start: ir.Place) -> None:
    """Ask whether each difference of the kind is answered; `start` is where a kind without rules is told."""
    place = book.rules[-1].place if book.rules else start
    with noting.question(results, f"whether every {book.kind} is answered", place):
        found = book.find(*_unanswered(book))
        if found is None:
            return
        meaning = vocabulary.KINDS[book.kind].meaning
        which = "some" if book.rules else "any"
        results.findings.append(
            Finding(
                code=Code.GAP,
                severity=Severity.WARNING,
                kind=book.kind,
                rules=tuple(rule.name for rule in book.rules[-1:]),
                summary=f"no rule says what becomes of {which} {book.kind} ({meaning})",
                hint="add a last rule without `when:`, if only with `hold` or `ignore`",
                place=place,
                steps=(Step(fact=found.facts[0], now=found.now, unanswered=True),),
                shown=book.fields(*range(len(book.rules))),
            )
        )


def answers(kind: str, action: ir.Action) -> bool:
    """Tell whether an action says what becomes of a difference of the kind."""
    if vocabulary.KINDS[kind].stage in _ANY_ACTION:
        return action.name != _NO_ANSWER
    return vocabulary.ACTIONS[action.name].group == vocabulary.MAIN


def _unanswered(book: Rulebook) -> Iterator[Demand]:
    """Demand of each rule that answers that it does not, or that a rule before it stops the list.

    One that chooses a warehouse and finds none answers nothing either, even if it stops the list.
    """
    stops: list[Ask] = []
    for rule, asked in enumerate(book.rules):
        if any(answers(book.kind, action) for action in asked.then):
            needed = book.finds[rule]
            missing = [] if needed is None else [Ask(needed, wanted=False)]
            yield [book.matches(rule, wanted=False), *missing, *stops]
        if asked.stop:
            stops.append(book.matches(rule))
