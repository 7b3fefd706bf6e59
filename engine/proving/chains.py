"""Tags that go round in a longer circle: each step looks at a tag that another rule changed.

The rules that change tags go in, findings go to the results. Circles of up to eight rounds (of four, where two kinds of
difference have their say in each) are proved: either an order goes round so, or none does. For longer ones an order is
looked for which as many rules as possible can match if its tags alone differ; then it is followed, round after round,
from every combination of those tags. What is found so is certain; that there is no other is not. Used by `proofs`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, product

import msgspec

from engine import evaluating, ir, standing, vocabulary
from engine.facts import Fact
from engine.problems import Severity
from engine.proving import circles, noting, tagging
from engine.proving.findings import Code, Finding, Results, Step
from engine.proving.rulebooks import PASSIVE, Rulebook, main_action
from engine.proving.spaces import Ask, Demand, Found, Space, Surroundings, UndecidedError, View

_TAGS = tagging.TAGS
_LEAST_TAGS, _MOST_TAGS = 2, 6
"""A circle of one tag is that of a pair, which `tags` looks for."""
_MOST_RULES = 12
_MOST_TRIES = 100
_MOST_VIEWS = 8
"""How often an order is looked at in one circle: in eight rounds, or in four where two kinds have their say."""
Changing = tuple[Rulebook, int]
"""A rule that changes tags, by its place in its book."""


class _Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one order: what was so, which rules changed a tag, and the tags afterwards."""

    steps: tuple[Step, ...]
    after: frozenset[str]


def prove(books: Mapping[str, Rulebook], surroundings: Surroundings, results: Results) -> None:
    """Follow orders of each kind, and of each two kinds that an order can be at the same time."""
    told = [frozenset(each.rules) for each in results.findings if each.code is Code.TAGS_UNDONE]
    for group in _groups(books):
        changing, tags = _turning(group)
        if len(tags) < _LEAST_TAGS or {book.kind for book, _ in changing} != {book.kind for book in group}:
            continue
        asked = f"whether tags of {' and '.join(book.kind for book in group)} go round"
        with noting.question(results, asked, _place(*changing[0])):
            if len(changing) > _MOST_RULES or len(tags) > _MOST_TAGS:
                raise UndecidedError(f"{len(changing)} rules add and take off {len(tags)} tags: more than are tried")
            for circle in _circles(books, group, told, surroundings):
                if circle and not any(smaller <= _names(circle) for smaller in told):
                    told.append(_names(circle))
                    results.findings.append(_finding(group, circle))


def _turning(group: Sequence[Rulebook]) -> tuple[list[Changing], list[str]]:
    """Give the tags that some rule adds and another takes off, sorted, and the rules that do: no other goes round."""
    effects = [(book, at, tagging.effects(rule)) for book in group for at, rule in enumerate(book.rules)]
    added = {tag for _, _, each in effects for tag, there in each.items() if there}
    taken = {tag for _, _, each in effects for tag, there in each.items() if not there}
    changing = [(book, at) for book, at, each in effects if each.keys() & added & taken]
    return changing, sorted(added & taken)


def _place(book: Rulebook, rule: int) -> ir.Place:
    return book.rules[rule].place


def _names(circle: Iterable[_Round]) -> frozenset[str]:
    return frozenset(name for each in circle for step in each.steps for name, _ in step.stands)


