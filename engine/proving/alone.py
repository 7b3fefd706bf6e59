"""Rules that can never match, and rules of which nothing ever stands because of what comes before them.

The rules of one kind go in, findings go to the results. Used by `proofs`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from engine import explaining, ir
from engine.problems import Severity
from engine.proving import noting, phrases
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import Rulebook
from engine.proving.spaces import Ask, Demand, Found, UndecidedError

_T = TypeVar("_T")

_MOST_CONDITIONS = 40
"""Of more conditions than this the contradicting ones are not looked for."""


def prove(book: Rulebook, results: Results) -> frozenset[int]:
    """Ask about each rule; give those of which something is told, by their places in the book."""
    told = set()
    for rule, asked in enumerate(book.rules):
        before = len(results.findings)
        with noting.question(results, f"whether `{asked.name}` can match {book.kind}", asked.place):
            example = book.find([book.matches(rule)])
            if example is None:
                results.findings.append(_never(book, rule))
            else:
                with noting.question(results, f"whether `{asked.name}` ever stands for {book.kind}", asked.place):
                    results.findings.extend(_shadowed(book, rule, example))
        if len(results.findings) > before:
            told.add(rule)
    return frozenset(told)


def _never(book: Rulebook, rule: int) -> Finding:
    asked = book.rules[rule]
    parts = _conjuncts(asked.when)
    core = parts if len(parts) > _MOST_CONDITIONS else _needed(parts, lambda left: _cannot(book, left))
    named = [f"`{phrases.condition(part)}`" for part in core]
    if len(core) == 1:
        summary = f"can never match {book.kind}: nothing has {named[0]}"
    else:
        summary = f"can never match {book.kind}: {' and '.join(named)} contradict each other"
    nearest = _nearest(book, core)
    steps = () if nearest is None else (Step(fact=nearest.facts[0], now=nearest.now, silent=(asked.name,)),)
    return Finding(
        code=Code.NEVER_MATCHES,
        severity=Severity.WARNING,
        kind=book.kind,
        rules=(asked.name,),
        summary=f"`{asked.name}` {summary}",
        hint="take one of them out, or the rule",
        place=asked.place,
        steps=steps,
        shown=book.fields(rule),
    )


def _shadowed(book: Rulebook, rule: int, example: Found) -> Iterable[Finding]:
    asked, main = book.rules[rule], book.mains[rule]
    if any(book.reached(rule)) and book.find([book.matches(rule)], *book.reached(rule)) is None:
        stops = [earlier for earlier in range(rule) if book.rules[earlier].stop]
        by = _needed(stops, lambda left: _covered(book, rule, left))
        yield _hidden(
            book,
            rule,
            by,
            f"`{asked.name}` is never reached",
            Step(fact=example.facts[0], now=example.now, silent=(asked.name,)),
        )
    elif main is not None and book.find([book.matches(rule)], *book.finding(rule)) is None:
        yield _unlucky(book, rule, main, example)
    elif main is not None and book.find(*book.standing(rule)) is None and not _merely_repeats(book, rule):
        blockers = [e for e in range(rule) if book.mains[e] is not None or book.rules[e].stop]
        by = _needed(blockers, lambda left: _covered(book, rule, left))
        what = f"`{explaining.action_as_text(main)}` of `{asked.name}` never stands"
        yield _hidden(book, rule, by, what, _lost(book, rule, main, example))


def _lost(book: Rulebook, rule: int, main: ir.Action, example: Found) -> Step:
    """Show a fact of which the rule's action does not stand: it is overridden where it is reached, or else stopped."""
    name = book.rules[rule].name
    mine = [[book.matches(rule)], *book.finding(rule)]
    reached = book.find(*mine, *book.reached(rule))
    if reached is not None:
        return Step(fact=reached.facts[0], now=reached.now, overridden=((name, main.name),))
    stopped = book.find(*mine) or example
    return Step(fact=stopped.facts[0], now=stopped.now, silent=(name,))


