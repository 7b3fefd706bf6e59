"""A join: 10,000 orders, 100 mappings, 2,000 levels, and three rules that look at all three.

The tables come from here, and the right answers. Contestants join by their own rules where these can say it (`join` in
their modules), and once more by dictionaries before their rules are asked (`joined`), as Trueup's reconciler does.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from rivals import rulebooks

RULES: list[rulebooks.Rule] = [
    (rulebooks.Test("mapped", "is", (False,)),),
    (rulebooks.Test("mapped", "is", (True,)), rulebooks.Test("elsewhere", "is", (True,))),
    (rulebooks.Test("mapped", "is", (True,)), rulebooks.Test("short", "at_least", (1,))),
]
"""No mapping; shipped from another location than the mapping says; less in stock there than ordered."""


class Tables(NamedTuple):
    """What is joined: orders; the location of a warehouse, where it is mapped; what is there, by SKU and location.

    `flat` is the same as JSON can say it, for those who want that: `orders`, `mappings`, `levels` by `sku|location`.
    """

    orders: list[dict[str, Any]]
    mappings: Mapping[str, str]
    levels: Mapping[tuple[str, str], int]
    flat: dict[str, Any]


def tables(orders: int = 10_000) -> Tables:
    """Make the tables; the same for the same number of orders."""
    draw = Random(3)
    locations = [f"location_{number}" for number in range(20)]
    mappings = {f"warehouse_{number}": draw.choice(locations) for number in range(100)}
    levels = {(f"sku_{number}", location): draw.randrange(40) for number in range(100) for location in locations}
    made = [
        {
            "number": number,
            "warehouse": f"warehouse_{draw.randrange(105)}",
            "location": draw.choice(locations),
            "sku": f"sku_{draw.randrange(100)}",
            "quantity": draw.randrange(1, 12),
        }
        for number in range(orders)
    ]
    # Most orders are where they should be.
    for order in made:
        if draw.random() < 0.9:
            order["location"] = mappings.get(order["warehouse"], order["location"])
    flat = {"orders": made, "mappings": mappings, "levels": {"|".join(key): held for key, held in levels.items()}}
    return Tables(made, mappings, levels, flat)


def joined(of: Tables) -> list[rulebooks.FlatFact]:
    """Join by dictionaries: facts that say what the rules ask for."""
    facts = []
    for order in of.orders:
        location = of.mappings.get(order["warehouse"])
        available = of.levels[order["sku"], location] if location is not None else 0
        facts.append(
            {
                "mapped": location is not None,
                "elsewhere": location != order["location"],
                "short": order["quantity"] - available,
            }
        )
    return facts


def right(of: Tables) -> rulebooks.Answers:
    """Say which rules hold for each order, by plain Python."""
    answers = []
    for fact in joined(of):
        if not fact["mapped"]:
            answers.append([0])
        else:
            answers.append([1] * fact["elsewhere"] + [2] * (fact["short"] >= 1))
    return answers


def hits(answers: Sequence[Sequence[int]]) -> list[int]:
    """Count the orders for which each rule holds."""
    return [sum(rule in answer for answer in answers) for rule in range(len(RULES))]