def _circles(
    books: Mapping[str, Rulebook],
    group: Sequence[Rulebook],
    told: Sequence[frozenset[str]],
    surroundings: Surroundings,
) -> Iterator[list[_Round]]:
    """Give circles of all lengths that are proved, then those that are come upon. `told` grows by what is told."""
    changing, tags = _turning(group)
    # Two rounds of one kind are a pair's, and among so many states of the tags one comes again before long.
    for rounds in range(4 - len(group), min(_MOST_VIEWS // len(group), 2 ** len(tags)) + 1):
        turning = _Turning(group, rounds, tags, surroundings)
        waiting, tried = [frozenset[str]()], set[frozenset[str]]()
        while waiting:
            without = waiting.pop()
            if without in tried:
                continue
            tried.add(without)
            if len(tried) > _MOST_TRIES:
                raise UndecidedError("more circles are possible than are tried")
            for found in turning.find(without):
                start = frozenset(_tags_of(found.facts[0]))
                circle = _followed(books, {fact.kind: fact for fact in found.facts[: len(group)]}, start, found.now)
                yield circle
                # Another circle goes round without one of the rules of this one, or of a smaller one that it holds.
                held = next((each for each in told if each <= _names(circle)), frozenset[str]())
                waiting += [without | {name} for name in sorted(held)]
    for first in changing:
        order = _order(first, changing, tags, surroundings)
        if order is not None:
            yield _circle(books, order, tags)


class _Turning:
    """Orders whose tags are as they were after so many rounds, while nothing else of them changes for good."""

    def __init__(self, group: Sequence[Rulebook], rounds: int, tags: Sequence[str], surroundings: Surroundings) -> None:
        self._group = group
        self._tags = tags
        self._every = [tagging.Tagging(book) for book in group] * rounds
        changed = frozenset(tags).union(*(rules.tags for rules in self._every))
        has = tuple(circles.equal(_TAGS, tag) for tag in sorted(changed))
        views = [View(kind=each.book.kind, conditions=(*each.book.view.conditions, *has)) for each in self._every]
        kinds = frozenset(book.kind for book in group)
        self._space = Space(views, surroundings, circles.sharing(kinds, *(f"{_TAGS}: {tag}" for tag in tags)))
        self._demands: list[Demand] = []
        for view, rules in enumerate(self._every):
            self._demands += rules.becomes(view, (view + 1) % len(self._every), changed)
            mains = enumerate(rules.book.mains)
            acting = (at for at, main in mains if main is not None and main.name not in PASSIVE)
            self._demands += [[Ask(_stands(rules.book, at), wanted=False, view=view)] for at in acting]

    def find(self, without: frozenset[str]) -> Iterator[Found]:
        """Give orders to which one of the tags is added in the first round; none of the rules `without` has a say."""
        silent = [
            [rules.applied(at, view, wanted=False)]
            for view, rules in enumerate(self._every)
            for at, rule in enumerate(rules.book.rules)
            if rule.name in without
        ]
        for view, tag in product(range(len(self._group)), self._tags):
            one = self._every[view]
            added: list[Demand] = [[one.has(tag, view, wanted=False)], [one.has(tag, view + 1)]]
            found = self._space.find([*self._demands, *silent, *added])
            if found is not None:
                yield found


def _stands(book: Rulebook, rule: int) -> ir.Condition:
    """Say that the rule's main action stands: then something else of the order changes for good."""
    before = [at for at in range(rule) if book.mains[at] is not None or book.rules[at].stop]
    needed = book.finds[rule]
    found = () if needed is None else (needed,)
    return ir.AllOf((book.rules[rule].when, *found, *(ir.Not(book.rules[at].when) for at in before)))


def _groups(books: Mapping[str, Rulebook]) -> Iterator[tuple[Rulebook, ...]]:
    # A failure is told once, so that it is no part of a circle.
    once = vocabulary.Stage.FAILURES
    lasting = [
        book for book in books.values() if (kind := vocabulary.KINDS[book.kind]).has_lines and kind.stage != once
    ]
    yield from ((book,) for book in lasting)
    yield from (pair for pair in combinations(lasting, 2) if circles.coexist(pair[0].kind, pair[1].kind))


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
            rounds = _followed(books, facts, others | frozenset(start), found.now)
            if rounds:
                return rounds
    return []


def _followed(
    books: Mapping[str, Rulebook], facts: Mapping[str, Fact], at: frozenset[str], now: datetime
) -> list[_Round]:
    """Follow an order with these tags; give the rounds that it goes through for ever, [] if it comes to rest."""
    seen: list[frozenset[str]] = []
    rounds: list[_Round] = []
    while at not in seen:
        seen.append(at)
        made = _round([(books[kind], facts[kind]) for kind in vocabulary.KINDS if kind in facts], at, now)
        if made is None or made.after == at:
            return []
        rounds.append(made)
        at = made.after
    return rounds[seen.index(at) :]


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
