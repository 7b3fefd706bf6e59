"""Tags that go round in a longer circle: each step looks at a tag that another rule changed.

The rules that change tags go in, findings go to the results. An order is looked for which as many of them as possible
can match if its tags alone differ; then it is followed, round after round, from every combination of those tags. What
is found so is certain; that there is no other is not, and only pairs (`tags`) are proved. Used by `proofs`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations

import msgspec

from engine import evaluating, ir, standing, vocabulary
from engine.facts import Fact
from engine.problems import Severity
from engine.proving import circles, noting
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import PASSIVE, Rulebook, main_action
from engine.proving.spaces import Demand, Found, Space, Surroundings, View

_TAGS = "order.tags"
_MOST_TAGS = 6
_MOST_RULES = 12
Changing = tuple[Rulebook, int]
"""A rule that changes tags, by its place in its book."""


class _Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one order: what was so, which rules changed a tag, and the tags afterwards."""

    steps: tuple[Step, ...]
    after: frozenset[str]


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Follow orders of each kind, and of each two kinds that an order can be at the same time."""
    told = {frozenset(each.rules) for each in results.findings if each.code is Code.TAGS_UNDONE}
    for group in _groups(books):
        changing = [(book, at) for book in group for at, rule in enumerate(book.rules) if _changes(rule)]
        tags = sorted({tag for book, at in changing for tag in _changes(book.rules[at])})
        if not 1 < len(changing) <= _MOST_RULES or not 1 < len(tags) <= _MOST_TAGS:
            continue
        for first in changing:
            with noting.question(results, f"whether tags of {group[0].kind} go round", first[0].rules[first[1]].place):
                found = _order(first, changing, tags, surroundings)
                circle = [] if found is None else _circle(books, found, tags)
                names = frozenset(name for each in circle for step in each.steps for name, _ in step.stands)
                if found is not None and circle and not any(smaller <= names for smaller in told):
                    told.add(names)
                    results.findings.append(_finding(group, circle))


def _groups(books: Mapping[str, Rulebook]) -> Iterator[tuple[Rulebook, ...]]:
    # A failure is told once, so that it is no part of a circle.
    once = vocabulary.Stage.FAILURES
    lasting = [
        book for book in books.values() if (kind := vocabulary.KINDS[book.kind]).has_lines and kind.stage != once
    ]
    yield from ((book,) for book in lasting)
    yield from (pair for pair in combinations(lasting, 2) if circles.coexist(pair[0].kind, pair[1].kind))


def _changes(rule: ir.Rule) -> set[str]:
    return {str(each.arguments["text"]) for each in rule.then if each.name in ("tag", "untag")}


def _order(
    first: Changing, changing: Sequence[Changing], tags: Sequence[str], surroundings: Surroundings
) -> Found | None:
    """Find an order which the first rule matches, and as many others as can be, each with tags of its own."""
    ordered = [first, *(each for each in changing if each is not first)]
    extra = tuple(circles.equal(_TAGS, tag) for tag in tags)
    views = [View(kind=book.kind, conditions=(*book.view.conditions, *extra)) for book, _ in ordered]
    kinds = frozenset(book.kind for book, _ in ordered)
    space = Space(views, surroundings, circles.sharing(kinds, *(f"{_TAGS}: {tag}" for tag in tags)))
    demands: list[Demand] = []
    found = None
    for view, (book, at) in enumerate(ordered):
        more: list[Demand] = [*demands, [book.matches(at, view=view)], *book.reached(at, view)]
        candidate = space.find(more)
        if candidate is not None:
            found, demands = candidate, more
    return found


def _circle(books: Mapping[str, Rulebook], found: Found, tags: Sequence[str]) -> list[_Round]:
    """Follow the order from each combination of the tags; give the rounds after which it is as it was, [] if none."""
    facts = {fact.kind: fact for fact in found.facts}
    others = frozenset(str(tag) for tag in _tags_of(found.facts[0])) - set(tags)
    for size in range(len(tags) + 1):
        for start in combinations(tags, size):
            at = others | frozenset(start)
            seen: list[frozenset[str]] = []
            rounds: list[_Round] = []
            while at not in seen:
                seen.append(at)
                made = _round([(books[kind], facts[kind]) for kind in vocabulary.KINDS if kind in facts], at, found.now)
                if made is None or made.after == at:
                    break
                rounds.append(made)
                at = made.after
            else:
                return rounds[seen.index(at) :]
    return []


def _round(order: Sequence[tuple[Rulebook, Fact]], tags: frozenset[str], now: datetime) -> _Round | None:
    """Decide about each difference of the order in turn; None if something else of it is changed for good."""
    steps = []
    for book, fact in order:
        seen = msgspec.structs.replace(fact, values={**fact.values, _TAGS: tuple(sorted(tags))})
        matching = [at for at, rule in enumerate(book.rules) if evaluating.holds(rule.when, seen, now)]
        outline = standing.outline(ir.RuleSet(rules=book.rules, digest=""), matching)
        mains = [each.action for each in outline.standing if each.action is main_action(book.rules[each.position])]
        if any(action.name not in PASSIVE for action in mains):
            return None
        changed = []
        for each in outline.standing:
            tag = {str(each.action.arguments.get("text"))}
            if each.action.name in ("tag", "untag"):
                after = tags | tag if each.action.name == "tag" else tags - tag
                if after != tags:
                    changed.append((book.rules[each.position].name, each.action.name))
                tags = after
        if changed:
            steps.append(Step(fact=seen, now=now, stands=tuple(changed)))
    return _Round(steps=tuple(steps), after=tags)


def _tags_of(fact: Fact) -> tuple[str, ...]:
    tags = fact.values.get(_TAGS, ())
    return tags if isinstance(tags, tuple) else ()


def _finding(group: Sequence[Rulebook], circle: Sequence[_Round]) -> Finding:
    steps = tuple(step for each in circle for step in each.steps)
    rules = {rule.name: rule for book in group for rule in book.rules}
    names = list(dict.fromkeys(name for step in steps for name, _ in step.stands))
    last = rules[names[-1]]
    way = ", then ".join(f"`{name}` ({rules[name].place})" for name in names)
    looked_at = [book.fields(at) for book in group for at, rule in enumerate(book.rules) if rule.name in names]
    return Finding(
        code=Code.TAGS_UNDONE,
        severity=Severity.WARNING,
        kind=group[0].kind,
        rules=tuple(reversed(names)),
        summary=f"the tags of one order go round in a circle of {len(circle)} rounds: {way} change them, and so on",
        hint="let them not depend on each other's tags",
        place=last.place,
        steps=steps,
        shown=frozenset[str]().union(*looked_at) | {_TAGS},
    )
