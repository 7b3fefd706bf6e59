"""Choices: when an action that chooses a ship-from finds one, and when it is which.

An `assign_warehouse` goes in, conditions on the order come out: what is in stock where stands in
`warehouse.can_fulfil_all`, the province in the address. Where a choice finds nothing, the next matching rule that says
what becomes of the difference is asked; `settle` does that to what an engine decided. Used by `rulebooks`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from engine import decisions, evaluating, ir, vocabulary
from engine.facts import Fact

DEFAULT = "the-default-warehouse"
"""Stands for the key of the default warehouse, which rules do not know: taken as none that they name."""
ANOTHER = "another-warehouse"
"""Stands for a warehouse that no rule names."""

_HAVING = "warehouse.can_fulfil_all"
_COUNTRY, _PROVINCE = "order.ship_to.country", "order.ship_to.province"


class Way(msgspec.Struct, frozen=True):
    """One warehouse that may be chosen, and a condition that makes sure of it."""

    warehouse: str
    when: ir.Condition


def finds(action: ir.Action | None) -> ir.Condition | None:
    """Give the condition under which the action finds a warehouse; None where it needs no luck."""
    if action is None or action.name != "assign_warehouse":
        return None
    if "by_province" in action.arguments:
        return ir.AnyOf(tuple(way.when for way in ways(action)))
    names = _names(action)
    if names is None:
        return None
    if not names:
        return ir.Test(field=_HAVING, operator=ir.Operator.EXISTS, operands=(True,), place=action.place)
    return _test(_HAVING, ir.Operator.IN, *names, place=action.place)


def ways(action: ir.Action, known: Sequence[str] = ()) -> tuple[Way, ...]:
    """Give the warehouses that the action may choose, each once or more; `known` are those that rules name."""
    if action.name != "assign_warehouse":
        return ()
    if action.arguments.get("default"):
        return (Way(DEFAULT, ir.AllOf(())),)
    if (provinces := action.arguments.get("by_province")) is not None:
        return tuple(_by_province(action, _pairs(provinces)))
    names = _names(action)
    if names is None:
        return (Way(str(action.arguments.get("name", "")), ir.AllOf(())),)
    found = []
    every = names or [*known, ANOTHER]
    for at, name in enumerate(every):
        # In a list the first that has it all is taken; by stock, the only one that has it all certainly is.
        others = every[:at] if "first_with_stock" in action.arguments else [one for one in every if one != name]
        has = _test(_HAVING, ir.Operator.IS, name, place=action.place)
        only = [ir.Not(_test(_HAVING, ir.Operator.IN, *others, place=action.place))] if others else []
        found.append(Way(name, ir.AllOf((has, *only))))
    return tuple(found)


def may(action: ir.Action, known: Sequence[str] = ()) -> tuple[Way, ...]:
    """Give the warehouses that the action may choose, as far as an order by itself tells, each with when it may.

    Which of several has most in stock is not known: each that has everything may be chosen. `known` as in `ways`.
    """
    names = _names(action)
    if action.name != "assign_warehouse" or names is None or "first_with_stock" in action.arguments:
        return ways(action, known)
    every = names or [*known, ANOTHER]
    return tuple(Way(name, _test(_HAVING, ir.Operator.IS, name, place=action.place)) for name in every)


def named(action: ir.Action) -> tuple[str, ...]:
    """Give the warehouses that the action names."""
    return tuple(dict.fromkeys(way.warehouse for way in ways(action) if way.warehouse not in (DEFAULT, ANOTHER)))


class Settled(msgspec.Struct, frozen=True):
    """Rules with actions after each choice was tried: what stands, what does not, and what finds no warehouse."""

    stands: tuple[tuple[str, ir.Action], ...]
    lost: tuple[tuple[str, ir.Action], ...]
    missed: tuple[tuple[str, ir.Action], ...] = ()


def settle(decision: decisions.Decision, fact: Fact, now: datetime) -> Settled:
    """Let the next rule answer where a choice finds nothing, as planning does. A split is taken as possible."""
    stands = [(one.rule.name, one.action) for one in decision.outline.standing]
    lost = [(one.rule, one.action) for one in decision.overridden]
    missed: list[tuple[str, ir.Action]] = []
    first = next((one for one in stands if _misses(one[1], fact, now)), None)
    if first is not None:
        stands.remove(first)
        missed.append(first)
        for one in [(one.rule, one.action) for one in decision.overridden if one.by == first[0]]:
            lost.remove(one)
            if not _misses(one[1], fact, now):
                stands.append(one)
                break
            missed.append(one)
    return Settled(tuple(stands), tuple(lost), tuple(missed))


def _misses(action: ir.Action, fact: Fact, now: datetime) -> bool:
    if vocabulary.ACTIONS[action.name].group != vocabulary.MAIN:
        return False
    needed = finds(action)
    return needed is not None and not evaluating.holds(needed, fact, now)


def _names(action: ir.Action) -> list[str] | None:
    """Give the names to choose from by stock, none for all warehouses; None for another way to choose."""
    asked = action.arguments.get("first_with_stock", action.arguments.get("most_stock"))
    if asked is None:
        return None
    return [str(name) for name in asked] if isinstance(asked, tuple | list) else []


def _by_province(action: ir.Action, pairs: Sequence[tuple[str, str]]) -> Iterator[Way]:
    """Country and province come before the province alone."""
    for word, warehouse in pairs:
        country, dash, province = word.rpartition("-")
        here = _test(_PROVINCE, ir.Operator.IS, province, place=action.place)
        if dash:
            yield Way(warehouse, ir.AllOf((_test(_COUNTRY, ir.Operator.IS, country, place=action.place), here)))
            continue
        nearer = [other.rpartition("-")[0] for other, _ in pairs if other.endswith(f"-{word}")]
        never = [ir.Not(_test(_COUNTRY, ir.Operator.IN, *nearer, place=action.place))] if nearer else []
        yield Way(warehouse, ir.AllOf((here, *never)))


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(name), str(one)) for name, one in value] if isinstance(value, tuple | list) else []


def _test(field: str, operator: ir.Operator, *operands: str, place: ir.Place) -> ir.Test:
    return ir.Test(field=field, operator=operator, operands=operands, place=place)
