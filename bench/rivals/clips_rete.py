"""clipspy (CLIPS, a Rete engine in C): a template for facts, a rule per rule, facts in batches of a thousand."""

import json
from collections.abc import Sequence

import clips
from rivals import joins, rulebooks

_AT_ONCE = 1_000
_FIELDS = (
    "country",
    "channel",
    "method",
    "total",
    "items",
    "weight",
    "labelled",
    "ship_from",
    "postal_code",
    "created",
)


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Build the template and the rules."""
    environment = clips.Environment()
    found: rulebooks.Answers = []
    environment.define_function(lambda fact, rule: found[fact].append(rule), "matched")
    slots = " ".join(f"(slot {field})" for field in _FIELDS)
    environment.build(f"(deftemplate difference (slot number) {slots} (multislot tags))")
    for number, rule in enumerate(rules):
        tests = " ".join(map(_said, rule))
        environment.build(f"(defrule r{number} (difference (number ?n) {tests}) => (matched ?n {number}))")
    template = environment.find_template("difference")

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        found[:] = [[] for _ in facts]
        for start in range(0, len(facts), _AT_ONCE):
            for number, fact in enumerate(facts[start : start + _AT_ONCE], start):
                values = fact | {"labelled": clips.Symbol("yes" if fact["labelled"] else "no")}
                template.assert_fact(number=number, **values)
            environment.run()
            environment.reset()
        return [sorted(each) for each in found]

    return answer


_JOINS = (
    "(defrule r0 (order (number ?n) (warehouse ?w)) (not (mapping (warehouse ?w))) => (matched ?n 0))",
    (
        "(defrule r1 (order (number ?n) (warehouse ?w) (location ?l)) (mapping (warehouse ?w) (location ~?l))"
        " => (matched ?n 1))"
    ),
    (
        "(defrule r2 (order (number ?n) (warehouse ?w) (sku ?s) (quantity ?q)) (mapping (warehouse ?w) (location ?l))"
        " (level (sku ?s) (location ?l) (available ?a&:(< ?a ?q))) => (matched ?n 2))"
    ),
)


def join(of: joins.Tables) -> rulebooks.Answers:
    """Join by rules over three templates."""
    environment = clips.Environment()
    found: rulebooks.Answers = [[] for _ in of.orders]
    environment.define_function(lambda order, rule: found[order].append(rule), "matched")
    environment.build("(deftemplate order (slot number) (slot warehouse) (slot location) (slot sku) (slot quantity))")
    environment.build("(deftemplate mapping (slot warehouse) (slot location))")
    environment.build("(deftemplate level (slot sku) (slot location) (slot available))")
    for rule in _JOINS:
        environment.build(rule)
    mapping, level, order = map(environment.find_template, ("mapping", "level", "order"))
    for warehouse, location in of.mappings.items():
        mapping.assert_fact(warehouse=warehouse, location=location)
    for (sku, location), available in of.levels.items():
        level.assert_fact(sku=sku, location=location, available=available)
    for each in of.orders:
        order.assert_fact(**each)
    environment.run()
    return [sorted(each) for each in found]


def _said(test: rulebooks.Test) -> str:  # noqa: PLR0911 - one return per operator
    field = test.field
    first = json.dumps(test.operands[0])
    match test.operator:
        case "in":
            return f"({field} {'|'.join(map(json.dumps, test.operands))})"
        case "not":
            return f"({field} ~{first})"
        case "is":
            return f"({field} {'yes' if test.operands[0] else 'no'})"
        case "at_least":
            return f"({field} ?{field}&:(>= ?{field} {first}))"
        case "less_than" | "before":
            return f"({field} ?{field}&:(< ?{field} {first}))"
        case "between":
            return f"({field} ?{field}&:(<= {first} ?{field} {test.operands[1]}))"
        case "has":
            return f"({field} $? {first} $?)"
        case _:
            return f"({field} ?{field}&:(eq 1 (str-index {first} ?{field})))"
