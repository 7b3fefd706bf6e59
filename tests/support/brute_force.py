"""Brute force: what a proof must tell of a rule set, decided by looking at every fact of a small world.

Rules and facts go in; the findings that are due come out, as sorts with rules. It says what the words of the guide
mean, in the plainest way, and shares nothing with the proofs but the meaning of a condition.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple

import msgspec
from support.small_worlds import Seen

from engine import evaluating, ir, vocabulary
from engine.facts import Fact
from engine.proving.findings import Code

_PASSIVE = ("hold", "ignore")
_SHIP_FROM = "part.ship_from"
DEFAULT, ANOTHER = "the-default-warehouse", "another-warehouse"

Told = tuple[Code, tuple[str, ...]]
"""A sort of finding, with the rules that it is about; the one it is told at comes first."""


class _World(NamedTuple):
    """What rules of one kind say about each fact: `matching` and `reached` are positions, `stands` one or none."""

    rules: Sequence[ir.Rule]
    facts: Sequence[Seen]
    matching: list[set[int]]
    reached: list[set[int]]
    stands: list[int | None]


def main(rule: ir.Rule) -> ir.Action | None:
    """Give the action that says what becomes of the difference."""
    return next((each for each in rule.then if vocabulary.ACTIONS[each.name].group == vocabulary.MAIN), None)


def expected(rules: Sequence[ir.Rule], facts: Sequence[Seen]) -> set[Told]:
    """Give what is to be told of the enabled rules of one kind: never matching, never standing, disagreeing, gaps."""
    world = _look(rules, facts)
    alone = dict(_alone(world))
    told: set[Told] = {(code, (rules[at].name,)) for at, code in alone.items()}
    told |= {
        (code, (rules[later].name, rules[earlier].name))
        for earlier, later in combinations(range(len(rules)), 2)
        if earlier not in alone and later not in alone
        for code in _meeting(world, earlier, later)
    }
    if any(stands is None for stands in world.stands):
        told.add((Code.GAP, (rules[-1].name,)))
    return told


def warehouses(action: ir.Action, fact: Fact) -> set[str]:
    """Give the warehouses that an action may choose; none where it finds none. Stock by amount is not known."""
    arguments: dict[str, Any] = action.arguments
    if arguments.get("default"):
        return {DEFAULT}
    if "by_province" in arguments:
        ways = dict(arguments["by_province"])
        province, country = (fact.values.get(f"order.ship_to.{name}") for name in ("province", "country"))
        named = ways.get(f"{country}-{province}") or ways.get(province)
        return {named} if named and province else set()
    if "name" in arguments:
        return {arguments["name"]}
    having = fact.values.get("warehouse.can_fulfil_all", ())
    having = having if isinstance(having, tuple) else ()
    if "first_with_stock" in arguments:
        return set([name for name in arguments["first_with_stock"] if name in having][:1])
    most = arguments["most_stock"]
    return set(having) if most is True else {name for name in most if name in having}


def _look(rules: Sequence[ir.Rule], facts: Sequence[Seen]) -> _World:
    world = _World(rules, facts, [], [], [])
    for fact, now in facts:
        matching = [at for at, rule in enumerate(rules) if evaluating.holds(rule.when, fact, now)]
        end = next((at for at in matching if rules[at].stop), len(rules))
        reached = [at for at in matching if at <= end]
        world.matching.append(set(matching))
        world.reached.append(set(reached))
        world.stands.append(next((at for at in reached if _answers(rules[at], fact)), None))
    return world


def _answers(rule: ir.Rule, fact: Fact) -> bool:
    action = main(rule)
    if action is None:
        return False
    return action.name != "assign_warehouse" or bool(warehouses(action, fact))


def _alone(world: _World) -> Iterator[tuple[int, Code]]:
    for at, rule in enumerate(world.rules):
        lucky = [number for number, matching in enumerate(world.matching) if at in matching]
        action = main(rule)
        if not lucky:
            yield at, Code.NEVER_MATCHES
            continue
        if not any(at in world.reached[number] for number in lucky):
            yield at, Code.SHADOWED
            continue
        if action is None:
            continue
        lucky = [number for number in lucky if _answers(rule, world.facts[number].fact)]
        if not lucky:
            yield at, Code.NEVER_MATCHES
        elif at not in world.stands and (len(rule.then) == 1 or not _repeats(world, at, lucky)):
            yield at, Code.SHADOWED


def _repeats(world: _World, at: int, lucky: Iterable[int]) -> bool:
    """Tell whether wherever the rule is asked, what stands in its place wants the same."""
    asked = [number for number in lucky if at in world.reached[number]]
    return not any(
        _differ(world.rules[stands], world.rules[at], world.facts[number].fact)
        for number in asked
        if (stands := world.stands[number]) is not None
    )


def _meeting(world: _World, earlier: int, later: int) -> Iterator[Code]:
    first, second = world.rules[earlier], world.rules[later]
    action = main(first)
    together = [
        number
        for number, matching in enumerate(world.matching)
        if {earlier, later} <= matching and all(_answers(one, world.facts[number].fact) for one in (first, second))
    ]
    if action is None or main(second) is None or not together:
        return
    if all(later in matching for matching in world.matching if earlier in matching):
        return  # a special case
    if any(
        world.stands[number] == earlier
        and later in world.reached[number]
        and _differ(first, second, world.facts[number].fact)
        for number in together
    ):
        yield Code.BY_ORDER if action.name in _PASSIVE else Code.DISAGREEMENT


def _differ(first: ir.Rule, second: ir.Rule, fact: Fact) -> bool:
    """Tell whether two rules want different things of a fact: other actions, or other warehouses."""
    one, other = main(first), main(second)
    if one is None or other is None or one.name != other.name:
        return True
    if one.name in _PASSIVE or one.arguments == other.arguments:
        return False
    if one.name == "assign_warehouse":
        chosen, instead = warehouses(one, fact), warehouses(other, fact)
        return len(chosen | instead) > 1
    return True


def handed_on(rules: Sequence[ir.Rule], facts: Sequence[Seen]) -> set[frozenset[str]]:
    """Give the rules, by name, of each circle in which a part of one of the facts is assigned for ever."""
    found = set()
    for fact, now in facts:
        seen: list[object] = []
        names: list[str] = []
        at: object = fact.values.get(_SHIP_FROM)
        while at not in seen:
            seen.append(at)
            (stands,) = _look(rules, [Seen(_shipping_from(fact, at), now)]).stands
            chosen = None if stands is None else main(rules[stands])
            ways = set() if chosen is None or chosen.name != "assign_warehouse" else warehouses(chosen, fact)
            if stands is None or len(ways) != 1:
                break  # it is split, held, or chosen by what is not known here
            (at,) = ways
            names.append(rules[stands].name)
        else:
            circle = names[seen.index(at) :]
            if len(circle) > 1:
                found.add(frozenset(circle))
    return found


def _shipping_from(fact: Fact, warehouse: object) -> Fact:
    having = fact.values.get("warehouse.can_fulfil_all", ())
    has = isinstance(having, tuple) and warehouse in having
    values = {**fact.values, _SHIP_FROM: str(warehouse), "part.in_stock": has}
    return msgspec.structs.replace(fact, values=values if warehouse is not None else dict(fact.values))


class Turning(NamedTuple):
    """A circle of tags: the rules, by name, that change one on the way, and those that ask to."""

    changing: frozenset[str]
    asking: frozenset[str]


def tagged(rules: Sequence[ir.Rule], facts: Sequence[Seen], tags: Sequence[str]) -> set[Turning]:
    """Give each circle in which tags of one of the facts are added and taken off for ever."""
    found = set()
    for fact, now in facts:
        for start in _subsets(tags):
            seen: list[frozenset[str]] = []
            rounds: list[Turning] = []
            at = start
            while at not in seen:
                seen.append(at)
                at, made = _tagged(rules, fact, now, at)
                rounds.append(made)
            circle = rounds[seen.index(at) :]
            changing = frozenset[str]().union(*(each.changing for each in circle))
            if changing:
                found.add(Turning(changing, frozenset[str]().union(*(each.asking for each in circle))))
    return found


def _tagged(
    rules: Sequence[ir.Rule], fact: Fact, now: datetime, tags: frozenset[str]
) -> tuple[frozenset[str], Turning]:
    """Let the rules have their say once: the tags afterwards, and who spoke."""
    shown = msgspec.structs.replace(fact, values={**fact.values, "order.tags": tuple(sorted(tags))})
    (reached,) = _look(rules, [Seen(shown, now)]).reached
    changing, asking = set(), set()
    for at in sorted(reached):
        for each in rules[at].then:
            tag = {str(each.arguments.get("text"))}
            after = tags | tag if each.name == "tag" else tags - tag if each.name == "untag" else tags
            asking.add(rules[at].name)
            if after != tags:
                changing.add(rules[at].name)
            tags = after
    return tags, Turning(frozenset(changing), frozenset(asking))


def _subsets(tags: Sequence[str]) -> Iterator[frozenset[str]]:
    for size in range(len(tags) + 1):
        yield from map(frozenset, combinations(tags, size))
