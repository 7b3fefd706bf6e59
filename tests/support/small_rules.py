"""Random rules over few fields, for small worlds: every operator, every way to nest, and constants that meet often.

All draws come from one `random.Random`. Constants lie well within what `small_worlds` tries.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import msgspec
from support import rulesets, small_worlds
from support.rulesets import action, compare

from engine import ir

_WORDS = ("U", "US", "us", "S-", "-", "uS")
_PATTERNS = ("U.*", "[US]{2}", "(US|u)-?", ".*-.*", "[^U]+", "us", "")
_SIZED = (ir.Operator.AT_LEAST, ir.Operator.MORE_THAN, ir.Operator.AT_MOST, ir.Operator.LESS_THAN)
_AGES = (ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN)
_SEARCHED = (ir.Operator.STARTS_WITH, ir.Operator.ENDS_WITH, ir.Operator.CONTAINS)

FIELDS: Mapping[str, str] = {
    "order.shipping_method": "text",
    "order.ship_to.country": "word",
    "order.delivery_method": "word",
    "order.tags": "text",
    "order.total": "money",
    "order.weight": "number",
    "order.ship_to.po_box": "flag",
    "order.created_at": "moment",
}
OF_PARTS: Mapping[str, str] = {"part.number": "number", "part.labelled": "flag", "part.created_at": "moment"}
OF_CHOICES: Mapping[str, str] = {
    "part.ship_from": "word",
    "part.in_stock": "flag",
    "warehouse.can_fulfil_all": "word",
    "order.ship_to.province": "word",
    "order.ship_to.country": "word",
}
_OF_LINES: Mapping[str, str] = {"sku": "text", "quantity": "few", "gift_card": "flag", "price": "money"}
_CONSTANTS: Mapping[str, Sequence[Any]] = {
    "moment": small_worlds.DATES,
    "money": tuple(map(Decimal, ("0", "0.05", "0.1", "0.055", "0.10"))),
    "few": (0, 1, 2, 3),
    "number": (0, 1, 5, 6, Decimal("5.5"), 9),
}
_KEYS = ("a", "b", "c")
TAGS = ("a", "b", "c")
"""Tags that rules change."""

_WAYS: tuple[dict[str, object], ...] = (
    {"first_with_stock": ("a", "b")},
    {"first_with_stock": ("b",)},
    {"most_stock": True},
    {"most_stock": ("a", "c")},
    {"by_province": (("TX", "a"), ("US-LA", "c"))},
    {"by_province": (("US-TX", "b"), ("TX", "a"))},
    {"name": "a"},
    {"name": "c"},
    {"default": True},
)


def draw(random: Random, kind: str, actions: Sequence[ir.Action], fields: Mapping[str, str] = FIELDS) -> ir.RuleSet:
    """Draw up to five rules of one kind over three fields, or two and lines; some stop the list, some only tag."""
    names = random.sample(tuple(fields), min(len(fields), 3))
    lines = random.random() < 0.3 and fields is FIELDS
    asked = {name: fields[name] for name in names[: 2 if lines else 3]}
    count = random.randint(1, 5)
    return rulesets.ruleset(*(_rule(random, kind, number, actions, asked, lines=lines) for number in range(count)))


def choices(random: Random) -> tuple[ir.Action, ...]:
    """Draw main actions that choose a ship-from, hold or ignore."""
    chosen = random.sample(_WAYS, 4)
    ways = [ir.Action(name="assign_warehouse", arguments=way, place=rulesets.PLACE) for way in chosen]
    return (*ways, action("hold"), action("ignore"))


def draw_tagging(random: Random, kind: str) -> ir.RuleSet:
    """Draw up to five rules that add tags and take them off, by each other's tags and one thing beside."""
    return rulesets.ruleset(*(_tagging(random, kind, number) for number in range(random.randint(2, 5))))


def _tagging(random: Random, kind: str, number: int) -> ir.Rule:
    tests = [compare("order.tags", ir.Operator.IN, *random.sample(TAGS, random.choice((1, 1, 2)))) for _ in range(2)]
    tests.append(compare("order.weight", ir.Operator.AT_LEAST, random.choice((1, 5))))
    chosen = random.sample(tests, random.randint(0, 2))
    parts = tuple(ir.Not(test) if random.random() < 0.4 else test for test in chosen)
    changed = random.sample(TAGS, random.choice((1, 1, 2)))
    then = [action(random.choice(("tag", "untag")), text=tag) for tag in changed]
    made = rulesets.rule(f"rule-{number}", ir.AllOf(parts), *then, kind=kind)
    return msgspec.structs.replace(made, stop=random.random() < 0.1)