def _unlucky(book: Rulebook, rule: int, main: ir.Action, example: Found) -> Finding:
    asked = book.rules[rule]
    tried = book.find(*book.asked(rule))
    shown = tried or example
    return Finding(
        code=Code.NEVER_MATCHES,
        severity=Severity.WARNING,
        kind=book.kind,
        rules=(asked.name,),
        summary=f"`{explaining.action_as_text(main)}` of `{asked.name}` never finds a warehouse for {book.kind}:"
        " its conditions leave out all that it could choose by",
        hint="let its conditions and its choice speak of the same orders",
        place=asked.place,
        # Where other rules are always asked before it, the example shows no more than that.
        steps=(Step(fact=shown.facts[0], now=shown.now, missed=(asked.name,) if tried else ()),),
        shown=book.fields(rule),
    )


def _merely_repeats(book: Rulebook, rule: int) -> bool:
    """Tell whether the rule does more than its main action, and whatever stands in its place wants the same."""
    main = book.mains[rule]
    if main is None or len(book.rules[rule].then) == 1:
        return False
    mine = [[book.matches(rule)], *book.finding(rule), *book.reached(rule)]
    acting = [earlier for earlier in range(rule) if book.mains[earlier] is not None]
    return all(book.find_apart(earlier, rule, *book.standing(earlier), *mine) is None for earlier in acting)


def _hidden(book: Rulebook, rule: int, by: Sequence[int], what: str, step: Step) -> Finding:
    earlier = [book.rules[each] for each in by]
    named = ", ".join(f"`{each.name}` ({each.place})" for each in earlier)
    who = named if len(earlier) == 1 else f"one of {named}"
    return Finding(
        code=Code.SHADOWED,
        severity=Severity.WARNING,
        kind=book.kind,
        rules=(book.rules[rule].name, *(each.name for each in earlier)),
        summary=f"{what} for {book.kind}: wherever it matches, {who} matches first",
        hint="put it above, narrow what comes first, or take it out",
        place=book.rules[rule].place,
        steps=(step,),
        shown=book.fields(rule, *by),
    )


def _covered(book: Rulebook, rule: int, earlier: Sequence[int]) -> bool:
    """Tell whether wherever the rule matches, and finds a warehouse, one of the earlier ones does."""
    mine = [[book.matches(rule)], *book.finding(rule)]
    return book.find(*mine, *(book.aside(each) for each in earlier)) is None


def _cannot(book: Rulebook, parts: Sequence[ir.Condition]) -> bool:
    return book.find(*_all(parts)) is None


def _nearest(book: Rulebook, core: Sequence[ir.Condition]) -> Found | None:
    """Find a fact that meets all but the last of the contradicting conditions."""
    try:
        return book.find(*_all(core[:-1]))
    except UndecidedError:
        return None


def _all(parts: Iterable[ir.Condition]) -> list[Demand]:
    return [[Ask(part, wanted=True)] for part in parts]


def _conjuncts(condition: ir.Condition) -> list[ir.Condition]:
    if isinstance(condition, ir.AllOf):
        return [part for each in condition.parts for part in _conjuncts(each)]
    return [condition]


def _needed(parts: Sequence[_T], suffices: Callable[[Sequence[_T]], bool]) -> list[_T]:
    """Give a single part that suffices if there is one; else drop parts, by halves at first, while the rest does."""
    for part in parts:
        if _surely([part], suffices):
            return [part]
    left = list(parts)
    size = len(left) // 2
    while size:
        at = 0
        while at < len(left):
            rest = left[:at] + left[at + size :]
            if rest and _surely(rest, suffices):
                left = rest
            else:
                at += size
        size //= 2
    return left


def _surely(parts: Sequence[_T], suffices: Callable[[Sequence[_T]], bool]) -> bool:
    try:
        return suffices(parts)
    except UndecidedError:
        return False
