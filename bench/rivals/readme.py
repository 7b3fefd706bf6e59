"""durable_rules as its README shows it: rules as decorated functions, one `assert_fact` after the other."""

import itertools
from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import durable.lang as durable
from rivals import joins, rulebooks

_names = (f"bench{number}" for number in itertools.count())


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Declare the rules; each notes its number for the fact that it is called with."""
    name = next(_names)
    found: dict[int, list[int]] = {}
    # It takes a fact alike in everything for the same one, once and for all.
    serial = itertools.count()
    with durable.ruleset(name):
        for number, rule in enumerate(rules):
            tests = list(map(_said, rule))
            durable.when_all(reduce(and_, tests))(_action(number, found))

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        answers = []
        for fact in facts:
            number = next(serial)
            found[number] = []
            answers.append(found[number])
            try:
                durable.assert_fact(name, {"number": number, **fact})
            except durable.engine.MessageNotHandledException:  # no rule looks at it
                continue
        return [sorted(each) for each in answers]

    return answer


def join(of: joins.Tables) -> rulebooks.Answers:
    """Join by rules over three kinds of facts: mappings and levels first, so that `none` finds them."""
    name = next(_names)
    found: rulebooks.Answers = [[] for _ in of.orders]
    c, m = durable.c, durable.m
    with durable.ruleset(name):
        durable.when_all(
            c.order << m.kind == "order",
            durable.none((m.kind == "mapping") & (m.warehouse == c.order.warehouse)),
        )(_joined(0, found))
        durable.when_all(
            c.order << m.kind == "order",
            c.mapping << (m.kind == "mapping") & (m.warehouse == c.order.warehouse) & (m.location != c.order.location),
        )(_joined(1, found))
        durable.when_all(
            c.order << m.kind == "order",
            c.mapping << (m.kind == "mapping") & (m.warehouse == c.order.warehouse),
            c.level << (m.kind == "level")
            & (m.sku == c.order.sku)
            & (m.location == c.mapping.location)
            & (m.available < c.order.quantity),
        )(_joined(2, found))
    durable.assert_facts(
        name, [{"kind": "mapping", "warehouse": w, "location": place} for w, place in of.mappings.items()]
    )
    durable.assert_facts(
        name,
        [{"kind": "level", "sku": sku, "location": at, "available": count} for (sku, at), count in of.levels.items()],
    )
    for each in of.orders:
        durable.assert_fact(name, {"kind": "order", **each})
    return [sorted(each) for each in found]


def _joined(number: int, found: rulebooks.Answers) -> Callable[[Any], None]:
    def act(context: Any) -> None:
        found[context.order.number].append(number)

    act.__name__ = f"rule{number}"
    return act


def _action(number: int, found: dict[int, list[int]]) -> Callable[[Any], None]:
    def act(context: Any) -> None:
        found[context.m.number].append(number)

    act.__name__ = f"rule{number}"
    return act


def _said(test: rulebooks.Test) -> Any:  # noqa: PLR0911 - one return per operator
    field = getattr(durable.m, test.field)
    first = test.operands[0]
    match test.operator:
        case "in":
            return reduce(or_, [field == operand for operand in test.operands])
        case "is":
            return field == first
        case "not":
            return field != first
        case "at_least":
            return field >= first
        case "less_than" | "before":
            return field < first
        case "between":
            return (field >= first) & (field <= test.operands[1])
        case "has":
            return field.anyItem(durable.item == first)
        case _:
            return field.matches(f"{first}.*")