def _rule(
    random: Random, kind: str, number: int, actions: Sequence[ir.Action], asked: Mapping[str, str], *, lines: bool
) -> ir.Rule:
    when = _condition(random, asked, depth=2, lines=lines) if random.random() < 0.85 else rulesets.ALWAYS
    then = [random.choice(actions)]
    then += random.choice(([], [], [action("tag", text="US")], [action("notify")]))
    made = rulesets.rule(f"rule-{number}", when, *then[random.random() < 0.15 :] or then, kind=kind)
    return msgspec.structs.replace(made, stop=random.random() < 0.15, enabled=random.random() < 0.95)


def _condition(random: Random, asked: Mapping[str, str], *, depth: int, lines: bool) -> ir.Condition:
    chance = random.random()
    if lines and chance < 0.35:
        inner = _condition(random, dict(random.sample(sorted(_OF_LINES.items()), 2)), depth=depth - 1, lines=False)
        return ir.Lines(quantifier=random.choice(tuple(ir.Quantifier)), condition=inner, place=rulesets.PLACE)
    if depth <= 0 or chance < 0.5:
        return _test(random, *random.choice(tuple(asked.items())))
    if chance < 0.6:
        return ir.Not(_condition(random, asked, depth=depth - 1, lines=lines))
    count = random.choice((0, 1, 2, 2, 3))
    parts = tuple(_condition(random, asked, depth=depth - 1, lines=lines) for _ in range(count))
    return random.choice((ir.AllOf, ir.AnyOf))(parts)


def _test(random: Random, field: str, sort: str) -> ir.Test:
    if random.random() < 0.1:
        return compare(field, ir.Operator.EXISTS, random.random() < 0.5)
    if sort == "flag":
        return rulesets.equals(field, random.random() < 0.5)
    if sort == "word":
        return _listed(random, field, _words(field))
    if sort == "text":
        return _text(random, field)
    if sort == "moment" and random.random() < 0.6:
        return compare(field, random.choice(_AGES), random.choice((0, 6, 12, 24, 48)) * 3600)
    return _sized(random, field, _CONSTANTS[sort], equal=sort != "moment")


def _words(field: str) -> Sequence[str]:
    if field == "order.delivery_method":
        return ("pick_up", "shipping", "pickup_point", "local", "none", "retail")
    if field in ("part.ship_from", "warehouse.can_fulfil_all"):
        return _KEYS
    return ("TX", "LA") if field.endswith("province") else ("US", "CA")


def _listed(random: Random, field: str, words: Sequence[str]) -> ir.Test:
    if random.random() < 0.5:
        return rulesets.equals(field, random.choice(words))
    return compare(field, ir.Operator.IN, *random.sample(words, random.randint(1, len(words))))


def _text(random: Random, field: str) -> ir.Test:
    folded = random.random() < 0.3
    chance = random.random()
    if chance < 0.25:
        return compare(field, ir.Operator.MATCHES, random.choice(_PATTERNS), ignoring_case=folded)
    if chance < 0.65:
        return compare(field, random.choice(_SEARCHED), random.choice(_WORDS), ignoring_case=folded)
    many = random.sample(_WORDS, random.randint(1, 3))
    operator = ir.Operator.IS if len(many) == 1 else ir.Operator.IN
    return compare(field, operator, *many, ignoring_case=folded)


def _sized(random: Random, field: str, constants: Sequence[Any], *, equal: bool) -> ir.Test:
    chance = random.random()
    one, other = (random.choice(constants) for _ in range(2))
    if chance < 0.2:
        low, high = sorted((one, other))
        return compare(field, ir.Operator.BETWEEN, low, high)
    if equal and chance < 0.4:
        return compare(field, ir.Operator.IS, one) if chance < 0.3 else compare(field, ir.Operator.IN, one, other)
    return compare(field, random.choice(_SIZED), one)
